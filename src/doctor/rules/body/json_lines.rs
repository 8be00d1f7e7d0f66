//! JSON Lines (`application/x-ndjson` and its kin): one JSON value a line, each line with its end.

use crate::doctor::case::Case;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::body::json_invalid::CARD;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::wire::Span;
use serde::de::IgnoredAny;

/// Lines beyond this many are not read: one broken writer breaks the first ones as well.
const MOST_LINES: usize = 2_000;

/// Whether the body is declared as lines of JSON.
pub(super) fn are_declared(reading: &Reading<'_>) -> bool {
    let kind = reading.media_kind();
    ["ndjson", "jsonl", "ldjson", "jsonlines"].iter().any(|end| kind.ends_with(end))
}

/// What is wrong with the lines, where the good request's are right.
pub(super) fn check(case: &Case<'_>) -> Option<Suspicion> {
    let good_is = |wrong: fn(&[u8]) -> bool| {
        case.good.is_some_and(|good| are_declared(good) && wrong(&good.body.bytes))
    };
    let body = &case.failing.body;
    if body.sniffed.is_some() || case.good.is_some_and(|good| !are_declared(good)) {
        return None;
    }
    if let Some(line) = broken_line(&body.bytes) {
        if good_is(|bytes| broken_line(bytes).is_some()) {
            return None;
        }
        let said = case.says_any(&["newline", "json", "malformed", "parse"]);
        let points = if case.good.is_some() || said { 6.0 } else { 4.5 };
        return Some(told(
            case,
            (points, "a line of the JSON Lines is not one JSON value"),
            line,
            "Each line must hold one whole JSON value, and end in a line feed. curl's `-d @file` takes the line ends out of a file; `--data-binary @file` keeps them.",
            "Write one JSON value a line, with a line feed behind each.",
        ));
    }
    // A reader of a stream takes a line for complete only where its end has come; many readers take the last one as it is.
    let asked = case.says_any(&["newline", "line feed", "\\n"]);
    if is_unfinished(&body.bytes) && (asked || case.good.is_some()) && !good_is(is_unfinished) {
        let points = if asked { 6.0 } else { 3.5 };
        let found = told(
            case,
            (points, "the last of the JSON Lines has no line end"),
            Span::of(body.bytes.len(), body.bytes.len()),
            "The last line has no line feed behind it. Bulk readers count a line as complete only with its end.",
            "Write a line feed behind the last line as well.",
        );
        let edits = rewrite::body(
            case.failing,
            vec![(Span::of(body.bytes.len(), body.bytes.len()), "\n".into())],
        );
        return Some(found.fix(remedy::mend(
            case,
            "Write a line feed behind the last line as well.",
            None,
            edits,
            Safety::Safe,
        )));
    }
    None
}

/// The first line that is no JSON value, or more than one.
fn broken_line(bytes: &[u8]) -> Option<Span> {
    let mut at = 0;
    bytes.split(|byte| *byte == b'\n').take(MOST_LINES).find_map(|line| {
        let start = at;
        at += line.len() + 1;
        let empty = line.trim_ascii().is_empty();
        let whole = empty || serde_json::from_slice::<IgnoredAny>(line).is_ok();
        (!whole).then(|| Span::of(start, start + line.len().min(60)))
    })
}

fn is_unfinished(bytes: &[u8]) -> bool {
    !bytes.is_empty() && !bytes.ends_with(b"\n")
}

fn told(
    case: &Case<'_>,
    (points, because): (f32, &'static str),
    span: Span,
    text: &'static str,
    summary: &'static str,
) -> Suspicion {
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(case.failing.body.to_wire_or_all(span), because)
        .explain(text)
        .fix(remedy::mend(case, summary, None, Vec::new(), Safety::ShowOnly))
        .claim_all(case.at(|place| *place == crate::doctor::difference::Place::Body));
    if let Some(span) = case.witness.and_then(|w| w.says_any(&["newline", "malformed", "json"])) {
        suspicion = suspicion.response(span, "what the server says");
    }
    suspicion
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one() {
        assert_eq!(broken_line(b"{\"a\":1}\n{\"a\":2}\n"), None);
        assert_eq!(broken_line(b"{\"a\":1}\r\n\n{\"a\":2}"), None);
        assert_eq!(broken_line(b"{\"a\":1}{\"a\":2}"), Some(Span::new(0, 14)));
        assert_eq!(broken_line(b"{\"a\":1}\n{\"a\":"), Some(Span::new(8, 13)));
        assert!(is_unfinished(b"{}") && !is_unfinished(b"{}\n"));
    }
}
