//! Urlencoded forms: pairs, nested names, and what is wrong with the encoding (WHATWG URL, section 5).

use super::percent::decode;
use super::percent::escapes;
use super::percent::looks_double_encoded;
use super::target::Pair;
use super::target::pairs;
use crate::wire::Span;

/// Something about the encoding of a form. It describes: a raw `+` may well be meant as a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormProblem {
    /// A `%` without two hexadecimal digits behind it.
    BadEscape,
    /// A raw `+`, which receivers read as a space.
    RawPlus,
    /// A raw space.
    RawSpace,
    /// Raw bytes beyond ASCII; one run of them.
    NonAscii,
    /// A raw line break or other control character.
    Control,
    /// An escape that was escaped again, such as `%2520`.
    DoubleEncoded,
    /// A part without `=`.
    NoEquals,
}

/// How a name nests values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nesting {
    /// `a`.
    Flat,
    /// `a[b]` or `a[0]`.
    Brackets,
    /// `a[]`.
    EmptyBrackets,
    /// `a.b`.
    Dots,
}

/// A urlencoded form. Spans count from the text that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The pairs, in order, empty ones left out.
    pub pairs: Vec<Pair>,
    /// What there is to say about the encoding, in order of place.
    pub problems: Vec<(FormProblem, Span)>,
}

impl Form {
    /// Reads a form. Never fails; linear.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        let pairs = pairs(text, Span::of(0, text.len()));
        let mut problems = raw_bytes(text);
        let bad = escapes(text).filter(|escape| !escape.valid());
        problems.extend(bad.map(|escape| (FormProblem::BadEscape, escape.span)));
        for pair in &pairs {
            match pair.value {
                None => problems.push((FormProblem::NoEquals, pair.span)),
                Some(value) => {
                    let doubled = looks_double_encoded(value.slice(text));
                    let doubled = doubled.map(|span| span.shift(value.start));
                    problems.extend(doubled.map(|span| (FormProblem::DoubleEncoded, span)));
                }
            }
        }
        problems.sort_by_key(|(_, span)| span.start);
        Self { pairs, problems }
    }

    /// The first problem of that kind.
    #[must_use]
    pub fn problem(&self, kind: FormProblem) -> Option<Span> {
        self.problems.iter().find(|(found, _)| *found == kind).map(|(_, span)| *span)
    }

    /// The first pair whose decoded name is `name`; `text` is what was read.
    #[must_use]
    pub fn get(&self, text: &[u8], name: &[u8]) -> Option<Pair> {
        self.pairs.iter().copied().find(|pair| name_of(text, pair) == name)
    }
}

/// A pair's decoded name; `text` is what was read.
#[must_use]
pub fn name_of(text: &[u8], pair: &Pair) -> Vec<u8> {
    decode(pair.name.slice(text), true)
}

/// A pair's decoded value, empty where there is none; `text` is what was read.
#[must_use]
pub fn value_of(text: &[u8], pair: &Pair) -> Vec<u8> {
    decode(pair.value.unwrap_or_default().slice(text), true)
}

/// How a decoded name nests values.
#[must_use]
pub fn nesting(name: &[u8]) -> Nesting {
    let bracket = memchr::memchr(b'[', name).filter(|at| *at > 0 && name.ends_with(b"]"));
    let dot = memchr::memchr(b'.', name).filter(|at| *at > 0 && at + 1 < name.len());
    match (bracket, dot) {
        (Some(_), _) if name.ends_with(b"[]") => Nesting::EmptyBrackets,
        (Some(_), _) => Nesting::Brackets,
        (None, Some(_)) => Nesting::Dots,
        (None, None) => Nesting::Flat,
    }
}

/// Whether `text` most likely is a urlencoded form: names of plain characters, `=`, and nothing that must be escaped.
#[must_use]
pub fn looks_like_form(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let plain = |b: &u8| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'_' | b'-' | b'.' | b'[' | b']' | b'%' | b'+' | b'$' | b'@' | b'*')
    };
    let pairs = pairs(text, Span::of(0, text.len()));
    let named = |pair: &Pair| {
        let name = pair.name.slice(text);
        !name.is_empty() && name.len() <= 256 && name.iter().all(plain)
    };
    let lines = memchr::memchr2(b'\n', b'\r', text).is_some();
    // Base64 ends in `=` as well: one pair without a value, its name a multiple of four long, says nothing.
    let lone = matches!(pairs.as_slice(), [pair] if pair.value.is_none_or(|value| {
        let value = value.slice(text);
        pair.name.len() > 16 && (value.is_empty() || value == b"=")
    }));
    !lines
        && !lone
        && !pairs.is_empty()
        && pairs.iter().all(named)
        && pairs.iter().any(|pair| pair.value.is_some())
}

/// Bytes that stand raw and should be escaped, or mean something else than themselves.
fn raw_bytes(text: &[u8]) -> Vec<(FormProblem, Span)> {
    let mut found: Vec<(FormProblem, Span)> = Vec::new();
    for (at, byte) in text.iter().enumerate() {
        let kind = match byte {
            b'+' => FormProblem::RawPlus,
            b' ' => FormProblem::RawSpace,
            0..0x20 | 0x7f => FormProblem::Control,
            0x80.. => FormProblem::NonAscii,
            _ => continue,
        };
        match found.last_mut() {
            Some((last, span)) if *last == kind && span.end as usize == at => span.end += 1,
            _ => found.push((kind, Span::of(at, at + 1))),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_pairs_and_problems() {
        use FormProblem as P;
        let text = "name=Jos%C3%A9+P&tel=%2B1&a%5Bb%5D=%2520&x&bad=%zz&raw=\u{e9} q".as_bytes();
        let form = Form::read(text);
        assert_eq!(value_of(text, &form.pairs[0]), "Jos\u{e9} P".as_bytes());
        assert_eq!(form.get(text, b"a[b]").map(|pair| pair.span), Some(form.pairs[2].span));
        let kinds: Vec<FormProblem> = form.problems.iter().map(|(kind, _)| *kind).collect();
        let expected =
            [P::RawPlus, P::DoubleEncoded, P::NoEquals, P::BadEscape, P::NonAscii, P::RawSpace];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn names_nest() {
        for (name, nests) in [
            ("a", Nesting::Flat),
            ("a[b][c]", Nesting::Brackets),
            ("a[]", Nesting::EmptyBrackets),
            ("a.b", Nesting::Dots),
            ("[x]", Nesting::Flat),
        ] {
            assert_eq!(nesting(name.as_bytes()), nests, "{name}");
        }
    }

    #[test]
    fn tells_forms_from_other_text() {
        for (text, form) in [
            ("grant_type=client_credentials&scope=a%20b", true),
            ("a=1", true),
            ("message=hello world", true),
            ("{\"a\":\"b=c\"}", false),
            ("SGVsbG8gd29ybGQhISE=", false),
            ("[object Object]", false),
            ("hello", false),
            ("<a b=\"c\"/>", false),
            ("a = b\nc = d", false),
        ] {
            assert_eq!(looks_like_form(text.as_bytes()), form, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn spans_stay_inside(text in "[a&=%+2 \u{e9}\\[\\]\n]{0,30}") {
            let form = Form::read(text.as_bytes());
            let whole = Span::of(0, text.len());
            prop_assert!(form.problems.iter().all(|(_, span)| whole.encloses(*span)));
            prop_assert!(form.pairs.iter().all(|pair| whole.encloses(pair.span)));
        }
    }
}
