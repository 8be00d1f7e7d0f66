//! The time in a signature: stale, or in another unit than the server reads.

use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::auth::auth_signature::CARD;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Scheme;
use crate::semantics::date;
use crate::wire::Span;

/// Most signing schemes grant fifteen minutes.
const SKEW: i64 = 15 * 60;

/// Seconds where milliseconds belong, or the other way round: one has ten digits, the other thirteen.
pub(super) fn unit(case: &Case<'_>) -> Option<Suspicion> {
    let ours = stamp(case.failing)?;
    let Some(good) = case.good else { return milliseconds(case, ours) };
    let theirs = stamp(good)?;
    let digits = |reading: &Reading<'_>, span: Span| span.slice(&reading.request.bytes).len();
    let (is, should) = (digits(case.failing, ours), digits(good, theirs));
    if !matches!((is, should), (13, 10) | (10, 13) | (16, 10 | 13)) {
        return None;
    }
    let what = if is > should {
        "the timestamp has too many digits: a finer unit"
    } else {
        "the timestamp is in seconds, where milliseconds belong"
    };
    Some(
        Suspicion::error(&CARD, 5.5, what)
            .failing(ours, what)
            .good(theirs, "in the unit that the server takes")
            .explain("The time that is part of the signature is in another unit than in the request that works: the server reads a time thousands of years off.")
            .fix(Fix { summary: "Use the unit of the request that works (seconds have ten digits today, milliseconds thirteen).".to_owned(), client: remedy::profile(case.failing.client_name()), snippet: None, edits: Vec::new(), safety: Safety::ShowOnly })
            .claim_all(case.at(|place| place.to_string().to_ascii_lowercase().contains("timestamp"))),
    )
}

/// `oauth_timestamp` counts seconds (RFC 5849 section 3.3); thirteen digits are milliseconds.
fn milliseconds(case: &Case<'_>, stamp: Span) -> Option<Suspicion> {
    let request = case.failing.request;
    let oauth = case.failing.credentials.iter().any(|c| c.scheme == Scheme::OAuth1);
    let within = request.named("authorization").any(|header| header.value.encloses(stamp));
    let fine = stamp.slice(&request.bytes).len() >= 13;
    let what = "the timestamp is in milliseconds, where seconds belong";
    (oauth && within && fine).then(|| {
        Suspicion::error(&CARD, 5.5, what)
            .failing(stamp, what)
            .explain("The time of an OAuth signature is a number of seconds since 1970, ten digits today. The server reads this one as a time thousands of years off.")
            .fix(Fix { summary: "Divide the time by 1000 and drop the rest.".to_owned(), client: remedy::profile(case.failing.client_name()), snippet: None, edits: Vec::new(), safety: Safety::ShowOnly })
    })
}

/// The digits of a timestamp in a header, a query parameter, or a parameter of `Authorization`.
fn stamp(reading: &Reading<'_>) -> Option<Span> {
    let request = reading.request;
    let named =
        |name: &[u8]| memchr::memmem::find(&name.to_ascii_lowercase(), b"timestamp").is_some();
    let number = |span: &Span| {
        let text = request.text(*span);
        !text.is_empty() && text.iter().all(u8::is_ascii_digit)
    };
    let header = request.headers.iter().filter(|h| named(request.text(h.name))).map(|h| h.value);
    let target = request.target();
    let query = reading
        .target
        .pairs
        .iter()
        .filter(|pair| named(pair.name.slice(target)))
        .filter_map(|pair| pair.value);
    let in_header = request.named("authorization").next().and_then(|header| {
        let text = request.text(header.value);
        let start = memchr::memmem::find(text, b"oauth_timestamp=\"")? + 17;
        let length = text.get(start..)?.iter().position(|b| !b.is_ascii_digit())?;
        Some(Span::of(start, start + length).shift(header.value.start))
    });
    header.chain(query.map(|span| reading.in_target(span))).chain(in_header).find(number)
}

/// A timestamp of the signature that is too far from the time of the exchange.
pub(super) fn stale(case: &Case<'_>) -> Option<Suspicion> {
    let (span, time) = signed_at(case.failing)?;
    let good_is_as_old = case.good.and_then(signed_at).is_some_and(|(_, theirs)| theirs == time);
    if !case.now_is_date
        || good_is_as_old
        || (time - case.now).abs() <= SKEW
        || case.failing.presigned.is_some()
    {
        return None;
    }
    let what =
        format!("signed for {}, received at {}", date::to_text(time), date::to_text(case.now));
    Some(
        Suspicion::error(&CARD, 5.0, what.clone())
            .failing(span, what)
            .explain("The time in the signature is more than fifteen minutes from the server's own. It refuses the request as a replay, however right the signature is.")
            .fix(Fix { summary: "Set the clock of this machine (NTP), and sign each request anew.".to_owned(), client: None, snippet: None, edits: Vec::new(), safety: Safety::ShowOnly }),
    )
}

fn signed_at(reading: &Reading<'_>) -> Option<(Span, i64)> {
    ["x-amz-date", "x-ms-date", "x-goog-date", "date"].iter().find_map(|name| {
        let header = reading.header(name)?;
        Some((header.value, date::parse_any(reading.request.text(header.value))?))
    })
}
