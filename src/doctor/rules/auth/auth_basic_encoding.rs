//! `auth-basic-encoding`: a Basic value that does not decode to the user and password meant.

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
use crate::semantics::Basic;
use crate::semantics::BasicCharset;
use crate::semantics::BasicProblem;
use crate::semantics::Credential;
use crate::semantics::percent;
use crate::wire::NoteKind;

static CARD: Card = Card {
    code: "auth-basic-encoding",
    family: Family::Auth,
    title: "the Basic value does not decode to the right user:password",
    why: "\
Basic is base64 of user, colon, password. A wrapped line, a second encoding, a missing colon, percent
escapes or another charset give a value that decodes to something else, and the password counts as wrong.",
    example: "Authorization: Basic base64(base64(\"user:password\"))",
    references: &["RFC 7617 section 2", "RFC 7617 section 2.1", "RFC 4648 section 4"],
};

/// The rule.
pub(super) struct AuthBasicEncoding;

impl Rule for AuthBasicEncoding {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        for own in case.failing.explicit_credentials() {
            let Some(basic) = own.basic() else { continue };
            let twin = case.good.and_then(|good| carrier::same(good, own));
            let good = twin.and_then(Credential::basic);
            if let Some((points, what, fix)) = verdict(case, basic, good) {
                report.add(finding(case, own, twin, (points, what, fix)));
                return;
            }
        }
    }
}

type Verdict = (f32, &'static str, &'static str);

/// A problem of the value itself, what to say of it and what to do, the surest first.
type Row = (fn(&BasicProblem) -> bool, Verdict);

/// What no server can read, whatever the good request looks like.
const BROKEN: &[Row] = &[
    (|p| matches!(p, BasicProblem::Wrapped(_)), WRAPPED),
    (
        |p| matches!(p, BasicProblem::TwiceEncoded),
        (
            5.5,
            "the value is base64 of base64",
            "Encode once: the client's Basic option encodes by itself.",
        ),
    ),
    (
        |p| matches!(p, BasicProblem::PlainText),
        (
            6.0,
            "user and password stand there in plain text, not in base64",
            "Encode `user:password` with base64, or use the client's Basic option.",
        ),
    ),
];

const WRAPPED: Verdict = (
    6.0,
    "the base64 is broken over lines",
    "Encode without line breaks (Ruby strict_encode64, base64 -w0, Base64.NO_WRAP).",
);

/// What is told only where the two values are not each other's re-encoding.
const ODD: &[Row] = &[
    (
        |p| matches!(p, BasicProblem::NotBase64(_)),
        (5.5, "the value is not base64", "Encode `user:password` with standard base64."),
    ),
    (
        |p| matches!(p, BasicProblem::NoColon),
        (
            5.0,
            "the decoded value has no colon between user and password",
            "Encode `user:password`, the colon included, even where one of them is empty.",
        ),
    ),
    (
        |p| matches!(p, BasicProblem::TrailingNewline),
        (
            5.0,
            "a line end is part of the encoded password",
            "Use `printf` or `echo -n`: a plain echo adds a line end.",
        ),
    ),
    (
        |p| matches!(p, BasicProblem::UrlSafe),
        (
            4.0,
            "the URL-safe alphabet is used, where Basic takes the standard one",
            "Encode with the standard alphabet (`+` and `/`).",
        ),
    ),
];

fn verdict(case: &Case<'_>, basic: &Basic, good: Option<&Basic>) -> Option<Verdict> {
    let has = |kind: fn(&BasicProblem) -> bool| {
        basic.problems.iter().any(kind) && !good.is_some_and(|good| good.problems.iter().any(kind))
    };
    let first =
        |rows: &[Row]| rows.iter().find(|(kind, _)| has(*kind)).map(|(_, verdict)| *verdict);
    let request = case.failing.request;
    let broken_line =
        request.noted(NoteKind::NoColon).or(request.noted(NoteKind::ObsFold)).is_some();
    if broken_line && has(|p| matches!(p, BasicProblem::TrailingNewline)) {
        return Some(WRAPPED);
    }
    first(BROKEN)
        .or_else(|| against(basic, good?))
        .or_else(|| first(ODD))
        .or_else(|| alone(case, basic).filter(|_| good.is_none()))
}

