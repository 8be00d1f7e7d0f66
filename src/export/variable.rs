//! Variables that stand for secrets: one for each secret text, named after what carries it.

use crate::semantics::Body;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::semantics::body_fields;
use crate::semantics::cookies;
use crate::semantics::credentials;
use crate::semantics::secrets_with;
use crate::wire::ExactRequest;
use crate::wire::Span;
use crate::wire::escape::visible;

/// Names longer than this are cut, in bytes.
const LONGEST: usize = 40;

/// A variable for one secret text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// Its name in the environment, such as `KEAP_API_KEY`; at least two words, so that it is no one else's.
    pub name: String,
    /// What carries the secret, in words.
    pub about: String,
    /// The secret, as spelled in the request.
    pub secret: Vec<u8>,
}

/// The secrets of a request: where each stands, and which variable stands for it.
pub(super) fn variables(request: &ExactRequest) -> (Vec<(Span, usize)>, Vec<Variable>) {
    let body = Body::read(request);
    let known = known(request, &body);
    let mut variables: Vec<Variable> = Vec::new();
    let mut places = Vec::new();
    for span in secrets_with(request, &body) {
        let secret = request.text(span);
        let index = variables.iter().position(|v| v.secret == secret).unwrap_or_else(|| {
            let (name, about) = known
                .iter()
                .find(|(place, ..)| place.overlaps(span))
                .map_or(("SECRET", "a secret"), |(_, name, about)| (name, about));
            let name = unique(&env_name(name), &variables);
            variables.push(Variable { name, about: about.to_owned(), secret: secret.to_vec() });
            variables.len() - 1
        });
        places.push((span, index));
    }
    (places, variables)
}

/// Places that are known to hold a secret, each with a name for it and a word of what it is.
fn known(request: &ExactRequest, body: &Body) -> Vec<(Span, String, String)> {
    let mut known: Vec<_> = credentials(request).iter().map(|c| named(request, c)).collect();
    for cookie in cookies(request) {
        let name = visible(request.text(cookie.name));
        known.push((cookie.value, format!("{name}_COOKIE"), format!("the cookie `{name}`")));
    }
    for field in body_fields(body) {
        let about = format!("the body's `{}`", visible(field.name.as_bytes()));
        known.push((body.to_wire_or_all(field.value), field.name, about));
    }
    known
}

/// Where the secrets of a request stand, each with the number of its variable; and the variables' names, such as
/// `KEAP_API_KEY`. Equal secrets share one.
#[must_use]
pub fn secret_variables(request: &ExactRequest) -> (Vec<(Span, usize)>, Vec<String>) {
    let (places, variables) = variables(request);
    (places, variables.into_iter().map(|variable| variable.name).collect())
}

fn named(request: &ExactRequest, credential: &Credential) -> (Span, String, String) {
    let visible = |name: &str| visible(name.as_bytes());
    let (name, about) = match &credential.carrier {
        Carrier::Authorization => (authorization(&credential.scheme), "`Authorization`".to_owned()),
        Carrier::ProxyAuthorization => {
            ("PROXY_AUTHORIZATION".to_owned(), "`Proxy-Authorization`".to_owned())
        }
        Carrier::Header(name) => {
            let short = name.get(2..).filter(|_| name.starts_with("X-") || name.starts_with("x-"));
            (short.unwrap_or(name).to_owned(), format!("`{}`", visible(name)))
        }
        Carrier::Query(name) => (name.clone(), format!("the query's `{}`", visible(name))),
        Carrier::Cookie(name) => {
            (format!("{name}_COOKIE"), format!("the cookie `{}`", visible(name)))
        }
        Carrier::Body(name) => (name.clone(), format!("the body's `{}`", visible(name))),
        Carrier::UserInfo => ("URL_PASSWORD".to_owned(), "the URL's password".to_owned()),
    };
    let whole = request.text(credential.secret).is_empty();
    (if whole { credential.span } else { credential.secret }, name, about)
}

fn authorization(scheme: &Scheme) -> String {
    let name = match scheme {
        Scheme::Basic => "BASIC_CREDENTIALS",
        Scheme::Bearer | Scheme::Token => "ACCESS_TOKEN",
        Scheme::Digest | Scheme::Aws4 | Scheme::OAuth1 | Scheme::Hawk => "AUTH_SIGNATURE",
        Scheme::ApiKey | Scheme::None => "API_KEY",
        Scheme::Negotiate | Scheme::Ntlm | Scheme::Other(_) => "AUTH_TOKEN",
    };
    name.to_owned()
}

/// A name as environment variables have it. A single word, such as `PWD` or `TOKEN`, gets `API_` before it: those
/// belong to the shell, or to another program.
fn env_name(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        words.extend(humps(word));
    }
    let digit = words.first().is_none_or(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if words.len() < 2 || digit {
        words.insert(0, "API".to_owned());
    }
    let mut name = words.join("_");
    name.truncate(LONGEST);
    name.trim_end_matches('_').to_owned()
}

/// `clientSecret` as `CLIENT`, `SECRET`.
fn humps(word: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in word.chars() {
        if lower && c.is_ascii_uppercase() {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase();
        if let Some(last) = words.last_mut() {
            last.push(c.to_ascii_uppercase());
        }
    }
    words
}

fn unique(name: &str, taken: &[Variable]) -> String {
    let free = |name: &String| taken.iter().all(|variable| variable.name != *name);
    let mut names = (2..).map(|number| format!("{name}_{number}"));
    let first = Some(name.to_owned()).filter(free);
    first.or_else(|| names.find(free)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_the_secret_is_for() {
        let request = ExactRequest::parse(
            "GET /?key=k-111 HTTP/1.1\r\nX-Keap-API-Key: k-2222222\r\nAuthorization: Bearer t-33333333\r\n\
             Cookie: sid=s-4; Path2=t-33333333\r\nX-Api-Token: k-2222222\r\n\r\n",
        );
        let (places, variables) = variables(&request);
        let names: Vec<&str> = variables.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["API_KEY", "KEAP_API_KEY", "ACCESS_TOKEN", "SID_COOKIE"]);
        let order: Vec<usize> = places.iter().map(|(_, index)| *index).collect();
        assert_eq!(order, [0, 1, 2, 3, 2, 1]);
    }

    #[test]
    fn names_are_no_one_elses() {
        for (name, expected) in [
            ("pwd", "API_PWD"),
            ("", "API"),
            ("clientSecret", "CLIENT_SECRET"),
            ("2fa-x", "API_2FA_X"),
        ] {
            assert_eq!(env_name(name), expected);
        }
    }
}
