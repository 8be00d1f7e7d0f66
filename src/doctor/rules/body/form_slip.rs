//! Slips of form encoding in one value: raw plus, raw ampersand, escapes twice, objects printed as text.

use crate::semantics::Body;
use crate::semantics::FormProblem;
use crate::semantics::Json;
use crate::semantics::form;
use crate::semantics::percent;
use crate::semantics::text;
use crate::wire::Span;
use crate::wire::escape::lossy_hex;

/// What went wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// `+` that was meant as such.
    RawPlus,
    /// `&` that was meant as such.
    RawAmpersand,
    /// An escape that was escaped again.
    Doubled,
    /// A `%` that begins no escape.
    BadEscape,
    /// A line break at the end.
    LineEnd,
    /// Escapes of another charset than UTF-8.
    Charset,
    /// An object of a language, printed.
    Printed,
    /// A JSON text as the one name of a form.
    JsonAsName,
    /// Bytes that must be escaped.
    Raw,
}

/// The slip that makes the good value into the failing one; `raw` is the failing value as spelled.
pub(super) fn between(raw: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let cut = theirs.strip_prefix(ours).and_then(<[u8]>::first);
    let latin = |value: &[u8]| {
        text::recode(value, "windows-1252").map(|plain| plain.into_owned().into_bytes())
    };
    Some(match () {
        () if raw.contains(&b'+') && percent::decode(raw, false) == theirs => Slip::RawPlus,
        () if ours.contains(&b'%')
            && (percent::decode(ours, false) == theirs
                || percent::decode(ours, true) == theirs) =>
        {
            Slip::Doubled
        }
        () if cut == Some(&b'&') => Slip::RawAmpersand,
        () if !theirs.ends_with(b"\n")
            && ours.trim_ascii_end() == theirs
            && ours.ends_with(b"\n") =>
        {
            Slip::LineEnd
        }
        () if std::str::from_utf8(ours).is_err() && latin(ours).as_deref() == Some(theirs) => {
            Slip::Charset
        }
        () if is_printed(ours) && !is_printed(theirs) => Slip::Printed,
        () if percent::escapes(raw).any(|escape| !escape.valid()) => Slip::BadEscape,
        () => return None,
    })
}

/// Whether a value is an object of JavaScript, Python or Java as it is printed.
pub(super) fn is_printed(value: &[u8]) -> bool {
    let object = value.starts_with(b"[object ") && value.ends_with(b"]");
    let python = matches!(value, [b'[' | b'{' | b'(', b'\'', ..]) || value.starts_with(b"[b'");
    // `{name=x, email=y}` is what Java and Apps Script print for a map.
    let java = matches!(value, [b'{', b'a'..=b'z' | b'A'..=b'Z', .., b'}'])
        && memchr::memchr(b'=', value).is_some()
        && memchr::memchr(
            b':',
            value.get(..memchr::memchr(b'=', value).unwrap_or_default()).unwrap_or_default(),
        )
        .is_none();
    object || python || java
}

/// The slip that shows without a good request: its kind, its place in the body, the field, and how much it weighs.
pub(super) fn alone(body: &Body) -> Option<(Slip, Span, String, f32)> {
    let read = body.form();
    let bytes = &body.bytes;
    if let [pair] = read.pairs.as_slice() {
        let name = form::name_of(bytes, pair);
        let json =
            name.first() == Some(&b'{') && Json::read(&name).root().is_some() && name.len() > 4;
        if json && pair.value.is_none_or(Span::is_empty) {
            return Some((Slip::JsonAsName, pair.span, String::new(), 5.0));
        }
    }
    for pair in &read.pairs {
        let value = form::value_of(bytes, pair);
        if is_printed(&value) {
            return Some((Slip::Printed, pair.span, lossy_hex(&form::name_of(bytes, pair)), 4.5));
        }
    }
    let field = |span: Span| {
        let pair =
            read.pairs.iter().find(|pair| pair.span.overlaps(span) || pair.span.encloses(span));
        lossy_hex(&pair.map(|pair| form::name_of(bytes, pair)).unwrap_or_default())
    };
    let problem = |kind, slip, points| {
        let span = read.problem(kind)?;
        Some((slip, span, field(span), points))
    };
    problem(FormProblem::BadEscape, Slip::BadEscape, 4.5)
        .or_else(|| {
            let pair = read
                .pairs
                .iter()
                .find(|pair| meant_plus(pair.value.unwrap_or_default().slice(bytes)))?;
            let name = lossy_hex(&form::name_of(bytes, pair));
            Some((Slip::RawPlus, pair.span, name, 4.0))
        })
        .or_else(|| problem(FormProblem::Control, Slip::LineEnd, 4.0))
        .or_else(|| problem(FormProblem::RawSpace, Slip::Raw, 3.5))
        .or_else(|| problem(FormProblem::DoubleEncoded, Slip::Doubled, 3.5))
        .or_else(|| {
            let bare = read.pairs.iter().skip(1).find(|pair| pair.value.is_none())?;
            Some((Slip::RawAmpersand, bare.span, field(bare.span), 3.0))
        })
}

