//! `body-field-type`: a value of another type than the server takes: number and string, array and object, null.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::difference::Sided;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::printed_value;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::JsonKind;
use crate::semantics::NodeId;
use crate::semantics::json_path;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "body-field-type",
    family: Family::Body,
    title: "a value of the body is of another type than the server takes",
    why: "\
\"3\" is not 3, and null is not an empty list. A form field, a command line or a template gives strings;
typed servers do not convert them.",
    example: "{\"quantity\": \"3\"}   # where a number is wanted",
    references: &["RFC 8259 section 3"],
};

/// The rule.
pub(super) struct BodyFieldType;

impl Rule for BodyFieldType {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(_) => beside_a_good_one(case, report),
            None => alone(case, report),
        }
        if !report.has(CARD.code)
            && let Some(found) = printed_value::found(case)
        {
            report.add(found);
        }
    }
}

/// The type of a JSON value by its first byte, as a word.
fn kind(text: &[u8]) -> &'static str {
    match text.first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"' | b'\'') => "a string",
        Some(b't' | b'f' | b'T' | b'F') => "a boolean",
        Some(b'n' | b'N') => "null",
        _ => "a number",
    }
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let mut reported = 0;
    for difference in case.at(|place| matches!(place, Place::Json(_))) {
        let (Some(ours), Some(theirs)) = (&difference.failing, &difference.good) else { continue };
        if report.is_claimed(difference) {
            continue;
        }
        let name = field::name(&difference.place);
        let named = field::named_by(case, &name);
        let suspicion = if kind(&ours.text) != kind(&theirs.text) {
            let start = Suspicion::error(
                &CARD,
                weight(&ours.text, &theirs.text),
                because(difference, ours, theirs),
            );
            told(case, start, difference, (ours, theirs))
        } else if difference.noise == Noise::Spelling && kind(&ours.text) == "a number" {
            // `3.0` has the value of `3`, and a decoder into an integer refuses it.
            let text =
                format!("{} is spelled otherwise as a number", field::address(&difference.place));
            let digits = |text: &[u8]| !text.iter().any(|b| matches!(b, b'.' | b'e' | b'E'));
            let fraction = ours.text.contains(&b'.') && digits(&theirs.text);
            if !fraction {
                continue;
            }
            let start = if named.is_some() {
                Suspicion::error(&CARD, 4.0, text)
            } else {
                Suspicion::warning(&CARD, 2.0, text)
            };
            told(case, start, difference, (ours, theirs))
        } else {
            continue;
        };
        let suspicion = match named {
            Some(span) => suspicion
                .because(1.5, "the refusal names the field")
                .response(span, "the field that the server names"),
            None => suspicion,
        };
        report.add(suspicion);
        reported += 1;
        if reported == 5 {
            return;
        }
    }
}

fn weight(ours: &[u8], theirs: &[u8]) -> f32 {
    let container = |text: &[u8]| matches!(text.first(), Some(b'{' | b'['));
    match (kind(ours), kind(theirs)) {
        // Null where the good one has a value, or the other way: often the same, sometimes not.
        ("null", _) => 4.0,
        (_, "null") => 3.0,
        _ if container(ours) != container(theirs)
            || kind(ours) != kind(theirs) && container(ours) =>
        {
            5.0
        }
        _ => 4.5,
    }
}

fn because(difference: &Difference, ours: &Sided, theirs: &Sided) -> String {
    format!(
        "{} is {} here and {} in the good request",
        field::address(&difference.place),
        kind(&ours.text),
        kind(&theirs.text)
    )
}

fn told(
    case: &Case<'_>,
    start: Suspicion,
    difference: &Difference,
    (ours, theirs): (&Sided, &Sided),
) -> Suspicion {
    let failing = case.failing;
    let place = field::address(&difference.place);
    let (a, b) = (kind(&ours.text), kind(&theirs.text));
    let mut text = if a == b {
        format!(
            "The value of {place} is the same number, spelled with a fraction here; a server that reads an integer refuses it."
        )
    } else {
        format!("The value of {place} is {a}, where the request that works sends {b}.")
    };
    text.push_str(match (a, b) {
        ("a string", "a number" | "a boolean") => {
            " Values from forms, environment variables, spreadsheets and command lines are strings until a program converts them."
        }
        ("an object", "an array") => {
            " Serializers of some languages (PHP, PowerShell) write a list of one, or with gaps, as an object or a single value."
        }
        ("null", _) => " A variable that was never set is serialized as null.",
        (_, "an array") => " A list of one element must still be written as a list.",
        _ => "",
    });
    // The same content in the right type is an edit; another value is not ours to invent.
    let inner = |text: &[u8]| -> Vec<u8> {
        text.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(text).to_vec()
    };
    let same = inner(&ours.text) == inner(&theirs.text) || a == b;
    let offset = failing.request.body.start;
    let local =
        Span::new(ours.span.start.saturating_sub(offset), ours.span.end.saturating_sub(offset));
    let own = inner(&ours.text);
    let number = b == "a number"
        && a == "a string"
        && serde_json::from_slice::<serde_json::Number>(&own).is_ok();
    let with = match () {
        () if same => Some(theirs.text.to_vec()),
        () if number => Some(own),
        () if b == "a string" && matches!(a, "a number" | "a boolean") => {
            Some([b"\"", ours.text.as_ref(), b"\""].concat())
        }
        () if b == "an array" && a != "null" => Some([b"[", ours.text.as_ref(), b"]"].concat()),
        () => None,
    };
    let edits =
        with.map(|with| rewrite::body(failing, vec![(local, with.into())])).unwrap_or_default();
    start
        .failing(short(ours.span), format!("{a} here"))
        .good(short(theirs.span), format!("{b} there"))
        .explain(text)
        .fix(remedy::mend(case, format!("Send {place} as {b}."), None, edits, Safety::Guess))
        .claim(difference)
}

