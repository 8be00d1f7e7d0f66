//! `url-host`: another host or port is addressed.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::difference::line::host_of;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;

static CARD: Card = Card {
    code: "url-host",
    family: Family::Url,
    title: "another host is addressed",
    why: "\
An API may live on several hosts: a region's, the sandbox, the one of a single customer. Keys, accounts
and paths of one are unknown to the others, so the wrong host answers 401 or 404 as if the key were wrong.",
    example: "api.example.com   where the account lives on api.eu.example.com",
    references: &["RFC 9110 section 4.2.2", "RFC 9110 section 7.2"],
};

/// The rule.
pub(super) struct UrlHost;

impl Rule for UrlHost {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// Whether a host (with its port) is of the own machine or network: a proxy's name, not the server's.
#[must_use]
pub(in crate::doctor) fn is_inner(host: &[u8]) -> bool {
    let name = host.split(|b| *b == b':').next().unwrap_or_default().to_ascii_lowercase();
    let private = |prefix: &[u8]| {
        name.starts_with(prefix) && name.iter().all(|b| b.is_ascii_digit() || *b == b'.')
    };
    let by_name = [
        &b".local"[..],
        b".internal",
        b".localhost",
        b".lan",
        b".svc",
        b".cluster.local",
        b".docker",
    ];
    host.starts_with(b"[::1]")
        || name == b"localhost"
        || (!name.contains(&b'.') && !name.is_empty() && !host.starts_with(b"["))
        || [&b"127."[..], b"10.", b"192.168.", b"172.1", b"172.2", b"172.3", b"0.0.0.0"]
            .iter()
            .any(|p| private(p))
        || by_name.iter().any(|tail| name.ends_with(tail))
}

/// Whether a host (with its port) is an IPv4 or IPv6 address.
#[must_use]
pub(in crate::doctor) fn is_address(host: &[u8]) -> bool {
    let name = host.split(|b| *b == b':').next().unwrap_or_default();
    host.starts_with(b"[")
        || (!name.is_empty() && name.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let Some(difference) = case.at(|p| *p == Place::Host).next() else { return };
    let (Some((ours, a)), Some((theirs, b))) = (host_of(case.failing), host_of(good)) else {
        return;
    };
    // Where the connections go to one place, or the name is a proxy's, the Host field is the matter.
    let one_place =
        matches!((case.failing.endpoint, good.endpoint), (Some(x), Some(y)) if x.host == y.host);
    let inner = (is_inner(&a) || is_address(&a)) && !is_inner(&b) && !is_address(&b);
    if one_place || inner {
        return;
    }
    let (points, what) = describe(&a, &b);
    let claimed = report.is_claimed(difference);
    let points = if claimed { 3.0 } else { points };
    let mut suspicion = Suspicion::error(&CARD, points, format!("the request that works goes to another host: {what}"))
        .failing(ours, "this host")
        .good(theirs, "the host of the request that works")
        .explain(format!("This request goes to `{}`, the request that works to `{}`: {what}. Keys, accounts and paths of one host need not be known to the other.", quote(&a), quote(&b)))
        .fix(repair::fix(case, format!("Set the base URL to `{}`.", quote(&b)), None, vec![Edit::replace(ours, b.clone())], Safety::Guess))
        .claim(difference);
    if same_credentials(case, good) {
        suspicion =
            suspicion.because(0.5, "the credentials are the same, and they belong to that host");
    }
    report.add(suspicion);
}

fn same_credentials(case: &Case<'_>, good: &Reading<'_>) -> bool {
    case.failing.explicit_credentials().any(|own| {
        good.explicit_credentials().any(|theirs| good.secret(theirs) == case.failing.secret(own))
    })
}

/// The sort of difference.
fn describe(a: &[u8], b: &[u8]) -> (f32, &'static str) {
    let labels = |host: &[u8]| -> Vec<Vec<u8>> {
        let name = host.split(|b| *b == b':').next().unwrap_or_default();
        name.split(|b| matches!(b, b'.' | b'-')).map(<[u8]>::to_vec).collect()
    };
    let (x, y) = (labels(a), labels(b));
    if x == y {
        return (4.5, "another port");
    }
    let odd: Vec<&Vec<u8>> =
        x.iter().filter(|l| !y.contains(l)).chain(y.iter().filter(|l| !x.contains(l))).collect();
    let is_one_of = |words: &[&[u8]]| odd.iter().any(|label| words.contains(&label.as_slice()));
    if is_one_of(&[
        b"sandbox",
        b"test",
        b"staging",
        b"stage",
        b"dev",
        b"demo",
        b"uat",
        b"preview",
        b"live",
        b"prod",
        b"production",
        b"testnet",
    ]) {
        return (5.0, "another stage (test and live)");
    }
    let region = |label: &Vec<u8>| {
        matches!(
            label.as_slice(),
            b"eu"
                | b"us"
                | b"uk"
                | b"de"
                | b"au"
                | b"ca"
                | b"in"
                | b"jp"
                | b"asia"
                | b"apac"
                | b"emea"
                | b"west"
                | b"east"
                | b"central"
                | b"north"
                | b"south"
        ) || (label.len() <= 4
            && label.first().is_some_and(u8::is_ascii_alphabetic)
            && label.last().is_some_and(u8::is_ascii_digit))
    };
    if odd.iter().any(|label| region(label)) {
        return (5.0, "another region");
    }
    if is_one_of(&[b"www"]) {
        return (4.0, "with and without www");
    }
    if is_one_of(&[b"api", b"app", b"rest", b"gateway"]) {
        return (4.5, "the site and the API are two hosts");
    }
    (4.5, "another name")
}

/// Without a good request: a server that says that nobody of this name lives there.
fn alone(case: &Case<'_>, report: &mut Report) {
    let words = [
        "no such app",
        "no such bucket",
        "nosuchbucket",
        "specified bucket does not exist",
        "unknown domain",
        "domain not found",
        "unknown host",
        "site not found",
        "no such host",
        "permanentredirect",
        "must be addressed using the specified endpoint",
        "wrong region",
        "incorrect region",
        "different region",
    ];
    let Some(span) = case.witness.and_then(|witness| witness.says_any(&words)) else {
        other_place(case, report);
        return;
    };
    let Some((ours, host)) = host_of(case.failing) else { return };
    report.add(
        Suspicion::error(&CARD, 4.0, "the server says that it does not serve this name")
            .failing(ours, "this host")
            .response(span, "what the server says")
            .explain(format!(
                "The request goes to `{}`, and the server there says that this is not the place.",
                quote(&host)
            ))
            .fix(repair::told(
                case,
                "Look up the host that your account, region or stage lives on.",
                None,
            )),
    );
}

/// Credentials that look right, refused: they may belong to another region, stage or customer's host.
fn other_place(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let sound = failing.explicit_credentials().next().is_some()
        && failing.explicit_credentials().all(|own| own.oddities.is_empty());
    let Some((span, host)) = host_of(failing).filter(|_| sound && case.status == Some(401)) else {
        return;
    };
    if is_inner(&host) {
        return;
    }
    report.add(
        Suspicion::warning(&CARD, 0.5, "well-formed credentials are unknown to this host")
            .failing(span, "this host")
            .explain(format!("The credentials are well-formed, and `{}` refuses them. Keys of another region, of the sandbox, or of another customer's host are unknown there.", quote(&host)))
            .fix(repair::told(case, "Look up the host that your account, region or stage lives on.", None)),
    );
}
