//! Generated code, run against a recorder: what was asked for arrives, or its loss was announced.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail by unwrap; the table of outcomes is for people"
)]

use crate::export_corpus::Sample;
use crate::export_corpus::corpus;
use crate::export_recorder::Recorder;
use crate::export_run::Job;
use crate::export_run::Runner;
use std::fmt::Write as _;
use why4xx::export::EXPORTERS;
use why4xx::export::ExportOptions;
use why4xx::export::Exported;
use why4xx::export::Subject;
use why4xx::export::by_kind;
use why4xx::model::Endpoint;
use why4xx::semantics::secrets;
use why4xx::wire::ExactRequest;

/// Headers that frame a message or follow from the URL.
const FRAMING: [&str; 3] = ["host", "content-length", "transfer-encoding"];

fn export(kind: &str, request: &ExactRequest, show_secrets: bool) -> Exported {
    let endpoint = request.first("host").map(|host| std::str::from_utf8(host).unwrap());
    let endpoint = Endpoint::from_url(&format!("http://{}", endpoint.unwrap())).unwrap();
    let subject = Subject { endpoint: Some(&endpoint), ..Subject::new(request, "") };
    by_kind(kind).unwrap().export(&subject, ExportOptions { show_secrets })
}

/// The differences between what was asked for and what came, each with the words that a warning about it must hold.
fn differences(asked: &ExactRequest, came: &ExactRequest) -> Vec<(String, &'static str)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut found = Vec::new();
    if asked.method() != came.method() {
        found.push((format!("method {}", text(came.method())), "method"));
    }
    if asked.target() != came.target() {
        found.push((format!("target {}", text(came.target())), "target"));
    }
    if asked.version() != came.version() {
        found.push((format!("version {}", text(came.version())), "HTTP/1."));
    }
    if asked.content().bytes != came.content().bytes {
        let body = text(&came.content().bytes);
        found.push((format!("body {}", body.chars().take(80).collect::<String>()), "body"));
        found.extend(header_differences(asked, came));
        return found;
    }
    for name in ["content-length", "transfer-encoding"] {
        if asked.has(name) != came.has(name) && !asked.content().bytes.is_empty() {
            found.push((format!("framing: {name} {}", came.has(name)), "chunked"));
        } else if asked.has(name) != came.has(name) {
            found.push((format!("framing: {name} {}", came.has(name)), "Content-Length"));
        }
    }
    found.extend(header_differences(asked, came));
    found
}

