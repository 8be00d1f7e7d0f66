//! Nested and repeated fields of a form, spelled in two ways: `a[b]`, `a.b`, `a[]`, `a=1&a=2`, `a=1,2`, JSON in a field.

use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rules::body::form_encoding::CARD;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;

/// One finding for all fields that both forms have under differently nested names.
pub(super) fn found(case: &Case<'_>) -> Option<Suspicion> {
    let fields: Vec<&Difference> = case
        .at(|place| matches!(place, Place::Field { .. }))
        .filter(|d| !d.is_harmless())
        .collect();
    let missing: Vec<&&Difference> =
        fields.iter().filter(|d| d.change == Change::Missing).collect();
    let mut claimed: Vec<&Difference> = Vec::new();
    let mut example = None;
    for lost in missing {
        if let Some(other) = fields.iter().find(|other| is_spelled(lost, other)) {
            example = example.or(Some((*lost, *other)));
            claimed.push(lost);
            claimed.push(other);
        }
    }
    let (lost, other) = example?;
    let (ours, theirs) = (other.failing.as_ref()?, lost.good.as_ref()?);
    // Every other field of these roots is told with them.
    let roots: Vec<&str> = claimed.iter().map(|d| root(name(d))).collect();
    claimed.extend(fields.iter().copied().filter(|d| {
        matches!(d.change, Change::Unexpected | Change::Missing | Change::Repeated)
            && roots.contains(&root(name(d)))
    }));
    let (a, b) = (quote(name(other).as_bytes()), quote(name(lost).as_bytes()));
    let text = if a == b {
        format!(
            "The values of `{a}` are joined into one here; the request that works repeats the field. A server takes the joined text \
             for one value."
        )
    } else {
        format!(
            "Nested or repeated fields are spelled as `{a}` here and as `{b}` in the request that works. Each framework reads its \
             own spelling only (`a[b]`, `a.b`, `a[]`, `a=1&a=2`), so the server does not see these fields."
        )
    };
    let suspicion = Suspicion::error(
        &CARD,
        5.0,
        "nested or repeated fields are spelled in another way than in the good request",
    )
    .failing(ours.span, "the spelling here")
    .good(theirs.span, "the spelling there")
    .explain(text)
    .fix(remedy::mend(
        case,
        if a == b {
            format!("Repeat `{b}` for each value.")
        } else {
            format!("Spell the fields as `{b}`.")
        },
        snippet(case.failing.client_name()),
        Vec::new(),
        Safety::ShowOnly,
    ));
    Some(suspicion.claim_all(claimed))
}

/// Whether the other one is the missing field under another nesting, or its whole list in one value.
fn is_spelled(lost: &Difference, other: &Difference) -> bool {
    let (wanted, here) = (name(lost), name(other));
    match other.change {
        Change::Unexpected | Change::Repeated => {
            let whole = is_json(other) || here == root(here);
            here != wanted && (steps(here) == steps(wanted) || root(here) == root(wanted) && whole)
        }
        Change::Altered => here == wanted && is_joined(other),
        _ => false,
    }
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" | "python-httpx" => {
            "data=[(\"tag[]\", \"a\"), (\"tag[]\", \"b\")]   # pairs, spelled as wanted"
        }
        "axios" => {
            "axios.post(url, params, { paramsSerializer: … })   // or build URLSearchParams yourself"
        }
        "php-curl" | "php-stream" => {
            "http_build_query($fields)   // writes a[0]=…; a plain list needs pairs of your own"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn name(difference: &Difference) -> &str {
    match &difference.place {
        Place::Field { name, .. } => name,
        _ => "",
    }
}

/// The names on the way to a value, indexes left out: `a[0][b]`, `a.b` and `a[b]` are one.
fn steps(name: &str) -> Vec<&str> {
    name.split(['[', ']', '.'])
        .filter(|step| !step.is_empty() && !step.bytes().all(|b| b.is_ascii_digit()))
        .collect()
}

fn root(name: &str) -> &str {
    name.split(['[', '.']).next().unwrap_or_default()
}

/// Whether the failing value is a JSON object or list.
fn is_json(difference: &Difference) -> bool {
    let text = difference.failing.as_ref().map(|side| side.text.as_ref()).unwrap_or_default();
    matches!(text, [b'{', .., b'}'] | [b'[', .., b']'])
}

/// Whether the failing value is a list of which the good one is the first: `a,b` for `a`.
fn is_joined(difference: &Difference) -> bool {
    let (Some(ours), Some(theirs)) = (&difference.failing, &difference.good) else { return false };
    let behind = ours.text.strip_prefix(theirs.text.as_ref());
    is_json(difference)
        || behind.is_some_and(|rest| matches!(rest.first(), Some(b',' | b';' | b' ' | b'|')))
}
