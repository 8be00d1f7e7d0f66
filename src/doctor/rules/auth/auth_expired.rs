//! `auth-expired`: a credential that says itself that its time is over, or has not come.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::carrier;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::date;
use crate::wire::Span;

static CARD: Card = Card {
    code: "auth-expired",
    family: Family::Auth,
    title: "the credentials say themselves that they are out of date",
    why: "\
A JSON Web Token carries the time of its end (exp) and often of its beginning (nbf); a presigned URL
carries its lifetime. Past it they are refused, however right they are.",
    example: "{\"sub\":\"u-1\",\"exp\":1700000000}   in a request of 2026",
    references: &["RFC 7519 section 4.1.4", "RFC 7519 section 4.1.5", "RFC 6750 section 3.1"],
};

/// The rule.
pub(super) struct AuthExpired;

/// Clocks differ; servers usually grant a minute.
const LEEWAY: i64 = 60;

impl Rule for AuthExpired {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if tokens(case, report) {
            return;
        }
        presigned(case, report);
    }
}

/// Without a time at all nothing can be said.
fn tokens(case: &Case<'_>, report: &mut Report) -> bool {
    for own in &case.failing.credentials {
        let Some(jwt) = own.jwt() else { continue };
        let twin = case.good.and_then(|good| carrier::same(good, own));
        let good = twin.and_then(|twin| twin.jwt());
        if good.is_some_and(|good| good.exp() == jwt.exp() && good.nbf() == jwt.nbf()) {
            continue;
        }
        let good_exp = good.and_then(crate::semantics::Jwt::exp);
        let Some((points, what)) = judge(case, jwt, good_exp) else { continue };
        let mut suspicion = Suspicion::error(&CARD, points, what.clone())
            .failing(jwt.claims_span.shift(own.secret.start), what.clone())
            .explain(format!("The token in {} decodes to claims which say that {what}. A server that checks them refuses it.", carrier::name(&own.carrier)))
            .fix(Fix {
                summary: "Get a new token (refresh it before the request), and check the clock of the machine that made it.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            })
            .claim_all(case.at(|p| carrier::is_at(&own.carrier, p)));
        if let (Some(twin), Some(good)) = (twin, good) {
            let end = good.exp().map_or_else(
                || "without an end".to_owned(),
                |exp| format!("valid until {}", date::to_text(exp)),
            );
            suspicion = suspicion.good(good.claims_span.shift(twin.secret.start), end);
        }
        if matches!(own.carrier, Carrier::Cookie(_)) {
            suspicion = suspicion.because(-1.0, "the token is only a cookie");
        }
        report.add(suspicion);
        return true;
    }
    false
}

fn judge(
    case: &Case<'_>,
    jwt: &crate::semantics::Jwt,
    good_exp: Option<i64>,
) -> Option<(f32, String)> {
    let clock = if case.now_is_date { "the response's Date" } else { "this machine's clock" };
    if case.now > 0 {
        if let Some(exp) = jwt.exp().filter(|exp| exp + LEEWAY < case.now) {
            let later = good_exp.is_none_or(|good| good > exp);
            let points = match (case.now_is_date, later, case.good.is_some()) {
                (true, ..) => 6.0,
                (false, true, true) => 5.5,
                // An old capture read today is always past its end.
                (false, ..) => 4.0,
            };
            return Some((
                points,
                format!(
                    "it ended on {} ({clock} says {})",
                    date::to_text(exp),
                    date::to_text(case.now)
                ),
            ));
        }
        if let Some(nbf) = jwt
            .nbf()
            .or(jwt.iat().filter(|_| case.now_is_date))
            .filter(|nbf| nbf - LEEWAY > case.now)
        {
            return Some((
                4.5,
                format!(
                    "it begins on {} ({clock} says {})",
                    date::to_text(nbf),
                    date::to_text(case.now)
                ),
            ));
        }
    }
    // The refusal happened before now: what has not ended yet had not ended then.
    if case.now > 0 {
        return None;
    }
    let exp = jwt.exp()?;
    let good = good_exp.filter(|good| *good > exp)?;
    Some((
        4.5,
        format!(
            "it ends on {}, before the one that works ({})",
            date::to_text(exp),
            date::to_text(good)
        ),
    ))
}

fn presigned(case: &Case<'_>, report: &mut Report) {
    let Some(own) = &case.failing.presigned else { return };
    let Some(expires) = own.expires_at.filter(|expires| case.now > 0 && *expires < case.now) else {
        return;
    };
    let good = case.good.and_then(|good| good.presigned.as_ref());
    let expires_later = good.and_then(|good| good.expires_at).is_some_and(|good| good > expires);
    if good.is_some_and(|good| good.expires_at == own.expires_at) {
        return;
    }
    // An old capture read today is always past its end; only the time of the exchange itself proves it.
    let points = if case.now_is_date || (good.is_some() && expires_later) { 5.5 } else { 1.5 };
    let what = format!("the signed URL ended on {}", date::to_text(expires));
    let span = own.expires_span.unwrap_or(Span::at(own.span.start));
    report.add(
        Suspicion::error(&CARD, points, what.clone())
            .failing(span, what.clone())
            .explain(format!("{what}; the time of this exchange is {}. The store refuses it then, whatever else is right.", date::to_text(case.now)))
            .fix(Fix { summary: "Have the URL signed anew, with a longer life.".to_owned(), client: None, snippet: None, edits: Vec::new(), safety: Safety::ShowOnly })
            .claim_all(case.at(|place| matches!(place, crate::doctor::difference::Place::Query { .. }))),
    );
}
