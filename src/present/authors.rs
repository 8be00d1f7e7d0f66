//! Authors: who wrote a line, as a mark and in words.

use super::role::Role;
use super::row::Row;
use crate::profiles::Author;

/// The mark in the gutter: `›` you, `+` the client by itself, `=` worked out.
#[must_use]
pub const fn author_mark(author: Author) -> (&'static str, Role) {
    match author {
        Author::You => ("›", Role::You),
        Author::Client(_) => ("+", Role::Client),
        Author::Computed(_) => ("=", Role::Computed),
    }
}

/// Who it was, in words.
#[must_use]
pub fn author_name(author: Author) -> String {
    match author {
        Author::You => "you wrote this".to_owned(),
        Author::Client(name) => format!("{name} adds this by itself"),
        Author::Computed(from) => format!("worked out from {from}"),
    }
}

/// What the marks mean, in one row.
#[must_use]
pub fn author_legend(client: &str) -> Row {
    let mut row = Row::new();
    row.push("›", Role::You).push(" you  ", Role::Dim);
    row.push("+", Role::Client).push(format!(" {client} by itself  "), Role::Dim);
    row.push("=", Role::Computed).push(" worked out", Role::Dim);
    row
}
