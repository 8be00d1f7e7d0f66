//! What scripts rely on in CLI.md, asked of the real binary: shapes, streams, masks, exit codes.

use std::ffi::OsStr;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::thread::JoinHandle;

/// The program in an empty home, so that nobody's presets, proxies or colours take part.
fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why4xx"));
    command.env_clear().env("HOME", home).current_dir(home).stdin(Stdio::null());
    command
}

fn run<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Output {
    let home = tempfile::tempdir().unwrap();
    program(home.path()).args(args).output().unwrap()
}

fn fed<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>, input: &[u8]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = program(home.path());
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn case(name: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name).join(file)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The key of the seed cases.
const KEY: &str = "KeapAK-5f2c9a7e4b1d8360c2a97e4f1b6d5083ac41";

fn seed(extra: &[&str]) -> Output {
    let name = "seed-keap-positional-headers";
    let (failing, good) = (case(name, "failing.raw"), case(name, "good.raw"));
    let response = case(name, "response.raw");
    let mut args: Vec<&OsStr> = vec![OsStr::new("doctor"), failing.as_os_str()];
    args.extend([OsStr::new("--good"), good.as_os_str()]);
    args.extend([OsStr::new("--response"), response.as_os_str()]);
    args.extend(extra.iter().map(OsStr::new));
    run(args)
}

#[test]
fn secrets_are_masked_until_asked_for() {
    for format in ["text", "json", "markdown"] {
        let veiled = text(&seed(&["--format", format]).stdout);
        assert!(!veiled.contains(KEY), "{format}: {veiled}");
        let shown = text(&seed(&["--format", format, "--show-secrets"]).stdout);
        assert!(shown.contains(KEY), "{format}: {shown}");
    }
}

#[test]
fn the_doctors_json_has_every_key_of_the_contract() {
    let output = seed(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(report["schema"], "why4xx.doctor/1");
    assert_eq!(report["failing"]["client"]["name"], "python-requests");
    assert_eq!(report["failing"]["status"], 401);
    assert_eq!(report["good"]["client"]["name"], "postman");
    let finding = report["findings"][0].as_object().unwrap();
    for key in ["code", "severity", "rank", "confidence", "title", "explanation", "fix", "evidence"]
    {
        assert!(finding.contains_key(key), "{key}");
    }
    assert_eq!(finding["code"], "auth-missing");
    assert_eq!(finding["rank"], 1);
    assert!(finding["references"].as_array().is_some_and(|list| !list.is_empty()));
    let gap = &finding["evidence"][0];
    assert_eq!((&gap["message"], &gap["part"]), (&"failing".into(), &"header".into()));
    assert_eq!(gap["start"], gap["end"], "an absent thing has an empty place");
    assert_eq!(gap["name"], "X-Keap-API-Key", "spelled as on the wire");
    for difference in report["differences"].as_array().unwrap() {
        for key in ["kind", "part", "name", "failing", "good", "harmless"] {
            assert!(difference.get(key).is_some(), "{key} is missing in {difference}");
        }
    }
}

#[test]
fn why_prints_the_reasons_and_markdown_is_fenced() {
    let why = text(&seed(&["--why"]).stdout);
    assert!(why.contains("points") && why.contains("speaks for it"), "{why}");
    let markdown = text(&seed(&["--format", "markdown"]).stdout);
    assert!(markdown.starts_with("# "), "{markdown}");
    assert_eq!(markdown.matches("```").count() % 2, 0);
}

#[test]
fn show_tells_the_message_as_json() {
    let bytes = b"POST /x HTTP/1.1\nHost: h\r\nX: \xe9\r\nContent-Length: 3\r\n\r\na\xe9b";
    let message = json(&fed(["show", "-", "--format", "json"], bytes));
    assert_eq!(message["schema"], "why4xx.message/1");
    assert_eq!((&message["kind"], &message["length"]), (&"request".into(), &bytes.len().into()));
    assert_eq!(message["start_line"]["method"], "POST");
    assert_eq!(message["start_line"]["end"], 16);
    assert_eq!(message["headers"][0]["name"], "Host");
    assert_eq!(message["headers"][0]["start"], 17);
    assert_eq!(message["headers"][0]["end"], 24);
    assert_eq!(message["headers"][1]["value"], "\\xE9");
    assert_eq!(message["headers"][1]["value_base64"], "6Q==");
    assert_eq!(message["body"]["framing"], "content-length");
    assert_eq!(message["body"]["charset"]["valid_utf8"], false);
    assert_eq!(message["body"]["charset"]["first_bad_offset"], 1);
    assert!(message["body"]["charset"].get("bom").is_some_and(serde_json::Value::is_null));
    assert_eq!(message["anomalies"][0]["code"], "bare-lf");
}

#[test]
fn a_veiled_message_keeps_its_columns_and_its_notes() {
    let bytes = format!("GET / HTTP/1.1\nX-Api-Key: {KEY}\r\n\r\n");
    let veiled = text(&fed(["show", "-"], bytes.as_bytes()).stdout);
    let shown = text(&fed(["show", "-", "--show-secrets"], bytes.as_bytes()).stdout);
    assert!(!veiled.contains(KEY) && shown.contains(KEY));
    let widths = |text: &str| text.lines().map(|l| l.chars().count()).collect::<Vec<_>>();
    assert_eq!(widths(&veiled), widths(&shown));
    assert!(veiled.lines().next().unwrap().starts_with("! "), "the bare LF is marked: {veiled}");
}

#[test]
fn what_a_client_would_send_is_written_byte_for_byte() {
    let args = ["convert", "preset:keap/contacts", "--to", "raw", "--as", "curl"];
    let output = run(args.into_iter().chain(["--var", "keap_key=K", "--var", "limit=2"]));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let sent = text(&output.stdout);
    assert!(sent.starts_with("GET /crm/rest/v1/contacts?limit=2 HTTP/1.1\r\nHost: "), "{sent}");
    assert!(sent.contains("\r\nUser-Agent: curl/") && sent.contains("X-Keap-API-Key: K\r\n"));
    let all =
        json(&run(["convert", "preset:keap/contacts", "--to", "json", "--var", "keap_key=K"]));
    assert_eq!(all["schema"], "why4xx.requests/1");
    assert_eq!(all["requests"][0]["method"], "GET");
    assert!(all["requests"][0]["body_base64"].as_str().is_some_and(str::is_empty));
}

#[test]
fn identify_says_who_it_was() {
    let failing = case("seed-keap-positional-headers", "failing.raw");
    let args = |format| {
        [OsStr::new("identify"), failing.as_os_str(), OsStr::new("--format"), OsStr::new(format)]
    };
    let found = json(&run(args("json")));
    assert_eq!(found["schema"], "why4xx.identify/1");
    assert_eq!(found["candidates"][0]["name"], "python-requests");
    assert!(text(&run(args("text")).stdout).contains("python-requests"));
}

/// A server for one request: reads its head and `body` bytes more, writes `answer`, closes; gives what it read.
fn serve(body: usize, answer: &'static [u8]) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut got, mut byte) = (Vec::new(), [0]);
        while !got.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            got.extend(byte);
        }
        let mut rest = vec![0; body];
        stream.read_exact(&mut rest).unwrap();
        got.extend(rest);
        stream.write_all(answer).unwrap();
        got
    });
    (url, server)
}

