//! Fields of a body, whatever its kind: their names, their values as shown, and whether the refusal names them.

use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::suspicion::quote;
use crate::semantics::Body;
use crate::semantics::BodyKind;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;
use crate::semantics::Step;
use crate::semantics::form;
use crate::semantics::json_path;
use crate::semantics::key_name::is_key_field;
use crate::wire::Span;
use crate::wire::escape::lossy_hex;

/// Bodies with more values than this are looked at no further.
const MOST: usize = 20_000;

/// One value of a body.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its own name; empty for elements.
    pub(super) name: String,
    /// The value, decoded.
    pub(super) text: Vec<u8>,
    /// The value in the body's offsets, without the quotes of a string.
    pub(super) span: Span,
    /// Its kind in JSON; `None` in forms.
    pub(super) kind: Option<JsonKind>,
    /// Its node in JSON.
    node: Option<NodeId>,
}

impl Field {
    /// Its address, as `$.a[0].b`, or its name. Linear in the elements before it, so not for all of them.
    pub(super) fn path(&self, body: &Body) -> String {
        self.node.map_or_else(|| self.name.clone(), |id| json_path::path(body.json(), id))
    }

    /// The address as shown.
    pub(super) fn shown(&self, body: &Body) -> String {
        quote(self.path(body).as_bytes())
    }

    /// Whether a preset's name or dotted path means this field.
    pub(super) fn is_meant(&self, body: &Body, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or_default();
        self.name == last
            && (name == last || self.path(body).strip_prefix("$.").is_some_and(|path| path == name))
    }
}

/// The values of a body: scalars and containers of JSON, pairs of a form, text parts.
pub(super) fn fields(body: &Body) -> Vec<Field> {
    match body.kind() {
        BodyKind::Json => json_fields(body),
        BodyKind::Form => body
            .form()
            .pairs
            .iter()
            .take(MOST)
            .map(|pair| {
                let name = lossy_hex(&form::name_of(&body.bytes, pair));
                let text = form::value_of(&body.bytes, pair);
                let span = pair.value.unwrap_or(pair.span.after());
                Field { name, text, span, kind: None, node: None }
            })
            .collect(),
        BodyKind::Multipart => body
            .multipart()
            .parts
            .iter()
            .map(|part| {
                let name = lossy_hex(part.name.unwrap_or_default().slice(&body.bytes));
                let text = body.slice(part.body).to_vec();
                Field { name, text, span: part.body, kind: None, node: None }
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn json_fields(body: &Body) -> Vec<Field> {
    let json = body.json();
    let ids = (0u32..).zip(&json.nodes).take(MOST).map(|(id, _)| NodeId(id));
    ids.map(|id| {
        let span = json.inner_span(id);
        let text = match json.string(id) {
            Some(text) => text.into_owned().into_bytes(),
            None => json.text(span).get(..span.len().min(200)).unwrap_or_default().to_vec(),
        };
        let name = json.key(id).unwrap_or_default().into_owned();
        Field { name, text, span, kind: Some(json.kind(id)), node: Some(id) }
    })
    .collect()
}

/// Whether a place is a value of a body.
pub(super) const fn is_field(place: &Place) -> bool {
    matches!(place, Place::Json(_) | Place::Field { .. } | Place::Part { .. })
}

/// The field's own name: the last step that is a name.
pub(super) fn name(place: &Place) -> String {
    match place {
        Place::Json(path) => json_path::parse(path)
            .unwrap_or_default()
            .into_iter()
            .rev()
            .find_map(|step| match step {
                Step::Key(key) => Some(key),
                Step::Index(_) => None,
            })
            .unwrap_or_default(),
        Place::Field { name, .. } | Place::Part { name, .. } => name.clone(),
        _ => String::new(),
    }
}

/// The address as words: harmless, and quoted.
pub(super) fn address(place: &Place) -> String {
    let text = match place {
        Place::Json(path) => path.clone(),
        Place::Field { name, .. } | Place::Part { name, .. } => name.clone(),
        other => other.to_string(),
    };
    format!("`{}`", quote(text.as_bytes()))
}

/// A value as shown: secrets are not.
pub(super) fn shown(name: &str, value: &[u8]) -> String {
    if is_key_field(name.as_bytes()) || name.to_ascii_lowercase().contains("pass") {
        return "(not shown)".to_owned();
    }
    if value.is_empty() {
        return "(empty)".to_owned();
    }
    format!("`{}`", quote(value))
}

/// Where the refusal names the field: its whole name, or a dotted path that ends in it.
pub(super) fn named_by(case: &Case<'_>, name: &str) -> Option<Span> {
    // Names that every error document holds say nothing.
    const EVERYWHERE: &[&str] = &[
        "body",
        "code",
        "data",
        "description",
        "detail",
        "details",
        "error",
        "errors",
        "field",
        "fields",
        "input",
        "json",
        "loc",
        "location",
        "message",
        "messages",
        "msg",
        "name",
        "param",
        "path",
        "reason",
        "request",
        "response",
        "status",
        "success",
        "text",
        "timestamp",
        "title",
        "trace",
        "type",
        "url",
        "value",
    ];
    let witness = case.witness?;
    if EVERYWHERE.contains(&name.to_ascii_lowercase().as_str()) {
        return quoted(case, name);
    }
    witness.names(name.as_bytes())
}

/// Where the refusal names a field of a common name as such: as a JSON value, or in quotes of prose.
fn quoted(case: &Case<'_>, name: &str) -> Option<Span> {
    let witness = case.witness?;
    let lower = name.to_ascii_lowercase();
    let forms = [
        format!("'{lower}'"),
        format!("`{lower}`"),
        format!("\\\"{lower}\\\""),
        format!("[{lower}]"),
        format!("{lower} is "),
        format!("{lower} must "),
        format!("{lower} should "),
        format!("{lower} field"),
        format!("field {lower}"),
        format!("\"{lower}\"]"),
        format!(": \"{lower}\""),
        format!(":\"{lower}\""),
    ];
    forms.iter().find_map(|form| witness.says(form))
}

/// The addresses of several fields, four of them at most.
pub(super) fn list(differences: &[&Difference]) -> String {
    const MOST: usize = 4;
    let mut names: Vec<String> =
        differences.iter().take(MOST).map(|difference| address(&difference.place)).collect();
    if let Some(more) = differences.len().checked_sub(MOST).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// Names compared without case, `-`, `_`, quotes and spaces: `E-Mail` and `e_mail` are one.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether every difference that matters is one of these: then the cause is among them.
pub(super) fn are_all(case: &Case<'_>, these: &[&Difference]) -> bool {
    case.differences
        .iter()
        .filter(|d| !d.is_harmless())
        .all(|d| d.place == Place::Framing || these.iter().any(|this| this.id == d.id))
}
