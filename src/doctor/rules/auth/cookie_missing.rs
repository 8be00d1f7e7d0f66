//! `cookie-missing`: a cookie that the request which works carries is absent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::witness::Witness;
use crate::semantics::Carrier;
use crate::semantics::cookies;
use crate::semantics::key_name;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "cookie-missing",
    family: Family::Auth,
    title: "a cookie of the request that works is absent",
    why: "\
A server that keeps a session knows its visitors by a cookie. Postman and browsers keep it in a jar
and send it unasked; a program does so only with a session or jar of its own.",
    example: "Cookie: JSESSIONID=…   in Postman only",
    references: &["RFC 6265 section 4.2", "Postman documentation: Cookies"],
};

/// The rule.
pub(super) struct CookieMissing;

impl Rule for CookieMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(found) = attributes_sent_back(case) {
            report.add(found);
            return;
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

fn names<'a>(reading: &Reading<'a>) -> Vec<(Span, &'a [u8])> {
    let bytes: &'a [u8] = &reading.request.bytes;
    cookies(reading.request)
        .into_iter()
        .map(|cookie| (cookie.span, cookie.name.slice(bytes)))
        .collect()
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let ours = names(case.failing);
    let missing: Vec<(Span, &[u8])> = names(good)
        .into_iter()
        .filter(|(_, name)| !ours.iter().any(|(_, own)| own == name))
        .collect();
    let session = missing
        .iter()
        .find(|(_, name)| key_name::is_session_cookie(name) || key_name::is_csrf(name));
    let Some((span, name)) = session.or(missing.first()) else { return };
    let name = crate::wire::escape::visible(name);
    let no_key = case.failing.explicit_credentials().next().is_none();
    // With nothing else to know a caller by on either side, any cookie may be the one.
    let only = no_key && ours.is_empty() && good.explicit_credentials().next().is_none();
    let points = match (session.is_some(), no_key) {
        (true, true) => 5.0,
        // Beside a key that both send, the jar's cookie is most often Postman's memory of an earlier visit.
        (true, false) => 2.5,
        (false, true) if only => 4.0,
        (false, true) => 3.0,
        (false, false) => 1.5,
    };
    let lines: Vec<&crate::wire::Header> = good.request.named("cookie").collect();
    let edits = match (lines.as_slice(), ours.is_empty()) {
        ([line], true) => {
            let text = [good.request.text(line.span), b"\r\n"].concat();
            vec![Edit::replace(case.failing.request.header_gap(), text)]
        }
        _ => Vec::new(),
    };
    let place = case
        .failing
        .header("cookie")
        .map_or_else(|| case.failing.request.header_gap(), |h| h.value.after());
    report.add(
        Suspicion::error(&CARD, points, format!("the request that works sends the cookie `{name}`"))
            .failing(place, format!("no cookie `{name}` here"))
            .good(*span, format!("cookie `{name}` of the request that works"))
            .explain(format!("The request that works carries the cookie `{name}`, most likely out of a cookie jar; this one does not. Without it the server does not know the session."))
            .fix(Fix {
                summary: "Get the cookie first (log in, or make the request that sets it) and send it along: use the client's session or cookie jar.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: snippet(case.failing.client_name()),
                safety: if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess },
                edits,
            })
            .claim_all(case.at(|place| matches!(place, Place::Header { name, .. } if name == "cookie"))),
    );
}

/// Whole Set-Cookie lines joined into one Cookie field: what follows a comma is part of an attribute's value to the
/// server, so the cookies behind the first are not there (RFC 6265 section 4.2.1).
fn attributes_sent_back(case: &Case<'_>) -> Option<Suspicion> {
    const ATTRIBUTES: &[&[u8]] = &[b"path", b"expires", b"max-age", b"domain", b"samesite"];
    let joined = |reading: &Reading<'_>| {
        let bytes = &reading.request.bytes;
        cookies(reading.request).into_iter().find(|cookie| {
            let name = cookie.name.slice(bytes).to_ascii_lowercase();
            let value = cookie.value.slice(bytes);
            let comma = memchr::memchr(b',', value);
            let next = comma.and_then(|at| value.get(at..)).unwrap_or_default();
            ATTRIBUTES.contains(&name.as_slice()) && next.contains(&b'=')
        })
    };
    let cookie = joined(case.failing)?;
    if case.good.is_some_and(|good| joined(good).is_some()) {
        return None;
    }
    let what = "an attribute of Set-Cookie with another cookie behind a comma";
    Some(
        Suspicion::error(&CARD, 6.0, "Set-Cookie lines were joined with commas into Cookie")
            .failing(cookie.span, what)
            .explain("In this Cookie field stand whole Set-Cookie lines, attributes included, joined with commas. A server reads Cookie by semicolons: what stands behind a comma belongs to the attribute before it, and the cookie is not found.")
            .fix(Fix {
                summary: "Take the part before the first semicolon of each Set-Cookie line, and join those with `; `; or use a cookie jar.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: Some("cookies.map(c => c.split(';')[0]).join('; ')".to_owned()).filter(|_| matches!(case.failing.client_name(), "node-http" | "axios" | "got" | "node-fetch" | "undici-request")),
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            })
            .claim_all(case.at(|place| place.header() == Some("cookie"))),
    )
}