const REFUSED: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";

#[test]
fn send_prints_a_veiled_exchange_or_the_received_bytes() {
    let bytes = format!("GET / HTTP/1.1\r\nHost: h\r\nX-Api-Key: {KEY}\r\n\r\n");
    let (url, server) = serve(0, REFUSED);
    let output = fed(["send", "-", "--to", &url], bytes.as_bytes());
    server.join().unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("401 Unauthorized") && shown.contains("total"), "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
    let (url, server) = serve(0, REFUSED);
    let output = fed(["send", "-", "--to", &url, "--format", "raw"], bytes.as_bytes());
    server.join().unwrap();
    assert_eq!(output.stdout, REFUSED);
}

#[test]
fn a_send_that_fails_says_why_and_ends_with_3() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    let refused =
        fed(["send", "-", "--to", &format!("http://{free}"), "--format", "json"], request);
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused.stderr));
    let exchange = json(&refused);
    assert_eq!(exchange["end"], "failed");
    assert_eq!(exchange["error"]["stage"], "connect");
    let (url, server) = serve(0, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    let early = fed(["send", "-", "--to", &url, "--format", "json"], request);
    server.join().unwrap();
    assert_eq!(early.status.code(), Some(3));
    assert_eq!(json(&early)["end"], "closed-early");
    assert_eq!(json(&early)["received"]["length"], 42);
    let nowhere = fed(["send", "-"], request);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(text(&nowhere.stderr).contains("--to https://h"), "{nowhere:?}");
}

#[test]
fn verbose_tells_the_surroundings_without_a_proxys_password() {
    let home = tempfile::tempdir().unwrap();
    let (url, server) = serve(0, REFUSED);
    let file = home.path().join("r.raw");
    std::fs::write(&file, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    let mut command = program(home.path());
    command.env("https_proxy", "http://me:hunter2@proxy:3128");
    let output = command.args(["send", "r.raw", "-v", "--to", &url]).output().unwrap();
    server.join().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("https_proxy=http://***@proxy:3128"), "{said}");
    assert!(!said.contains("hunter2"));
}
