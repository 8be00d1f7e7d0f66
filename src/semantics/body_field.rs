//! Fields of a body that hold credentials, by their names: in JSON at any depth, in forms, in multipart forms.

use super::body::Body;
use super::body::BodyKind;
use super::credential::Carrier;
use super::credential::Credential;
use super::credential::readable;
use super::form::name_of;
use super::json::JsonKind;
use super::key_name::is_key_field;
use crate::wire::ExactRequest;
use crate::wire::Span;
use std::collections::HashMap;

/// A field that holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyField {
    /// Its decoded name.
    pub name: String,
    /// Its value without quotes, in the offsets of [`Body::bytes`].
    pub value: Span,
    /// Whether it stands at the top: in no object but the root.
    pub top: bool,
}

/// The fields of a body whose names say that they hold a credential, in order. Linear.
#[must_use]
pub fn body_fields(body: &Body) -> Vec<BodyField> {
    match body.kind() {
        BodyKind::Json => in_json(body),
        BodyKind::Form => in_form(body),
        BodyKind::Multipart => in_multipart(body),
        _ => Vec::new(),
    }
}

fn in_json(body: &Body) -> Vec<BodyField> {
    let json = body.json();
    // Bodies repeat few names many times: each spelling is judged once.
    let mut judged: HashMap<&[u8], bool> = HashMap::new();
    let mut found = Vec::new();
    for (node, id) in json.nodes.iter().zip(0u32..) {
        let value = matches!(node.kind, JsonKind::String | JsonKind::Number | JsonKind::Word);
        if node.key.is_empty() || !value {
            continue;
        }
        let id = super::json::NodeId(id);
        let judge = || json.key(id).is_some_and(|key| is_key_field(key.as_bytes()));
        if *judged.entry(json.text(node.key)).or_insert_with(judge) {
            let name = json.key(id).unwrap_or_default().into_owned();
            let top = json.parent(id) == json.root();
            found.push(BodyField { name, value: json.inner_span(id), top });
        }
    }
    found
}

fn in_form(body: &Body) -> Vec<BodyField> {
    let field = |pair: &super::target::Pair| {
        let name = name_of(&body.bytes, pair);
        let value = pair.value.filter(|_| is_key_field(&name))?;
        Some(BodyField { name: readable(&name), value, top: true })
    };
    body.form().pairs.iter().filter_map(field).collect()
}

fn in_multipart(body: &Body) -> Vec<BodyField> {
    let field = |part: &super::multipart::Part| {
        let name = part.name?.slice(&body.bytes);
        let text = part.filename.is_none() && is_key_field(name);
        text.then(|| BodyField { name: readable(name), value: part.body, top: true })
    };
    body.multipart().parts.iter().filter_map(field).collect()
}

/// The credentials in the body of a request: fields at its top. Spans are offsets in the request.
///
/// A decompressed body has no such offsets, so it gives none; nor does a value that chunk framing cuts in two.
#[must_use]
pub fn credentials_in_body(request: &ExactRequest, body: &Body) -> Vec<Credential> {
    let credential = |field: BodyField| {
        let span = body.to_wire(field.value)?;
        let whole = span.len() == field.value.len();
        whole.then(|| Credential::new(&request.bytes, Carrier::Body(field.name), span))
    };
    body_fields(body).into_iter().filter(|field| field.top).filter_map(credential).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(kind: &str, content: &str) -> Vec<(String, String, bool)> {
        let request = ExactRequest::parse(format!(
            "POST / HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{content}",
            content.len()
        ));
        let body = Body::read(&request);
        let read = |f: &BodyField| (f.name.clone(), readable(body.slice(f.value)), f.top);
        body_fields(&body).iter().map(read).collect()
    }

    #[test]
    fn finds_them_in_every_kind() {
        let field = |name: &str, value: &str, top| (name.to_owned(), value.to_owned(), top);
        assert_eq!(
            fields(
                "application/json",
                "{\"a\": {\"password\": \"p\"}, 'api_key': 'k', \"token\": null}"
            ),
            [field("password", "p", false), field("api_key", "k", true)]
        );
        assert_eq!(
            fields("application/x-www-form-urlencoded", "grant_type=x&client%5Fsecret=s%2B"),
            [field("client_secret", "s%2B", true)]
        );
        let parts = "--x\r\nContent-Disposition: form-data; name=\"apikey\"\r\n\r\nk\r\n--x--";
        assert_eq!(fields("multipart/form-data; boundary=x", parts), [field("apikey", "k", true)]);
    }

    #[test]
    fn top_fields_are_credentials() {
        let text = "POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"access_token\": \"Bearer abc\"}";
        let request = ExactRequest::parse(text);
        let found = credentials_in_body(&request, &Body::read(&request));
        assert_eq!(found[0].carrier, Carrier::Body("access_token".to_owned()));
        assert_eq!(
            (request.text(found[0].secret), found[0].scheme.name()),
            (&b"abc"[..], "Bearer")
        );
    }
}