/// Without a good request: a refusal that speaks of a session or sends one, to a request that has none.
fn alone(case: &Case<'_>, report: &mut Report) {
    let Some(witness) = case.witness else { return };
    if let Some(suspicion) = sent_to_login(case, witness) {
        report.add(suspicion);
        return;
    }
    let has_cookie =
        case.failing.credentials.iter().any(|c| matches!(c.carrier, Carrier::Cookie(_)))
            || case.failing.request.has("cookie");
    if has_cookie || !case.status_in(&[400, 401, 403, 419]) {
        return;
    }
    let token = case
        .failing
        .request
        .headers
        .iter()
        .find(|h| key_name::is_csrf(case.failing.request.text(h.name)));
    let forged = witness.says_any(&["csrf", "xsrf", "crumb", "forgery", "authenticity token"]);
    // Where the server speaks of a header, it is a header that it misses.
    let forged = forged.filter(|_| !case.says("header"));
    if let (Some(token), Some(span)) = (token, forged) {
        report.add(token_without_session(case, token.span).response(span, "what the server says"));
        return;
    }
    let said = witness.says_any(&[
        "session",
        "cookie",
        "web session",
        "not logged in",
        "sessionid",
        "jsessionid",
    ]);
    let Some(span) = said else { return };
    // To a caller with a key, servers speak of sessions and cookies as of another way in.
    let keyed = case.failing.explicit_credentials().next().is_some();
    let start = if keyed { Suspicion::warning } else { Suspicion::error };
    report.add(
        start(
            &CARD,
            if keyed { 1.0 } else { 3.0 },
            "the server speaks of a session or cookie, and none is sent",
        )
        .failing(case.failing.request.header_gap(), "no Cookie here")
        .response(span, "what the server says")
        .explain("The server speaks of a session or a cookie; this request carries none.")
        .fix(fix_alone(case)),
    );
}

/// A redirect to a page where one logs in: the server knows no session.
fn sent_to_login(case: &Case<'_>, witness: &Witness<'_>) -> Option<Suspicion> {
    let redirected = case.status_in(&[301, 302, 303, 307]);
    let (span, location) = witness.header("location").filter(|_| redirected)?;
    let lower = location.to_ascii_lowercase();
    let login = ["login", "signin", "sign_in", "sign-in", "/auth", "sso"]
        .iter()
        .any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some());
    let keyed = case.failing.explicit_credentials().next().is_some();
    (login && !keyed).then(|| {
        Suspicion::error(&CARD, 4.0, "the server redirects to a page where one logs in")
            .failing(case.failing.header("cookie").map_or_else(|| case.failing.request.header_gap(), |h| h.value), "no session that the server knows")
            .response(span, "where the server sends a visitor without a session")
            .explain("The server sends the request on to its login page: it found no session in it. The cookie that the login gave out was not kept or not sent.")
            .fix(fix_alone(case))
    })
}

fn token_without_session(case: &Case<'_>, token: Span) -> Suspicion {
    Suspicion::error(&CARD, 4.5, "a token against forged requests belongs to a session, and no session cookie is sent")
        .failing(token, "the token is here")
        .failing(case.failing.request.header_gap(), "no Cookie here")
        .explain(
            "The token against forged requests is sent, but not the session cookie that came with it. The server compares \
             the token with the session's own, and finds no session.",
        )
        .fix(fix_alone(case))
}

fn fix_alone(case: &Case<'_>) -> Fix {
    Fix {
        summary: "Send the session's cookie: use the client's session or cookie jar.".to_owned(),
        client: remedy::profile(case.failing.client_name()),
        snippet: snippet(case.failing.client_name()),
        edits: Vec::new(),
        safety: Safety::ShowOnly,
    }
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" => "s = requests.Session(); s.post(login_url, data=login); s.get(url)",
        "python-httpx" => "with httpx.Client() as c: c.post(login_url, data=login); c.get(url)",
        "curl" => "curl -c jar.txt … && curl -b jar.txt …",
        "chromium" => "fetch(url, { credentials: 'include' })",
        "java-httpclient" => "HttpClient.newBuilder().cookieHandler(new CookieManager()).build()",
        "go-http" => "jar, _ := cookiejar.New(nil); client := &http.Client{Jar: jar}",
        "axios" => {
            "axios.get(url, { withCredentials: true })   // in a browser; on Node send the Cookie header"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
