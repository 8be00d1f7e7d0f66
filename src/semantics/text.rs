//! Text in some charset: BOM, UTF-8 or not, what else it could be, and characters that only look right.

use crate::wire::Span;
use crate::wire::offset;
use chardetng::EncodingDetector;
use chardetng::Iso2022JpDetection;
use chardetng::Utf8Detection;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// A byte order mark at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bom {
    /// `EF BB BF`.
    Utf8,
    /// `FF FE`.
    Utf16Le,
    /// `FE FF`.
    Utf16Be,
    /// `FF FE 00 00`.
    Utf32Le,
    /// `00 00 FE FF`.
    Utf32Be,
}

impl Bom {
    /// The mark that `bytes` start with.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8),
            [0xff, 0xfe, 0, 0, ..] => Some(Self::Utf32Le),
            [0, 0, 0xfe, 0xff, ..] => Some(Self::Utf32Be),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// The bytes of the mark.
    #[must_use]
    pub const fn span(self) -> Span {
        let end = match self {
            Self::Utf8 => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf32Le | Self::Utf32Be => 4,
        };
        Span { start: 0, end }
    }

    /// The charset that it announces.
    #[must_use]
    pub const fn charset(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Utf32Le => "utf-32le",
            Self::Utf32Be => "utf-32be",
        }
    }
}

/// What charset a text is in, as far as its bytes tell. Offsets count from the bytes that were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Whether it is UTF-8 throughout.
    pub valid_utf8: bool,
    /// The first byte that is no UTF-8.
    pub first_bad: Option<u32>,
    /// The byte order mark at its start.
    pub bom: Option<Bom>,
    /// The charset that it most likely is in, in lower case, where that is not UTF-8.
    pub guess: Option<&'static str>,
    /// Whether it holds ASCII bytes only.
    pub ascii_only: bool,
    /// The charset that the declared label means, in lower case; `None` where none is declared or nobody knows it.
    pub declared: Option<&'static str>,
    /// Whether the bytes can be decoded in the declared charset; `None` without one.
    pub fits_declared: Option<bool>,
}

/// How much of a long text the guess looks at, in bytes; detection is slow, and more text does not change it.
const GUESS_WINDOW: usize = 64 * 1024;

impl Text {
    /// Looks at `bytes`; `declared` is the label of a `charset` parameter.
    #[must_use]
    pub fn read(bytes: &[u8], declared: Option<&str>) -> Self {
        let bad = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
        let bom = Bom::of(bytes);
        let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        let wide = if bom.is_some_and(|bom| bom != Bom::Utf8) {
            bom.map(Bom::charset)
        } else {
            wide_without_bom(bytes)
        };
        Self {
            valid_utf8: bad.is_none(),
            first_bad: bad.map(offset),
            bom,
            guess: wide.or_else(|| bad.and_then(|at| guess(bytes, at))),
            ascii_only: bytes.is_ascii(),
            declared: declared.map(name),
            fits_declared: declared.map(|encoding| fits(bytes, encoding)),
        }
    }
}

/// Whether `bytes` decode in that charset. ISO-8859-1 and Windows-1252 take any byte, so they always fit.
fn fits(bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// The name of a charset in lower case, as HTTP and its registries have it.
fn name(encoding: &'static Encoding) -> &'static str {
    let name = encoding.name();
    let known = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1254",
        "iso-8859-2",
        "iso-8859-5",
        "iso-8859-15",
        "shift_jis",
        "euc-jp",
        "iso-2022-jp",
        "euc-kr",
        "gbk",
        "gb18030",
        "big5",
        "koi8-r",
        "macintosh",
    ];
    known.into_iter().find(|lower| lower.eq_ignore_ascii_case(name)).unwrap_or(name)
}

/// UTF-16 without a mark, by the zero bytes that Western text has in every other place.
fn wide_without_bom(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let (pairs, _) = head.as_chunks::<2>();
    let (mut little, mut big) = (0, 0);
    for [first, second] in pairs {
        little += usize::from(*second == 0 && *first != 0);
        big += usize::from(*first == 0 && *second != 0);
    }
    let most = |count: usize| pairs.len() >= 2 && count * 10 >= pairs.len() * 7;
    match () {
        () if most(little) => Some("utf-16le"),
        () if most(big) => Some("utf-16be"),
        () => None,
    }
}

/// The legacy charset that bytes which are no UTF-8 are most likely in.
fn guess(bytes: &[u8], bad: usize) -> Option<&'static str> {
    let start = bad.saturating_sub(1024);
    let window = bytes.get(start..bytes.len().min(start + GUESS_WINDOW))?;
    // Zero bytes in no pattern are not text in any of these charsets.
    if memchr::memchr(0, window).is_some() {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(window, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    let western = found.name() == "windows-1252";
    let only_latin1 = window.iter().all(|b| !(0x80..0xa0).contains(b));
    if western && only_latin1 { Some("iso-8859-1") } else { Some(name(found)) }
}

/// `bytes` in the charset of that label as a string; `None` for an unknown label or bytes that do not fit it.
#[must_use]
pub fn recode<'a>(bytes: &'a [u8], label: &str) -> Option<Cow<'a, str>> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

/// A character that looks like a plain one, or like nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OddChar {
    /// A typographic quotation mark or prime, where programs want `"` or `'`.
    Quote,
    /// A space that is no U+0020: no-break, narrow, ideographic.
    Space,
    /// A character without width: zero width space and joiners, soft hyphen, a BOM in the middle, direction marks.
    ZeroWidth,
    /// A dash or minus that is no hyphen.
    Dash,
}

