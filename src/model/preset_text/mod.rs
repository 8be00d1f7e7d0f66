//! Presets as TOML text, read and written.
//!
//! Wherever text stands, `{ base64 = "…" }` may stand for bytes that are not text; so every draft can be written.

mod read_expect;
mod read_request;
mod toml_page;
mod write;

use super::ids::PresetId;
use super::preset::Preset;
use super::preset::Variable;
use toml_page::Item;
use toml_page::Page;
use toml_page::Section;

pub use write::write;

/// What is wrong with a preset's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: expected {expected}, found {found}")]
pub struct PresetTextError {
    /// The line, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// What should stand there.
    pub expected: String,
    /// What does.
    pub found: String,
}

/// Reads a preset. Keys that are not known are errors: a misspelt `[expect]` would be silent otherwise.
pub fn read(id: PresetId, text: &str) -> Result<Preset, PresetTextError> {
    let page = Page(text);
    let table = page.parse()?;
    let root = Section::root(page, &table).only(&["name", "about", "vars", "request", "expect"])?;
    let request = root.get("request").ok_or_else(|| root.lacks("`[request]`"))?;
    Ok(Preset {
        name: root.string("name")?.unwrap_or_else(|| id.0.clone()),
        id,
        about: root.string("about")?.unwrap_or_default(),
        draft: read_request::draft(&request.section()?)?,
        vars: match root.get("vars") {
            Some(vars) => variables(&vars)?,
            None => Vec::new(),
        },
        expect: match root.get("expect") {
            Some(expect) => read_expect::expect(&expect)?,
            None => super::preset::Expect::default(),
        },
    })
}

fn variables(vars: &Item<'_, '_>) -> Result<Vec<Variable>, PresetTextError> {
    vars.section()?
        .rows()
        .into_iter()
        .map(|(name, item)| {
            if item.is_string() {
                return Ok(Variable { name, default: Some(item.string()?), secret: false });
            }
            let section = item
                .section()
                .map_err(|_| item.wrong("a default value in quotes, or { secret = true }"))?
                .only(&["default", "secret"])?;
            let default = section.string("default")?;
            Ok(Variable { name, default, secret: section.flag("secret")?.unwrap_or(false) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (usize, usize, String) {
        let error = read(PresetId("x".into()), text).unwrap_err();
        (error.line, error.column, error.to_string())
    }

    #[test]
    fn complaints_name_the_place_and_the_likely_word() {
        let (line, column, words) = wrong("[request]\nurl = \"http://h\"\nheadrs = []\n");
        assert_eq!((line, column), (3, 1));
        assert!(words.contains("`headers` (did you mean that?)"), "{words}");
        let (line, column, words) =
            wrong("[request]\nurl = \"http://h\"\nheaders = [[\"é\", 1]]\n");
        assert_eq!((line, column), (3, 18), "{words}");
        assert_eq!(wrong("[request]\nurl =\n").0, 2);
        assert!(wrong("name = \"x\"\n").2.contains("[request]"));
        let both = wrong("[request]\nurl = \"http://h\"\njson = \"{}\"\nbody = \"x\"\n");
        assert!(both.2.contains("`json` and `body`") && both.0 == 4, "{}", both.2);
        let client = wrong("[request]\nurl = \"http://h\"\nclient = \"postmen\"\n");
        assert!(client.2.contains("`postman` (did you mean that?)"), "{}", client.2);
    }

    #[test]
    fn variables_keep_their_order() {
        let text = "[request]\nurl = \"u\"\n[vars]\nz = \"1\"\na = { secret = true }\n";
        let vars = read(PresetId("x".into()), text).unwrap().vars;
        let names: Vec<_> = vars.iter().map(|v| (v.name.as_str(), v.secret)).collect();
        assert_eq!(names, [("z", false), ("a", true)]);
    }
}
