//! Fits an intent to a client's powers: what the client cannot do is changed beforehand, and said.

use super::intent::Field;
use super::intent::Intent;
use super::intent::Length;
use super::powers::HighBytes;
use super::powers::MethodCase;
use super::powers::NameCase;
use super::powers::Order;
use super::powers::Powers;
use super::powers::Repeats;
use super::target_oddity::TargetOddity;
use super::words::Words;
use crate::semantics::percent::encode;

/// Methods that clients know by name.
const KNOWN_METHODS: [&str; 8] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/// Changes the intent to what the client can send, and adds a warning for each change.
pub(super) fn fit(intent: &mut Intent, powers: &Powers) {
    fit_method(intent, powers);
    fit_target(intent, powers);
    fit_headers(intent, powers);
    fit_body(intent, powers);
    fit_version(intent, powers);
    let added: Vec<&str> = powers.adds.iter().copied().filter(|name| !intent.has(name)).collect();
    if !added.is_empty() {
        warn(intent, powers, &format!("adds by itself: {}", added.join(", ")));
    }
}

/// Adds `CLIENT says` as a warning.
pub(super) fn warn(intent: &mut Intent, powers: &Powers, says: &str) {
    intent.warnings.push(format!("{} {says}", powers.client));
}

fn fit_method(intent: &mut Intent, powers: &Powers) {
    let letters = intent.method.bytes().all(|b| b.is_ascii_alphabetic());
    if powers.method == MethodCase::UpperLetters && !letters {
        let instead = if intent.body.is_empty() { "GET" } else { "POST" };
        let says = format!("does not take the method `{}`: {instead} is written", intent.method);
        warn(intent, powers, &says);
        instead.clone_into(&mut intent.method);
    }
    let upper = intent.method.to_ascii_uppercase();
    let known = KNOWN_METHODS.contains(&upper.as_str());
    let changes = match powers.method {
        MethodCase::Kept => false,
        MethodCase::KnownUpper => known,
        MethodCase::Upper | MethodCase::UpperLetters => true,
    };
    if changes && upper != intent.method {
        warn(intent, powers, &format!("sends the method `{}` as {upper}", intent.method));
    }
    if powers.refused_methods.contains(&upper.as_str()) {
        warn(intent, powers, &format!("does not send the method {upper}"));
    }
}

/// Escapes what a client that needs a proper URL would refuse; the rest is changed by the client itself.
fn fit_target(intent: &mut Intent, powers: &Powers) {
    let changed: Vec<TargetOddity> =
        intent.oddities.iter().copied().filter(|oddity| powers.changes.contains(oddity)).collect();
    for oddity in &changed {
        let message = format!("does not keep this in the target: {}", oddity.message());
        warn(intent, powers, &message);
    }
    let is = |oddity| changed.contains(&oddity);
    let (space, high, fragment) =
        (is(TargetOddity::Space), is(TargetOddity::BeyondAscii), is(TargetOddity::Fragment));
    let unescaped = powers.strict_url && is(TargetOddity::Unescaped);
    let brackets = powers.strict_url && is(TargetOddity::Brackets);
    let keep = |byte: u8| match byte {
        0..=b' ' | 0x7f => !space,
        0x80.. => !high,
        b'#' => !fragment,
        b'[' | b']' => !brackets,
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => !unescaped,
        _ => true,
    };
    intent.target = intent.target.map(|bytes| encode(bytes, keep));
    if powers.strict_url && changed.contains(&TargetOddity::BrokenEscape) {
        intent.target = intent.target.map(mend_escapes);
    }
    if changed.contains(&TargetOddity::Form) && !intent.target.starts_with(b"/") {
        intent.target = intent.target.after("/");
    }
}

