//! Rows as a reader sees them: a whole diagnosis at two widths, the wire view, and the veil over all of it.

use crate::cases::inputs;
use std::fmt::Write as _;
use std::path::Path;
use why4xx::doctor::Inputs;
use why4xx::doctor::diagnose;
use why4xx::present::CardDetail;
use why4xx::present::DiffTable;
use why4xx::present::Fold;
use why4xx::present::Gutter;
use why4xx::present::Messages;
use why4xx::present::Row;
use why4xx::present::Veil;
use why4xx::present::WireIndex;
use why4xx::present::WireRows;
use why4xx::present::diff_rows;
use why4xx::present::finding_card;
use why4xx::present::verdict_rows;
use why4xx::profiles::Author;
use why4xx::wire::ExactRequest;
use why4xx::wire::Span;
use why4xx::wire::escape::is_harmless;

fn case(name: &str) -> Inputs {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    inputs(&folder, true, true, None)
}

/// The verdict, the first `cards` findings, and the table of differences.
fn page(inputs: &Inputs, width: usize, cards: usize) -> Vec<Row> {
    let diagnosis = diagnose(inputs);
    let good = inputs.good.as_ref().unwrap();
    let messages = Messages::read(&inputs.failing, Some(good), inputs.response.as_ref());
    let veil = Veil::over(&messages, false);
    let mut rows = verdict_rows(&diagnosis, &messages, &veil, width);
    for (index, finding) in diagnosis.findings.iter().enumerate().take(cards) {
        rows.push(Row::new());
        rows.extend(finding_card((finding, index + 1), &messages, &veil, CardDetail::Why, width));
    }
    rows.push(Row::new());
    let table = DiffTable::build(&diagnosis, (&inputs.failing, good), &messages, &veil);
    let fold = Fold { cosmetic: true, equal: true };
    rows.extend(diff_rows(&table, fold, width).into_iter().map(|(row, _)| row));
    rows
}

fn text(rows: &[Row]) -> String {
    rows.iter().fold(String::new(), |mut text, row| {
        writeln!(text, "{}", row.text().trim_end()).unwrap();
        text
    })
}

#[test]
fn a_diagnosis_reads_like_this_side_by_side() {
    let rows = page(&case("seed-keap-positional-headers"), 120, 1);
    insta::assert_snapshot!(text(&rows));
}

#[test]
fn a_diagnosis_reads_like_this_in_a_small_window() {
    let rows = page(&case("seed-keap-key-as-bearer"), 80, 1);
    insta::assert_snapshot!(text(&rows));
}

/// Over every case: no row is wider than asked, none holds what a terminal acts on, and no credential shows.
#[test]
fn every_case_fits_its_width_and_keeps_its_secrets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for entry in std::fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("good.raw").is_file() {
            continue;
        }
        let inputs = inputs(&folder, true, true, None);
        let messages =
            Messages::read(&inputs.failing, inputs.good.as_ref(), inputs.response.as_ref());
        for width in [40, 80, 120, 200] {
            let rows = page(&inputs, width, usize::MAX);
            for row in &rows {
                assert!(row.width() <= width, "{} at {width}: {}", folder.display(), row.text());
                assert!(row.text().chars().all(is_harmless));
            }
            let shown = text(&rows);
            for message in messages.each() {
                let long = message.secret_texts().filter(|secret| secret.len() >= 12);
                for secret in long.filter_map(|secret| std::str::from_utf8(secret).ok()) {
                    assert!(!shown.contains(secret), "{} shows {secret}", folder.display());
                }
            }
        }
    }
}

#[test]
fn exact_bytes_read_like_this() {
    let request = ExactRequest::parse(
        &b"GET /caf\xc3\xa9?key=abcdefghijklmnop HTTP/1.1\nHost: h\r\nX-Odd : a\x1b[31m\xe9\xc2\xa0b\r\n\r\n{\"a\": 1}"[..],
    );
    let messages = Messages::read(&request, None, None);
    let message = &messages.failing;
    let index = WireIndex::build(&request.bytes, 40);
    let authors =
        [(Span::new(0, 44), Author::You), (Span::new(44, 53), Author::Computed("the URL"))];
    let gutter = Gutter { authors: &authors, notes: &request.notes, offsets: true };
    let view = WireRows { bytes: &request.bytes, index: &index, marks: &message.marks, gutter };
    insta::assert_snapshot!(text(&view.rows(0, 99)));
    assert_eq!(view.rows(2, 4).len(), 2);
}
