//! `base64-invalid`: a value that should be base64 and is not, or not in the spelling that decoders take.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::base64_flaw;
use crate::doctor::rules::body::base64_flaw::Flaw;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::model::FieldKind;
use crate::semantics::Base64;
use crate::semantics::Json;
use crate::semantics::JsonKind;
use crate::wire::Span;

static CARD: Card = Card {
    code: "base64-invalid",
    family: Family::Body,
    title: "a value that should be base64 is not, or is spelled so that it does not decode",
    why: "\
A file inside JSON travels as base64. A strict decoder takes neither line breaks nor `-` and `_`, no
`data:…;base64,` in front, and certainly not the b'…' that Python prints around bytes.",
    example: "{\"content\": \"b'JVBERi0x…'\"}   # str(base64.b64encode(data))",
    references: &["RFC 4648 section 3.3", "RFC 4648 section 4"],
};

/// The rule.
pub(super) struct Base64Invalid;

impl Rule for Base64Invalid {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(_) => beside_a_good_one(case, report),
            None => alone(case, report),
        }
    }
}

/// A string value of JSON without its quotes, decoded; other values as they are.
fn plain(place: &Place, text: &[u8]) -> Option<Vec<u8>> {
    if !matches!(place, Place::Json(_)) {
        return Some(text.to_vec());
    }
    let json = Json::read(text);
    let root = json.root()?;
    (json.kind(root) == JsonKind::String)
        .then(|| json.string(root).unwrap_or_default().into_owned().into_bytes())
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let mut reported = 0;
    for difference in case.at(field::is_field) {
        let (Some(ours), Some(theirs)) = (&difference.failing, &difference.good) else { continue };
        if report.is_claimed(difference) {
            continue;
        }
        let (Some(own), Some(good)) =
            (plain(&difference.place, &ours.text), plain(&difference.place, &theirs.text))
        else {
            continue;
        };
        let Some((flaw, same)) = base64_flaw::between(&own, &good) else { continue };
        let points = if same { 6.0 } else { 5.0 };
        let shown = field::address(&difference.place);
        let because =
            format!("{shown}: {}; in the good request it is plain base64", flaw.because());
        let mut suspicion = told(&shown, flaw, (points, because), start(ours.span))
            .good(start(theirs.span), "plain base64 there")
            .claim(difference);
        if same {
            suspicion = suspicion.because(0.5, "both decode to the same bytes");
        }
        // In JSON and forms alike the good spelling of the same bytes fits where the flawed one stands.
        let edits = if same && matches!(difference.place, Place::Json(_)) {
            let offset = case.failing.request.body.start;
            let local = Span::new(
                ours.span.start.saturating_sub(offset),
                ours.span.end.saturating_sub(offset),
            );
            rewrite::body(case.failing, vec![(local, theirs.text.clone())])
        } else {
            Vec::new()
        };
        report.add(suspicion.fix(mended(case, flaw, edits)));
        reported += 1;
        if reported == 3 {
            return;
        }
    }
}

fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let spoken = case.says("base64");
    for field in field::fields(&failing.body) {
        if !matches!(field.kind, None | Some(JsonKind::String)) {
            continue;
        }
        let expected = case.expect.is_some_and(|expect| {
            expect.fields.iter().any(|(name, kind)| {
                *kind == FieldKind::Base64 && field.is_meant(&failing.body, name)
            })
        });
        let named = base64_flaw::is_payload_name(&field.name);
        let Some((flaw, sure)) = base64_flaw::alone(&field.text, expected || named || spoken)
        else {
            continue;
        };
        let points = match () {
            () if expected => 5.5,
            () if spoken || sure => 4.5 + if spoken { 1.0 } else { 0.5 },
            () if flaw == Flaw::DataUri => 2.0,
            () => 3.0,
        };
        let shown = format!("`{}`", field.shown(&failing.body));
        let because = format!("{shown}: {}", flaw.because());
        let wire = failing.body.to_wire_or_all(field.span);
        report.add(told(&shown, flaw, (points, because), start(wire)).fix(mended(
            case,
            flaw,
            Vec::new(),
        )));
        return;
    }
    if spoken && let Some(found) = named(case) {
        report.add(found);
    }
}

/// A field that the refusal names where it speaks of base64, and whose value is none: the content itself.
fn named(case: &Case<'_>) -> Option<Suspicion> {
    let body = &case.failing.body;
    let (field, span) = field::fields(body).into_iter().find_map(|own| {
        let text = matches!(own.kind, None | Some(JsonKind::String)) && !own.text.is_empty();
        let span = field::named_by(case, &own.name).filter(|_| text && !own.name.is_empty())?;
        (!Base64::check(&own.text).is_strict()).then_some((own, span))
    })?;
    let shown = format!("`{}`", field.shown(body));
    let because = format!("the refusal speaks of base64 and names {shown}, and its value is none");
    let wire = body.to_wire_or_all(field.span);
    Some(
        told(&shown, Flaw::Plain, (5.0, because), start(wire))
            .response(span, "the field that the server names")
            .fix(mended(case, Flaw::Plain, Vec::new())),
    )
}

fn told(shown: &str, flaw: Flaw, (points, because): (f32, String), span: Span) -> Suspicion {
    let mut text = format!("{shown} should be base64, and {}.", flaw.because());
    text.push(' ');
    text.push_str(flaw.explanation());
    Suspicion::error(&CARD, points, because).failing(span, flaw.because()).explain(text)
}

fn mended(
    case: &Case<'_>,
    flaw: Flaw,
    edits: Vec<crate::wire::Edit>,
) -> crate::doctor::finding::Fix {
    let snippet = match case.failing.client_name() {
        client if client.starts_with("python") => Some("base64.b64encode(data).decode(\"ascii\")"),
        "node-fetch" | "node-fetch-builtin" | "axios" | "got" | "superagent" | "node-http"
        | "undici-fetch-npm" => Some("Buffer.from(data).toString('base64')"),
        "chromium" => Some("dataUrl.slice(dataUrl.indexOf(',') + 1)"),
        "java-httpclient" | "java-httpurlconnection" | "okhttp" | "apache-httpclient" => Some(
            "Base64.getEncoder().encodeToString(bytes)   // not getMimeEncoder, not getUrlEncoder",
        ),
        "ruby-net-http" => Some("Base64.strict_encode64(data)"),
        "php-curl" | "php-stream" => Some("base64_encode($data)"),
        "perl-lwp" => Some("encode_base64($data, '')"),
        "go-http" => Some("base64.StdEncoding.EncodeToString(data)"),
        "dotnet-httpclient" | "powershell" => Some("[Convert]::ToBase64String($bytes)"),
        "curl" | "wget" => Some("base64 -w0 file"),
        _ => None,
    };
    // Bytes printed by Python are Python's, whatever library sent them.
    let snippet = if flaw == Flaw::BytesLiteral {
        Some("base64.b64encode(data).decode(\"ascii\")")
    } else {
        snippet
    };
    remedy::mend(case, flaw.summary(), snippet.map(str::to_owned), edits, Safety::Safe)
}

/// The beginning of a value: payloads are long.
fn start(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start.saturating_add(60)))
}
