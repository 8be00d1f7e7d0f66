//! `body-not-utf8`: bytes of another charset where UTF-8 is wanted.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::BodyKind;
use crate::semantics::percent;
use crate::semantics::text;
use crate::wire::NoteKind;
use crate::wire::Span;

static CARD: Card = Card {
    code: "body-not-utf8",
    family: Family::Body,
    title: "the body is not UTF-8 where the server wants it",
    why: "\
JSON is UTF-8 (RFC 8259 section 8.1), and so is nearly every other text on the web. An umlaut as one
Latin-1 byte cannot be decoded, and the server refuses the body or the field, often with 400.",
    example: "{\"name\": \"M\\xFCller\"}   # one byte FC instead of C3 BC",
    references: &["RFC 8259 section 8.1", "RFC 3629 section 3"],
};

/// The rule.
pub(super) struct BodyNotUtf8;

/// Bytes that are no UTF-8, and what they are instead.
struct Foreign {
    /// In the body's offsets.
    span: Span,
    /// The charset that they are most likely in.
    charset: Option<&'static str>,
    points: f32,
    because: String,
}

impl Rule for BodyNotUtf8 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(foreign) = foreign(case.failing) else { return };
        // The same bytes in the good request were taken.
        if case.good.and_then(self::foreign).is_some() {
            return;
        }
        report.add(found(case, &foreign));
    }
}

fn foreign(reading: &Reading<'_>) -> Option<Foreign> {
    let body = &reading.body;
    if reading.body.sniffed.is_some() && body.codings.is_empty() {
        return None;
    }
    match body.kind() {
        BodyKind::Empty | BodyKind::Binary => None,
        BodyKind::Multipart => in_parts(reading),
        BodyKind::Form => in_form(reading).or_else(|| in_text(reading)),
        _ => in_text(reading),
    }
}

fn in_text(reading: &Reading<'_>) -> Option<Foreign> {
    let body = &reading.body;
    let text = body.text();
    let json = body.kind() == BodyKind::Json;
    let wide = text.guess.filter(|guess| guess.starts_with("utf-"));
    if wide.is_none() && text.valid_utf8 {
        return None;
    }
    // A declared charset that the bytes are in is an honest text, but JSON has UTF-8 only.
    let honest = text.declared.is_some_and(|declared| declared != "utf-8")
        && text.fits_declared == Some(true)
        || declares_itself(reading);
    if honest && !json {
        return None;
    }
    let at = wide.map_or_else(|| text.first_bad.unwrap_or_default(), |_| 0);
    let width = if wide.is_some() { 16 } else { 1 };
    let end = crate::wire::offset(body.bytes.len());
    let span = Span::new(at, (at + width).min(end));
    let cut = reading.request.noted(NoteKind::BodyShort).is_some() && at + 4 > end;
    let name = text.guess.unwrap_or("another charset");
    let (points, because) = if cut {
        (3.0, "the body ends in the middle of a character, and is shorter than declared".to_owned())
    } else if json {
        (6.0, format!("the body is {name}, and JSON is UTF-8 (RFC 8259 section 8.1)"))
    } else if text.declared == Some("utf-8") {
        (5.5, format!("UTF-8 is declared, and the bytes are {name}"))
    } else {
        (4.5, format!("the body is {name}, not UTF-8"))
    };
    Some(Foreign { span, charset: text.guess, points, because })
}

/// Whether XML names its own charset in its first line.
fn declares_itself(reading: &Reading<'_>) -> bool {
    let head = Span::new(0, 120).slice(&reading.body.bytes).to_ascii_lowercase();
    let Some(at) = memchr::memmem::find(&head, b"encoding=") else { return false };
    let name = head.get(at + 10..).unwrap_or_default();
    head.starts_with(b"<?xml") && !name.starts_with(b"utf-8")
}

/// Text fields, and the names of files: forms are read as UTF-8 (RFC 7578 section 5.1).
fn in_parts(reading: &Reading<'_>) -> Option<Foreign> {
    let body = &reading.body;
    let bad = |span: Span| {
        let text = body.slice(span);
        let at = std::str::from_utf8(text).err()?.valid_up_to();
        let charset = text::Text::read(text, None).guess;
        let start = span.start as usize + at;
        Some((Span::of(start, start + 1), charset))
    };
    body.multipart().parts.iter().find_map(|part| {
        let text = part.filename.is_none()
            && part.filename_star.is_none()
            && part.content_type.is_none_or(|kind| body.slice(kind).starts_with(b"text/plain"));
        let (found, what) = match part.disposition.and_then(bad) {
            Some(found) => (found, "a name in the head of a part"),
            None => (bad(part.body).filter(|_| text)?, "a text field"),
        };
        let name = found.1.unwrap_or("another charset");
        let because = format!("{what} is {name}, not UTF-8");
        Some(Foreign { span: found.0, charset: found.1, points: 4.5, because })
    })
}

