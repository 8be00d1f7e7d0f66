//! Bytes made visible and harmless: the only way from foreign bytes to a terminal.
//!
//! Control bytes, escape sequences, bidi controls and invisible characters become marks that cannot act;
//! invalid UTF-8 stands as `⟨E9⟩`. Everything else passes as it is.

use super::span::Span;

/// How a [`Glyph`] is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Printable text, as it is.
    Plain,
    /// A control byte, drawn as a picture or as `⟨1B⟩`.
    Control,
    /// A character that one cannot see or that changes how others are drawn: NBSP, zero width, BOM, bidi.
    Invisible,
    /// A byte that is not valid UTF-8.
    Invalid,
}

/// One run of bytes as it may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Which bytes of the slice given.
    pub span: Span,
    /// What to draw.
    pub text: String,
    /// How it came to look so.
    pub shown: Shown,
}

/// Splits `bytes` into glyphs: runs of plain text, and one glyph for each byte or character that needs a mark.
pub fn glyphs(bytes: &[u8]) -> impl Iterator<Item = Glyph> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let glyph = next_glyph(rest, at);
        at = glyph.span.end as usize;
        Some(glyph)
    })
}

/// `bytes` as one harmless string.
#[must_use]
pub fn visible(bytes: &[u8]) -> String {
    glyphs(bytes).map(|glyph| glyph.text).collect()
}

/// Text for JSON output: valid UTF-8 as it is, every other byte as `\xE9`.
///
/// The writer must still escape what a terminal would act on (see [`is_harmless`]).
#[must_use]
pub fn lossy_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.extend(["\\x".to_owned(), format!("{byte:02X}")]);
        }
    }
    text
}

/// Whether a character may reach a terminal as it is.
#[must_use]
pub fn is_harmless(c: char) -> bool {
    mark(c).is_none()
}

fn next_glyph(rest: &[u8], at: usize) -> Glyph {
    let plain = rest.iter().position(|b| !(0x20..0x7f).contains(b)).unwrap_or(rest.len());
    if plain > 0 {
        let text = rest.get(..plain).unwrap_or_default();
        return Glyph { span: Span::of(at, at + plain), text: ascii(text), shown: Shown::Plain };
    }
    match first_char(rest) {
        Ok(c) => {
            let span = Span::of(at, at + c.len_utf8());
            let (text, shown) = mark(c).unwrap_or_else(|| (c.to_string(), Shown::Plain));
            Glyph { span, text, shown }
        }
        Err(bad) => Glyph {
            span: Span::of(at, at + 1),
            text: format!("⟨{bad:02X}⟩"),
            shown: Shown::Invalid,
        },
    }
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// The first character, or the first byte where none starts there.
fn first_char(rest: &[u8]) -> Result<char, u8> {
    let head = rest.get(..rest.len().min(4)).unwrap_or_default();
    let valid = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    valid.chars().next().ok_or_else(|| head.first().copied().unwrap_or_default())
}

/// The mark for a character that must not be drawn as it is.
fn mark(c: char) -> Option<(String, Shown)> {
    let picture = match c {
        '\r' => "␍",
        '\n' => "␊",
        '\t' => "␉",
        '\0' => "␀",
        '\u{a0}' => return Some(("⍽".to_owned(), Shown::Invisible)),
        '\u{feff}' => return Some(("⟨BOM⟩".to_owned(), Shown::Invisible)),
        _ => "",
    };
    if !picture.is_empty() {
        return Some((picture.to_owned(), Shown::Control));
    }
    if c.is_control() {
        return Some((format!("⟨{:02X}⟩", u32::from(c)), Shown::Control));
    }
    is_invisible(c).then(|| (format!("⟨U+{:04X}⟩", u32::from(c)), Shown::Invisible))
}

/// Characters of no width, of odd width, or that re-order what stands around them (Unicode `Cf`, `Zs`, `Zl`, `Zp` and kin).
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_gets_through() {
        let text =
            visible(b"ok\x1b[31m \xe9 \xc2\xa0 \xef\xbb\xbf \xe2\x80\xae \xc2\x9b \xc3\xa9\r\n");
        assert_eq!(text, "ok⟨1B⟩[31m ⟨E9⟩ ⍽ ⟨BOM⟩ ⟨U+202E⟩ ⟨9B⟩ é␍␊");
        assert!(text.chars().all(is_harmless));
    }

    #[test]
    fn glyphs_tile_the_bytes() {
        let bytes = b"a\xff\xc3\xa9\xe2\x82";
        let spans: Vec<Span> = glyphs(bytes).map(|glyph| glyph.span).collect();
        assert_eq!(spans, [(0, 1), (1, 2), (2, 4), (4, 5), (5, 6)].map(|(s, e)| Span::new(s, e)));
    }

    #[test]
    fn json_text_keeps_invalid_bytes_readable() {
        assert_eq!(lossy_hex(b"Stra\xdfe \xc3\xa9"), "Stra\\xDFe é");
    }
}