fn short(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start.saturating_add(60)))
}

/// An object whose keys are `0`, `1`, `2`…: a list with gaps, as PHP's `json_encode` and others write it.
fn numbered_object(case: &Case<'_>) -> Option<Suspicion> {
    let body = &case.failing.body;
    if body.kind() != BodyKind::Json || !case.status_in(&[400, 422, 500]) {
        return None;
    }
    let json = body.json();
    let numbered = |id: NodeId| {
        let mut keys = json.children(id).map(|(key, _)| key).peekable();
        json.kind(id) == JsonKind::Object
            && keys.peek().is_some()
            && keys.all(|key| {
                key.is_some_and(|key| {
                    json.text(key).iter().all(|b| b.is_ascii_digit() || *b == b'"')
                })
            })
    };
    let most = u32::try_from(json.nodes.len().min(2_000)).ok()?;
    let found = (0..most).map(NodeId).find(|id| numbered(*id))?;
    let path = quote(json_path::path(json, found).as_bytes());
    Some(
        Suspicion::error(&CARD, 3.5, "an object with numbers for keys stands where a list belongs")
            .failing(body.to_wire_or_all(json.span(found)), "numbers as keys")
            .explain(format!("`{path}` is an object with the keys 0, 1, 2…: the language wrote a list with gaps (or one that begins elsewhere) as an object."))
            .fix(remedy::mend(
                case,
                "Make it a list without gaps before it is serialized (PHP: array_values).",
                None,
                Vec::new(),
                Safety::ShowOnly,
            )),
    )
}

/// Without a good request: a preset's types, and a type that the refusal asks for by the field's name.
fn alone(case: &Case<'_>, report: &mut Report) {
    // JSON inside a string is of the wrong type as well, and that rule says more.
    if report.has("json-double-encoded") {
        return;
    }
    if let Some(numbered) = numbered_object(case) {
        report.add(numbered);
        return;
    }
    let fields = field::fields(&case.failing.body);
    // Where JSON is sent and not declared, the server complains of the text that it took the body for.
    let read = case.failing.body.declared == Some(BodyKind::Json);
    let asked = case.witness.filter(|_| read).and_then(complaint::wanted_kind);
    for own in &fields {
        let Some(is) = own.kind else { continue };
        let expected = case.expect.and_then(|expect| {
            let body = &case.failing.body;
            let found = expect.fields.iter().find(|(name, _)| own.is_meant(body, name));
            found.map(|(_, kind)| *kind)
        });
        let named = field::named_by(case, &own.name).filter(|_| !own.name.is_empty());
        let (wanted, points, because, span) = match (expected, asked, named) {
            (Some(wanted), ..) if !complaint::is_of(is, wanted) => {
                (wanted, 5.5, "the endpoint is known to take another type", None)
            }
            (None, Some((wanted, _)), Some(span)) if !complaint::is_of(is, wanted) => {
                (wanted, 5.0, "the refusal names the field, and asks for another type", Some(span))
            }
            _ => continue,
        };
        let shown = own.shown(&case.failing.body);
        let text = format!(
            "The value of `{shown}` is {}, and the server takes {}.",
            json_word(is),
            complaint::word(wanted)
        );
        let mut suspicion = Suspicion::error(&CARD, points, because)
            .failing(
                short(case.failing.body.to_wire_or_all(own.span)),
                format!("{} here", json_word(is)),
            )
            .explain(text)
            .fix(remedy::mend(
                case,
                format!("Send `{shown}` as {}.", complaint::word(wanted)),
                None,
                Vec::new(),
                Safety::ShowOnly,
            ));
        if let Some(span) = span {
            suspicion = suspicion.response(span, "the field that the server names");
        }
        report.add(suspicion);
        return;
    }
}

const fn json_word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Object => "an object",
        JsonKind::Array => "an array",
        JsonKind::String => "a string",
        JsonKind::Number => "a number",
        JsonKind::True | JsonKind::False => "a boolean",
        JsonKind::Null => "null",
        JsonKind::Word | JsonKind::Missing => "no JSON value",
    }
}
