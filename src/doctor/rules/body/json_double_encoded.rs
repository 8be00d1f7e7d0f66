//! `json-double-encoded`: a JSON string that holds JSON, where an object or array belongs.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::BodyKind;
use crate::semantics::Json;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;
use crate::semantics::json_path;
use crate::wire::Span;

static CARD: Card = Card {
    code: "json-double-encoded",
    family: Family::Body,
    title: "JSON inside a JSON string, where an object or array belongs",
    why: "\
A text that is JSON already was serialized once more, so the server reads one string instead of an
object. The body is valid JSON, which is why the error speaks of types or missing fields.",
    example: "requests.post(url, json=json.dumps(body))",
    references: &["RFC 8259 section 7"],
};

/// The rule.
pub(super) struct JsonDoubleEncoded;

impl Rule for JsonDoubleEncoded {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if case.failing.body.kind() != BodyKind::Json {
            return;
        }
        match case.good {
            Some(good) if good.body.kind() == BodyKind::Json => {
                let twins: Vec<&Difference> =
                    case.at(|place| matches!(place, Place::Json(_))).collect();
                for difference in twins {
                    if let Some(suspicion) = beside(case, difference) {
                        report.add(suspicion);
                    }
                }
            }
            Some(_) => {}
            None => alone(case, report),
        }
    }
}

/// The JSON object or array that a JSON string token holds.
fn held(token: &[u8]) -> Option<String> {
    let outer = Json::read(token);
    if !outer.is_valid() {
        return None;
    }
    let text = outer.string(outer.root()?)?.into_owned();
    let inner = Json::read(text.as_bytes());
    let root = inner.root()?;
    let container = matches!(inner.kind(root), JsonKind::Object | JsonKind::Array);
    // `[1]` in a text may be a footnote; an object, or a list of something, is no accident.
    (container && inner.is_valid() && text.len() > 4 || text == "{}" || text == "[]")
        .then_some(text)
}

fn beside(case: &Case<'_>, difference: &Difference) -> Option<Suspicion> {
    let (ours, theirs) = (difference.failing.as_ref()?, difference.good.as_ref()?);
    if !matches!(theirs.text.first(), Some(b'{' | b'[')) {
        return None;
    }
    let inner = held(&ours.text)?;
    let Place::Json(path) = &difference.place else { return None };
    let root = path == "$";
    let points = if root { 6.0 } else { 5.5 };
    let what = if root { "the whole body".to_owned() } else { field::address(&difference.place) };
    let because =
        format!("{what} is a string that holds JSON; the good request has the value itself");
    Some(
        told(case, (points, because), &what, (ours.span, inner))
            .good(short(theirs.span), "the value itself in the request that works")
            .claim(difference),
    )
}

fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let json = failing.body.json();
    let Some(root) = json.root() else { return };
    if json.kind(root) == JsonKind::String {
        if let Some(inner) = held(json.text(json.span(root))) {
            let span = failing.body.to_wire_or_all(json.span(root));
            let because = "the body is a JSON string that holds JSON".to_owned();
            report.add(told(case, (5.5, because), "the whole body", (span, inner)));
        }
        return;
    }
    // Some APIs want JSON inside a string (message queues, tool calls): only a word about types accuses a field.
    let strings = (0u32..).zip(&json.nodes).filter(|(_, node)| node.kind == JsonKind::String);
    for (id, node) in strings.take(20_000) {
        let id = NodeId(id);
        let opens = json.text(json.inner_span(id)).trim_ascii_start().first();
        if !matches!(opens, Some(b'{' | b'[')) {
            continue;
        }
        let Some(inner) = held(json.text(node.span)) else { continue };
        let name = json.key(id).unwrap_or_default().into_owned();
        let named = field::named_by(case, &name);
        let typed = case.says_any(&[
            "object",
            "array",
            "list",
            "dictionary",
            "dict",
            "map",
            "string-argument constructor",
            "from string value",
        ]);
        if named.is_none() && !typed {
            continue;
        }
        let what = field::address(&Place::Json(json_path::path(json, id)));
        let span = failing.body.to_wire_or_all(node.span);
        let points = if named.is_some() && typed { 5.0 } else { 2.5 };
        let because = format!("{what} is a string that holds JSON, and the refusal speaks of it");
        let mut suspicion = told(case, (points, because), &what, (span, inner));
        if let Some(span) = named {
            suspicion = suspicion.response(span, "the field that the server names");
        }
        report.add(suspicion);
        return;
    }
}

fn told(
    case: &Case<'_>,
    (points, because): (f32, String),
    what: &str,
    (span, inner): (Span, String),
) -> Suspicion {
    let failing = case.failing;
    let client = failing.client_name();
    let mut text = format!(
        "In the body, {what} is a string: the JSON was serialized twice. The server reads a text where it wants an object or array."
    );
    text.push_str(match client {
        "python-requests" | "python-httpx" | "python-aiohttp" => {
            " `json=` serializes by itself; what `json.dumps` made is serialized again."
        }
        "axios" | "superagent" | "got" => {
            " This client serializes by itself; what `JSON.stringify` made is serialized again where JSON is declared."
        }
        "powershell" => " `ConvertTo-Json` was applied twice, or beyond its -Depth.",
        "dotnet-httpclient" => " `PostAsJsonAsync` serializes by itself.",
        _ => "",
    });
    let local = Span::new(
        span.start.saturating_sub(failing.request.body.start),
        span.end.saturating_sub(failing.request.body.start),
    );
    let edits = rewrite::body(failing, vec![(local, inner.into())]);
    let snippet = match client {
        "python-requests" | "python-httpx" | "python-aiohttp" => {
            Some("….post(url, json=body)   # the dict itself, no json.dumps".to_owned())
        }
        "axios" => {
            Some("axios.post(url, data)   // the object itself, no JSON.stringify".to_owned())
        }
        _ => remedy::send_json(client),
    };
    Suspicion::error(&CARD, points, because)
        .failing(short(span), "a string that holds JSON")
        .explain(text)
        .fix(remedy::mend(
            case,
            "Serialize once: pass the object, not its JSON text.",
            snippet,
            edits,
            Safety::Guess,
        ))
}

fn short(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start.saturating_add(60)))
}
