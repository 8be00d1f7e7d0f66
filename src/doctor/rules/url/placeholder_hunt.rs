//! Placeholders in a request: where a value belongs and a name stands.

use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::reading::Reading;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::JsonKind;
use crate::semantics::PlaceholderKind;
use crate::semantics::percent;
use crate::semantics::placeholder;
use crate::wire::Span;

/// One placeholder in the failing request.
pub(super) struct Placeholder {
    /// Where it stands, in the request's offsets.
    pub(super) span: Span,
    /// How it is written.
    pub(super) kind: PlaceholderKind,
    /// The thing that holds it, for a sentence.
    pub(super) holder: String,
    /// Where a difference would stand.
    pub(super) place: Option<Place>,
    /// How much it weighs.
    pub(super) points: f32,
}

/// Every placeholder of the failing request.
pub(super) fn all(case: &Case<'_>) -> Vec<Placeholder> {
    let mut found = Vec::new();
    in_target(case.failing, &mut found);
    in_credentials(case.failing, &mut found);
    in_headers(case.failing, &mut found);
    in_body(case, &mut found);
    found
}

const fn weight(kind: PlaceholderKind) -> f32 {
    match kind {
        PlaceholderKind::DoubleBraces
        | PlaceholderKind::DollarBraces
        | PlaceholderKind::ShellVariable => 6.0,
        PlaceholderKind::PercentVariable
        | PlaceholderKind::AngleBrackets
        | PlaceholderKind::ColonSegment
        | PlaceholderKind::Braces => 5.5,
        PlaceholderKind::Words => 5.0,
        PlaceholderKind::NoValue => 5.5,
    }
}

fn in_target(reading: &Reading<'_>, found: &mut Vec<Placeholder>) {
    let target = reading.request.target();
    // Clients escape braces and brackets: the escaped path is searched decoded, segment by segment.
    for segment in &reading.target.segments {
        let raw = segment.slice(target);
        let plain = percent::decode(raw, false);
        let whole = [b"/", plain.as_slice()].concat();
        if let Some((_, kind)) = placeholder::find_in_path(&whole).into_iter().next() {
            let place = Some(Place::Path(0));
            found.push(Placeholder {
                span: reading.in_target(*segment),
                kind,
                holder: "the path".to_owned(),
                place,
                points: weight(kind),
            });
        }
    }
    for pair in &reading.target.pairs {
        let name = percent::decode(pair.name.slice(target), true);
        let value = pair.value.unwrap_or_default();
        let plain = percent::decode(value.slice(target), true);
        if let Some((_, kind)) = placeholder::find(&plain).into_iter().next() {
            let text = crate::wire::escape::lossy_hex(&name);
            let holder = format!("query parameter `{}`", quote(&name));
            let points = if kind == PlaceholderKind::NoValue { 4.5 } else { weight(kind) };
            found.push(Placeholder {
                span: reading.in_target(value),
                kind,
                holder,
                place: Some(Place::Query { name: text, nth: 0 }),
                points,
            });
        }
    }
}

/// Credentials, also inside Basic: a placeholder there outranks every other fault of theirs.
fn in_credentials(reading: &Reading<'_>, found: &mut Vec<Placeholder>) {
    for own in reading.explicit_credentials() {
        let secret = reading.secret(own);
        let inner = own.basic().map(|basic| {
            basic
                .bytes
                .split(|b| *b == b':')
                .find_map(|part| placeholder::find(part).into_iter().next())
        });
        let hit = inner.flatten().or_else(|| placeholder::find(secret).into_iter().next());
        // What JMeter's extractors and their like put where nothing matched.
        let unmatched = secret.ends_with(b"NOT_FOUND")
            && secret.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
        let hit = hit.or_else(|| unmatched.then_some((own.secret, PlaceholderKind::NoValue)));
        if let Some((_, kind)) = hit {
            let header = reading.request.headers.iter().find(|h| h.span.encloses(own.span));
            let place = header.map(|h| Place::Header {
                name: crate::wire::escape::lossy_hex(reading.request.text(h.name))
                    .to_ascii_lowercase(),
                nth: 0,
            });
            let points = if kind == PlaceholderKind::Words { 5.5 } else { 6.2 };
            found.push(Placeholder {
                span: own.secret,
                kind,
                holder: "the credentials".to_owned(),
                place,
                points,
            });
        }
    }
}

/// Fields whose values are words that look like placeholders and are none.
const SPARED: &[&str] = &[
    "origin",
    "accept",
    "user-agent",
    "cookie",
    "cache-control",
    "if-none-match",
    "te",
    "connection",
    "content-type",
    "content-length",
    "accept-encoding",
    "accept-language",
    "transfer-encoding",
    "postman-token",
    "pragma",
    "dnt",
];

fn in_headers(reading: &Reading<'_>, found: &mut Vec<Placeholder>) {
    for header in &reading.request.headers {
        let name =
            crate::wire::escape::lossy_hex(reading.request.text(header.name)).to_ascii_lowercase();
        if SPARED.contains(&name.as_str()) || name.starts_with("sec-") {
            continue;
        }
        let value = reading.request.text(header.value);
        if let Some((span, kind)) = placeholder::find(value).into_iter().next() {
            let points = match (name.as_str(), kind) {
                ("host", PlaceholderKind::Words) => 2.5,
                ("host", _) => 6.0,
                (_, PlaceholderKind::NoValue) => 4.5,
                (_, PlaceholderKind::AngleBrackets) => 4.0,
                _ => weight(kind),
            };
            let place = Some(if name == "host" {
                Place::Host
            } else {
                Place::Header { name: name.clone(), nth: 0 }
            });
            found.push(Placeholder {
                span: span.shift(header.value.start),
                kind,
                holder: format!("the header {}", quote(name.as_bytes())),
                place,
                points,
            });
        }
    }
}

fn in_body(case: &Case<'_>, found: &mut Vec<Placeholder>) {
    let reading = case.failing;
    let body = &reading.body;
    let less = if case.is_solo() { 2.0 } else { 0.5 };
    let mut values: Vec<(Span, String)> = Vec::new();
    match body.kind() {
        BodyKind::Json => {
            let json = body.json();
            for (node, id) in
                json.nodes.iter().zip(0u32..).filter(|(n, _)| n.kind == JsonKind::String)
            {
                let id = crate::semantics::NodeId(id);
                let key = json.text(node.key).trim_ascii();
                values.push((json.inner_span(id), format!("the body's field {}", quote(key))));
            }
        }
        BodyKind::Form => {
            for pair in &body.form().pairs {
                let name = pair.name.slice(&body.bytes);
                values.push((
                    pair.value.unwrap_or_default(),
                    format!("the form's field {}", quote(name)),
                ));
            }
        }
        _ => {}
    }
    for (span, holder) in values {
        let plain = if body.kind() == BodyKind::Form {
            percent::decode(span.slice(&body.bytes), true)
        } else {
            span.slice(&body.bytes).to_vec()
        };
        // A template inside a long text is content; as the whole value it is a value that is missing.
        let whole =
            placeholder::find(&plain).into_iter().find(|(hit, _)| hit.len() * 2 > plain.len());
        if let Some((_, kind)) = whole {
            let points = match kind {
                PlaceholderKind::NoValue => 4.0,
                PlaceholderKind::AngleBrackets | PlaceholderKind::Words => 3.5,
                _ => weight(kind),
            };
            found.push(Placeholder {
                span: body.to_wire_or_all(span),
                kind,
                holder,
                place: None,
                points: points - less,
            });
        }
    }
}
