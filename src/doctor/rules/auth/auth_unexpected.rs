//! `auth-unexpected`: credentials where none belong.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::auth_duplicate::with_line_end;
use crate::doctor::rules::auth::carrier;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Scheme;
use crate::wire::Edit;

static CARD: Card = Card {
    code: "auth-unexpected",
    family: Family::Auth,
    title: "credentials that the request which works does not send",
    why: "\
A server that needs no credentials still refuses wrong ones. They come unasked from ~/.netrc, from a
session that was made for another host, or along a redirect.",
    example: "Authorization: Basic … out of ~/.netrc, on a public endpoint",
    references: &[
        "RFC 9110 section 11.6.2",
        "RFC 9110 section 15.4",
        "Requests documentation: Authentication, netrc",
    ],
};

/// The rule.
pub(super) struct AuthUnexpected;

impl Rule for AuthUnexpected {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(good) = case.good else { return };
        let failing = case.failing;
        for own in failing.explicit_credentials() {
            if carrier::same(good, own).is_some() || matches!(own.carrier, Carrier::Body(_)) {
                continue;
            }
            // Where the good request has a credential that this one lacks, the carrier or scheme is the matter.
            let stands_in =
                good.explicit_credentials().any(|theirs| carrier::same(failing, theirs).is_none());
            let claimed = case
                .at(|p| carrier::is_at(&own.carrier, p))
                .any(|d| report.is_claimed(d) && d.change == Change::Unexpected);
            if stands_in && claimed {
                continue;
            }
            let name = carrier::name(&own.carrier);
            let line = failing.request.headers.iter().find(|header| header.span.encloses(own.span));
            let edits = line
                .map(|line| vec![Edit::delete(with_line_end(failing, line.span))])
                .unwrap_or_default();
            let netrc = own.scheme == Scheme::Basic && failing.client_name() == "python-requests";
            let mut explanation = format!(
                "{name} carries credentials here; the request that works sends none there. A server refuses wrong credentials even where it needs none."
            );
            if netrc {
                explanation.push_str(" python-requests takes Basic from ~/.netrc for a host it finds there, unasked.");
            }
            let points = if claimed { 2.5 } else { 4.5 };
            report.add(
                Suspicion::error(&CARD, points, "the request that works sends no such credentials")
                    .failing(
                        line.map_or(own.span, |line| line.name.cover(own.scheme_span)),
                        "not in the request that works",
                    )
                    .good(good.request.header_gap(), "none here")
                    .explain(explanation)
                    .fix(Fix {
                        summary: format!("Send the request without {name}."),
                        client: remedy::profile(failing.client_name()),
                        snippet: netrc
                            .then(|| "session.trust_env = False   # no ~/.netrc".to_owned()),
                        safety: if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess },
                        edits,
                    })
                    .claim_all(case.at(|p| carrier::is_at(&own.carrier, p))),
            );
            return;
        }
    }
}
