//! `user-agent-blocked`: a User-Agent that the server turns away, or none.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::noise;
use crate::doctor::remedy;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Span;

static CARD: Card = Card {
    code: "user-agent-blocked",
    family: Family::Framing,
    title: "the server turns this User-Agent away",
    why: "\
Some servers want a User-Agent that names the program, and firewalls turn away those of well-known libraries,
or none at all, with 403, 406 or 429 and a page of their own instead of the API's error.",
    example: "User-Agent: python-requests/2.32   →  403 by a firewall",
    references: &["RFC 9110 section 10.1.5", "GitHub REST API: User agent required"],
};

/// The rule.
pub(super) struct UserAgentBlocked;

impl Rule for UserAgentBlocked {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        let agent = failing.request.first("user-agent").unwrap_or_default();
        let named = case.witness.and_then(|witness| witness.says_any(NAMED));
        let walled = case.witness.and_then(|witness| witness.says_any(WALL));
        let plain = agent.is_empty() || is_library(agent);
        let refused =
            case.status_in(&[403, 406, 429, 503]) && (named.is_some() || !speaks_json(case));
        let verdict = match case.good {
            Some(_) if named.is_some() && case.header_difference("user-agent").is_some() => {
                Some((5.5, true))
            }
            Some(_) => beside_a_good_one(case, plain, walled.is_some()),
            None if named.is_some() && (plain || refused) => Some((5.0, true)),
            None if agent.is_empty() && refused => Some((1.3, true)),
            None if plain && refused && walled.is_some() => Some((4.0, true)),
            None if plain && refused => Some((1.2, true)),
            None => None,
        };
        if let Some((points, error)) = verdict {
            report.add(finding(case, agent, (points, error), named.or(walled)));
        }
    }
}

/// How a refusal speaks of the header.
const NAMED: &[&str] = &["user-agent", "user agent", "useragent", "administrative rules"];

/// How firewalls speak.
const WALL: &[&str] = &[
    "error code: 1010",
    "error 1010",
    "error 1020",
    "attention required",
    "just a moment",
    "access denied",
    "request blocked",
    "has been blocked",
    "you have been blocked",
    "captcha",
    "bot",
    "automated",
    "security service",
    "web application firewall",
    "incapsula",
    "akamai",
    "mod_security",
    "not acceptable",
    "browser's signature",
];

/// How User-Agents of libraries begin, in lower case.
const LIBRARIES: &[&str] = &[
    "python",
    "curl/",
    "wget",
    "go-http-client",
    "java",
    "apache-httpclient",
    "okhttp",
    "axios",
    "node",
    "got",
    "undici",
    "libwww-perl",
    "lwp",
    "php",
    "guzzle",
    "ruby",
    "faraday",
    "rest-client",
    "scrapy",
    "aiohttp",
    "httpx",
    "httpie",
    "jakarta",
    "winhttp",
    "restsharp",
    "dart",
    "unirest",
    "typhoeus",
    "symfony",
    "http_request",
    "mechanize",
    "arduino",
    "esp",
    "reqwest",
    "ureq",
    "hyper",
    "needle",
    "superagent",
    "mozilla/4.0 (compatible; msie",
    "mozilla/4.0 (compatible; win32; winhttp",
    "mozilla/3.0 (compatible; indy library",
    "powershell",
    "insomnia",
];

fn is_library(agent: &[u8]) -> bool {
    let lower = agent.to_ascii_lowercase();
    LIBRARIES.iter().any(|name| lower.starts_with(name.as_bytes()))
}

/// Whether the refusal is data: firewalls answer with a page or a line of text, an API with its own error.
fn speaks_json(case: &Case<'_>) -> bool {
    // Too many requests is said in data by everybody.
    case.status_in(&[403, 406])
        && case.witness.is_some_and(|witness| {
            let declared = witness
                .header("content-type")
                .is_some_and(|(_, value)| memchr::memmem::find(value, b"json").is_some());
            declared && witness.text().trim_ascii_start().starts_with(b"{")
        })
}

/// `plain`: no User-Agent, or a library's; `walled`: the response is worded as firewalls word it.
fn beside_a_good_one(case: &Case<'_>, plain: bool, walled: bool) -> Option<(f32, bool)> {
    let refused = case.status_in(&[403, 406, 429, 503]) && !speaks_json(case);
    let difference = case.header_difference("user-agent")?;
    let missing = difference.change == Change::Missing;
    let agent = |p: &Place| p.header() == Some("user-agent");
    let only = case.differs_only(agent);
    // Two libraries that write the same otherwise: most servers take both.
    let known = difference
        .good
        .as_ref()
        .is_none_or(|side| is_library(&side.text) || side.text.starts_with(b"PostmanRuntime/"));
    let quiet = case.differences.iter().all(|d| d.is_harmless() || agent(&d.place));
    match () {
        () if only && known => Some((3.0, case.status.is_some())),
        () if only => Some((5.0, true)),
        () if plain && walled && refused => Some((4.0, true)),
        () if quiet && refused && (plain || missing) => {
            Some((if known && !missing { 3.0 } else { 4.0 }, true))
        }
        () if missing && refused => Some((2.5, true)),
        () if refused && plain => Some((1.5, true)),
        () if quiet && plain && known && !missing => Some((1.0, false)),
        () if quiet && (missing || plain) => Some((1.5, false)),
        () => None,
    }
}

fn finding(
    case: &Case<'_>,
    agent: &[u8],
    (points, error): (f32, bool),
    words: Option<Span>,
) -> Suspicion {
    let failing = case.failing;
    let header = failing.header("user-agent");
    let place = header.map_or_else(|| failing.request.header_gap(), |h| h.value);
    let (what, text) = if agent.is_empty() {
        ("no User-Agent is sent", "The request names no User-Agent.".to_owned())
    } else {
        (
            "the User-Agent is one that servers turn away",
            format!("The request calls itself `{}`.", quote(agent)),
        )
    };
    let build = match (error, points) {
        (true, _) => Suspicion::error,
        (false, points) if points < 2.0 => Suspicion::info,
        _ => Suspicion::warning,
    };
    let edits = match (case.good, noise::is_browser(failing)) {
        (Some(good), false) => {
            repair::copy_header(failing, good, "user-agent").into_iter().collect()
        }
        _ => Vec::new(),
    };
    let mut suspicion = build(&CARD, points, what)
        .failing(place, what)
        .explain(format!("{text} The server, or the firewall before it, wants another one; the refusal need not say so, and a page in HTML instead of the API's own error points to it."))
        .fix(repair::fix(case, "Send a User-Agent that names your program (and a way to reach you).", remedy::set_header(failing.client_name(), "User-Agent", "my-app/1.0 (mail@example.org)"), edits, Safety::Safe))
        .claim_all(case.header_difference("user-agent"));
    if let Some(theirs) = case.good.and_then(|good| good.header("user-agent")) {
        suspicion = suspicion.good(theirs.value, "the one that works");
    }
    if let Some(span) = words {
        suspicion = suspicion
            .because(0.5, "the refusal is worded so")
            .response(span, "what the server says");
    }
    suspicion
}
