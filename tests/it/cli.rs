//! The command line contract (CLI.md), as scripts see it: exit codes, JSON keys, bytes that stay the same.

use serde_json::Value;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

fn why4xx(args: &[&str]) -> Output {
    command().args(args).output().unwrap()
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why4xx"));
    let home = std::env::temp_dir().join("why4xx-test-home");
    command
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", &home)
        .env("XDG_STATE_HOME", home.join("state"));
    command
        .env_remove("KEAP_KEY")
        .env_remove("WHY4XX_KEAP_KEY")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

fn case(name: &str, file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name).join(file);
    path.to_str().unwrap().to_owned()
}

/// A file of these bytes, in a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

/// Answers one connection with `answer` once the head and `body` bytes have come; gives what it read.
fn server(answer: &'static [u8], body: usize) -> (u16, std::thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let head = seen.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4);
            if head.is_some_and(|head| seen.len() >= head + body) {
                break;
            }
            let n = stream.read(&mut buffer).unwrap();
            if n == 0 {
                break;
            }
            seen.extend_from_slice(&buffer[..n]);
        }
        stream.write_all(answer).unwrap();
        seen
    });
    (port, thread)
}

#[test]
fn the_doctor_names_the_seeds_cause_and_exits_1() {
    let name = "seed-keap-positional-headers";
    let (failing, good, response) =
        (case(name, "failing.raw"), case(name, "good.raw"), case(name, "response.raw"));
    let output =
        why4xx(&["doctor", &failing, "--good", &good, "--response", &response, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(report["schema"], "why4xx.doctor/1");
    assert_eq!(report["failing"]["status"], 401);
    assert_eq!(report["failing"]["client"]["name"], "python-requests");
    assert_eq!(report["good"]["client"]["name"], "postman");
    let first = &report["findings"][0];
    assert_eq!(first["code"], "auth-missing");
    assert_eq!(first["rank"], 1);
    assert_eq!(first["evidence"][0]["start"], first["evidence"][0]["end"], "a gap is empty");
    assert!(first["explanation"].as_str().unwrap().contains("positional"));
    for key in ["severity", "confidence", "title", "fix", "references"] {
        assert!(!first[key].is_null(), "{key}");
    }
    assert!(report["differences"].as_array().unwrap().iter().all(|d| d["harmless"].is_boolean()));
}

#[test]
fn a_pair_that_works_exits_0() {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/quiet/js-superagent-vs-curl-basic");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let output = why4xx(&["doctor", &path("failing.raw"), "--good", &path("good.raw")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn keys_are_masked_until_asked_for() {
    let name = "seed-keap-positional-headers";
    let (failing, good) = (case(name, "failing.raw"), case(name, "good.raw"));
    let key = "KeapAK-5f2c9a7e4b1d8360c2a97e4f1b6d5083ac41";
    for format in ["text", "json", "markdown"] {
        let args = ["doctor", &failing, "--good", &good, "--format", format];
        assert!(!text(&why4xx(&args).stdout).contains(key), "{format}");
    }
    let asked =
        why4xx(&["doctor", &failing, "--good", &good, "--format", "json", "--show-secrets"]);
    assert!(text(&asked.stdout).contains(key));
    assert!(
        text(&why4xx(&["show", &good, "--format", "raw"]).stdout).contains(key),
        "bytes are never touched"
    );
    assert!(!text(&why4xx(&["show", &good]).stdout).contains(key));
}

#[test]
fn show_raw_gives_any_bytes_back() {
    let all: Vec<u8> = (0..=255).cycle().take(3000).collect();
    for bytes in [
        &all[..],
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"\r\n\r\n x",
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
    ] {
        let (_folder, path) = file("odd.raw", bytes);
        let output = why4xx(&["show", &path, "--format", "raw", "--from", "raw"]);
        assert_eq!(output.stdout, bytes);
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn show_json_points_into_the_bytes() {
    let bytes = b"POST /f HTTP/1.1\nX-Name: Zo\xeb\r\nContent-Length: 4\r\n\r\nJos\xe9";
    let (_folder, path) = file("r.raw", bytes);
    let shown = json(&why4xx(&["show", &path, "--format", "json"]));
    assert_eq!(shown["schema"], "why4xx.message/1");
    assert_eq!(shown["length"], bytes.len());
    assert_eq!(shown["start_line"]["method"], "POST");
    assert_eq!(shown["start_line"]["end"], 16);
    assert_eq!(shown["headers"][0]["value"], "Zo\\xEB");
    assert_eq!(shown["headers"][0]["value_base64"], "Wm/r");
    assert_eq!(shown["headers"][0]["start"], 17);
    assert_eq!(shown["body"]["framing"], "content-length");
    assert_eq!(shown["body"]["charset"]["valid_utf8"], false);
    assert_eq!(shown["body"]["charset"]["first_bad_offset"], 3);
    assert_eq!(shown["anomalies"][0]["code"], "bare-lf");
    assert_eq!(shown["anomalies"][0]["start"], 16);
}

#[test]
fn nothing_that_a_terminal_acts_on_is_printed() {
    let (_folder, path) = file(
        "evil.raw",
        b"GET /\x1b]0;x\x07 HTTP/1.1\r\nX: \xc2\x9b31m\xe2\x80\xae\r\n\r\n\x1b[2J",
    );
    for args in [
        &["show", &path][..],
        &["show", &path, "--format", "json"],
        &["show", &path, "--format", "hex"],
        &["doctor", &path],
        &["identify", &path],
    ] {
        let output = why4xx(args);
        for shown in [text(&output.stdout), text(&output.stderr)] {
            let odd: Vec<char> = shown
                .chars()
                .filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}')
                .collect();
            assert!(odd.is_empty(), "{args:?}: {odd:?}");
        }
    }
}

#[test]
fn send_writes_exactly_the_file_and_tells_the_exchange() {
    let bytes = b"POST /x HTTP/1.1\r\nhOST: somewhere\r\nX-Pad:  two \r\nContent-Length: 3\r\n\r\n\xff\x00z";
    let (_folder, path) = file("r.raw", bytes);
    let (port, seen) = server(b"HTTP/1.1 201 Made\r\nContent-Length: 2\r\n\r\nok", 3);
    let to = format!("http://127.0.0.1:{port}");
    let output = why4xx(&["send", &path, "--to", &to, "--no-history", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(seen.join().unwrap(), bytes);
    let exchange = json(&output);
    assert_eq!(exchange["schema"], "why4xx.exchange/1");
    assert_eq!(exchange["status"], 201);
    assert_eq!(exchange["end"], "complete");
    assert_eq!(exchange["sent"]["length"], bytes.len());
    assert_eq!(exchange["received"]["length"], 42);
    assert_eq!(exchange["endpoint"]["port"], port);
    assert!(exchange["error"].is_null() && exchange["timing"]["tls_us"].is_null());
}

#[test]
fn a_refused_connection_exits_3_and_says_so() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (_folder, path) = file("r.raw", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let to = format!("http://127.0.0.1:{closed}");
    let output = why4xx(&["send", &path, "--to", &to, "--no-history", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let exchange = json(&output);
    assert_eq!(exchange["end"], "failed");
    assert!(exchange["error"]["message"].as_str().unwrap().contains("refused"));
}

#[test]
fn a_request_that_does_not_say_where_to_go_exits_2_with_a_hint() {
    let (_folder, path) = file("r.raw", b"GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n");
    let output = why4xx(&["send", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("--to https://api.example.com"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn wrong_uses_exit_2_with_one_clear_line() {
    let (_folder, empty) = file("empty.raw", b"");
    for (args, says) in [
        (&["doctor", "/nowhere/x.raw"][..], "/nowhere/x.raw: no such file"),
        (&["doctor", "-", "--good", "-"], "one argument only"),
        (&["show", &empty], "empty"),
        (&["show", "preset:keap/fils"], "did you mean keap/files"),
        (&["rules", "auth-mising"], "auth-missing"),
        (&["send", "preset:keap/contacts"], "keap_key"),
        (
            &[
                "convert",
                "preset:generic/get",
                "--to",
                "raw",
                "--as",
                "netscape",
                "--var",
                "url=http://h/",
            ],
            "netscape",
        ),
        (&["frobnicate"], "frobnicate"),
    ] {
        let output = why4xx(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(says), "{args:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn the_demo_is_told_into_a_pipe() {
    for story in ["keap", "length", "latin1", "bearer"] {
        let output = why4xx(&["demo", story]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let told = text(&output.stdout);
        assert!(told.contains("failing ") && told.contains("known good 20"), "{story}: {told}");
        assert!(told.contains("fix: "), "{story}: {told}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child =
        command().args(["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    assert!(!text(&why4xx(&["rules"]).stdout).contains('\u{1b}'));
    assert!(text(&why4xx(&["rules", "--color", "always"]).stdout).contains('\u{1b}'));
}

#[test]
fn every_rule_can_be_explained_and_every_shell_completed() {
    let listed = text(&why4xx(&["rules"]).stdout);
    for line in listed.lines() {
        let code = line.split_whitespace().next().unwrap();
        assert!(text(&why4xx(&["rules", code]).stdout).contains(code));
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(text(&why4xx(&["completions", shell]).stdout).contains("why4xx"), "{shell}");
    }
    assert!(text(&why4xx(&["man"]).stdout).contains(".TH why4xx"));
}

#[test]
fn a_broken_preset_is_told_with_its_place_and_the_others_load() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("presets")).unwrap();
    std::fs::write(
        folder.path().join("presets/mine.toml"),
        "name = \"x\"\n[request]\nmethd = \"GET\"\n",
    )
    .unwrap();
    let output = command().args(["presets", "check"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let says = text(&output.stderr);
    assert!(
        says.contains("mine.toml") && says.contains("line 3") && says.contains("method"),
        "{says}"
    );
    let listed = command().args(["presets"]).current_dir(folder.path()).output().unwrap();
    assert!(text(&listed.stdout).contains("keap/files"));
}

#[test]
fn code_keeps_what_declares_the_body_and_hides_the_key() {
    let good = case("seed-keap-positional-headers", "good.raw");
    for kind in
        ["curl", "python-requests", "python-httpx", "fetch", "go", "php", "ruby", "java", "http"]
    {
        let output = why4xx(&["convert", &good, "--to", kind]);
        assert_eq!(output.status.code(), Some(0), "{kind}: {}", text(&output.stderr));
        let code = text(&output.stdout);
        assert!(code.contains("application/json"), "{kind}: {code}");
        assert!(!code.contains("KeapAK") && code.contains("X-Keap-API-Key"), "{kind}: {code}");
        assert!(
            !code.to_lowercase().contains("postman"),
            "{kind}: the former client's habits stay behind: {code}"
        );
    }
}

#[test]
fn the_same_intent_as_another_client() {
    let good = case("seed-keap-positional-headers", "good.raw");
    let output = why4xx(&["convert", &good, "--as", "curl", "--to", "raw"]);
    let raw = text(&output.stdout);
    assert!(
        raw.starts_with(
            "POST /crm/rest/v1/files HTTP/1.1\r\nHost: api.infusionsoft.com\r\nUser-Agent: curl/"
        ),
        "{raw}"
    );
    assert!(
        raw.contains("\r\nContent-Type: application/json\r\n") && !raw.contains("Postman-Token"),
        "{raw}"
    );
    assert!(text(&output.stderr).contains("left out, written by postman itself: Postman-Token"));
}