fn header_differences(asked: &ExactRequest, came: &ExactRequest) -> Vec<(String, &'static str)> {
    let wanted = lines(asked);
    let lower = |(name, _): &(String, Vec<u8>)| name.to_ascii_lowercase();
    let known = |line: &&(String, Vec<u8>)| wanted.iter().any(|want| lower(want) == lower(line));
    let all = lines(came);
    let (sent, added): (Vec<_>, Vec<_>) = all.iter().partition(known);
    let mut found: Vec<(String, &'static str)> =
        added.iter().map(|(name, _)| (format!("added {name}"), "adds")).collect();
    let mut names: Vec<String> = wanted.iter().map(lower).collect();
    names.sort();
    names.dedup();
    for name in names {
        let of = |lines: &mut dyn Iterator<Item = &(String, Vec<u8>)>| -> Vec<Vec<u8>> {
            lines.filter(|line| lower(line) == name).map(|line| line.1.clone()).collect()
        };
        let (want, got) = (of(&mut wanted.iter()), of(&mut sent.iter().copied()));
        if want != got {
            let got: Vec<String> = got.iter().map(|v| v.escape_ascii().to_string()).collect();
            found.push((format!("header {name}: {got:?}"), "header"));
        }
    }
    if found.iter().all(|(_, word)| *word != "header") {
        let spelled = |lines: &[&(String, Vec<u8>)]| -> Vec<String> {
            let mut names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            names
        };
        if spelled(&wanted.iter().collect::<Vec<_>>()) != spelled(&sent) {
            found.push((format!("names {:?}", spelled(&sent)), "spells"));
        }
        let order = |lines: &mut dyn Iterator<Item = &(String, Vec<u8>)>| -> Vec<String> {
            lines.map(lower).collect()
        };
        let got = order(&mut sent.iter().copied());
        if order(&mut wanted.iter()) != got {
            found.push((format!("order {got:?}"), "order"));
        }
    }
    found
}

/// The lines of the user: folds unfolded, framing left out.
fn lines(request: &ExactRequest) -> Vec<(String, Vec<u8>)> {
    let line = |header: &why4xx::wire::Header| {
        let name = String::from_utf8(request.text(header.name).to_vec()).unwrap();
        (name, request.text(header.value).to_vec())
    };
    let user =
        |(name, _): &(String, Vec<u8>)| !FRAMING.contains(&name.to_ascii_lowercase().as_str());
    request.headers.iter().map(line).filter(user).collect()
}

/// A warning is announced where its words stand; for headers that the client adds, with their names.
fn is_announced(difference: &(String, &str), warnings: &[String]) -> bool {
    let (what, word) = difference;
    let about = |warning: &String| match *word {
        "adds" => {
            let name = what.trim_start_matches("added ").to_ascii_lowercase();
            warning.contains("adds") && warning.to_ascii_lowercase().contains(&name)
        }
        "header" => {
            let name = what.trim_start_matches("header ").split(':').next().unwrap();
            warning.to_ascii_lowercase().contains(name) || warning.contains("folding")
        }
        word => warning.contains(word),
    };
    warnings.iter().any(about)
}

/// Warnings of a loss that did not happen.
fn needless<'a>(
    asked: &ExactRequest,
    found: &[(String, &str)],
    warnings: &'a [String],
) -> Vec<&'a String> {
    let lost = |words: &[&str]| found.iter().any(|(_, word)| words.contains(word));
    let added = |name: &str| {
        let added = format!("added {name}");
        asked.has(name) || found.iter().any(|(what, _)| what.eq_ignore_ascii_case(&added))
    };
    let idle = |warning: &&String| {
        // Versions differ.
        if warning.contains("before Java") {
            return false;
        }
        let names = warning.split_once("adds by itself: ").map(|(_, names)| names);
        let all_added = names.is_none_or(|names| names.split(", ").all(added));
        warning.contains("target") && !lost(&["target"])
            || warning.contains("Content-Length: 0") && !lost(&["Content-Length", "body"])
            || warning.contains("sends the method") && !lost(&["method"])
            || warning.contains("chunked") && !lost(&["chunked"])
            || !all_added
    };
    warnings.iter().filter(idle).collect()
}

/// The values of the variables that an export names, from the request itself.
fn environment(request: &ExactRequest, warnings: &[String]) -> Vec<(String, Vec<u8>)> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for span in secrets(request) {
        let text = request.text(span).to_vec();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let start = "set the environment variable ";
    let names: Vec<String> = warnings
        .iter()
        .filter_map(|warning| Some(warning.strip_prefix(start)?.split(':').next()?.to_owned()))
        .collect();
    assert_eq!(names.len(), texts.len(), "a variable for each secret: {names:?}");
    names.into_iter().zip(texts).collect()
}

/// One sample as exported, with the server that waits for it.
struct Trial {
    name: &'static str,
    recorder: Recorder,
    asked: ExactRequest,
    exported: Exported,
    show_secrets: bool,
}

/// Runs the code for the whole corpus; every difference must have been announced, and no other.
fn run_all(kind: &'static str) {
    let Some(runner) = Runner::find(kind) else {
        return;
    };
    let trial = |sample: &Sample, show_secrets| {
        let recorder = Recorder::start();
        let asked = ExactRequest::parse(sample.bytes(&recorder.addr.to_string()));
        let exported = export(kind, &asked, show_secrets);
        Trial { name: sample.name, recorder, asked, exported, show_secrets }
    };
    let all = corpus();
    let secret = all.iter().filter(|sample| sample.name.contains("secret"));
    let trials: Vec<Trial> = all
        .iter()
        .map(|sample| trial(sample, false))
        .chain(secret.map(|sample| trial(sample, true)))
        .collect();
    let job = |trial: &Trial| Job {
        code: trial.exported.text.clone(),
        variables: if trial.show_secrets {
            Vec::new()
        } else {
            environment(&trial.asked, &trial.exported.warnings)
        },
    };
    let printed = runner.run(&trials.iter().map(job).collect::<Vec<_>>());
    let (mut table, mut failures) = (String::new(), String::new());
    for trial in &trials {
        let (outcome, wrong) = judge(trial);
        let _ = writeln!(table, "{kind:16} {:16} {outcome}", trial.name);
        if !wrong.is_empty() {
            let text: String =
                String::from_utf8_lossy(&trial.exported.text).chars().take(3000).collect();
            let warnings = &trial.exported.warnings;
            let _ = writeln!(failures, "--- {kind} {}\n{text}\n{warnings:#?}\n{wrong}", trial.name);
        }
    }
    eprintln!("{table}");
    assert!(failures.is_empty(), "{failures}\nprinted: {printed}");
}

