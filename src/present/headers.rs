//! Header lines as a table: names in one column, values in the other.

use super::draw::draw;
use super::marks::Marks;
use super::role::Role;
use super::row::Row;
use crate::wire::Header;
use crate::wire::escape::visible;
use unicode_width::UnicodeWidthStr;

/// A name's column is at most this wide.
const MOST_NAME: usize = 28;

/// The header lines of `message`, values wrapped at `width` columns.
#[must_use]
pub fn header_rows(message: &[u8], headers: &[Header], marks: &Marks, width: usize) -> Vec<Row> {
    let names = headers.iter().map(|header| visible(header.name.slice(message)).width());
    let column = names.max().unwrap_or(0).min(MOST_NAME);
    let mut rows = Vec::new();
    for header in headers {
        let mut name = Row::new();
        draw(message, header.name, marks, &mut name);
        let mut name = name.cut(column);
        name.pad(column).push("  ", Role::Plain);
        let mut value = Row { span: Some(header.span), ..Row::new() };
        draw(message, header.value, marks, &mut value);
        for (number, part) in value.wrap(width.saturating_sub(column + 2)).into_iter().enumerate() {
            let mut row = Row { span: Some(header.span), ..Row::new() };
            match number {
                0 => row.append(name.clone()),
                _ => row.push(" ".repeat(column + 2), Role::Plain),
            };
            row.append(part);
            rows.push(row);
        }
    }
    rows
}
