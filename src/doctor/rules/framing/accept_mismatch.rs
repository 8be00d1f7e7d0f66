//! `accept-mismatch`: Accept asks for what the server does not offer.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::Accept;
use crate::wire::Span;

static CARD: Card = Card {
    code: "accept-mismatch",
    family: Family::Framing,
    title: "Accept asks for what the server does not offer",
    why: "\
Accept says which types the client takes. A server that offers none of them answers 406, and some refuse, or
send another version or a page, where Accept is absent or too wide.",
    example: "Accept: application/json   where the server offers XML only",
    references: &["RFC 9110 section 12.5.1", "RFC 9110 section 15.5.7"],
};

/// The rule.
pub(super) struct AcceptMismatch;

impl Rule for AcceptMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        let words = case.witness.and_then(|witness| {
            witness.says_any(&[
                "not acceptable",
                "accept header",
                "`accept` header",
                "'accept' header",
                "no acceptable",
                "accept:",
                "could not satisfy the request accept",
                "http_accept",
            ])
        });
        let value = failing.request.first("accept").unwrap_or_default();
        let bad = malformed(value);
        if !bad && speaks_of_the_body(case) {
            return;
        }
        let verdict = match case.good {
            Some(good) => beside_a_good_one(case, good, bad),
            None if bad => Some((4.5, "what it names is no media type", true)),
            None if case.status == Some(406) => {
                Some((4.0, "the server offers nothing that it asks for", true))
            }
            // Where the refusal says `Accept` by name, it is the thing itself and no turn of speech.
            None if case.says_any(&["`accept` header", "'accept' header"]) => {
                Some((5.0, "the server speaks of Accept", true))
            }
            None if words.is_some() && case.status.is_some() => {
                Some((3.0, "the server speaks of Accept", true))
            }
            None => None,
        };
        if let Some(verdict) = verdict {
            report.add(finding(
                case,
                verdict,
                words.filter(|_| case.status == Some(406) || verdict.0 >= 3.0),
            ));
        }
    }
}

/// Whether a 406 means the type of the body, as its content says, and not that of the answer.
fn speaks_of_the_body(case: &Case<'_>) -> bool {
    let Some(witness) = case.witness.filter(|_| case.failing.has_body()) else { return false };
    let said = |phrase: &[u8]| memchr::memmem::find(witness.text(), phrase).is_some();
    let type_of_body = said(b"content-type") || said(b"content type");
    type_of_body && !said(b"accept header") && !said(b"`accept`") && !said(b"\"accept\"")
}

/// Whether a range has no slash: `json`, `*` alone is an old habit of Java.
fn malformed(value: &[u8]) -> bool {
    value.split(|b| *b == b',').any(|range| {
        let range = range.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        !range.is_empty() && range != b"*" && !range.contains(&b'/')
    })
}

