//! Slips between two values of one field: the same thing, written in another way.

use crate::semantics::text;

/// How much a slip weighs, and what one says of it.
type Slip = (f32, &'static str);

/// The slip that makes the good value into the failing one; strings come without their quotes.
pub(super) fn between(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    if theirs.is_empty() {
        return None;
    }
    if ours.is_empty() {
        return Some((3.5, "the value is empty here"));
    }
    of_edges(ours, theirs)
        .or_else(|| of_characters(ours, theirs))
        .or_else(|| of_numbers(ours, theirs))
        .or_else(|| of_times(ours, theirs))
}

/// The same for two bodies of text.
pub(super) fn of_text(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let joined = |text: &[u8]| -> Vec<u8> {
        text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
    };
    let breaks = |text: &[u8]| memchr::memchr_iter(b'\n', text).count();
    (breaks(ours) < breaks(theirs) && joined(ours) == joined(theirs)).then_some((
        4.5,
        "the line breaks are gone (curl's -d takes them out of a file; --data-binary does not)",
    ))
}

fn of_edges(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let quoted = |text: &[u8]| {
        text.len() > 1 && text.first() == text.last() && matches!(text.first(), Some(b'\'' | b'"'))
    };
    // Inside a JSON string a line break at the end is an escape.
    let trimmed = |text: &[u8]| -> Vec<u8> {
        let plain = text.trim_ascii();
        let plain = plain.strip_suffix(b"\\n").unwrap_or(plain);
        plain.strip_suffix(b"\\r").unwrap_or(plain).to_vec()
    };
    Some(match () {
        () if trimmed(ours) == trimmed(theirs) => {
            (4.0, "the values differ in white space at their ends")
        }
        () if ours.eq_ignore_ascii_case(theirs) => {
            (3.5, "the values differ in upper and lower case")
        }
        () if is_word(ours, u8::is_ascii_uppercase) && is_word(theirs, u8::is_ascii_lowercase)
            || is_word(ours, u8::is_ascii_lowercase) && is_word(theirs, u8::is_ascii_uppercase) =>
        {
            (
                3.0,
                "the word is in other letters, capital or small, than the request that works has its own in",
            )
        }
        () if quoted(ours) && !quoted(theirs) => (4.0, "the value has quotes of its own around it"),
        () => return None,
    })
}

/// Whether a value is one word of such letters, as names in enumerations are.
fn is_word(text: &[u8], is_letter: fn(&u8) -> bool) -> bool {
    text.len() >= 4 && text.iter().all(|byte| is_letter(byte) || *byte == b'_')
}

fn of_characters(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let latin = |text: &[u8]| -> Vec<u8> {
        text::recode(text, "windows-1252").map(|t| t.into_owned().into_bytes()).unwrap_or_default()
    };
    let markup = [&b"&amp;"[..], b"&lt;", b"&gt;", b"&quot;", b"&#39;"];
    let escaped =
        |text: &[u8]| markup.iter().any(|mark| memchr::memmem::find(text, mark).is_some());
    Some(match () {
        () if !theirs.is_ascii() && latin(theirs) == ours => {
            (4.0, "the value is UTF-8 that was read as Latin-1 and encoded again")
        }
        () if escaped(ours) && !escaped(theirs) => (4.0, "the value is escaped as for HTML"),
        () if is_masked(ours, theirs) => (4.5, "characters beyond ASCII became question marks"),
        () => return None,
    })
}

/// Whether each character beyond ASCII is a `?` (or U+FFFD), as encoders write what their charset lacks.
fn is_masked(ours: &[u8], theirs: &[u8]) -> bool {
    let (Ok(ours), Ok(theirs)) = (std::str::from_utf8(ours), std::str::from_utf8(theirs)) else {
        return false;
    };
    let mut pairs = ours.chars().zip(theirs.chars());
    !theirs.is_ascii()
        && ours.chars().count() == theirs.chars().count()
        && pairs.all(|(a, b)| a == b || !b.is_ascii() && matches!(a, '?' | '\u{fffd}'))
}

fn of_numbers(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let number =
        |text: &[u8]| text.iter().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'-'));
    let start = |text: &[u8]| text.get(..15).unwrap_or_default().to_vec();
    let comma = ours.contains(&b',') && theirs.contains(&b'.');
    Some(match () {
        () if number(ours) && number(theirs) && comma => (3.5, "the decimal point is a comma here"),
        () if digits(ours)
            && digits(theirs)
            && ours.len() == theirs.len()
            && ours.len() > 15
            && start(ours) == start(theirs) =>
        {
            (4.0, "the last digits of the number differ: a double holds 15 to 17 of them")
        }
        () if digits(ours)
            && digits(theirs)
            && matches!((ours.len(), theirs.len()), (10, 13) | (13, 10))
            && ours.first() == Some(&b'1') =>
        {
            (3.5, "the time is in seconds on one side and in milliseconds on the other")
        }
        () => return None,
    })
}

fn of_times(ours: &[u8], theirs: &[u8]) -> Option<Slip> {
    let marks = |text: &[u8]| -> Vec<u8> {
        text.iter().map(|b| if b.is_ascii_digit() { b'0' } else { *b }).collect()
    };
    (is_date(theirs) && marks(ours) != marks(theirs))
        .then_some((4.0, "the date is written in another format"))
}

/// Whether a value begins as `2026-12-31`.
fn is_date(text: &[u8]) -> bool {
    text.len() >= 10
        && text.iter().take(10).enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told() {
        for (ours, theirs, part) in [
            ("", "x", "empty"),
            ("mira\\n", "mira", "white space"),
            ("eur", "EUR", "upper and lower"),
            ("PAUSED", "active", "capital or small"),
            ("'x'", "x", "quotes"),
            ("M\u{c3}\u{bc}ller", "M\u{fc}ller", "Latin-1"),
            ("M?ller", "M\u{fc}ller", "question marks"),
            ("1,50", "1.50", "comma"),
            ("12345678901234567000", "12345678901234567890", "digits"),
            ("1767225600000", "1767225600", "milliseconds"),
            ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "format"),
            ("31.12.2026", "2026-12-31", "format"),
        ] {
            let told = between(ours.as_bytes(), theirs.as_bytes()).map(|(_, text)| text);
            assert!(told.is_some_and(|text| text.contains(part)), "{ours} {told:?}");
        }
        for (ours, theirs) in [("a", "b"), ("2026-01-02", "2026-12-31"), ("7", "12"), ("x", "")] {
            assert_eq!(between(ours.as_bytes(), theirs.as_bytes()), None, "{ours}");
        }
        assert!(of_text(b"a;b1;2", b"a;b\n1;2\n").is_some());
    }
}
