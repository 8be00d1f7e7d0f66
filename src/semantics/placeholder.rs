//! Placeholders that nobody filled: `{{x}}`, `${x}`, `:id`, `<token>`, `YOUR_API_KEY`, `undefined`.

use super::field_value::trim;
use crate::wire::Span;
use crate::wire::offset;

/// How a placeholder is written, which tells who should have filled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// `{{name}}`: Postman, Insomnia, `.http` files, templates.
    DoubleBraces,
    /// `${name}`: shells, JavaScript templates in the wrong quotes.
    DollarBraces,
    /// `$NAME`: a shell variable in single quotes.
    ShellVariable,
    /// `%NAME%`: a variable of Windows' `cmd`.
    PercentVariable,
    /// `<your token>`: copied from documentation.
    AngleBrackets,
    /// `:id` as a path segment: a route's pattern.
    ColonSegment,
    /// `{id}` in a path: an `OpenAPI` template.
    Braces,
    /// `YOUR_API_KEY` and the like: copied from documentation.
    Words,
    /// `undefined`, `null`, `None`, `NaN`, `[object Object]`: a program printed a value that was not there.
    NoValue,
}

/// Where the text stands, which settles what counts as a placeholder in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceholderSite {
    /// The path of a target: all kinds.
    Path,
    /// One whole value, of a header, a query pair, a form field, a JSON string: all but the path's kinds.
    Value,
    /// Longer text such as a whole body: only kinds that mean nothing else there.
    Text,
}

/// Placeholders in one value (see [`PlaceholderSite::Value`]), in order. Offsets count from `value`. Linear.
#[must_use]
pub fn find(value: &[u8]) -> Vec<(Span, PlaceholderKind)> {
    find_in(value, PlaceholderSite::Value)
}

/// Placeholders in a target's path: [`find`] and `:id`, `{id}` and segments that are no value.
#[must_use]
pub fn find_in_path(path: &[u8]) -> Vec<(Span, PlaceholderKind)> {
    find_in(path, PlaceholderSite::Path)
}

/// Placeholders in text that stands at such a place, in order, none inside another. Offsets count from `text`.
#[must_use]
pub fn find_in(text: &[u8], place: PlaceholderSite) -> Vec<(Span, PlaceholderKind)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(ahead) = text.get(at..).and_then(|rest| rest.iter().position(|b| starts_one(*b)))
    {
        let start = at + ahead;
        let hit = marked(text, start, place);
        at = hit.map_or(start + 1, |(end, _)| end);
        found.extend(hit.map(|(end, kind)| (Span::of(start, end), kind)));
    }
    if place != PlaceholderSite::Text {
        whole_parts(text, place, &mut found);
    }
    found.sort_by_key(|(span, _)| span.start);
    found
}

/// Bytes at which a marked placeholder can start.
const fn starts_one(byte: u8) -> bool {
    matches!(byte, b'{' | b'$' | b'%' | b'<' | b':')
}

/// The longest name that is looked for between two marks, in bytes; it keeps the search linear.
const LONGEST: usize = 64;

/// The placeholder that starts at `start` with a mark: its end and kind.
fn marked(text: &[u8], start: usize, place: PlaceholderSite) -> Option<(usize, PlaceholderKind)> {
    let rest = text.get(start..).unwrap_or_default();
    let in_path = place == PlaceholderSite::Path;
    match rest {
        [b'{', b'{', inner @ ..] => {
            closed(inner, b"}}", is_name).map(|n| (start + 4 + n, PlaceholderKind::DoubleBraces))
        }
        [b'$', b'{', inner @ ..] => {
            closed(inner, b"}", is_name).map(|n| (start + 3 + n, PlaceholderKind::DollarBraces))
        }
        [b'{', inner @ ..] if in_path => {
            closed(inner, b"}", is_name).map(|n| (start + 2 + n, PlaceholderKind::Braces))
        }
        [b'$', inner @ ..] if place != PlaceholderSite::Text && edge_before(text, start) => {
            shell_name(inner).map(|n| (start + 1 + n, PlaceholderKind::ShellVariable))
        }
        [b'%', inner @ ..] if place != PlaceholderSite::Text => closed(inner, b"%", is_shouted)
            // `%20OFF%` is an escape and two letters.
            .filter(|n| *n > 2 && inner.first().is_some_and(u8::is_ascii_alphabetic))
            .filter(|n| !hex_pairs(inner.get(..*n).unwrap_or_default()))
            .map(|n| (start + 2 + n, PlaceholderKind::PercentVariable)),
        [b'<', inner @ ..] => {
            let fits = if place == PlaceholderSite::Text { is_documented } else { is_bracketed };
            closed(inner, b">", fits).map(|n| (start + 2 + n, PlaceholderKind::AngleBrackets))
        }
        [b':', inner @ ..] if in_path && start > 0 && text.get(start - 1) == Some(&b'/') => {
            let end = inner.iter().position(|b| *b == b'/').unwrap_or(inner.len());
            let name = inner.get(..end).unwrap_or_default();
            let fits = name.first().is_some_and(u8::is_ascii_alphabetic) && is_name(name);
            fits.then_some((start + 1 + end, PlaceholderKind::ColonSegment))
        }
        _ => None,
    }
}