/// Whether a raw `+` is most likely meant as such: in base64, in a telephone number, in a time with its offset.
fn meant_plus(raw: &[u8]) -> bool {
    if !raw.contains(&b'+') {
        return false;
    }
    let base64 = raw.len() >= 16
        && raw.len().is_multiple_of(4)
        && raw.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && (raw.ends_with(b"=") || raw.contains(&b'/'))
        && raw.iter().any(u8::is_ascii_digit);
    let phone =
        raw.first() == Some(&b'+') && raw.len() >= 8 && raw.iter().skip(1).all(u8::is_ascii_digit);
    let plain = percent::decode(raw, false);
    let time = plain.contains(&b'T')
        && plain.contains(&b':')
        && crate::semantics::date::parse_iso(&plain).is_some();
    base64 || phone || time
}

impl Slip {
    /// Why it weighs.
    pub(super) const fn because(self) -> &'static str {
        match self {
            Self::RawPlus => "a raw `+`, which means a space",
            Self::RawAmpersand => "a raw `&`, which ends the field",
            Self::Doubled => "an escape that was escaped again",
            Self::BadEscape => "a `%` that begins no escape",
            Self::LineEnd => "a raw line break",
            Self::Charset => "escapes of another charset than UTF-8",
            Self::Printed => "an object printed as text",
            Self::JsonAsName => "a JSON text as the name of a field",
            Self::Raw => "a raw character that must be escaped",
        }
    }

    /// What happens then.
    pub(super) const fn explanation(self) -> &'static str {
        match self {
            Self::RawPlus => {
                "the value holds a raw `+`. In a form that is a space, so the server reads another value; a plus is written \
                 %2B."
            }
            Self::RawAmpersand => {
                "the value holds a raw `&`. It ends the field, so the server reads half of the value and another field behind \
                 it; it is written %26."
            }
            Self::Doubled => {
                "the value was escaped twice: `%` itself became %25, so the server reads escapes where the text should be."
            }
            Self::BadEscape => {
                "a `%` stands raw. It begins an escape, so the server refuses the form or reads another value; it is written %25."
            }
            Self::LineEnd => {
                "a line break became part of the form: it came from a file, from `echo` or from a text block, and the server \
                 takes it for part of the value."
            }
            Self::Charset => {
                "the escapes stand for bytes of Latin-1, and the server decodes UTF-8 (é is %C3%A9, not %E9)."
            }
            Self::Printed => {
                "the value is an object or a list as a language prints it. A form knows texts only: nested data must be spelled \
                 as the server wants it, or sent as JSON."
            }
            Self::JsonAsName => {
                "the whole JSON text was taken for the name of a field without a value: it was given to an option that encodes \
                 forms."
            }
            Self::Raw => {
                "a character that forms must escape stands raw; receivers disagree about it."
            }
        }
    }

    /// What mends it.
    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::Doubled => "Escape each value once: give the plain text to the encoder.",
            Self::Printed => "Spell the nested value as the server documents it, or send JSON.",
            Self::JsonAsName => "Send the JSON text as the body, declared as application/json.",
            Self::LineEnd => "Take the line break off the value, or escape it.",
            Self::Charset => "Encode the value as UTF-8 before it is escaped.",
            _ => "Let the form encoder of the language escape each name and value.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_between_two_values() {
        for (raw, theirs, slip) in [
            ("a+b", "a+b", Some(Slip::RawPlus)),
            ("a%252Bb", "a+b", Some(Slip::Doubled)),
            ("fish", "fish&chips", Some(Slip::RawAmpersand)),
            ("x%0A", "x", Some(Slip::LineEnd)),
            ("caf%E9", "caf\u{e9}", Some(Slip::Charset)),
            ("%5Bobject+Object%5D", "1", Some(Slip::Printed)),
            ("100%", "100%25", Some(Slip::BadEscape)),
            ("a", "b", None),
        ] {
            let ours = percent::decode(raw.as_bytes(), true);
            assert_eq!(between(raw.as_bytes(), &ours, theirs.as_bytes()), slip, "{raw}");
        }
    }

    #[test]
    fn a_plus_that_is_meant() {
        for (raw, meant) in [
            ("9Rk+Wm3uT7+aYxQ2e1+ZgA==", true),
            ("+4915112345678", true),
            ("2026-01-02T03:04:05+02:00", true),
            ("hello+world", false),
            ("a+b+c+d+e+f+g+h+", false),
        ] {
            assert_eq!(meant_plus(raw.as_bytes()), meant, "{raw}");
        }
    }
}
