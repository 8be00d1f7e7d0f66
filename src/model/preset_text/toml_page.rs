//! A TOML text whose every value knows where it stands, so that every complaint has a line and a column.

use super::PresetTextError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

/// The text a value stands in.
#[derive(Clone, Copy)]
pub(super) struct Page<'a>(pub(super) &'a str);

impl<'a> Page<'a> {
    pub(super) fn error(
        self,
        at: &Range<usize>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> PresetTextError {
        let before = self.0.get(..at.start.min(self.0.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |lf| lf + 1);
        PresetTextError {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            expected: expected.into(),
            found: found.into(),
        }
    }

    pub(super) fn parse(self) -> Result<Spanned<DeTable<'a>>, PresetTextError> {
        DeTable::parse(self.0).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            self.error(&at, "TOML", error.message())
        })
    }
}

/// One table, with the name it goes by in complaints.
#[derive(Clone)]
pub(super) struct Section<'t, 'a> {
    page: Page<'a>,
    table: &'t DeTable<'a>,
    span: Range<usize>,
    name: String,
}

impl<'t, 'a> Section<'t, 'a> {
    pub(super) fn root(page: Page<'a>, table: &'t Spanned<DeTable<'a>>) -> Self {
        Self { page, table: table.get_ref(), span: table.span(), name: "a preset".to_owned() }
    }

    /// Refuses keys other than `known`, with the nearest known one named.
    pub(super) fn only(self, known: &[&str]) -> Result<Self, PresetTextError> {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known).map_or_else(
                    || format!("one of {}", listed(known)),
                    |near| format!("`{near}` (did you mean that?)"),
                );
                let found = format!("the unknown key `{name}` in {}", self.name);
                return Err(self.page.error(&key.span(), hint, found));
            }
        }
        Ok(self)
    }

    pub(super) fn get(&self, key: &str) -> Option<Item<'t, 'a>> {
        let value = self.table.get(key)?;
        Some(Item { page: self.page, value, name: format!("`{key}`") })
    }

    /// All keys with their values, in the order written.
    pub(super) fn rows(&self) -> Vec<(String, Item<'t, 'a>)> {
        let mut rows: Vec<_> = self.table.iter().collect();
        rows.sort_by_key(|(key, _)| key.span().start);
        let page = self.page;
        rows.into_iter()
            .map(|(key, value)| {
                let name = key.get_ref().to_string();
                let item = Item { page, value, name: format!("`{name}`") };
                (name, item)
            })
            .collect()
    }

    pub(super) fn string(&self, key: &str) -> Result<Option<String>, PresetTextError> {
        self.get(key).map(|item| item.string()).transpose()
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<Vec<u8>>, PresetTextError> {
        self.get(key).map(|item| item.text()).transpose()
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, PresetTextError> {
        self.get(key).map(|item| item.flag()).transpose()
    }

    /// The one of `keys` that is there; two of them contradict each other.
    pub(super) fn one_of(
        &self,
        keys: &[&'static str],
    ) -> Result<Option<&'static str>, PresetTextError> {
        let mut found: Vec<_> = keys.iter().filter(|key| self.table.contains_key(**key)).collect();
        found.sort_by_key(|key| self.get(key).map_or(0, |item| item.value.span().start));
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(**one)),
            [first, second, ..] => {
                let at = self.get(second).map_or(0..0, |item| item.value.span());
                let expected = format!("only one of {}", listed(keys));
                Err(self.page.error(&at, expected, format!("`{first}` and `{second}`")))
            }
        }
    }

    /// A complaint about the table as a whole.
    pub(super) fn lacks(&self, expected: &str) -> PresetTextError {
        self.page.error(&self.span, expected, format!("{} without it", self.name))
    }
}

/// One value, with the name it goes by in complaints.
#[derive(Clone)]
pub(super) struct Item<'t, 'a> {
    page: Page<'a>,
    value: &'t Spanned<DeValue<'a>>,
    name: String,
}

impl<'t, 'a> Item<'t, 'a> {
    pub(super) fn wrong(&self, expected: impl Into<String>) -> PresetTextError {
        let found = match self.value.get_ref() {
            DeValue::String(text) => format!("`{text}` for {}", self.name),
            other => {
                format!("{} {} for {}", article(other.type_str()), other.type_str(), self.name)
            }
        };
        self.page.error(&self.value.span(), expected, found)
    }

    pub(super) fn is_string(&self) -> bool {
        self.value.get_ref().is_str()
    }

    pub(super) fn is_array(&self) -> bool {
        self.value.get_ref().is_array()
    }

    pub(super) fn string(&self) -> Result<String, PresetTextError> {
        let text = self.value.get_ref().as_str();
        text.map(str::to_owned).ok_or_else(|| self.wrong("a string"))
    }

    /// A string, or `{ base64 = "…" }` for bytes that are not text.
    pub(super) fn text(&self) -> Result<Vec<u8>, PresetTextError> {
        if self.value.get_ref().is_table() {
            let section = self.section()?.only(&["base64"])?;
            let item = section.get("base64").ok_or_else(|| section.lacks("`base64`"))?;
            return item.base64();
        }
        let text = self.value.get_ref().as_str();
        text.map(|text| text.as_bytes().to_vec())
            .ok_or_else(|| self.wrong("a string, or { base64 = \"…\" }"))
    }

    /// Standard base64 (RFC 4648 section 4); white space inside it is left aside.
    pub(super) fn base64(&self) -> Result<Vec<u8>, PresetTextError> {
        let text: String = self.string()?.split_ascii_whitespace().collect();
        STANDARD.decode(text).map_err(|error| self.wrong(format!("standard base64 ({error})")))
    }

    pub(super) fn flag(&self) -> Result<bool, PresetTextError> {
        self.value.get_ref().as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    pub(super) fn items(&self) -> Result<Vec<Item<'t, 'a>>, PresetTextError> {
        let array = self.value.get_ref().as_array();
        let array = array.ok_or_else(|| self.wrong("an array, as [[\"name\", \"value\"]]"))?;
        let (page, name) = (self.page, &self.name);
        Ok(array.iter().map(|value| Item { page, value, name: name.clone() }).collect())
    }

    pub(super) fn section(&self) -> Result<Section<'t, 'a>, PresetTextError> {
        let table = self.value.get_ref().as_table().ok_or_else(|| self.wrong("a table"))?;
        let (page, span, name) = (self.page, self.value.span(), self.name.clone());
        Ok(Section { page, table, span, name })
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The known name that a misspelt one most likely means: at most a third of its letters differ.
pub(super) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = known.iter().map(|one| (distance(name, one), *one)).min()?;
    (near.0 <= name.chars().count().div_ceil(3)).then_some(near.1)
}

/// The number of letters to insert, delete or replace (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = pair else { continue };
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(x != *y)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