/// How long the name is before `close`, if `close` comes soon and the name fits.
fn closed(inner: &[u8], close: &[u8], fits: fn(&[u8]) -> bool) -> Option<usize> {
    let near = inner.get(..inner.len().min(LONGEST + close.len()))?;
    let end = memchr::memmem::find(near, close)?;
    fits(near.get(..end)?).then_some(end)
}

/// A variable's name: letters, digits, `_-.$`, spaces around it, a method call or index at most.
fn is_name(name: &[u8]) -> bool {
    let mut letters = name.iter().filter(|b| !b.is_ascii_whitespace()).peekable();
    letters.peek().is_some()
        && letters.all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b'.' | b'$' | b'[' | b']' | b'(' | b')')
        })
}

fn is_shouted(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// Whether `%…%` is rather a row of escapes such as `%AB%CD`.
fn hex_pairs(name: &[u8]) -> bool {
    name.len() == 2 && name.iter().all(u8::is_ascii_hexdigit)
}

/// `<token>`, `<your api key>`: words and nothing that a tag or an address would have.
fn is_bracketed(name: &[u8]) -> bool {
    let letters = name.iter().filter(|b| b.is_ascii_alphabetic()).count();
    letters > 1
        && name.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ' | b'.'))
}

/// `<your-…>`, `<INSERT …>`: bracketed words that documentation uses and markup does not.
fn is_documented(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    is_bracketed(name)
        && [&b"your"[..], b"insert", b"my-", b"my_"].iter().any(|w| lower.starts_with(w))
}

/// How long the shell variable's name is that starts `inner`: capitals, at least three, not glued to other letters.
fn shell_name(inner: &[u8]) -> Option<usize> {
    let shouted = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    let end = inner.iter().position(|b| !shouted(b)).unwrap_or(inner.len());
    let starts = inner.first().is_some_and(|b| b.is_ascii_uppercase() || *b == b'_');
    let glued = inner.get(end).is_some_and(u8::is_ascii_alphanumeric);
    (starts && !glued && (3..=LONGEST).contains(&end)).then_some(end)
}

fn edge_before(text: &[u8], start: usize) -> bool {
    start.checked_sub(1).and_then(|at| text.get(at)).is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// Adds parts that are a placeholder as a whole: the value itself, or the segments of a path.
fn whole_parts(text: &[u8], place: PlaceholderSite, found: &mut Vec<(Span, PlaceholderKind)>) {
    let marked: Vec<Span> = found.iter().map(|(span, _)| *span).collect();
    let mut hits = marked.iter().peekable();
    let mut start = 0;
    let slash = |b: &u8| place == PlaceholderSite::Path && *b == b'/';
    for part in text.split(slash) {
        let span = trim(text, Span::of(start, start + part.len()));
        start += part.len() + 1;
        while hits.next_if(|hit| hit.end <= span.start).is_some() {}
        if hits.peek().is_some_and(|hit| hit.overlaps(span)) {
            continue;
        }
        let whole = span.slice(text);
        if is_no_value(whole) {
            found.push((span, PlaceholderKind::NoValue));
        } else if let Some(words) = dummy_words(whole) {
            found.push((words.shift(span.start), PlaceholderKind::Words));
        }
    }
}

/// Whether `value` is what programs print for a value that is not there.
#[must_use]
pub fn is_no_value(value: &[u8]) -> bool {
    let names: [&[u8]; 10] = [
        b"undefined",
        b"null",
        b"None",
        b"nil",
        b"NaN",
        b"[object Object]",
        b"[object%20Object]",
        b"%5Bobject%20Object%5D",
        b"[object+Object]",
        b"%5Bobject+Object%5D",
    ];
    names.contains(&value)
}

/// `YOUR_API_KEY`, `your-token-here`, `xxxx`, `changeme`: where it stands.
fn dummy_words(value: &[u8]) -> Option<Span> {
    if value.is_empty() || value.len() > LONGEST {
        return None;
    }
    let plain: Vec<u8> = value.to_ascii_lowercase();
    let whole = Some(Span::new(0, offset(value.len())));
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ' | b'.');
    if !plain.iter().all(word) {
        return None;
    }
    let is = |b: &&[u8]| plain.as_slice() == *b;
    let crossed = plain.len() >= 4 && plain.iter().all(|b| *b == b'x');
    let dummies: [&[u8]; 8] = [
        b"changeme",
        b"replaceme",
        b"replace_me",
        b"insert_key_here",
        b"todo",
        b"placeholder",
        b"api_key_here",
        b"token_here",
    ];
    if crossed || dummies.iter().any(is) {
        return whole;
    }
    let mut words =
        plain.split(|b| matches!(b, b'_' | b'-' | b' ' | b'.')).filter(|w| !w.is_empty());
    let first = words.next()?;
    let rest: Vec<&[u8]> = words.collect();
    let things: [&[u8]; 14] = [
        b"key",
        b"token",
        b"secret",
        b"id",
        b"apikey",
        b"password",
        b"username",
        b"user",
        b"name",
        b"domain",
        b"here",
        b"subdomain",
        b"account",
        b"credentials",
    ];
    let owned = matches!(first, b"your" | b"insert" | b"replace");
    let glued =
        plain.strip_prefix(b"your").filter(|tail| things.contains(tail) || *tail == b"accesstoken");
    let names_thing = rest.iter().any(|word| things.contains(word));
    ((owned && names_thing) || glued.is_some()).then_some(whole).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(text: &str, place: PlaceholderSite) -> Option<(&str, PlaceholderKind)> {
        let (span, kind) = *find_in(text.as_bytes(), place).first()?;
        Some((&text[span.range(text.len())], kind))
    }

    #[test]
    fn finds_each_kind() {
        use PlaceholderKind as K;
        for (text, place, found) in [
            (
                "Bearer {{ access_token }}",
                PlaceholderSite::Value,
                ("{{ access_token }}", K::DoubleBraces),
            ),
            (
                "a-${process.env.KEY}",
                PlaceholderSite::Value,
                ("${process.env.KEY}", K::DollarBraces),
            ),
            ("$AUTH_TOKEN", PlaceholderSite::Value, ("$AUTH_TOKEN", K::ShellVariable)),
            ("%API_KEY%", PlaceholderSite::Value, ("%API_KEY%", K::PercentVariable)),
            ("<your token>", PlaceholderSite::Value, ("<your token>", K::AngleBrackets)),
            ("/users/:userId/x", PlaceholderSite::Path, (":userId", K::ColonSegment)),
            ("/users/{id}/x", PlaceholderSite::Path, ("{id}", K::Braces)),
            ("/users/undefined/x", PlaceholderSite::Path, ("undefined", K::NoValue)),
            ("YOUR_API_KEY", PlaceholderSite::Value, ("YOUR_API_KEY", K::Words)),
            (
                "your-secret-token-here",
                PlaceholderSite::Value,
                ("your-secret-token-here", K::Words),
            ),
            ("[object Object]", PlaceholderSite::Value, ("[object Object]", K::NoValue)),
            (r#"{"a": "{{b}}"}"#, PlaceholderSite::Text, ("{{b}}", K::DoubleBraces)),
            ("<a><your-key></a>", PlaceholderSite::Text, ("<your-key>", K::AngleBrackets)),
        ] {
            assert_eq!(first(text, place), Some(found), "{text}");
        }
    }

    #[test]
    fn leaves_honest_text_alone() {
        for (text, place) in [
            (r#"{"a": {"b": {}}}"#, PlaceholderSite::Text),
            ("<note><to>x</to></note>", PlaceholderSite::Text),
            ("12:30:00", PlaceholderSite::Value),
            ("/at/12:30/x", PlaceholderSite::Path),
            ("%E2%82%AC", PlaceholderSite::Value),
            ("50%25 OFF%", PlaceholderSite::Value),
            ("$2a$10$abcdefgh", PlaceholderSite::Value),
            ("costs $20", PlaceholderSite::Value),
            ("nullable", PlaceholderSite::Value),
            ("/v1/users/42", PlaceholderSite::Path),
            ("your order has shipped", PlaceholderSite::Value),
            ("urn:uuid:1", PlaceholderSite::Value),
            ("ab$XYZ", PlaceholderSite::Value),
            ("{id}", PlaceholderSite::Value),
        ] {
            assert_eq!(first(text, place), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn spans_stay_inside_and_apart(text in "[{}$%<>:/A-Za-z _é]{0,40}") {
            for place in [PlaceholderSite::Path, PlaceholderSite::Value, PlaceholderSite::Text] {
                let found = find_in(text.as_bytes(), place);
                prop_assert!(found.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
                prop_assert!(found.iter().all(|(span, _)| span.end as usize <= text.len()));
            }
        }
    }
}
