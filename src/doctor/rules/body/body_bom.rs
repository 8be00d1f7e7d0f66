//! `body-bom`: a byte order mark before the body.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::BodyKind;
use crate::semantics::Bom;
use crate::wire::Span;
use bytes::Bytes;

static CARD: Card = Card {
    code: "body-bom",
    family: Family::Body,
    title: "a byte order mark stands before the body",
    why: "\
The three bytes EF BB BF, which editors and some writers put before UTF-8 text, are not part of JSON.
Nobody sees them, and a strict parser stops at the first character.",
    example: "EF BB BF 7B 22 …   # new StreamWriter(stream, Encoding.UTF8) in .NET",
    references: &["RFC 8259 section 8.1"],
};

/// The rule.
pub(super) struct BodyBom;

impl Rule for BodyBom {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        let Some(mark) = mark(failing) else { return };
        if case.good.and_then(self::mark).is_some() {
            return;
        }
        let json = failing.body.kind() == BodyKind::Json;
        let (points, because) = match (json, case.good.is_some()) {
            (true, true) => {
                (5.5, "JSON must not begin with a byte order mark, and the good request has none")
            }
            (true, false) => {
                (5.0, "JSON must not begin with a byte order mark (RFC 8259 section 8.1)")
            }
            (false, true) => (4.5, "the good request has no byte order mark"),
            (false, false) => (2.5, "the mark becomes part of the first name or value"),
        };
        let client = failing.client_name();
        let snippet = match client {
            "dotnet-httpclient" => {
                Some("new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)".to_owned())
            }
            "powershell" => Some("-Body ([Text.Encoding]::UTF8.GetBytes($text))".to_owned()),
            "curl" | "wget" => Some("save the file as UTF-8 without BOM".to_owned()),
            "python-requests" | "python-httpx" | "python-urllib" | "python-http.client" => {
                Some("open(path, encoding=\"utf-8-sig\").read().encode(\"utf-8\")".to_owned())
            }
            "node-fetch-builtin" | "node-fetch" | "axios" | "got" | "node-http" => {
                Some("text.replace(/^\\uFEFF/, '')".to_owned())
            }
            _ => None,
        };
        let edits = rewrite::body(failing, vec![(mark, Bytes::new())]);
        report.add(
            Suspicion::error(&CARD, points, because)
                .failing(failing.body.to_wire_or_all(mark), "a byte order mark")
                .explain(
                    "Before the first visible character stand the three bytes EF BB BF, a byte order mark. An editor, a file \
                     or a writer with `Encoding.UTF8` put them there; a strict parser takes them for an unexpected \
                     character.",
                )
                .fix(remedy::mend(
                    case,
                    "Send the text without the mark (UTF-8 without BOM).",
                    snippet,
                    edits,
                    Safety::Safe,
                ))
                .claim_all(case.differences.iter().filter(|d| {
                    d.place == Place::Body
                        && d.failing.as_ref().is_some_and(|side| {
                            side.text.as_ref() == [0xef, 0xbb, 0xbf]
                        })
                })),
        );
    }
}

/// The mark of UTF-8, in the body's offsets. UTF-16 with its mark is `body-not-utf8`'s.
fn mark(reading: &Reading<'_>) -> Option<Span> {
    let text = matches!(
        reading.body.kind(),
        BodyKind::Json | BodyKind::Form | BodyKind::Xml | BodyKind::Text | BodyKind::Html
    );
    // A CSV file may begin with one, and spreadsheets want it so.
    let csv = reading.media_kind() == "text/csv";
    let mark = Bom::of(&reading.body.bytes).filter(|mark| *mark == Bom::Utf8)?;
    (text && !csv).then(|| mark.span())
}
