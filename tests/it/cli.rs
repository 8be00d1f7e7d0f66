//! The command line contract, asked of the real binary: what it prints, where, and how it ends.

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
fn the_doctor_names_the_cause_on_its_first_line() {
    let output = seed(&[]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    let first = shown.lines().next().unwrap();
    assert!(first.starts_with("401  ") && first.contains("auth-missing"), "{first}");
    assert!(shown.contains("▸ here: no X-Keap-API-Key"), "{shown}");
    assert!(shown.contains("content-type"), "the differences are listed: {shown}");
    assert!(!shown.contains('\x1b'), "no colour into a pipe");
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
fn a_request_that_works_beside_itself_is_well() {
    let good = case("seed-keap-positional-headers", "good.raw");
    let args = [OsStr::new("doctor"), good.as_os_str(), OsStr::new("--good"), good.as_os_str()];
    assert_eq!(run(args).status.code(), Some(0));
}

#[test]
fn colour_follows_the_flag_and_no_color() {
    assert!(text(&seed(&["--color", "always"]).stdout).contains("\x1b["));
    assert!(!text(&seed(&["--color", "never"]).stdout).contains('\x1b'));
    assert!(!text(&seed(&["--color", "auto"]).stdout).contains('\x1b'));
}

#[test]
fn raw_gives_back_the_same_bytes_whatever_they_are() {
    let every_byte: Vec<u8> = (0..=255).collect();
    let odd: [&[u8]; 5] = [
        b"GET / HTTP/1.1\nHost: h\n\n",
        b"> GET / HTTP/1.1\n> Host: h\n",
        b"POST /\xff HTTP/1.1\r\nA : b\r\n c\r\nno colon\r\n\r\n\x00\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\n\r\n",
        &every_byte,
    ];
    for bytes in odd {
        let output = fed(["show", "-", "--format", "raw", "--from", "raw"], bytes);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(output.stdout, bytes);
    }
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
fn nothing_that_a_terminal_acts_on_gets_out() {
    let bytes = "GET /\x1b]0;x\x07 HTTP/1.1\r\nX: \u{202e}\u{9b}31m\r\n\r\n";
    for format in ["text", "json", "hex"] {
        let shown = text(&fed(["show", "-", "--format", format], bytes.as_bytes()).stdout);
        let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(acts), "{format}: {shown:?}");
    }
    let message = json(&fed(["show", "-", "--format", "json"], bytes.as_bytes()));
    assert_eq!(message["headers"][0]["value"], "\u{202e}\u{9b}31m", "escaped, not changed");
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

/// Usage errors: exit 2 and one clear line, then perhaps a hint.
#[test]
fn wrong_input_is_said_in_one_line() {
    let unknown = run(["doctor", "no-such-file.raw"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert_eq!(text(&unknown.stderr), "why4xx: no-such-file.raw: no such file or directory\n");
    assert!(unknown.stdout.is_empty());
    let preset = run(["show", "preset:keap/file"]);
    assert_eq!(preset.status.code(), Some(2));
    assert!(text(&preset.stderr).contains("did you mean keap/files?"), "{preset:?}");
    let twice = fed(["doctor", "-", "--good", "-"], b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(twice.status.code(), Some(2));
    assert_eq!(fed(["show", "-"], b"").status.code(), Some(2));
    assert_eq!(run(["doctor"]).status.code(), Some(2));
    assert_eq!(run(["convert", "preset:generic/get", "--to", "fax"]).status.code(), Some(2));
    let unfilled = run(["show", "preset:keap/files"]);
    assert_eq!(unfilled.status.code(), Some(2));
    assert!(text(&unfilled.stderr).contains("--var keap_key="), "{unfilled:?}");
}

#[test]
fn a_broken_preset_names_its_line_and_leaves_the_others() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/why4xx/presets/mine");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("bad.toml"), "[request]\nurl = \"http://h\"\nheadrs = []\n")
        .unwrap();
    std::fs::write(folder.join("ok.toml"), "[request]\nurl = \"http://h/ok\"\n").unwrap();
    let check = program(home.path()).args(["presets", "check"]).output().unwrap();
    assert_eq!(check.status.code(), Some(2));
    let said = text(&check.stderr);
    assert!(
        said.contains("bad.toml") && said.contains("line 3") && said.contains("headers"),
        "{said}"
    );
    let show = program(home.path()).args(["show", "preset:mine/ok"]).output().unwrap();
    assert_eq!(show.status.code(), Some(0));
    assert!(text(&show.stdout).contains("GET /ok"));
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

#[test]
fn rules_presets_completions_and_the_manual_are_told() {
    let rules = text(&run(["rules"]).stdout);
    assert!(why4xx::doctor::cards().all(|card| rules.contains(card.code)));
    let one = run(["rules", "auth-missing"]);
    assert!(text(&one.stdout).contains("RFC 9110 section 11.6.2"));
    assert_eq!(run(["rules", "auth-mising"]).status.code(), Some(2));
    assert!(text(&run(["presets"]).stdout).contains("keap/files"));
    let toml = text(&run(["presets", "show", "keap/files"]).stdout);
    assert!(toml.contains("[request]") && toml.contains("[expect]"), "{toml}");
    for shell in ["bash", "zsh", "fish"] {
        assert!(text(&run(["completions", shell]).stdout).contains("why4xx"));
    }
    assert!(text(&run(["man"]).stdout).starts_with(".ie"));
    assert_eq!(run(["--version"]).status.code(), Some(0));
}

#[test]
fn a_demo_into_a_pipe_tells_its_story() {
    for (story, status) in
        [("keap", "401"), ("length", "411"), ("latin1", "400"), ("bearer", "401")]
    {
        let output = run(["demo", story]);
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains(&format!("failing    {status}")), "{told}");
        assert!(told.contains("known good 20"), "the practice server takes the good one: {told}");
        assert!(!told.contains(KEY));
    }
    assert!(
        text(&run(["demo"]).stdout).contains("auth-missing"),
        "the default story has its verdict"
    );
    assert_eq!(run(["demo", "no-such-story"]).status.code(), Some(2));
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
fn send_writes_exactly_the_bytes_and_tells_the_exchange() {
    let bytes =
        b"POST /x HTTP/1.1\r\nhOST: elsewhere\r\nContent-Length: 3\r\nX : \xe9\r\n\r\na\x00b";
    let (url, server) = serve(3, REFUSED);
    let output = fed(["send", "-", "--to", &url, "--format", "json"], bytes);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(server.join().unwrap(), bytes);
    let exchange = json(&output);
    assert_eq!(exchange["schema"], "why4xx.exchange/1");
    assert_eq!(exchange["endpoint"]["host"], "127.0.0.1");
    assert_eq!((&exchange["via"], &exchange["status"]), (&"raw".into(), &401.into()));
    assert_eq!(exchange["sent"]["length"], bytes.len());
    assert_eq!(exchange["received"]["length"], REFUSED.len());
    assert_eq!((&exchange["end"], exchange["error"].is_null()), (&"complete".into(), true));
    for key in ["resolve_us", "connect_us", "tls_us", "write_us", "first_byte_us", "total_us"] {
        assert!(exchange["timing"].get(key).is_some(), "{key}");
    }
}

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

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("long.raw");
    std::fs::write(&file, b"x".repeat(4 << 20)).unwrap();
    let mut command = program(home.path());
    command.args(["show", "long.raw", "--format", "hex"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}
