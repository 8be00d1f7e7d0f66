//! The table of differences as rows: side by side where there is room, stacked where there is not.

use super::cell::cell;
use super::decoded::Fact;
use super::diff_table::DiffClass;
use super::diff_table::DiffLine;
use super::diff_table::DiffTable;
use super::diff_table::Marker;
use super::role::Role;
use super::row::Row;
use super::token_diff::Part;
use super::token_diff::parts;

/// What is unfolded. What can matter always is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// Whether the cosmetic differences are shown one by one.
    pub cosmetic: bool,
    /// Whether the equal parts are.
    pub equal: bool,
}

/// Below this width the sides are stacked, in columns.
const SIDE_BY_SIDE: usize = 100;

/// The rows, each with the index of the line in `table` that it shows (headings and folded counts have none).
#[must_use]
pub fn diff_rows(table: &DiffTable, fold: Fold, width: usize) -> Vec<(Row, Option<usize>)> {
    let width = width.max(30);
    let mut rows = Vec::new();
    if width >= SIDE_BY_SIDE && !table.lines.is_empty() {
        let title = |text| Row::of(text, Role::Title);
        rows.push((beside(title("failing"), None, title("good"), width), None));
    }
    for (class, open, words) in [
        (DiffClass::Matters, true, ""),
        (DiffClass::Cosmetic, fold.cosmetic, "cosmetic"),
        (DiffClass::Equal, fold.equal, "equal"),
    ] {
        let count = table.count(class);
        if count > 0 && !words.is_empty() {
            let sign = if open { "▾" } else { "▸" };
            rows.push((Row::of(format!("{sign} {count} {words}"), Role::Dim), None));
        }
        for (index, line) in table.lines.iter().enumerate() {
            if line.class == class && open {
                rows.extend(line_rows(line, width).into_iter().map(|row| (row, Some(index))));
            }
        }
    }
    rows
}

fn line_rows(line: &DiffLine, width: usize) -> Vec<Row> {
    let (left, right) = match (&line.failing, &line.good) {
        (Some(a), Some(b)) => {
            let (a, b) = parts(a, b);
            (Some(a), Some(b))
        }
        (a, b) => (a.as_deref().map(alone), b.as_deref().map(alone)),
    };
    if width < SIDE_BY_SIDE {
        return stacked(line, left.as_deref(), right.as_deref(), width);
    }
    let column = (width - 6) / 2;
    let side = |parts: Option<Vec<Part<'_>>>, role| match parts {
        Some(parts) => cell(&line.label, &parts, role, column).wrap_words(column),
        None => vec![Row::of("—", Role::Dim)],
    };
    let (left, right) = (side(left, Role::Removed), side(right, Role::Added));
    let mut rows = zipped(left, right, Some(line.marker), width);
    for fact in &line.facts {
        let (a, b) = (fact_row(fact, fact.failing.as_ref()), fact_row(fact, fact.good.as_ref()));
        let marker = if fact.failing == fact.good { Marker::Equal } else { Marker::Value };
        rows.extend(zipped(a.wrap(column), b.wrap(column), Some(marker), width));
    }
    if !line.remark.is_empty() {
        let remark = Row::of(format!("  {}", line.remark), Role::Dim);
        rows.extend(zipped(remark.wrap(column), vec![Row::new()], None, width));
    }
    rows
}

fn alone(text: &[u8]) -> Vec<Part<'_>> {
    vec![Part { text, same: false }]
}

fn fact_row(fact: &Fact, value: Option<&String>) -> Row {
    let mut row = Row::of(format!("  └ {}  ", fact.name), Role::Dim);
    match value {
        Some(value) if fact.failing == fact.good => row.push(value, Role::Dim),
        Some(value) => row.push(value, Role::Value),
        None => row.push("—", Role::Dim),
    };
    row
}

/// Wrapped cells beside each other, the marker in their first row.
fn zipped(left: Vec<Row>, right: Vec<Row>, marker: Option<Marker>, width: usize) -> Vec<Row> {
    let count = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let rows = (0..count).map(|number| {
        let marker = marker.filter(|_| number == 0);
        let sides = (left.next().unwrap_or_default(), right.next().unwrap_or_default());
        beside(sides.0, marker, sides.1, width)
    });
    rows.collect()
}

fn beside(mut row: Row, marker: Option<Marker>, right: Row, width: usize) -> Row {
    row.pad((width - 6) / 2).push(" │", Role::Dim);
    let (sign, role) = marker.map_or((" ", Role::Dim), |marker| (marker.sign(), marker.role()));
    row.push(format!("{sign:<2}"), role).push("│ ", Role::Dim).append(right);
    row
}

fn stacked(
    line: &DiffLine,
    left: Option<&[Part<'_>]>,
    right: Option<&[Part<'_>]>,
    width: usize,
) -> Vec<Row> {
    let mut title = Row::of(format!("{:<3}", line.marker.sign()), line.marker.role());
    title.push(&line.label, Role::Name);
    if !line.remark.is_empty() {
        title.push(format!("  {}", line.remark), Role::Dim);
    }
    let mut rows = title.wrap(width);
    let mut side = |word: &str, parts: Option<&[Part<'_>]>, role| {
        let value = match parts {
            Some(parts) => cell("", parts, role, width - 14),
            None => Row::of("—", Role::Dim),
        };
        for (number, part) in value.wrap_words(width - 14).into_iter().enumerate() {
            let head = if number == 0 { word } else { "" };
            let mut row = Row::of(format!("   {head:<11}"), Role::Dim);
            row.append(part);
            rows.push(row);
        }
    };
    match line.marker {
        Marker::Equal => side("both", left, Role::Plain),
        _ => {
            side("failing", left, Role::Removed);
            side("good", right, Role::Added);
        }
    }
    for fact in line.facts.iter().filter(|fact| fact.failing != fact.good) {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
        let text = format!("{}  {} → {}", fact.name, shown(&fact.failing), shown(&fact.good));
        let mut row = Row::of("     └ ", Role::Dim);
        row.push(text, Role::Value);
        rows.extend(row.wrap(width));
    }
    rows
}
