//! `capture`, `run` and `history` as scripts and people meet them, with real clients where they are installed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what is missing, and ends at the first trouble"
)]

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// The program with a home of its own.
pub(super) fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why4xx"));
    command.env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("XDG_STATE_HOME", home.join("state")).stdin(Stdio::null());
    for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS"] {
        command.env_remove(name);
    }
    command
}

pub(super) fn why4xx(home: &Path, args: &[&str]) -> Output {
    command(home).args(args).output().unwrap()
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A capture under way: the process and where it listens.
pub(super) fn capturing(
    home: &Path,
    args: &[&str],
) -> (Child, String, BufReader<std::process::ChildStderr>) {
    let mut child = command(home)
        .args(["capture", "--listen", "127.0.0.1:0"])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let addr = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line}"));
    (child, addr.to_owned(), stderr)
}

pub(super) fn say(addr: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// Whether a program is here; said aloud where it is not.
pub(super) fn installed(program: &str) -> bool {
    let here = Command::new(program).arg("--version").output().is_ok();
    if !here {
        println!("SKIPPED: {program} is not installed");
    }
    here
}

/// A server that answers every request with 401 and closes, until the test ends.
pub(super) fn refusing() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while stream.read_line(&mut line).is_ok_and(|n| n > 2) {
                line.clear();
            }
            let answer =
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
            // A client may be gone by now.
            let _ = stream.get_mut().write_all(answer.as_bytes());
        }
    });
    port
}

#[test]
fn capture_writes_the_exact_bytes_and_ends_at_the_count() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let args = [
        "--answer",
        "418",
        "--answer-header",
        "X-Odd:  y",
        "--count",
        "2",
        "--out",
        out.to_str().unwrap(),
    ];
    let (child, addr, mut stderr) = capturing(home.path(), &args);
    let odd = b"POST /x?key=s3cr3tkey12345 HTTP/1.1\nHost : h\n\n{\"a\":\xff}";
    let answer = say(&addr, odd);
    assert!(answer.starts_with(b"HTTP/1.1 418 \r\nX-Odd: y\r\n"), "{}", answer.escape_ascii());
    say(&addr, b"GET /2 HTTP/1.1\r\n\r\n");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(std::fs::read(out.join("0001-request.raw")).unwrap(), odd);
    assert_eq!(std::fs::read(out.join("0001-response.raw")).unwrap(), answer);
    assert!(out.join("0002-request.raw").exists() && !out.join("0003-request.raw").exists());
    let told = text(&output.stdout);
    assert!(told.contains("418") && told.contains("GET /2 HTTP/1.1"), "{told}");
    assert!(!told.contains("s3cr3tkey12345"), "{told}");
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn a_folder_that_cannot_be_written_to_ends_no_recording() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let args = ["--answer", "204", "--count", "3", "--out", out.to_str().unwrap()];
    let (child, addr, mut stderr) = capturing(home.path(), &args);
    std::fs::remove_dir(&out).unwrap();
    for _ in 0..3 {
        let answer = say(&addr, b"GET /whole HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with(b"HTTP/1.1 204"), "{}", answer.escape_ascii());
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "that files are missing is no success");
    assert_eq!(text(&output.stdout).matches("GET /whole").count(), 3);
    let mut said = String::new();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(said.matches("recording goes on").count(), 1, "{said}");
    let listed = why4xx(home.path(), &["history", "list"]).stdout;
    assert_eq!(text(&listed).matches("/whole").count(), 3);
}

#[test]
fn a_start_line_without_end_does_not_fill_the_screen() {
    let home = tempfile::tempdir().unwrap();
    let (child, addr, _stderr) = capturing(home.path(), &["--count", "1", "--no-history"]);
    say(&addr, format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(500_000)).as_bytes());
    let told = text(&child.wait_with_output().unwrap().stdout);
    assert!(told.contains("GET /xxx") && told.contains('…') && told.len() < 1000, "{}", told.len());
}

