//! `body-field-missing`: a field that the good body has, or that the refusal asks for, is absent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::complaint::Complaint;
use crate::doctor::rules::body::field;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Span;

static CARD: Card = Card {
    code: "body-field-missing",
    family: Family::Body,
    title: "a field of the body is absent, or bears another name",
    why: "\
Servers check that the fields they need are there, by exact names: `userName` is not `user_name`. A
program that drops a null, or a typo, takes one away.",
    example: "{\"e_mail\": \"x@example.com\"}   # where the server reads `email`",
    references: &["RFC 9110 section 15.5.21", "RFC 8259 section 4"],
};

/// Statuses whose "missing" and "required" speak of something else than a field of the body.
const NOT_FIELDS: &[u16] = &[401, 404, 405, 406, 407, 411, 412, 415, 426, 428];

/// The rule.
pub(super) struct BodyFieldMissing;

impl Rule for BodyFieldMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(_) => beside_a_good_one(case, report),
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let left = |change: Change, report: &Report| -> Vec<&Difference> {
        case.at(field::is_field)
            .filter(|d| d.change == change && !d.is_harmless() && !report.is_claimed(d))
            .collect()
    };
    let extra = left(Change::Unexpected, report);
    let mut rest: Vec<&Difference> = Vec::new();
    let mut taken: Vec<&Difference> = Vec::new();
    for lost in left(Change::Missing, report) {
        let name = field::name(&lost.place);
        let twin = extra.iter().copied().find(|other| {
            taken.iter().all(|known| known.id != other.id) && is_renamed(lost, other)
        });
        let named = field::named_by(case, &name);
        match (twin, named) {
            (Some(twin), _) => {
                taken.push(twin);
                report.add(renamed(case, lost, twin, named));
            }
            (None, Some(span)) => report.add(absent(case, &[lost], Some(span))),
            (None, None) => rest.push(lost),
        }
    }
    if !rest.is_empty() {
        report.add(absent(case, &rest, None));
    }
}

/// Whether the one is the other by another name, in the same object.
fn is_renamed(lost: &Difference, other: &Difference) -> bool {
    if let (Place::Json(a), Place::Json(b)) = (&lost.place, &other.place) {
        let parent =
            |path: &str| path.rfind(['.', '[']).and_then(|at| path.get(..at)).map(str::to_owned);
        if parent(a) != parent(b) {
            return false;
        }
    }
    let (wanted, here) = (field::name(&lost.place), field::name(&other.place));
    let value = |side: &Option<crate::doctor::difference::Sided>| {
        side.as_ref().map(|side| side.text.clone()).unwrap_or_default()
    };
    let (ours, theirs) = (value(&other.failing), value(&lost.good));
    let (a, b) = (field::folded(&wanted), field::folded(&here));
    let like = a == b
        || close(&a, &b)
        || a.len() >= 3 && b.len() >= 3 && (a.contains(&b) || b.contains(&a));
    // The same telling value under another name is the same field, whatever the names are.
    like || ours == theirs && ours.len() > 5
}

/// Whether one letter more, less or other makes one name of the other.
fn close(a: &str, b: &str) -> bool {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if x.len().abs_diff(y.len()) > 1 || x.len().min(y.len()) < 4 {
        return false;
    }
    let head = x.iter().zip(&y).take_while(|(p, q)| p == q).count();
    let most = x.len().min(y.len()) - head;
    let tail = x.iter().rev().zip(y.iter().rev()).take(most).take_while(|(p, q)| p == q).count();
    // Two letters in each other's place count as one slip.
    x.len().max(y.len()) - head - tail <= 2
}

fn renamed(
    case: &Case<'_>,
    lost: &Difference,
    twin: &Difference,
    named: Option<Span>,
) -> Suspicion {
    let (shown, found) =
        (quote(field::name(&lost.place).as_bytes()), quote(field::name(&twin.place).as_bytes()));
    let mut suspicion = Suspicion::error(
        &CARD,
        4.5,
        format!("the good request has `{shown}`, this one `{found}` in its place"),
    )
    .failing(twin.failing.as_ref().map(|side| side.span).unwrap_or_default(), format!("the value of `{found}`"))
    .good(lost.good.as_ref().map(|side| side.span).unwrap_or_default(), format!("the value of `{shown}`"))
    .explain(format!(
        "The field {} of the request that works is absent here; in its place stands `{found}`. Names are compared letter by \
         letter, so the server does not find it.",
        field::address(&lost.place)
    ))
    .fix(remedy::mend(case, format!("Name the field `{shown}`."), None, Vec::new(), Safety::ShowOnly))
    .claim(lost)
    .claim(twin);
    if let Some(span) = named {
        suspicion = suspicion
            .because(1.5, "the refusal names the field")
            .response(span, "the field that the server names");
    }
    suspicion
}

