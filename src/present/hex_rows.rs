//! Bytes as hexadecimal: offset, sixteen bytes, the same as text.

use super::marks::Marks;
use super::role::Role;
use super::row::Row;
use crate::wire::Span;
use crate::wire::offset;

/// Bytes in a row.
const ROW: usize = 16;

/// How many rows `len` bytes take.
#[must_use]
pub const fn hex_len(len: usize) -> usize {
    len.div_ceil(ROW)
}

/// The rows `first..last`, as far as they exist: `00000010  48 6f 73 74 …  |Host…|`, 78 columns wide.
#[must_use]
pub fn hex_rows(bytes: &[u8], marks: &Marks, first: usize, last: usize) -> Vec<Row> {
    (first..last.min(hex_len(bytes.len()))).map(|row| one(bytes, marks, row * ROW)).collect()
}

fn one(bytes: &[u8], marks: &Marks, at: usize) -> Row {
    let span = Span::of(at, (at + ROW).min(bytes.len()));
    let mut row = Row { span: Some(span), ..Row::new() };
    row.push(format!("{at:08x} "), Role::Dim);
    let mut text = Row::new();
    for column in 0..ROW {
        row.push(if column == ROW / 2 { "  " } else { " " }, Role::Plain);
        let Some(byte) = bytes.get(at + column) else {
            row.push("  ", Role::Plain);
            continue;
        };
        let here = offset(at + column);
        let (roles, secret) = marks.over(Span::new(here, here + 1));
        let hidden = secret && marks.veiled;
        row.push(if hidden { "••".to_owned() } else { format!("{byte:02x}") }, roles);
        let shown = match byte {
            _ if hidden => '•',
            0x20..0x7f => char::from(*byte),
            _ => '.',
        };
        text.push(shown, roles);
    }
    row.push("  |", Role::Dim).append(text);
    row.push("|", Role::Dim);
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_like_every_other_hex_dump() {
        let marks = Marks { veiled: true, ..Marks::default() }.with_secrets(&[Span::new(19, 21)]);
        let rows = hex_rows(b"GET / HTTP/1.1\r\n\xe9bc12\x00", &marks, 0, 9);
        let texts: Vec<String> = rows.iter().map(Row::text).collect();
        insta::assert_snapshot!(texts.join("\n"), @r"
        00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|
        00000010  e9 62 63 •• •• 00                                 |.bc••.|
        ");
    }
}