/// The system's own limit is met before ours: that is said, and the capture goes on.
#[cfg(unix)]
#[test]
fn a_system_that_gives_no_more_connections_is_told() {
    let home = tempfile::tempdir().unwrap();
    let limited = "ulimit -n 40; exec \"$0\" capture --listen 127.0.0.1:0 --no-history";
    let mut sh = Command::new("sh");
    sh.args(["-c", limited, env!("CARGO_BIN_EXE_why4xx")]).env("XDG_STATE_HOME", home.path());
    sh.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = sh.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let addr = first.strip_prefix("listening on http://").unwrap();
    let flood: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(addr).unwrap()).collect();
    let said = lines.next().unwrap().unwrap();
    assert!(said.contains("no further connection can be taken"), "{said}");
    drop(flood);
    assert!(say(addr, b"GET / HTTP/1.1\r\n\r\n").starts_with(b"HTTP/1.1 200 "));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_was_captured_is_in_the_history() {
    let home = tempfile::tempdir().unwrap();
    let (child, addr, _) = capturing(home.path(), &["--answer", "403", "--count", "1"]);
    let sent = b"PUT /kept HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nneedle";
    say(&addr, sent);
    child.wait_with_output().unwrap();
    let run = |args: &[&str]| why4xx(home.path(), args);
    assert_eq!(run(&["history", "show", "1", "--format", "request"]).stdout, sent);
    assert_eq!(run(&["show", "history:1", "--format", "raw"]).stdout, sent);
    let report = run(&["doctor", "history:1", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["failing"]["status"], 403, "the answer comes with the request");
    assert_eq!(run(&["history", "mark", "1", "failing"]).status.code(), Some(0));
    let listed = |args: &[&str]| {
        let output = run(&[&["history", "list", "--format", "json"], args].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["schema"], "why4xx.history/1");
        json["exchanges"].as_array().unwrap().len()
    };
    assert_eq!(listed(&["--status", "4xx", "--text", "NEEDLE", "--mark", "failing"]), 1);
    assert_eq!(listed(&["--method", "GET"]), 0);
    let out = home.path().join("export");
    assert!(run(&["history", "export", "--out", out.to_str().unwrap()]).status.success());
    assert_eq!(std::fs::read(out.join("0001-request.raw")).unwrap(), sent);
    assert_eq!(text(&run(&["history", "delete", "1"]).stdout), "1 deleted\n");
    let gone = run(&["history", "show", "1"]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(text(&gone.stderr).contains("nothing in the history has the number 1"));
}

/// A capture of one exchange with this history: it must go on without it, and say why in one line.
fn goes_on(home: &Path, why: &str) {
    let (child, addr, mut stderr) = capturing(home, &["--count", "1"]);
    assert!(say(&addr, b"GET /kept HTTP/1.1\r\n\r\n").starts_with(b"HTTP/1.1 200 "));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("GET /kept"), "{}", text(&output.stdout));
    let mut said = String::new();
    stderr.read_to_string(&mut said).unwrap();
    assert!(said.contains(why) && said.contains("--no-history"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_damaged_locked_or_unusable_history_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("state/why4xx/history");
    let database = folder.join("history.db");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&database, "no database".repeat(1000)).unwrap();
    goes_on(home.path(), "damaged");
    std::fs::remove_file(&database).unwrap();
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    goes_on(home.path(), "holds the history locked");
    drop(other);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "a file where the folder should be").unwrap();
    goes_on(home.path(), "cannot be used");
    let listed = why4xx(home.path(), &["history"]);
    assert_eq!(listed.status.code(), Some(2));
    assert!(text(&listed.stderr).contains("cannot be used"), "{}", text(&listed.stderr));
}

#[test]
fn send_keeps_unless_told_not_to() {
    let home = tempfile::tempdir().unwrap();
    let request = home.path().join("r.raw");
    std::fs::write(&request, "GET /sent HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    let to = format!("http://127.0.0.1:{}", refusing());
    let send = ["send", request.to_str().unwrap(), "--to", &to];
    why4xx(home.path(), &[&send[..], &["--no-history"]].concat());
    assert!(!home.path().join("state").exists());
    why4xx(home.path(), &send);
    let list = text(&why4xx(home.path(), &["history"]).stdout);
    assert!(list.contains("401") && list.contains("GET /sent"), "{list}");
}

#[test]
fn run_passes_status_and_output_through() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| why4xx(home.path(), &[&["run", "--"], args].concat());
    let output = run(&["sh", "-c", "echo out; echo err >&2; exit 7"]);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(text(&output.stdout), "out\n");
    assert!(text(&output.stderr).starts_with("err\n"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("nothing was recorded"));
    assert_eq!(run(&["/no/such/program"]).status.code(), Some(127));
    assert_eq!(run(&[home.path().to_str().unwrap()]).status.code(), Some(126));
    assert_eq!(run(&["sh", "-c", "kill -9 $$"]).status.code(), Some(137));
    let homeless = command(home.path())
        .env_remove("HOME")
        .env_remove("XDG_CONFIG_HOME")
        .args(["run", "--", "true"])
        .output()
        .unwrap();
    assert_eq!(homeless.status.code(), Some(125));
}

#[test]
fn curl_is_recorded_through_the_proxy() {
    if !installed("curl") {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (port, out) = (refusing(), home.path().join("out"));
    let url = format!("http://api.test:{port}/v1?x=y");
    let resolve = format!("api.test:{port}:127.0.0.1");
    let run = ["run", "--out", out.to_str().unwrap(), "--resolve", &resolve, "--"];
    let output = why4xx(home.path(), &[&run[..], &["curl", "-s", &url]].concat());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "no".to_owned()));
    let said = text(&output.stderr);
    assert!(said.contains("1 exchange recorded, 1 failing"), "{said}");
    assert!(said.contains("Proxy-Connection"), "what the proxying changed is told: {said}");
    let request = text(&std::fs::read(out.join("0001-request.raw")).unwrap());
    assert!(request.starts_with("GET http://api.test:"), "{request}");
    let kept = text(&why4xx(home.path(), &["history", "show", "1", "--format", "request"]).stdout);
    assert!(kept.starts_with("GET /v1?x=y HTTP/1.1\r\nHost: api.test:"), "{kept}");
    assert!(!kept.contains("Proxy-Connection"), "{kept}");
}

/// A program that runs until it is told to end; it says on stdout when it is there.
#[cfg(unix)]
fn terminated(mut child: Child) -> Output {
    let mut said = [0; 3];
    child.stdout.as_mut().unwrap().read_exact(&mut said).unwrap();
    assert_eq!(&said, b"up\n");
    let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(told.success());
    // The end of its input must not be what ends it.
    let stdin = child.stdin.take();
    child.wait().unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_request_to_terminate_reaches_the_command_and_the_sum_is_told() {
    let home = tempfile::tempdir().unwrap();
    let run = |script: &str| {
        let mut command = command(home.path());
        command.args(["run", "--no-history", "--", "sh", "-c", script]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        terminated(command.spawn().unwrap())
    };
    let output = run("echo up; exec cat");
    assert_eq!(output.status.code(), Some(143), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("nothing was recorded"));
    // What the command makes of it is its own matter.
    let output = run("trap 'echo bye; exit 4' TERM; exec 3<&0; cat <&3 >&2 & echo up; wait");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(4), "bye\n".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_capture_that_is_told_to_terminate_ends_well() {
    let home = tempfile::tempdir().unwrap();
    let (child, addr, _stderr) = capturing(home.path(), &[]);
    say(&addr, b"GET /before HTTP/1.1\r\n\r\n");
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("GET /before"), "{}", text(&output.stdout));
}

#[test]
fn standard_input_reaches_the_command() {
    let home = tempfile::tempdir().unwrap();
    let mut command = command(home.path());
    command.args(["run", "--no-history", "--", "cat"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"in\xff").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"in\xff");
}