/// What became of a sample, and what is wrong with that.
fn judge(trial: &Trial) -> (String, String) {
    let warnings = &trial.exported.warnings;
    let came = trial.recorder.take();
    let Some(first) = came.first() else {
        let excused = warnings.iter().any(|w| w.contains("body.bin"));
        let wrong = if excused { String::new() } else { "nothing came".to_owned() };
        return ("not sent".to_owned(), wrong);
    };
    let found = differences(&trial.asked, &ExactRequest::parse(first.clone()));
    let lost: Vec<_> = found.iter().filter(|(_, word)| *word != "adds").collect();
    let outcome = match lost.as_slice() {
        [] => "equal".to_owned(),
        lost => format!("announced {lost:?}"),
    };
    let mut wrong = String::new();
    for difference in found.iter().filter(|one| !is_announced(one, warnings)) {
        let _ = writeln!(wrong, "NOT ANNOUNCED: {difference:?}");
    }
    for warning in needless(&trial.asked, &found, warnings) {
        let _ = writeln!(wrong, "NEEDLESS: {warning}");
    }
    if came.len() > 1 {
        let _ = writeln!(wrong, "{} requests came", came.len());
    }
    (outcome, wrong)
}

macro_rules! run_tests {
    ($($test:ident $kind:literal),+ $(,)?) => {
        $(#[test] fn $test() { run_all($kind); })+
    };
}

run_tests! {
    curl "curl",
    httpie "httpie",
    python_requests "python-requests",
    python_httpx "python-httpx",
    fetch "fetch",
    axios "axios",
    go "go",
    java "java",
    php "php",
    ruby "ruby",
    powershell "powershell",
    postman "postman",
}

/// The targets that write secrets as variables or masks.
fn redacting() -> impl Iterator<Item = &'static str> {
    EXPORTERS.iter().map(|exporter| exporter.kind()).filter(|kind| *kind != "raw")
}

fn named(name: &str, host: &str) -> ExactRequest {
    let sample = corpus().into_iter().find(|sample| sample.name == name).unwrap();
    ExactRequest::parse(sample.bytes(host))
}

#[test]
fn secrets_stay_out_unless_asked_for() {
    let request = named("secrets", "api.example.com");
    for kind in redacting() {
        let hidden = String::from_utf8(export(kind, &request, false).text).unwrap();
        let shown = String::from_utf8(export(kind, &request, true).text).unwrap();
        for secret in ["q-1234567890", "abc.def-123_456", "s3cr3t!value", "hunter2-hunter2"] {
            assert!(!hidden.contains(secret), "{kind} leaks {secret}:\n{hidden}");
            assert!(shown.contains(secret), "{kind} hides {secret}:\n{shown}");
        }
    }
    assert_eq!(export("raw", &request, false).text, request.bytes);
}

#[test]
fn habits_are_left_to_the_target_client() {
    let request = named("basic", "api.example.com");
    let agent = request.headers.iter().position(|h| request.text(h.name) == b"User-Agent").unwrap();
    let habits = [agent];
    let subject = Subject { habits: &habits, ..Subject::new(&request, "") };
    for kind in redacting() {
        let text = by_kind(kind).unwrap().export(&subject, ExportOptions::default()).text;
        let kept = String::from_utf8(text).unwrap().contains("my-tool/1.0");
        assert_eq!(kept, kind == "har", "{kind}");
    }
}

#[test]
fn code_is_as_it_was() {
    for kind in redacting() {
        let mut page = String::new();
        for name in ["secrets", "json-compact", "query-odd"] {
            let request = named(name, "api.example.com");
            let endpoint = Endpoint { tls: true, host: "api.example.com".to_owned(), port: 443 };
            let subject = Subject { endpoint: Some(&endpoint), ..Subject::new(&request, name) };
            let exported = by_kind(kind).unwrap().export(&subject, ExportOptions::default());
            let text = String::from_utf8(exported.text).unwrap();
            let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            let warnings: Vec<String> =
                exported.warnings.iter().map(|warning| format!("! {warning}\n")).collect();
            let warnings = warnings.concat();
            let _ = writeln!(page, "=== {name}\n{text}{warnings}");
        }
        insta::assert_snapshot!(kind, page);
    }
}