fn beside_a_good_one(
    case: &Case<'_>,
    good: &Reading<'_>,
    bad: bool,
) -> Option<(f32, &'static str, bool)> {
    let difference = case.header_difference("accept")?;
    if matches!(difference.noise, crate::doctor::difference::Noise::Spelling) {
        return None;
    }
    let accept = |p: &Place| p.header() == Some("accept");
    let (ours, theirs) = (value(case.failing), value(good));
    if bad && !malformed(theirs) {
        return Some((5.0, "what it names is no media type", true));
    }
    if case.status == Some(406) {
        return Some((4.5, "the request that works asks for something else", true));
    }
    if case.differs_only(accept) {
        return Some((5.0, "nothing else differs from the request that works", true));
    }
    let typed = |value: &[u8]| !value.is_empty() && !value.starts_with(b"*/*");
    let vendor = |value: &[u8]| {
        memchr::memmem::find(value, b"/vnd.").is_some()
            || memchr::memmem::find(value, b"version=").is_some()
    };
    if vendor(theirs) && !vendor(ours) {
        let said = case.says_any(&["accept header", "`accept` header", "'accept' header"]);
        return Some((
            if said { 6.0 } else { 4.5 },
            "the request that works asks for the API's own type",
            true,
        ));
    }
    if vendor(ours) && vendor(theirs) {
        return Some((3.5, "the request that works asks for another version", true));
    }
    if typed(ours) && typed(theirs) && !noise::is_browser(case.failing) && !overlap(ours, theirs) {
        return Some((3.5, "it excludes what the request that works asks for", true));
    }
    let page = case.witness.is_some_and(|w| {
        w.header("content-type").is_some_and(|(_, value)| value.starts_with(b"text/html"))
    });
    let quiet = case.differences.iter().all(|d| d.is_harmless() || accept(&d.place));
    if typed(theirs)
        && (difference.change == Change::Missing || !typed(ours))
        && page
        && case.status_in(&[400, 401, 403, 404, 415, 500])
    {
        return Some((
            if quiet { 3.0 } else { 2.0 },
            "the answer is a page, and the request that works asks for data",
            true,
        ));
    }
    if !quiet || noise::is_browser(good) || noise::is_browser(case.failing) {
        return None;
    }
    let wide = |value: &[u8]| memchr::memmem::find(value, b"*/*").is_some();
    // Whoever asks for JSON gets JSON almost everywhere.
    let json = memchr::memmem::find(ours, b"json").is_some();
    match (typed(ours), typed(theirs)) {
        (false, true) if !wide(theirs) => {
            Some((2.0, "the request that works asks for a certain type", false))
        }
        (true, true) if !wide(ours) && lacks(ours, theirs) => {
            Some((2.5, "it leaves out a type that the request that works asks for", false))
        }
        (true, false) if json => None,
        (true, false) if !wide(ours) => {
            Some((2.5, "it asks for certain types, the request that works takes any", false))
        }
        (true, false) => {
            Some((1.6, "it prefers certain types, the request that works takes any", false))
        }
        _ => None,
    }
}

/// Whether the good request names a type that the failing one does not take.
fn lacks(ours: &[u8], theirs: &[u8]) -> bool {
    let mine = Accept::parse(ours);
    Accept::parse(theirs).ranges.iter().any(|range| !mine.allows(&range.range.kind))
}

fn value<'a>(reading: &Reading<'a>) -> &'a [u8] {
    reading.request.first("accept").unwrap_or_default()
}

/// Whether one of the failing ranges allows one of the good ones.
fn overlap(ours: &[u8], theirs: &[u8]) -> bool {
    let mine = Accept::parse(ours);
    Accept::parse(theirs).ranges.iter().any(|range| {
        range.range.kind == "*/*"
            || range.range.kind.ends_with("/*")
            || mine.allows(&range.range.kind)
    })
}

fn finding(
    case: &Case<'_>,
    (points, what, error): (f32, &'static str, bool),
    words: Option<Span>,
) -> Suspicion {
    let failing = case.failing;
    let header = failing.header("accept");
    let place = header.map_or_else(|| failing.request.header_gap(), |h| h.value);
    let text = match header {
        Some(header) => {
            format!("Accept is `{}`: {what}.", quote(failing.request.text(header.value)))
        }
        None => format!("No Accept is sent: {what}."),
    };
    let build = if error { Suspicion::error } else { Suspicion::warning };
    let edits = case
        .good
        .and_then(|good| repair::copy_header(failing, good, "accept"))
        .into_iter()
        .collect();
    let wanted = case
        .good
        .map(|good| quote(value(good)))
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "*/*".to_owned());
    let mut suspicion = build(&CARD, points, what)
        .failing(place, if header.is_some() { "what is asked for" } else { "no Accept here" })
        .explain(text)
        .fix(repair::fix(
            case,
            format!("Send `Accept: {wanted}`."),
            remedy::set_header(failing.client_name(), "Accept", &wanted),
            edits,
            Safety::Guess,
        ))
        .claim_all(case.header_difference("accept"));
    if let Some(good) = case.good {
        let theirs = good.header("accept").map_or_else(|| good.request.header_gap(), |h| h.value);
        suspicion = suspicion.good(theirs, "in the request that works");
    }
    if let Some(span) = words {
        suspicion = suspicion
            .because(0.5, "the server speaks of it")
            .response(span, "what the server says");
    }
    suspicion
}