/// A `%` that starts no escape, escaped itself.
pub(super) fn mend_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for escape in crate::semantics::percent::escapes(bytes).filter(|escape| !escape.valid()) {
        let start = escape.span.start as usize;
        out.extend_from_slice(bytes.get(at..start).unwrap_or_default());
        out.extend_from_slice(b"%25");
        at = start + 1;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

fn fit_headers(intent: &mut Intent, powers: &Powers) {
    let (kept, refused): (Vec<Field>, Vec<Field>) =
        std::mem::take(&mut intent.headers).into_iter().partition(|field| {
            !powers.refuses.iter().any(|name| field.is(name)) && can_send(field, powers)
        });
    intent.headers = kept;
    for field in refused {
        let why = if can_send(&field, powers) {
            "does not let one set"
        } else {
            "cannot send the bytes beyond ASCII in"
        };
        warn(intent, powers, &format!("{why} the header `{}`: it is left out", field.name));
    }
    match powers.repeats {
        Repeats::Apart => {}
        Repeats::Grouped => group_repeats(intent, powers),
        Repeats::Joined => join_repeats(intent, powers),
    }
    name_changes(intent, powers);
}

fn can_send(field: &Field, powers: &Powers) -> bool {
    match powers.beyond_ascii {
        HighBytes::Kept => true,
        HighBytes::Utf8 => field.value.is_text(),
        HighBytes::Refused => field.value.is_ascii(),
    }
}

/// Headers of one name spelled like the first.
fn group_repeats(intent: &mut Intent, powers: &Powers) {
    let first: Vec<String> = intent.headers.iter().map(|field| field.name.clone()).collect();
    let mut changed = Vec::new();
    for field in &mut intent.headers {
        let spelling = first.iter().find(|name| field.is(name)).cloned().unwrap_or_default();
        if spelling != field.name {
            changed.push(format!("{} as {spelling}", field.name));
            field.name = spelling;
        }
    }
    if !changed.is_empty() {
        warn(intent, powers, &format!("spells header names its own way: {}", changed.join(", ")));
    }
}

/// Headers of one name as one, in the way RFC 9110 section 5.3 has it (RFC 9113 section 8.2.3 for cookies).
fn join_repeats(intent: &mut Intent, powers: &Powers) {
    let mut joined: Vec<Field> = Vec::new();
    for field in std::mem::take(&mut intent.headers) {
        match joined.iter_mut().find(|first| first.is(&field.name)) {
            None => joined.push(field),
            Some(first) => {
                let separator = if field.is("cookie") { "; " } else { ", " };
                first.value.append(&field.value.after(separator));
                let text = format!("sends the repeated header `{}` as one line", field.name);
                warn(intent, powers, &text);
            }
        }
    }
    intent.headers = joined;
}

fn name_changes(intent: &mut Intent, powers: &Powers) {
    let sent = |name: &str| match powers.names {
        NameCase::Kept | NameCase::KnownNames => name.to_owned(),
        NameCase::OwnNames => own_name(name, powers).unwrap_or(name).to_owned(),
        NameCase::Lower => name.to_ascii_lowercase(),
        NameCase::Capitalised => capitalised(name),
    };
    let changed: Vec<String> = intent
        .headers
        .iter()
        .filter(|field| sent(&field.name) != field.name)
        .map(|field| format!("{} as {}", field.name, sent(&field.name)))
        .collect();
    if !changed.is_empty() {
        warn(intent, powers, &format!("spells header names its own way: {}", changed.join(", ")));
    }
    let unusual = |field: &Field| capitalised(&field.name) != field.name;
    if powers.names == NameCase::KnownNames && intent.headers.iter().any(unusual) {
        warn(intent, powers, "spells well-known header names its own way");
    }
    let own = |field: &Field| powers.adds.iter().any(|name| field.is(name));
    let moves = match powers.order {
        Order::Kept => false,
        Order::OwnPlaces => intent.headers.iter().any(own),
        Order::Chosen => true,
    };
    if moves && intent.headers.len() > 1 {
        warn(intent, powers, "sends the headers in an order of its own");
    }
}

/// The client's spelling of a header that it would add by itself.
fn own_name(name: &str, powers: &Powers) -> Option<&'static str> {
    powers.adds.iter().copied().find(|own| own.eq_ignore_ascii_case(name))
}

/// `x-api-key` as `X-Api-Key`.
pub(super) fn capitalised(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars.map(|c| c.to_ascii_lowercase())).collect::<String>()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn fit_body(intent: &mut Intent, powers: &Powers) {
    let method = intent.method.to_ascii_uppercase();
    if !intent.body.is_empty() && powers.bodiless.contains(&method.as_str()) {
        warn(intent, powers, &format!("sends no body with {method}: it is left out"));
        intent.body = Words::default();
        intent.length = Length::Absent;
    }
    if intent.length == Length::Chunked && !powers.chunked {
        warn(intent, powers, "sends the chunked body with a Content-Length");
        intent.length = Length::Declared;
    }
    if let (true, Some(announces)) = (intent.body.is_empty(), powers.announces_nothing) {
        let announced = announces(&method);
        if intent.declares_nothing() && !announced {
            warn(intent, powers, &format!("sends no Content-Length: 0 with {method}"));
        } else if !intent.declares_nothing() && announced {
            warn(intent, powers, &format!("adds Content-Length: 0 to {method}"));
        }
    }
}

fn fit_version(intent: &mut Intent, powers: &Powers) {
    let plain = intent.version == "HTTP/1.1" || powers.http10 && intent.version == "HTTP/1.0";
    if !plain && !intent.version.is_empty() {
        warn(intent, powers, &format!("sends HTTP/1.1 instead of {}", intent.version));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_mended_and_names_capitalised() {
        assert_eq!(mend_escapes(b"/100%?a=%20%zz%"), b"/100%25?a=%20%25zz%25");
        assert_eq!(capitalised("x-API-key"), "X-Api-Key");
    }
}
