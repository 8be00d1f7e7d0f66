//! One fixture folder a rule: `tests/rules/<code>/<case>/`. The case's finding is printed as a snapshot; cases named
//! `innocent-*` must print nothing of that code.

use crate::cases::inputs;
use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use why4xx::doctor::Finding;
use why4xx::doctor::Inputs;
use why4xx::doctor::Mark;
use why4xx::doctor::Severity;
use why4xx::doctor::Side;
use why4xx::doctor::cards;
use why4xx::doctor::diagnose;
use why4xx::wire::Span;
use why4xx::wire::escape::visible;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn subfolders(of: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(of) else { return Vec::new() };
    let mut all: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// `status` in the folder holds the refusal's status where there is no response.
fn case(folder: &Path) -> Inputs {
    let status = std::fs::read_to_string(folder.join("status"))
        .ok()
        .and_then(|text| text.trim().parse().ok());
    inputs(folder, folder.join("good.raw").is_file(), true, status)
}

fn evidence(inputs: &Inputs, finding: &Finding) -> String {
    let mut text = String::new();
    for item in &finding.evidence {
        let span = item.mark.span();
        let bytes = match item.side {
            Side::Failing => span.slice(&inputs.failing.bytes),
            Side::Good => {
                inputs.good.as_ref().map(|good| span.slice(&good.bytes)).unwrap_or_default()
            }
            Side::Response => inputs.response.as_ref().map_or(&[][..], |response| {
                Span::new(
                    span.start.saturating_sub(response.at),
                    span.end.saturating_sub(response.at),
                )
                .slice(&response.bytes)
            }),
        };
        let quoted = match item.mark {
            Mark::At(_) => visible(bytes.get(..70).unwrap_or(bytes)),
            Mark::Gap(_) => "(gap)".to_owned(),
        };
        writeln!(
            text,
            "  {} {}..{} {quoted} — {}",
            item.side.name(),
            span.start,
            span.end,
            item.label
        )
        .unwrap();
    }
    text
}

#[test]
fn every_fixture_tells_its_finding() {
    for rule in subfolders(&root()) {
        let code = name(&rule);
        for folder in subfolders(&rule) {
            let inputs = case(&folder);
            let diagnosis = diagnose(&inputs);
            let found = diagnosis.findings.iter().find(|finding| finding.code() == code);
            if name(&folder).starts_with("innocent-") {
                let loud = found.filter(|finding| finding.severity > Severity::Info);
                assert!(
                    loud.is_none(),
                    "{} speaks: {:?}",
                    folder.display(),
                    loud.map(|f| &f.reasons)
                );
                continue;
            }
            let Some(finding) = found else {
                let others: Vec<&str> = diagnosis.findings.iter().map(Finding::code).collect();
                panic!("{} says nothing of {code}, but {others:?}", folder.display());
            };
            let fix = finding
                .fix
                .as_ref()
                .map(|fix| format!("{} {}", fix.summary, fix.snippet.clone().unwrap_or_default()));
            let card = format!(
                "{} {}\n{}\n{}fix: {}\n",
                finding.severity.name(),
                finding.code(),
                finding.explanation,
                evidence(&inputs, finding),
                fix.unwrap_or_default().trim()
            );
            insta::with_settings!({ snapshot_path => folder.clone(), prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!("expect", card);
            });
        }
    }
}

/// Evidence lies inside its message, and edits apply.
#[test]
fn evidence_stays_inside_its_message_and_fixes_apply() {
    for folder in subfolders(&root()).iter().flat_map(|rule| subfolders(rule)) {
        let inputs = case(&folder);
        for finding in diagnose(&inputs).findings {
            assert!(!finding.evidence.is_empty(), "{}: {}", folder.display(), finding.code());
            for item in &finding.evidence {
                let end = match item.side {
                    Side::Failing => inputs.failing.bytes.len(),
                    Side::Good => inputs.good.as_ref().map_or(0, |good| good.bytes.len()),
                    Side::Response => {
                        inputs.response.as_ref().map_or(0, |r| r.at as usize + r.bytes.len())
                    }
                };
                assert!(item.mark.span().end as usize <= end, "{}: {item:?}", folder.display());
            }
            if let Some(fix) = &finding.fix {
                why4xx::wire::apply(&inputs.failing, &fix.edits).unwrap();
            }
        }
    }
}

#[test]
fn every_rule_has_a_positive_and_an_innocent_fixture() {
    let mut missing = Vec::new();
    for card in cards() {
        let cases: Vec<String> =
            subfolders(&root().join(card.code)).iter().map(|folder| name(folder)).collect();
        let innocent = cases.iter().filter(|case| case.starts_with("innocent-")).count();
        if innocent == 0 || innocent == cases.len() {
            missing.push(card.code);
        }
    }
    assert!(missing.is_empty(), "without a positive or an innocent fixture: {missing:?}");
}

#[test]
fn no_fixture_folder_is_without_a_rule() {
    for folder in subfolders(&root()) {
        let code = name(&folder);
        assert!(cards().any(|card| card.code == code), "no rule of the name {code}");
    }
}
