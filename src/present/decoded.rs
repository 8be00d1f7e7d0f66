//! What a header's value says when it is taken apart: the child rows of a difference.

use crate::semantics::Basic;
use crate::semantics::Jwt;
use crate::semantics::MediaType;
use crate::semantics::cookie;
use crate::semantics::date;
use crate::semantics::mask_one;
use crate::wire::escape::visible;

/// Something that a value says: a name and what it is on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// What it is.
    pub(super) name: String,
    /// In the failing request.
    pub(super) failing: Option<String>,
    /// In the good one.
    pub(super) good: Option<String>,
}

/// The facts of two values of the header `name` (lower case); none where a value has no parts. No secret is told.
pub(super) fn facts(name: &str, failing: Option<&[u8]>, good: Option<&[u8]>) -> Vec<Fact> {
    let read = |value: Option<&[u8]>| value.map(|value| of_value(name, value)).unwrap_or_default();
    let (ours, mut theirs) = (read(failing), read(good));
    let mut all = Vec::new();
    for (name, value) in ours {
        let other = theirs.iter().position(|(other, _)| *other == name);
        let good = other.map(|at| theirs.remove(at).1);
        all.push(Fact { name, failing: Some(value), good });
    }
    all.extend(theirs.into_iter().map(|(name, good)| Fact {
        name,
        failing: None,
        good: Some(good),
    }));
    all
}

fn of_value(name: &str, value: &[u8]) -> Vec<(String, String)> {
    match name {
        "authorization" | "proxy-authorization" => credential(value),
        "content-type" => media_type(value),
        "cookie" => cookies(value),
        _ => Vec::new(),
    }
}

fn credential(value: &[u8]) -> Vec<(String, String)> {
    let mut words = value.splitn(2, |b| *b == b' ');
    let (first, rest) = (words.next().unwrap_or_default(), words.next());
    let token = rest.unwrap_or(first).trim_ascii();
    let mut facts = Vec::new();
    if rest.is_some() {
        facts.push(("scheme".to_owned(), visible(first)));
    }
    if first.eq_ignore_ascii_case(b"basic") {
        let basic = Basic::decode(token);
        facts.push(("user".to_owned(), visible(basic.user())));
        let password = basic.password().map_or("none".to_owned(), |p| format!("{} bytes", p.len()));
        facts.push(("password".to_owned(), password));
    } else if let Some(jwt) = Jwt::read(token) {
        facts.extend(jwt.alg().map(|alg| ("alg".to_owned(), visible(alg.as_bytes()))));
        facts.extend(jwt.exp().map(|exp| ("expires".to_owned(), date::to_text(exp))));
        let audience = jwt.aud().join(" ");
        if !audience.is_empty() {
            facts.push(("audience".to_owned(), visible(audience.as_bytes())));
        }
        let scope = jwt.claim("scope").and_then(|scope| scope.as_str().map(str::to_owned));
        facts.extend(scope.map(|scope| ("scope".to_owned(), visible(scope.as_bytes()))));
    } else {
        facts.push(("token".to_owned(), format!("{} bytes", token.len())));
    }
    facts
}

fn media_type(value: &[u8]) -> Vec<(String, String)> {
    let read = MediaType::parse(value);
    let mut facts = vec![("type".to_owned(), visible(read.kind.as_bytes()))];
    for param in &read.params {
        let name = visible(param.name.slice(value)).to_ascii_lowercase();
        facts.push((name, visible(param.value.slice(value))));
    }
    // A type alone says no more than the value itself.
    if facts.len() > 1 { facts } else { Vec::new() }
}

fn cookies(value: &[u8]) -> Vec<(String, String)> {
    let name = |cookie: &cookie::Cookie| visible(cookie.name.slice(value));
    cookie::parse(value).iter().map(|c| (name(c), mask_one(c.value.slice(value)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_apart_without_telling_secrets() {
        let all = facts("authorization", Some(b"Basic dTpwdw=="), Some(b"Bearer abc"));
        let text = format!("{all:?}");
        assert!(
            text.contains("2 bytes") && text.contains("3 bytes") && !text.contains("pw"),
            "{text}"
        );
        let types = facts("content-type", Some(b"text/plain"), Some(b"text/plain; charset=UTF-8"));
        assert!(types.iter().any(|fact| fact.name == "charset" && fact.failing.is_none()));
    }
}
