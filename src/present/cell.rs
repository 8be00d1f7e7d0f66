//! One side of a difference as a row: label and value, the words that differ marked, the equal middle shortened.

use super::draw::text_row;
use super::role::Role;
use super::row::Roles;
use super::row::Row;
use super::token_diff::Part;

/// An equal stretch longer than this may be shortened, in bytes; as much of it stays at either end.
const LONG: usize = 30;
const KEPT: usize = 12;

/// A cell. Where it is wider than two lines of `width`, long equal stretches lose their middle.
pub(super) fn cell(label: &str, parts: &[Part<'_>], role: Role, width: usize) -> Row {
    let bytes: usize = parts.iter().map(|part| part.text.len()).sum();
    let shorten = bytes + label.len() > width * 2;
    let mut row = Row::new();
    if !label.is_empty() {
        row.push(label, Role::Name).push("  ", Role::Plain);
    }
    for stretch in parts.chunk_by(|a, b| a.same == b.same) {
        let text: Vec<u8> = stretch.iter().flat_map(|part| part.text.iter().copied()).collect();
        let same = stretch.first().is_some_and(|part| part.same);
        let roles = Roles { syntax: Role::Value, change: (!same).then_some(role), evidence: None };
        // A changed stretch is never cut short unless nobody could read it anyway.
        let limit = if same { LONG } else { width * 4 };
        if shorten && text.len() > limit {
            let (head, tail) = (KEPT.max(limit / 2), KEPT);
            row.append(text_row(text.get(..head).unwrap_or_default(), roles));
            row.push("…", Role::Dim);
            let from = text.len().saturating_sub(tail);
            row.append(text_row(text.get(from..).unwrap_or_default(), roles));
        } else {
            row.append(text_row(&text, roles));
        }
    }
    row
}
