//! `body-charset`: a charset parameter that is wrong, unwanted, or absent where it counts.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::wire::Span;
use crate::wire::escape::lossy_hex;

static CARD: Card = Card {
    code: "body-charset",
    family: Family::Body,
    title: "the charset parameter is wrong, unwanted or absent",
    why: "\
Some servers compare the whole Content-Type with a list, so that `application/json; charset=utf-8` is
not `application/json`; others decode by the parameter, and turn the text into something else.",
    example: "Content-Type: application/json; charset=utf-8",
    references: &["RFC 9110 section 8.3.2", "RFC 8259 section 11"],
};

/// The rule.
pub(super) struct BodyCharset;

impl Rule for BodyCharset {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if !case.failing.has_body() {
            return;
        }
        if let Some((points, because)) = contradiction(case.failing)
            && case.failing.body.kind() != BodyKind::Multipart
            && case.good.is_none_or(|good| contradiction(good).is_none())
        {
            report.add(contradicting(case, points, because));
            return;
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// The parameter's value in the request's offsets.
fn parameter(reading: &Reading<'_>) -> Option<Span> {
    let (header, media) = reading.media.as_ref()?;
    let value = reading.request.text(header.value);
    media.param_span(value, "charset").map(|span| span.shift(header.value.start))
}

/// A declared charset that the bytes are not in.
fn contradiction(reading: &Reading<'_>) -> Option<(f32, String)> {
    if parameter(reading).is_none() {
        return prolog(reading).map(|(_, points, because)| (points, because));
    }
    let text = reading.body.text();
    let declared = text.declared;
    let name = quote(reading.body.charset.as_deref().unwrap_or_default().as_bytes());
    match declared {
        None => Some((4.0, format!("`{name}` is no charset that servers know"))),
        // UTF-8 that is declared and not there is `body-not-utf8`.
        Some("utf-8") => None,
        Some(wide) if wide.starts_with("utf-16") => {
            let is_wide = text.guess.is_some_and(|guess| guess.starts_with("utf-16"));
            (!is_wide).then(|| (5.5, format!("{name} is declared, and the body is not in it")))
        }
        Some(_) => (text.valid_utf8 && !text.ascii_only)
            .then(|| (5.0, format!("{name} is declared, and the bytes are UTF-8"))),
    }
}

/// XML whose first line names a charset that the bytes are not in: where, how much it weighs, why. The type's own
/// parameter goes before it (RFC 7303 section 3).
fn prolog(reading: &Reading<'_>) -> Option<(Span, f32, String)> {
    let body = &reading.body;
    let head = Span::new(0, 160).slice(&body.bytes);
    let line = head.get(..memchr::memchr(b'>', head)?)?;
    let at = memchr::memmem::find(line, b"encoding=").filter(|_| line.starts_with(b"<?xml"))?;
    let start = at + 10;
    let rest = line.get(start..)?;
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let label = rest.get(..end)?.to_ascii_lowercase();
    let text = body.text();
    let utf8 = label.starts_with(b"utf-8") || label.starts_with(b"utf8");
    let (points, wrong) = if label.starts_with(b"utf-16") {
        (5.5, text.valid_utf8 && text.guess.is_none())
    } else {
        (4.5, !utf8 && text.valid_utf8 && !text.ascii_only)
    };
    let because =
        format!("the first line of the XML says `{}`, and the bytes are UTF-8", quote(&label));
    wrong.then(|| (body.to_wire_or_all(Span::of(start, start + end)), points, because))
}

fn contradicting(case: &Case<'_>, points: f32, because: String) -> Suspicion {
    let failing = case.failing;
    let named = prolog(failing).map(|(span, ..)| span);
    let span = parameter(failing).or(named).unwrap_or_else(|| failing.media_span());
    let bytes = &failing.body.bytes;
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let text = format!(
        "{}. A server that decodes by the parameter reads other characters, or none at all.",
        capital(&because)
    );
    let edits = vec![crate::wire::Edit::replace(span, "utf-8")];
    let fits = failing.body.text().valid_utf8;
    let suspicion = Suspicion::error(&CARD, points, because)
        .failing(span, "the declared charset")
        .explain(text)
        .fix(remedy::mend(
            case,
            "Declare the charset that the bytes are in: utf-8.",
            snippet(failing, "utf-8").filter(|_| parameter(failing).is_some()),
            if fits && parameter(failing).is_some() { edits } else { Vec::new() },
            Safety::Safe,
        ))
        .claim_all(case.header_difference("content-type"));
    if bytes.is_ascii() {
        return suspicion;
    }
    let run = bytes.iter().skip(first).take_while(|byte| !byte.is_ascii()).count();
    let at = failing.body.to_wire_or_all(Span::of(first, first + run.min(8)));
    suspicion.failing(at, "a character in the charset it really is in")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn snippet(failing: &Reading<'_>, charset: &str) -> Option<String> {
    let value = format!("{}; charset={charset}", failing.media_kind());
    remedy::set_header(failing.client_name(), "Content-Type", &value)
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    let Some(difference) = case.header_difference("content-type").filter(|d| !d.is_harmless())
    else {
        return;
    };
    if failing.media_kind() != good.media_kind() || failing.media_kind().is_empty() {
        return;
    }
    let (ours, theirs) = (parameter(failing), parameter(good));
    let label = |reading: &Reading<'_>, span: Option<Span>| {
        span.map(|span| reading.request.text(span).to_ascii_lowercase())
    };
    if label(failing, ours) == label(good, theirs) {
        return;
    }
    let ascii = failing.body.text().ascii_only;
    let (points, because) = match (ours, theirs) {
        // Half of the libraries add `charset=utf-8` unasked, and hardly a server minds it: only where the refusal is
        // about the type, or nothing else differs, it is more than a habit.
        (Some(_), None) if is_habit(case, difference) => {
            (1.2, "this one declares a charset, the good request does not")
        }
        (Some(_), None) => (2.5, "this one declares a charset, the good request does not"),
        (None, Some(_)) if !ascii => {
            (4.0, "the good request declares the charset of its text, this one does not")
        }
        (None, _) => (1.5, "the good request declares a charset, this one does not"),
        (Some(_), Some(_)) => (3.5, "another charset is declared than in the good request"),
    };
    report.add(parameter_differs(case, good, difference, (points, because)));
}

/// Whether the parameter says what would be true without it, in a refusal that does not speak of types.
fn is_habit(case: &Case<'_>, difference: &Difference) -> bool {
    let utf8 = case.failing.body.text().declared == Some("utf-8");
    let typed = case.status_in(&[406, 415])
        || case.says_any(&["content-type", "content type", "media type", "charset", "encoding"]);
    utf8 && !typed && !field::are_all(case, &[difference])
}

fn parameter_differs(
    case: &Case<'_>,
    good: &Reading<'_>,
    difference: &Difference,
    (points, because): (f32, &str),
) -> Suspicion {
    let failing = case.failing;
    let theirs = good.request.text(good.media_span());
    // Two requests that both work differ so as well: without a refusal it is a thing to look at.
    let refused = case.status.is_some_and(|status| (400..500).contains(&status));
    let start = if refused && points >= 1.5 { Suspicion::error } else { Suspicion::warning };
    let text = format!(
        "The types agree, the charset parameter does not: `{}` here, `{}` there. A server that compares the whole value, \
         not the type alone, takes only one of them.",
        quote(failing.request.text(failing.media_span())),
        quote(theirs)
    );
    let added = match failing.client_name() {
        "okhttp" => {
            " OkHttp adds the charset to the type of a body made from a string; one made from bytes keeps its type."
        }
        "dotnet-httpclient" => {
            " StringContent adds the charset; set content.Headers.ContentType afterwards."
        }
        "postman" | "" => "",
        _ => "",
    };
    let mut suspicion = start(&CARD, points, because.to_owned())
        .failing(failing.media_span(), "what is declared here")
        .good(good.media_span(), "what is declared there")
        .explain(format!("{text}{added}"))
        .fix(remedy::mend(
            case,
            format!("Declare exactly `{}`.", quote(theirs)),
            remedy::set_header(failing.client_name(), "Content-Type", &lossy_hex(theirs)),
            rewrite::media_type(failing, theirs),
            Safety::Guess,
        ))
        .claim(difference);
    if field::are_all(case, &[difference]) {
        suspicion = suspicion.because(1.5, "nothing else of weight differs");
    }
    suspicion
}

/// Without a good request: a preset's charset, or a refusal of the type where only the parameter is unusual.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let span = parameter(failing);
    let expected = case.expect.and_then(|expect| expect.charset.as_deref());
    let declared = failing.body.text().declared;
    let (points, because) = match (span, expected) {
        (Some(_), Some(expected)) if declared.is_some_and(|declared| declared != expected) => {
            (5.0, format!("the endpoint is known to want {expected}"))
        }
        (Some(_), _) if case.status == Some(415) || case.says("charset") => {
            (2.5, "the type carries a charset parameter, which some servers do not take".to_owned())
        }
        _ => return,
    };
    let plain = failing.media_kind().to_owned();
    report.add(
        Suspicion::error(&CARD, points, because)
            .failing(span.unwrap_or_default(), "the charset parameter")
            .explain(
                "The declared type carries a charset parameter. A server that compares the whole value with its list does \
                 not find it there.",
            )
            .fix(remedy::mend(
                case,
                format!("Declare `{}` without the parameter.", quote(plain.as_bytes())),
                remedy::set_header(failing.client_name(), "Content-Type", &plain),
                rewrite::media_type(failing, plain.as_bytes()),
                Safety::Guess,
            )),
    );
}