/// Escapes that stand for Latin-1 bytes: `%E9` for é.
fn in_form(reading: &Reading<'_>) -> Option<Foreign> {
    let body = &reading.body;
    if body.text().declared.is_some_and(|declared| declared != "utf-8") {
        return None;
    }
    body.form().pairs.iter().find_map(|pair| {
        let value = pair.value?;
        let raw = body.slice(value);
        let plain = percent::decode(raw, true);
        let bad = std::str::from_utf8(&plain).is_err() && raw.is_ascii();
        let escape =
            percent::escapes(raw).find(|escape| escape.value.is_some_and(|byte| byte >= 0x80))?;
        let charset =
            text::Text::read(&plain, None).guess.filter(|guess| !guess.starts_with("utf-"));
        bad.then(|| Foreign {
            span: escape.span.shift(value.start),
            charset,
            points: 4.5,
            because: "the escapes of a field stand for bytes that are no UTF-8".to_owned(),
        })
    })
}

fn found(case: &Case<'_>, foreign: &Foreign) -> Suspicion {
    let failing = case.failing;
    let client = failing.client_name();
    let charset = foreign.charset.unwrap_or("some other charset");
    let wire = failing.body.to_wire_or_all(foreign.span);
    let mut text = format!(
        "The body holds bytes that are no UTF-8: it was written as {charset}. The server decodes UTF-8, and stops at the first such byte."
    );
    text.push_str(match client {
        "python-requests" | "python-http.client" | "python-urllib3" => {
            " A str given as body is encoded as Latin-1 by http.client underneath; bytes go out as they are."
        }
        "powershell" => {
            " Windows PowerShell sends a text body as ISO-8859-1 unless the type says `charset=utf-8`."
        }
        "apache-httpclient" => " A StringEntity is ISO-8859-1 unless a charset is given.",
        "java-httpurlconnection" => " `getBytes()` without a charset takes the machine's own.",
        "curl" | "wget" => " The text or file was in the terminal's or the editor's own charset.",
        _ => "",
    });
    if let Some(good) = case.good.filter(|good| good.body.text().ascii_only) {
        let escaped = memchr::memmem::find(&good.body.bytes, b"\\u").is_some();
        if escaped {
            text.push_str(" The request that works writes these characters as \\u escapes.");
        }
    }
    let whole = Span::of(0, failing.body.bytes.len());
    let edits = foreign
        .charset
        .filter(|_| {
            !matches!(failing.body.kind(), BodyKind::Multipart) && !failing.body.bytes.is_ascii()
        })
        .and_then(|charset| text::recode(failing.body.slice(whole), charset))
        .map(|plain| rewrite::whole(failing, plain.trim_start_matches('\u{feff}').to_owned()))
        .unwrap_or_default();
    let mut suspicion = Suspicion::error(&CARD, foreign.points, foreign.because.clone())
        .failing(wire, format!("no UTF-8 here: {charset}"))
        .explain(text)
        .fix(remedy::mend(
            case,
            "Encode the body as UTF-8 bytes before it is sent, and let Content-Length count those bytes.",
            remedy::send_utf8(client),
            edits,
            Safety::Guess,
        ))
        .claim_all(case.differences.iter().filter(|d| is_explained(d)));
    if let Some(expected) = case.expect.and_then(|expect| expect.charset.as_deref())
        && expected == "utf-8"
    {
        suspicion = suspicion.because(0.5, "the endpoint is known to want UTF-8");
    }
    suspicion
}

/// Whether the failing value is no UTF-8, or is the good one's in another charset.
fn is_explained(difference: &Difference) -> bool {
    let body = matches!(
        difference.place,
        Place::Json(_) | Place::Field { .. } | Place::Part { .. } | Place::Body
    );
    let foreign = |text: &[u8]| std::str::from_utf8(text).is_err();
    let charset = matches!(&difference.place, Place::Header { name, .. } if name == "content-type");
    match (&difference.failing, &difference.good) {
        (Some(ours), Some(_)) if body => foreign(&ours.text) || difference.place == Place::Body,
        (ours, theirs) if charset => {
            let kind = |side: &Option<crate::doctor::difference::Sided>| {
                side.as_ref().map(|side| crate::semantics::MediaType::parse(&side.text).kind)
            };
            kind(ours) == kind(theirs)
        }
        _ => false,
    }
}