/// What is odd about readable credentials, where no request that works is at hand.
fn alone(case: &Case<'_>, basic: &Basic) -> Option<Verdict> {
    if !case.status_in(&[401, 403]) {
        return None;
    }
    if percent::escapes(&basic.bytes).any(|escape| escape.valid()) {
        return Some((
            4.0,
            "user or password hold percent escapes",
            "Decode the user information of a URL before it goes into Basic.",
        ));
    }
    (basic.charset == BasicCharset::Latin1).then_some((
        3.5,
        "user or password leave as ISO-8859-1; most servers read UTF-8",
        "Encode user and password as UTF-8 before base64.",
    ))
}

/// The same password, in another charset or with percent escapes.
fn against(basic: &Basic, good: &Basic) -> Option<Verdict> {
    if basic.bytes == good.bytes {
        return None;
    }
    let text = |basic: &Basic| match basic.charset {
        BasicCharset::Latin1 => basic.bytes.iter().map(|b| char::from(*b)).collect(),
        _ => String::from_utf8(basic.bytes.clone()).unwrap_or_default(),
    };
    if basic.charset != good.charset && text(basic) == text(good) {
        return Some((
            6.0,
            "user or password leave in another charset than in the request that works",
            "Encode user and password as UTF-8 before base64 (or in the charset of the request that works).",
        ));
    }
    // Characters that Latin-1 does not have become `?`.
    let question = basic.bytes.contains(&b'?')
        && good.charset == BasicCharset::Utf8
        && text(good)
            .chars()
            .zip(text(basic).chars())
            .all(|(g, f)| g == f || (f == '?' && !g.is_ascii()));
    if question {
        return Some((
            6.0,
            "a character beyond ASCII became `?`",
            "Encode user and password as UTF-8 before base64.",
        ));
    }
    if percent::decode(&basic.bytes, false) == good.bytes {
        return Some((
            5.5,
            "user or password are still percent-encoded",
            "Decode the user information of a URL before it goes into Basic.",
        ));
    }
    if good.password().is_some() && percent::decode(&good.bytes, false) == basic.bytes {
        return Some((
            4.0,
            "user or password are percent-decoded here, and not in the request that works",
            "Send user and password as they are given.",
        ));
    }
    None
}

fn finding(
    case: &Case<'_>,
    own: &Credential,
    twin: Option<&Credential>,
    (points, what, fix): Verdict,
) -> Suspicion {
    let mut suspicion = Suspicion::error(&CARD, points, what)
        .failing(own.secret.cover(own.span), what)
        .explain(format!("The Basic credentials cannot be read as meant: {what}. The server decodes another user or password, and refuses them."))
        .fix(Fix { summary: fix.to_owned(), client: remedy::profile(case.failing.client_name()), snippet: snippet(case), edits: Vec::new(), safety: Safety::ShowOnly })
        .claim_all(case.at(|p| carrier::is_at(&own.carrier, p)));
    if let Some(twin) = twin {
        suspicion = suspicion.good(twin.secret, "the value of the request that works");
    }
    suspicion
}

fn snippet(case: &Case<'_>) -> Option<String> {
    let text = match case.failing.client_name() {
        "python-requests" => {
            "requests.get(url, auth=(user.encode(\"utf-8\"), password.encode(\"utf-8\")))"
        }
        "ruby-net-http" => "request.basic_auth(user, password)   # or Base64.strict_encode64",
        "curl" => "curl -u 'user:password' …",
        "okhttp" => "Credentials.basic(user, password, StandardCharsets.UTF_8)",
        "python-aiohttp" => "aiohttp.BasicAuth(user, password, encoding=\"utf-8\")",
        _ => return None,
    };
    Some(text.to_owned())
}
