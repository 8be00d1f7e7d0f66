//! `url-scheme`: http where https belongs, or the other way round.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::difference::line::host_of;
use crate::doctor::difference::line::scheme_of;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Target;
use crate::wire::Span;

static CARD: Card = Card {
    code: "url-scheme",
    family: Family::Url,
    title: "http where https belongs",
    why: "\
A server may answer plain HTTP with a refusal, with a redirect that costs the body, or with another site.
TLS on a port for plain HTTP, and plain HTTP on a port for TLS, fail with 400 or not even that.",
    example: "POST http://api.example.com/…   where the API speaks https only",
    references: &["RFC 9110 section 4.2", "RFC 9110 section 15.5.22", "nginx: error 497"],
};

/// The rule.
pub(super) struct UrlScheme;

/// What servers say that were spoken to without TLS.
const PLAIN: &[&str] = &[
    "plain http request was sent to https port",
    "http request to an https server",
    "requires tls",
    "this combination of host and port requires tls",
    "https required",
    "https is required",
    "ssl required",
    "ssl is required",
    "use https",
    "must be made over https",
    "over https",
    "https only",
    "secure connection required",
    "insecure connection",
    "http is not allowed",
    "sslrequired",
];

impl Rule for UrlScheme {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn reads_tls(&self) -> bool {
        true
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if failing.is_tls() {
            report.add(hello(case));
            return;
        }
        let target = failing.request.line.target;
        let words = case.witness.and_then(|witness| witness.says_any(PLAIN));
        let moved = to_https(case);
        let difference = case.at(|p| *p == Place::Scheme).next();
        let ours = scheme_of(failing);
        let (points, because) = match (difference, words, moved) {
            (_, Some(_), _) if ours != Some("https") => {
                (6.0, "the server says that it wants TLS".to_owned())
            }
            (_, _, Some(_)) => {
                (5.5, "the server redirects to the same address under https".to_owned())
            }
            (Some(d), ..) => {
                let theirs = case.good.and_then(scheme_of).unwrap_or("another scheme");
                let points = if report.is_claimed(d) { 2.5 } else { 4.5 };
                (points, format!("the request that works goes by {theirs}"))
            }
            (None, None, None)
                if case.status == Some(426) && ours == Some("http") && case.is_solo() =>
            {
                (3.0, "the server wants another protocol than plain HTTP".to_owned())
            }
            _ => return,
        };
        let spelled = ours.unwrap_or("http");
        let wanted = if spelled == "https" { "http" } else { "https" };
        let mut suspicion = Suspicion::error(&CARD, points, because)
            .failing(
                failing.target.scheme.map_or(target, |s| failing.in_target(s)),
                format!("sent by {spelled}"),
            )
            .explain(format!(
                "The request went out by {spelled}, and the server wants {wanted} at this address."
            ))
            .fix(repair::told(
                case,
                format!("Write the URL with {wanted}:// (and the port that belongs to it)."),
                Some(format!("url = \"{wanted}://…\"")),
            ))
            .claim_all(case.at(|p| *p == Place::Scheme));
        if let (Some(good), Some(_)) = (case.good, difference) {
            suspicion = suspicion.good(good.request.line.target, "in the request that works");
        }
        if let Some(span) = words.or(moved) {
            suspicion = suspicion.response(span, "what the server says");
        }
        report.add(suspicion);
    }
}

/// A TLS handshake where HTTP was to be: the port speaks plain HTTP.
fn hello(case: &Case<'_>) -> Suspicion {
    let record = Span::new(0, 5.min(crate::wire::offset(case.failing.request.bytes.len())));
    let because = "these bytes begin a TLS handshake, and this port speaks plain HTTP";
    Suspicion::error(&CARD, 9.0, because)
        .failing(record, "a TLS handshake record")
        .explain(
            "The client was given an https address and began to speak TLS; what listens here speaks plain HTTP and \
             reads no request in it. Nothing of the request itself has been sent yet.",
        )
        .fix(repair::told(
            case,
            "Write the URL with http://, or the port where TLS is spoken.".to_owned(),
            Some("url = \"http://…\"".to_owned()),
        ))
        .claim_all(case.differences.iter())
}

/// A redirect to the same host and path under https.
fn to_https(case: &Case<'_>) -> Option<Span> {
    let failing = case.failing;
    if !case.status_in(&[301, 302, 307, 308, 426, 403, 400]) || scheme_of(failing) == Some("https")
    {
        return None;
    }
    let (span, location) = case.witness?.header("location")?;
    let target = Target::parse(location);
    let scheme = target.scheme?.slice(location);
    let host = target.host?.slice(location).to_ascii_lowercase();
    let (_, ours) = host_of(failing)?;
    let name = ours.split(|b| *b == b':').next().unwrap_or_default();
    let same = host == name && target.path.slice(location) == failing.path();
    (scheme.eq_ignore_ascii_case(b"https") && same).then_some(span)
}
