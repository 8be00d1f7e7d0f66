//! `header-differs`: a header with another value than in the request that works.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::key_name;
use crate::wire::Header;
use crate::wire::Span;

static CARD: Card = Card {
    code: "header-differs",
    family: Family::Framing,
    title: "a header has another value",
    why: "\
A header that both requests send may still say another thing: another version, tenant or precondition, a value
without the quotes that it needs, one that was cut short.",
    example: "SOAPAction: urn:a:b   where the server wants it in quotes",
    references: &["RFC 9110 section 5.5", "SOAP 1.1 section 6.1.1"],
};

/// The rule.
pub(super) struct HeaderDiffers;

impl Rule for HeaderDiffers {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(found) = upgrade_unconnected(case) {
            report.add(found);
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// Headers whose values other rules compare.
const ELSEWHERE: &[&str] = &[
    "content-type",
    "content-length",
    "transfer-encoding",
    "host",
    "cookie",
    "authorization",
    "user-agent",
    "accept",
    "content-encoding",
    "expect",
];

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let found: Vec<(f32, &Difference, &str, &'static str)> = case
        .differences
        .iter()
        .filter(|d| {
            matches!(d.change, Change::Altered | Change::Recased)
                && !d.is_harmless()
                && !report.is_claimed(d)
        })
        .filter_map(|d| {
            let Place::Header { name, .. } = &d.place else { return None };
            let (points, what) = weigh(case, name, d)?;
            Some((points, d, name.as_str(), what))
        })
        .collect();
    let Some((points, main, name, what)) =
        found.iter().copied().reduce(|a, b| if b.0 > a.0 { b } else { a })
    else {
        return;
    };
    let (Some(ours), Some(theirs)) = (&main.failing, &main.good) else { return };
    let shown = quote(name.as_bytes());
    let build = if points < 2.0 { Suspicion::warning } else { Suspicion::error };
    let edits = repair::copy_header(case.failing, good, name).into_iter().collect();
    let mut suspicion = build(&CARD, points, format!("{shown}: {what}"))
        .failing(ours.span, "this value")
        .good(theirs.span, "the value in the request that works")
        .explain(format!(
            "The header {shown} has another value than in the request that works: {what}."
        ))
        .fix(repair::fix(
            case,
            format!("Send {shown} with the value of the request that works."),
            remedy::set_header(case.failing.client_name(), &shown, "…"),
            edits,
            Safety::Guess,
        ))
        .claim_all(found.iter().map(|(_, d, ..)| *d));
    let named = case
        .witness
        .and_then(|witness| witness.names(name.as_bytes()).or_else(|| mismatched(case, name)));
    if let Some(span) = named {
        suspicion = suspicion
            .because(1.5, "the server names this header")
            .response(span, "the server names it");
    }
    report.add(suspicion);
}

fn weigh(case: &Case<'_>, name: &str, d: &Difference) -> Option<(f32, &'static str)> {
    if ELSEWHERE.contains(&name) {
        return None;
    }
    let (ours, theirs) = (d.failing.as_ref()?.text.as_ref(), d.good.as_ref()?.text.as_ref());
    let unquoted =
        |a: &[u8], b: &[u8]| b.strip_prefix(b"\"").and_then(|b| b.strip_suffix(b"\"")) == Some(a);
    Some(match () {
        () if unquoted(ours, theirs) => (4.5, "the quotes around it are missing"),
        () if unquoted(theirs, ours) => (4.5, "it stands in quotes here"),
        () if ours.is_empty() => (4.5, "it is empty"),
        () if d.change == Change::Recased => (3.5, "upper and lower case differ"),
        () if fleeting(ours) && fleeting(theirs) => (1.0, "it is another one each time"),
        // A token against forged requests is its session's.
        () if key_name::is_csrf(name.as_bytes()) && case.header_difference("cookie").is_some() => {
            (1.5, "it belongs to another session")
        }
        () if matches!(name, "origin" | "referer") && noise::is_browser(case.failing) => {
            (2.0, "it comes from another page")
        }
        () if name.starts_with("if-") || name == "range" => (
            if case.status_in(&[409, 412, 416]) { 4.5 } else { 3.0 },
            "the precondition or range is another one",
        ),
        () if theirs.starts_with(ours) => (4.0, "it is cut short"),
        () => (3.5, "another value"),
    })
}

/// `Upgrade` without `Connection: upgrade`: the field is for the next hop only, and no proxy or server may act on it
/// unless Connection says so (RFC 9110 section 7.8; a WebSocket handshake needs both, RFC 6455 section 4.1).
fn upgrade_unconnected(case: &Case<'_>) -> Option<Suspicion> {
    let connects = |reading: &Reading<'_>| {
        reading.request.named("connection").any(|header| {
            let value = reading.request.text(header.value);
            value
                .split(|b| *b == b',')
                .any(|part| part.trim_ascii().eq_ignore_ascii_case(b"upgrade"))
        })
    };
    let failing = case.failing;
    let upgrade = failing
        .header("upgrade")
        .filter(|header| failing.request.text(header.value).eq_ignore_ascii_case(b"websocket"))?;
    if connects(failing) || case.good.is_some_and(|good| !connects(good)) {
        return None;
    }
    let connection = failing.header("connection");
    let what = "Upgrade is there, and Connection does not say `upgrade`";
    let mut suspicion = Suspicion::error(&CARD, 6.0, format!("connection: {what}"))
        .failing(upgrade.span, "the change of protocol that is asked for")
        .failing(connection.map_or_else(|| failing.request.header_gap(), |h| h.value), "no `upgrade` here")
        .explain("A WebSocket handshake needs Upgrade and a Connection that names it. Both are for one hop only: a proxy between takes them out, or writes a Connection of its own, unless it is told to pass them on.")
        .fix(repair::told(case, "Send `Connection: Upgrade`; in a proxy, set Upgrade and Connection anew (nginx: proxy_set_header Connection \"upgrade\").", remedy::set_header(failing.client_name(), "Connection", "Upgrade")))
        .claim_all(case.header_difference("connection"));
    if let Some(header) = case.good.and_then(|good| good.header("connection")) {
        suspicion = suspicion.good(header.value, "in the request that works");
    }
    Some(suspicion)
}

/// Times, counters, UUIDs and hashes: values that are new each time.
fn fleeting(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let hex = value.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-');
    let time = crate::semantics::date::parse_any(value).is_some();
    time || (digits == value.len() && value.len() >= 9) || (hex && value.len() >= 32)
}

/// Without a good request: a header that the server names.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let named = failing.request.headers.iter().find_map(|header| {
        let name =
            crate::wire::escape::lossy_hex(failing.request.text(header.name)).to_ascii_lowercase();
        let own = noise::alone(&name, failing.request.text(header.value), failing) == Noise::None;
        if !own || ELSEWHERE.contains(&name.as_str()) || name.len() < 5 {
            return None;
        }
        let witness = case.witness?;
        // A value that the refusal repeats is what it speaks of; short ones may stand there by chance.
        let value = failing.request.text(header.value);
        let value = value.strip_prefix(b"\"").and_then(|v| v.strip_suffix(b"\"")).unwrap_or(value);
        let quoted = || witness.names(value).filter(|_| value.len() >= 8);
        let span =
            witness.names(name.as_bytes()).or_else(quoted).or_else(|| mismatched(case, &name))?;
        Some((name, header, span))
    });
    if let Some((name, header, span)) = named {
        report.add(told(case, &name, header).response(span, "the server names it"));
    } else if let Some((header, span)) = refused_preflight(case) {
        let name = "access-control-request-method";
        report.add(
            told(case, name, header)
                .because(1.0, "the server speaks of CORS, to a preflight")
                .response(span, "what the server says"),
        );
    } else if let Some((name, header)) = untagged(failing)
        .filter(|_| case.status.is_none() || case.status_in(&[400, 409, 412, 422, 428]))
    {
        report.add(told(case, name, header).because(
            1.5,
            "an entity-tag stands in quotes (RFC 9110 section 8.8.3), and this one does not",
        ));
    } else if let Some(header) = failing
        .header("if-match")
        .or(failing.header("if-unmodified-since"))
        .filter(|_| case.status == Some(412))
    {
        report.add(told(case, "if-match", header));
    } else if let Some(header) = failing.header("range").filter(|_| case.status == Some(416)) {
        report.add(told(case, "range", header));
    }
}

