//! `csrf-missing`: the proof that a request was meant is absent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::cookies;
use crate::semantics::key_name;
use crate::wire::Edit;
use crate::wire::Header;

static CARD: Card = Card {
    code: "csrf-missing",
    family: Family::Auth,
    title: "the server's proof against forged requests is absent",
    why: "\
Against forged cross-site requests a server asks for something that a foreign page cannot send: a token
that it gave out, or a header such as X-Requested-With, Origin or Referer.",
    example: "X-CSRF-Token: …   or, for an API beside a web page, a header of its own",
    references: &["OWASP: Cross-Site Request Forgery Prevention", "RFC 6454 section 7"],
};

/// The rule.
pub(super) struct CsrfMissing;

impl Rule for CsrfMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(found) = asked_instead_of_borne(case) {
            report.add(found);
            return;
        }
        if let Some(good) = case.good {
            // A token is for methods that change something: where only the good one's does, the method is the matter.
            if is_safe(case.failing) && !is_safe(good) {
                return;
            }
            let missing =
                case.differences.iter().find(|d| d.change == Change::Missing && proves(case, d));
            if let Some(difference) = missing {
                report.add(finding(case, difference));
            }
        } else {
            alone(case, report);
        }
    }
}

/// Whether the method changes nothing (RFC 9110 section 9.2.1).
fn is_safe(reading: &Reading<'_>) -> bool {
    matches!(reading.request.method(), b"GET" | b"HEAD" | b"OPTIONS" | b"TRACE")
}

/// Whether the missing thing proves that a request was meant: by its name, or as a bare flag (`X-…: true`), which an API
/// asks for only to keep forms out.
fn proves(case: &Case<'_>, difference: &Difference) -> bool {
    match &difference.place {
        Place::Header { name, .. } => {
            let flag = difference.good.as_ref().is_some_and(|side| is_flag(&side.text));
            let custom =
                !matches!(name.as_str(), "cookie" | "authorization" | "dnt" | "content-type");
            key_name::is_csrf(name.as_bytes())
                || matches!(name.as_str(), "x-requested-with" | "x-atlassian-token")
                || (matches!(name.as_str(), "origin" | "referer")
                    && case.status_in(&[400, 401, 403, 419])
                    && case.says_any(&["csrf", "origin", "referer", "cors", "cross-site"]))
                || (matches!(name.as_str(), "origin" | "referer")
                    && case.status.is_none()
                    && case.witness.is_none()
                    && has_token(case))
                || (flag
                    && custom
                    && case.status_in(&[403, 412])
                    && case.failing.explicit_credentials().next().is_some())
        }
        Place::Field { name, .. } | Place::Query { name, .. } | Place::Part { name, .. } => {
            key_name::is_csrf(name.as_bytes())
        }
        Place::Json(path) => {
            path.rsplit('.').next().is_some_and(|name| key_name::is_csrf(name.as_bytes()))
        }
        _ => false,
    }
}

/// Whether the failing request bears a token against forged requests in a header.
fn has_token(case: &Case<'_>) -> bool {
    let request = case.failing.request;
    request.headers.iter().any(|header| key_name::is_csrf(request.text(header.name)))
}

fn is_flag(value: &[u8]) -> bool {
    matches!(
        value.to_ascii_lowercase().as_slice(),
        b"true" | b"1" | b"no-check" | b"nocheck" | b"yes" | b"xmlhttprequest" | b"fetch"
    )
}

fn finding(case: &Case<'_>, difference: &Difference) -> Suspicion {
    let place = crate::wire::escape::visible(difference.place.to_string().as_bytes());
    let by_name = key_name::is_csrf(difference.place.header().unwrap_or_default().as_bytes())
        || !matches!(difference.place, Place::Header { .. });
    let gap = case.failing.request.header_gap();
    let good = case.good.zip(difference.good.as_ref());
    let line = good.and_then(|(good, side)| {
        let header = good.request.headers.iter().find(|h| h.span.encloses(side.span))?;
        Some([good.request.text(header.span), b"\r\n"].concat())
    });
    let edits: Vec<Edit> = line.map(|line| Edit::replace(gap, line)).into_iter().collect();
    let mut suspicion = Suspicion::error(&CARD, if by_name { 5.0 } else { 4.0 }, format!("the request that works sends {place}"))
        .failing(gap, format!("no {place} here"))
        .explain(format!("The request that works sends {place}, by which the server knows that no foreign page made the request; this one does not."))
        .fix(Fix {
            summary: format!("Send {place} too. A token has to be fetched first, with the session cookie that it belongs to; a flag is sent as it is."),
            client: remedy::profile(case.failing.client_name()),
            snippet: difference.place.header().and_then(|name| remedy::set_header(case.failing.client_name(), name, "…")),
            safety: if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess },
            edits,
        })
        .claim(difference);
    if let Some((_, side)) = good {
        suspicion = suspicion.good(side.span, "what the request that works sends");
    }
    suspicion
}

