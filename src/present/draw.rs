//! Draws a stretch of bytes into a row: glyph by glyph, each with the roles that the marks lay over it.

use super::marks::Marks;
use super::role::Role;
use super::row::Roles;
use super::row::Row;
use crate::semantics::mask_one;
use crate::wire::Span;
use crate::wire::escape::Glyph;
use crate::wire::escape::Shown;
use crate::wire::escape::glyphs;
use unicode_width::UnicodeWidthStr;

/// Draws the bytes at `span` of `message`. Each takes as many columns veiled as unveiled.
pub(super) fn draw(message: &[u8], span: Span, marks: &Marks, into: &mut Row) {
    for glyph in glyphs(span.slice(message)) {
        let at = glyph.span.shift(span.start);
        let is_ascii = glyph.shown == Shown::Plain && glyph.text.len() == glyph.span.len();
        if is_ascii && glyph.text.is_ascii() {
            for (part, roles, secret) in marks.cut(at) {
                let text = veiled(message, part, secret, marks).unwrap_or_else(|| {
                    part.slice(message).iter().map(|b| char::from(*b)).collect()
                });
                into.push(text, roles);
            }
        } else {
            one(glyph, at, message, marks, into);
        }
    }
}

fn one(glyph: Glyph, at: Span, message: &[u8], marks: &Marks, into: &mut Row) {
    let (mut roles, secret) = marks.over(at);
    match glyph.shown {
        Shown::Plain if secret && marks.veiled => {
            let columns = glyph.text.width();
            let mask = veiled(message, at, true, marks).unwrap_or_default();
            into.push(mask.chars().take(columns).collect::<String>(), roles);
            return;
        }
        Shown::Plain => {}
        Shown::Control if roles.syntax == Role::Punctuation => {}
        // A mark inside a secret stays to be seen: an invisible character is often what breaks a token.
        Shown::Control | Shown::Invisible => roles.syntax = Role::Invisible,
        Shown::Invalid => roles.syntax = Role::Invalid,
    }
    into.push(glyph.text, roles);
}

/// The part of a secret's mask that stands over `part`, a column for each byte; `None` where nothing is veiled.
fn veiled(message: &[u8], part: Span, secret: bool, marks: &Marks) -> Option<String> {
    let whole = marks.secrets.covering(part.start).filter(|_| secret && marks.veiled)?;
    let mask = mask_one(whole.slice(message));
    let from = (part.start - whole.start) as usize;
    Some(mask.chars().chain(std::iter::repeat('•')).skip(from).take(part.len()).collect())
}

/// Text drawn with one role, its odd characters marked.
pub(super) fn text_row(text: &[u8], roles: Roles) -> Row {
    let mut row = Row::new();
    for glyph in glyphs(text) {
        let syntax = match glyph.shown {
            Shown::Plain => roles.syntax,
            Shown::Control | Shown::Invisible => Role::Invisible,
            Shown::Invalid => Role::Invalid,
        };
        row.push(glyph.text, Roles { syntax, ..roles });
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veiled_secret_keeps_its_columns_and_its_oddities() {
        let bytes = b"k: abcdefghij\xc2\xa0kl\r\n";
        let mut marks = Marks { veiled: true, ..Marks::default() };
        marks = marks.with_secrets(&[Span::new(3, 17)]);
        let mut row = Row::new();
        draw(bytes, Span::of(0, bytes.len()), &marks, &mut row);
        let text = row.text();
        assert!(text.starts_with("k: ***14-") && text.ends_with("⍽••␍␊"), "{text}");
        marks.veiled = false;
        let mut bare = Row::new();
        draw(bytes, Span::of(0, bytes.len()), &marks, &mut bare);
        assert_eq!(bare.text(), "k: abcdefghij⍽kl␍␊");
        assert_eq!(bare.width(), row.width());
    }
}