fn absent(case: &Case<'_>, lost: &[&Difference], place: Option<Span>) -> Suspicion {
    let fields = field::list(lost);
    // A null that is left out mostly means the same.
    let nothing = |d: &&Difference| {
        d.good.as_ref().is_some_and(|side| {
            matches!(side.text.as_ref(), b"null" | b"\"\"" | b"" | b"[]" | b"{}")
        })
    };
    let points = if lost.iter().all(nothing) { 2.0 } else { 3.5 };
    let good = lost.first().and_then(|d| d.good.as_ref()).map(|side| side.span).unwrap_or_default();
    let mut suspicion = Suspicion::error(
        &CARD,
        points,
        format!("the good request has {fields}, this one does not"),
    )
    .failing(gap(case), format!("no {fields} in this body"))
    .good(good, "the field of the request that works")
    .explain(format!("The body lacks {fields}, which the request that works sends."))
    .fix(remedy::mend(case, format!("Send {fields} as well."), None, Vec::new(), Safety::ShowOnly))
    .claim_all(lost.iter().copied());
    if let Some(span) = place {
        suspicion = suspicion
            .because(2.0, "the refusal names the field")
            .response(span, "the field that the server names");
    }
    if field::are_all(case, lost) {
        suspicion = suspicion.because(1.0, "nothing else of weight differs");
    }
    suspicion
}

/// The end of the body: where one more field would stand.
fn gap(case: &Case<'_>) -> Span {
    crate::doctor::difference::body::whole(&case.failing.body).after()
}

/// Without a good request: a preset's fields, and names that the refusal misses.
fn alone(case: &Case<'_>, report: &mut Report) {
    let fields = field::fields(&case.failing.body);
    if fields.is_empty() {
        return;
    }
    let has = |name: &str| fields.iter().any(|f| f.name.eq_ignore_ascii_case(name));
    if let Some(expect) = case.expect {
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        for (name, _) in expect.fields.iter().filter(|(name, _)| !has(&last(name))) {
            report.add(missed(case, (5.0, "the endpoint is known to need the field"), name, None));
        }
    }
    if let Some(found) = unproven_code(case) {
        report.add(found);
        return;
    }
    let Some(witness) = case.witness.filter(|_| !case.status_in(NOT_FIELDS)) else { return };
    // ASP.NET calls the whole model required where one value in it could not be converted.
    if witness.says("could not be converted").is_some() {
        return;
    }
    for (name, span) in complaint::named(witness, Complaint::Missing).into_iter().take(3) {
        let folded = field::folded(&name);
        if has(&name) || !complaint::may_be_field(case, &name) || folded.is_empty() {
            continue;
        }
        let like = fields.iter().find(|f| field::folded(&f.name) == folded);
        let points = if like.is_some() { 5.0 } else { 4.0 };
        let because = "the refusal asks for a field that is not in the body";
        let mut suspicion = missed(case, (points, because), &name, Some(span));
        if let Some(like) = like {
            let shown = quote(like.name.as_bytes());
            suspicion = suspicion.failing(
                case.failing.body.to_wire_or_all(like.span),
                format!("the value of `{shown}`, a like name"),
            );
        }
        report.add(suspicion);
        return;
    }
}

/// A code for a token by a client that neither says its secret nor proves that it asked for the code: such a client is
/// refused (RFC 7636 section 4.6, RFC 9700 section 2.1.1).
fn unproven_code(case: &Case<'_>) -> Option<Suspicion> {
    const PROOFS: &[&str] = &["code_verifier", "client_secret", "client_assertion"];
    let fields = field::fields(&case.failing.body);
    let has = |name: &str| fields.iter().any(|own| own.name == name);
    let code = fields
        .iter()
        .find(|own| own.name == "grant_type" && own.text.as_slice() == b"authorization_code")?;
    let proven = PROOFS.iter().any(|name| has(name)) || case.failing.request.has("authorization");
    // A code that is spent or of another address is refused as well, and servers say so.
    let words = [
        "pkce",
        "verifier",
        "code_verifier",
        "code_challenge",
        "invalid_client",
        "client authentication",
    ];
    let other = case.witness.is_some_and(|witness| witness.says_any(&words).is_none());
    (!proven && !other && case.status_in(&[400, 401])).then(|| {
        missed(
            case,
            (3.5, "a public client must prove that the code is its own"),
            "code_verifier",
            None,
        )
        .failing(case.failing.body.to_wire_or_all(code.span), "the grant that needs it")
    })
}

fn missed(
    case: &Case<'_>,
    (points, because): (f32, &str),
    name: &str,
    span: Option<Span>,
) -> Suspicion {
    let shown = quote(name.as_bytes());
    let suspicion = Suspicion::error(&CARD, points, because)
        .failing(gap(case), format!("no `{shown}` in this body"))
        .explain(format!(
            "The server needs the field `{shown}`, and the body has none of that name."
        ))
        .fix(remedy::mend(
            case,
            format!("Send the field `{shown}`."),
            None,
            Vec::new(),
            Safety::ShowOnly,
        ));
    match span {
        Some(span) => suspicion.response(span, "the field that the server names"),
        None => suspicion,
    }
}