/// Typographic quotes, odd spaces, characters without width and dashes, in order. `bytes` is UTF-8; linear.
#[must_use]
pub fn smart_quotes(bytes: &[u8]) -> Vec<(Span, OddChar)> {
    let mut found = Vec::new();
    for at in memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes) {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some((width, kind)) = odd_character(rest) {
            // A BOM at the very start is a mark, not an odd character.
            if !(at == 0 && rest.starts_with(&[0xef, 0xbb, 0xbf])) {
                found.push((Span::of(at, at + width), kind));
            }
        }
    }
    found
}

/// The odd character that `rest` starts with: its length in bytes and its kind.
pub(super) const fn odd_character(rest: &[u8]) -> Option<(usize, OddChar)> {
    match rest {
        [0xe2, 0x80, 0x98..=0x9f | 0xb2 | 0xb3, ..] => Some((3, OddChar::Quote)),
        [0xc2, 0xa0, ..] => Some((2, OddChar::Space)),
        [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..] => Some((3, OddChar::Space)),
        [0xc2, 0xad, ..] => Some((2, OddChar::ZeroWidth)),
        [0xe2, 0x80, 0x8b..=0x8f | 0xa8..=0xae, ..] => Some((3, OddChar::ZeroWidth)),
        [0xe2, 0x81, 0xa0..=0xa4, ..] | [0xef, 0xbb, 0xbf, ..] => Some((3, OddChar::ZeroWidth)),
        [0xe2, 0x80, 0x90..=0x95, ..] | [0xe2, 0x88, 0x92, ..] => Some((3, OddChar::Dash)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn guesses_legacy_charsets() {
        let japanese = "{\"name\": \"\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{30c6}\u{30ad}\u{30b9}\u{30c8}\u{3067}\u{3059}\"}";
        let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        let wide: Vec<u8> = "{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, guess) in [
            (&b"{\"name\": \"resum\xe9 - Jos\xe9.txt\"}"[..], Some("iso-8859-1")),
            (b"it\x92s \x93quoted\x94", Some("windows-1252")),
            (&shift_jis, Some("shift_jis")),
            (&wide, Some("utf-16le")),
            (b"\xff\xfe{\0}\0", Some("utf-16le")),
            ("r\u{e9}sum\u{e9}".as_bytes(), None),
            (b"plain", None),
        ] {
            assert_eq!(Text::read(bytes, None).guess, guess, "{bytes:?}");
        }
    }

    #[test]
    fn compares_with_what_is_declared() {
        let text = Text::read(b"Jos\xe9", Some("UTF-8"));
        assert_eq!((text.valid_utf8, text.first_bad), (false, Some(3)));
        assert_eq!((text.declared, text.fits_declared), (Some("utf-8"), Some(false)));
        assert_eq!(Text::read(b"Jos\xe9", Some("latin1")).fits_declared, Some(true));
        assert_eq!(Text::read(b"x", Some("utf8mb4")).declared, None);
        assert_eq!(recode(b"Jos\xe9", "iso-8859-1").as_deref(), Some("Jos\u{e9}"));
    }

    #[test]
    fn finds_characters_that_only_look_right() {
        let text = "\u{feff}{\u{201c}a\u{201d}:\u{a0}1\u{200b}}";
        let found: Vec<(u32, OddChar)> =
            smart_quotes(text.as_bytes()).iter().map(|(span, kind)| (span.start, *kind)).collect();
        let expected = [
            (4, OddChar::Quote),
            (8, OddChar::Quote),
            (12, OddChar::Space),
            (15, OddChar::ZeroWidth),
        ];
        assert_eq!(found, expected);
        assert_eq!(Text::read(text.as_bytes(), None).bom, Some(Bom::Utf8));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn anything_goes(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let text = Text::read(&bytes, Some("utf-8"));
            prop_assert_eq!(text.valid_utf8, text.first_bad.is_none());
            prop_assert!(smart_quotes(&bytes).iter().all(|(span, _)| span.end as usize <= bytes.len()));
        }
    }
}
