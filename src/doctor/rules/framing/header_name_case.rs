//! `header-name-case`: the server minds the letters' case of a name.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;

static CARD: Card = Card {
    code: "header-name-case",
    family: Family::Framing,
    title: "the same header, in other letters",
    why: "\
Names of headers are the same in any case, and HTTP/2 writes them all small. A hand-written server may still
compare them byte by byte; then only the spelling that it knows counts.",
    example: "x-api-key   where the server looks for X-API-Key",
    references: &["RFC 9110 section 5.1", "RFC 9113 section 8.2"],
};

/// The rule.
pub(super) struct HeaderNameCase;

impl Rule for HeaderNameCase {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(good) = case.good else { return };
        if report.has_error() {
            return;
        }
        let others = case.differences.iter().any(|d| !d.is_harmless() && !report.is_claimed(d));
        let recased: Vec<_> = case
            .differences
            .iter()
            .filter(|d| {
                d.change == Change::Recased
                    && matches!(&d.place, Place::Header { name, .. } if is_own(name))
            })
            .filter(|d| {
                // The same value: what differs is the name.
                let (Some(a), Some(b)) = (&d.failing, &d.good) else { return false };
                case.failing.request.headers.iter().any(|h| h.name == a.span)
                    && good.request.headers.iter().any(|h| h.name == b.span)
            })
            .collect();
        let Some(first) = recased.first() else { return };
        let (Some(ours), Some(theirs)) = (&first.failing, &first.good) else { return };
        if others {
            return;
        }
        // Beside nothing else, and with a refusal, it is all that is left.
        let refused = case.status.is_some_and(|status| status >= 400);
        let alone =
            case.differences.iter().all(|d| matches!(d.noise, Noise::Spelling | Noise::Volatile));
        let build = match (refused, alone) {
            (true, true) => Suspicion::error,
            (true, false) => Suspicion::warning,
            _ => Suspicion::info,
        };
        let edits = recased
            .iter()
            .filter_map(|d| {
                Some(Edit::replace(d.failing.as_ref()?.span, d.good.as_ref()?.text.clone()))
            })
            .collect();
        report.add(
            build(&CARD, 2.5, "nothing but the spelling of names differs")
                .failing(ours.span, "spelled like this")
                .good(theirs.span, "spelled like that in the request that works")
                .explain(format!("The requests differ in the letters of a header's name only: `{}` here, `{}` there. HTTP calls them one, but this server may not.", quote(&ours.text), quote(&theirs.text)))
                .fix(repair::fix(case, format!("Write `{}` as the request that works does, or mend the server.", quote(&theirs.text)), snippet(case.failing.client_name()), edits, Safety::Safe))
                .claim_all(recased.iter().copied()),
        );
    }
}

/// Whether somebody typed that header; the client's own ones a server knows in any spelling.
fn is_own(name: &str) -> bool {
    !matches!(
        name,
        "accept"
            | "accept-encoding"
            | "accept-language"
            | "connection"
            | "user-agent"
            | "content-type"
            | "cache-control"
            | "referer"
            | "origin"
            | "cookie"
            | "pragma"
    )
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "go-http" => "req.Header[\"X-API-KEY\"] = []string{key}   // Set would write X-Api-Key",
        "node-fetch-builtin" => "use node:http, which keeps the spelling; fetch writes names small",
        "java-httpclient" => {
            "Java keeps the spelling over HTTP/1.1 only: .version(HttpClient.Version.HTTP_1_1)"
        }
        "reqwest" => "Client::builder().http1_title_case_headers()",
        _ => return None,
    };
    Some(text.to_owned())
}