/// A token that came as a cookie belongs into a header as well: that is how the server knows its own page.
fn cookie_without_header(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let safe = is_safe(failing);
    let cookie = cookies(failing.request)
        .into_iter()
        .find(|c| key_name::is_csrf(c.name.slice(&failing.request.bytes)));
    let Some(cookie) = cookie.filter(|_| !safe && case.status_in(&[400, 403, 419])) else {
        return page_without_token(case, safe, report);
    };
    report.add(
        Suspicion::error(&CARD, 4.5, "the token against forged requests is there as a cookie, and in no header or field")
            .failing(cookie.span, "the token's cookie")
            .failing(failing.request.header_gap(), "no header repeats it")
            .explain("The server gave out its token against forged requests as a cookie, and expects it again in a header (X-XSRF-TOKEN, X-CSRFToken) or a field. Clients copy it by themselves only for their own origin.")
            .fix(Fix {
                summary: "Send the cookie's value in the header that the framework names.".to_owned(),
                client: remedy::profile(failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            }),
    );
}

/// A page's own script, with the session's cookie and no token at all: what frameworks refuse with 403, 419 or 422.
fn page_without_token(case: &Case<'_>, safe: bool, report: &mut Report) {
    let failing = case.failing;
    let session = cookies(failing.request)
        .into_iter()
        .find(|c| key_name::is_session_cookie(c.name.slice(&failing.request.bytes)));
    let keyed = failing.explicit_credentials().next().is_some();
    let Some(cookie) = session.filter(|_| {
        !safe && !keyed && noise::is_browser(failing) && case.status_in(&[403, 419, 422])
    }) else {
        return;
    };
    report.add(
        Suspicion::error(&CARD, 3.0, "a page's request with a session and without any token against forged requests")
            .failing(cookie.span, "the session's cookie")
            .failing(failing.request.header_gap(), "no token here")
            .explain("The request comes from a page, with the cookie of a session, and changes something. Frameworks refuse such a request without their token against forgery (X-CSRF-Token, X-XSRF-TOKEN).")
            .fix(Fix {
                summary: "Send the token that the page bears (a meta tag or a cookie) in the header that the framework names.".to_owned(),
                client: remedy::profile(failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            }),
    );
}

/// `X-CSRF-Token: Fetch` with a change: the word asks for a token, with a request that changes nothing (SAP Gateway,
/// `OData` services).
fn asked_instead_of_borne(case: &Case<'_>) -> Option<Suspicion> {
    let failing = case.failing;
    let asks = |header: &&Header| {
        let value = failing.request.text(header.value);
        key_name::is_csrf(failing.request.text(header.name))
            && (value.eq_ignore_ascii_case(b"fetch") || value.eq_ignore_ascii_case(b"required"))
    };
    let header = failing.request.headers.iter().find(asks).filter(|_| !is_safe(failing))?;
    let name = quote(failing.request.text(header.name));
    let text = format!("{name} asks for a token here, and bears none");
    let mut suspicion = Suspicion::error(&CARD, 6.0, text)
        .failing(header.value, "the word that asks for a token")
        .explain(format!("The value of {name} is the word by which a client asks for a token. It goes with a GET; the answer bears the token in its own {name} and sets the session's cookie, and both go with the change."))
        .fix(Fix {
            summary: "Ask for the token by a GET first, and send what it answers with, cookies included.".to_owned(),
            client: remedy::profile(failing.client_name()),
            snippet: None,
            edits: Vec::new(),
            safety: Safety::ShowOnly,
        })
        .claim_all(case.at(|p| matches!(p, Place::Header { name: own, .. } if own.eq_ignore_ascii_case(&name))));
    if let Some(span) = case.witness.and_then(|witness| witness.says_any(&["csrf", "xsrf"])) {
        suspicion = suspicion.response(span, "what the server says");
    }
    Some(suspicion)
}

/// A refusal that says that the request named no page: `referer <empty>`, `no Referer`.
fn without_referer(case: &Case<'_>) -> Option<Suspicion> {
    let witness = case.witness.filter(|_| case.status_in(&[400, 401, 403]))?;
    let span = witness.says_any(&[
        "referer <empty>",
        "referer is missing",
        "missing referer",
        "no referer",
        "referer checking failed",
        "referrer <empty>",
        "referer header is required",
    ])?;
    (!case.failing.request.has("referer")).then(|| {
        Suspicion::error(&CARD, 5.0, "the server asks which page the request comes from")
            .failing(case.failing.request.header_gap(), "no Referer here")
            .response(span, "what the server says")
            .explain("The server wants a Referer of a page that it knows, and this request has none: only browsers send one by themselves. A key that is restricted to web pages is refused to programs in this way.")
            .fix(Fix {
                summary: "Send the Referer of a page that is allowed; or use a key that is meant for servers.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: remedy::set_header(case.failing.client_name(), "Referer", "https://…/"),
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            })
    })
}

fn alone(case: &Case<'_>, report: &mut Report) {
    if let Some(found) = without_referer(case) {
        report.add(found);
        return;
    }
    let Some(witness) = case.witness else { return cookie_without_header(case, report) };
    let has_token = has_token(case);
    let words = [
        "csrf",
        "xsrf",
        "crumb",
        "forgery",
        "authenticity token",
        "invalidauthenticitytoken",
        "antiforgery",
        "csrf check failed",
    ];
    if has_token {
        return;
    }
    let Some(span) = witness.says_any(&words) else {
        cookie_without_header(case, report);
        return;
    };
    report.add(
        Suspicion::error(&CARD, 5.0, "the server speaks of a missing proof against forged requests")
            .failing(case.failing.request.header_gap(), "no token here")
            .response(span, "what the server says")
            .explain("The server asks for its token against forged requests (CSRF), and this request has none.")
            .fix(Fix {
                summary: "Fetch the token first (with the session cookie that comes with it) and send both; or use the endpoint that is meant for programs.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            }),
    );
}
