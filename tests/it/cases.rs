//! The doctor on real cases, asked in three ways, and on pairs that must stay silent.
//!
//! Run with `--nocapture` to see the misses and the table of calibration.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use why4xx::doctor::Diagnosis;
use why4xx::doctor::Inputs;
use why4xx::doctor::Severity;
use why4xx::doctor::diagnose;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;

/// 2026-11-25: the cases must not change with the clock of the machine that runs them.
const NOW: i64 = 1_795_564_800;

/// The scores may not fall below these: first finding right, right one within the first three.
const FLOORS: &[(&str, Way, usize, usize)] = &[
    ("cases", Way::Pair, 64, 64),
    ("cases", Way::NoResponse, 64, 64),
    ("cases", Way::Solo, 62, 63),
    ("recalled/cases", Way::Pair, 457, 460),
    ("recalled/cases", Way::NoResponse, 448, 456),
    ("recalled/cases", Way::Solo, 375, 390),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Pair,
    NoResponse,
    Solo,
}

struct RealCase {
    name: String,
    folder: PathBuf,
    accepted: Vec<String>,
    status: Option<u16>,
}

fn folders(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let mut all: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("failing.raw").is_file())
        .collect();
    all.sort();
    all
}

fn cases(set: &str) -> Vec<RealCase> {
    folders(set)
        .into_iter()
        .map(|folder| {
            let text = std::fs::read(folder.join("case.json")).unwrap();
            let case: Value = serde_json::from_slice(&text).unwrap();
            let accepted = case["accepted"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| c.as_str().unwrap().to_owned())
                .collect();
            let status = case["status"].as_u64().and_then(|status| u16::try_from(status).ok());
            let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
            RealCase { name, folder, accepted, status }
        })
        .collect()
}

pub(crate) fn inputs(folder: &Path, good: bool, response: bool, status: Option<u16>) -> Inputs {
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let failing = ExactRequest::parse(read("failing.raw").unwrap());
    let method = failing.method().to_vec();
    let mut inputs = Inputs::of(failing);
    inputs.now = NOW;
    if good {
        inputs.good = read("good.raw").map(ExactRequest::parse);
    }
    if response {
        let bytes = read("response.raw").map(bytes::Bytes::from);
        inputs.response = bytes.and_then(|bytes| ExactResponse::parse_all(&bytes, &method).pop());
        inputs.status = status;
    }
    inputs
}

fn ask(case: &RealCase, way: Way) -> Diagnosis {
    diagnose(&inputs(&case.folder, way != Way::Solo, way != Way::NoResponse, case.status))
}

/// Scores one way: (right first, right within three), with the misses printed.
fn score(
    set: &str,
    way: Way,
    calibration: &mut BTreeMap<u32, (usize, usize)>,
) -> (usize, usize, usize) {
    let (mut first, mut third, mut all) = (0, 0, 0);
    let mut misses = String::new();
    for case in cases(set) {
        let diagnosis = ask(&case, way);
        let right = |code: &str| case.accepted.iter().any(|accepted| accepted == code);
        let codes: Vec<&str> =
            diagnosis.findings.iter().map(why4xx::doctor::Finding::code).collect();
        let hit = codes.first().is_some_and(|code| right(code));
        let near = codes.iter().take(3).any(|code| right(code));
        all += 1;
        first += usize::from(hit);
        third += usize::from(near);
        if let Some(top) = diagnosis.findings.first() {
            let tenth = (0..10).rev().find(|n| top.confidence * 10.0 >= *n as f32).unwrap_or(0);
            let entry = calibration.entry(tenth).or_default();
            entry.0 += usize::from(hit);
            entry.1 += 1;
        }
        if !hit {
            let got: Vec<String> = diagnosis
                .findings
                .iter()
                .take(4)
                .map(|f| format!("{} {:.1}", f.code(), f.score()))
                .collect();
            let mark = if near { "top3" } else { "MISS" };
            writeln!(
                misses,
                "{mark} {}: want {}; got {}",
                case.name,
                case.accepted.join("|"),
                got.join(", ")
            )
            .unwrap();
        }
    }
    println!("== {set}, {way:?}: first {first}/{all}, within three {third}/{all}\n{misses}");
    (first, third, all)
}

#[test]
fn the_cause_comes_first_on_real_cases() {
    let mut calibration = BTreeMap::new();
    for (set, way, first_floor, third_floor) in FLOORS {
        let (first, third, _) = score(set, *way, &mut calibration);
        assert!(first >= *first_floor, "{set}, {way:?}: {first} first, {first_floor} recorded");
        assert!(
            third >= *third_floor,
            "{set}, {way:?}: {third} within three, {third_floor} recorded"
        );
    }
    println!("confidence of the first finding: right / all");
    for (tenth, (right, all)) in calibration {
        println!("  0.{tenth}…: {right}/{all}");
    }
}

#[test]
fn pairs_that_both_work_stay_silent() {
    for folder in folders("quiet").into_iter().chain(folders("recalled/quiet")) {
        let diagnosis = diagnose(&inputs(&folder, true, false, None));
        let loud: Vec<&str> = diagnosis
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(why4xx::doctor::Finding::code)
            .collect();
        assert!(loud.is_empty(), "{}: {loud:?}", folder.display());
    }
}