/// A preflight that the server read as such and refused: its CORS rules lack the method, a header or the origin.
fn refused_preflight<'a>(case: &Case<'a>) -> Option<(&'a Header, Span)> {
    let asked = case.failing.header("access-control-request-method")?;
    let said = case.witness?.says_any(&["cors", "preflight", "origin"])?;
    case.failing.is_preflight().then_some((asked, said))
}

/// `Upload-Offset` is meant where the server speaks of an offset that does not match.
fn mismatched(case: &Case<'_>, name: &str) -> Option<Span> {
    let witness = case.witness?;
    let word = name.rsplit('-').next().filter(|word| word.len() >= 5 && *word != name)?;
    witness.says_any(&["mismatch", "mismatched", "does not match"])?;
    witness.says(word)
}

/// A condition whose entity-tag is not in quotes.
fn untagged<'a>(failing: &Reading<'a>) -> Option<(&'static str, &'a Header)> {
    ["if-match", "if-none-match"].iter().find_map(|name| {
        let header = failing.header(name)?;
        let value = failing.request.text(header.value).trim_ascii();
        let tag = value.strip_prefix(b"W/").unwrap_or(value);
        (!value.is_empty() && value != b"*" && !tag.starts_with(b"\"")).then_some((*name, header))
    })
}

fn told(case: &Case<'_>, name: &str, header: &Header) -> Suspicion {
    let shown = quote(name.as_bytes());
    Suspicion::error(&CARD, 3.5, format!("the server does not take the value of {shown}"))
        .failing(header.span, "this header")
        .explain(format!("This request sends the header {shown}, and the refusal or the form of its value points to it: it is not what the server takes."))
        .fix(repair::told(case, format!("Compare the value of {shown} with the documentation: quotes, spelling, version."), remedy::set_header(case.failing.client_name(), &shown, "…")))
}
