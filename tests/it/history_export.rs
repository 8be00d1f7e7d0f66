//! `history export`: what leaves the history is masked unless asked for, whole or not there, and takes no file's place.

use super::cli_capture::capturing;
use super::cli_capture::say;
use super::cli_capture::text;
use super::cli_capture::why4xx;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

const TOKEN: &str = "tok-0123456789abcdefghij";

/// A history of two exchanges with a token that their answers echo.
fn history(home: &Path) -> Vec<u8> {
    let echo = home.join("echo.json");
    std::fs::write(&echo, format!("{{\"error\":\"{TOKEN} is unknown\"}}")).unwrap();
    let answer = ["--answer", "403", "--count", "2", "--answer-body", echo.to_str().unwrap()];
    let (child, addr, _stderr) = capturing(home, &answer);
    let first = format!("GET /first HTTP/1.1\r\nHost: h\r\nX-Api-Key: {TOKEN}\r\n\r\n");
    say(&addr, first.as_bytes());
    let second = format!(
        "POST /second HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 2\r\n\r\n"
    );
    let second = [second.as_bytes(), b"\xff!"].concat();
    say(&addr, &second);
    assert!(child.wait_with_output().unwrap().status.success());
    second
}

fn export(home: &Path, args: &[&str]) -> Output {
    why4xx(home, &[&["history", "export"], args].concat())
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777 == 0o600
}

#[test]
fn one_har_archive_holds_all_with_secrets_masked() {
    let home = tempfile::tempdir().unwrap();
    history(home.path());
    let file = home.path().join("all.har");
    let to = ["--to", "har", "--out", file.to_str().unwrap()];
    let output = export(home.path(), &to);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = std::fs::read(&file).unwrap();
    assert!(!text(&written).contains(TOKEN), "{}", text(&written));
    let entries = json(&written)["log"]["entries"].as_array().unwrap().clone();
    let urls: Vec<&str> = entries.iter().map(|e| e["request"]["url"].as_str().unwrap()).collect();
    assert_eq!(urls, ["https://h/first", "https://h/second"], "the oldest first");
    assert_eq!(entries[1]["response"]["status"], 403);
    assert_ne!(entries[0]["startedDateTime"], "1970-01-01T00:00:00.000Z");
    #[cfg(unix)]
    assert!(is_private(&file));
    // Without a file it goes to standard output; one exchange is what `convert` makes of it, and its times.
    assert_eq!(export(home.path(), &["--to", "har"]).stdout, written);
    let one = json(&export(home.path(), &["2", "--to", "har"]).stdout);
    assert_eq!(one["log"]["entries"][0], entries[1]);
    let shown = export(home.path(), &["2", "--to", "har", "--show-secrets"]).stdout;
    assert_eq!(text(&shown).matches(TOKEN).count(), 2, "{}", text(&shown));
    let none = export(home.path(), &["--to", "har", "--method", "PUT"]).stdout;
    assert_eq!(json(&none)["log"]["entries"], Value::Array(Vec::new()));
}

#[test]
fn json_says_all_with_secrets_masked() {
    let home = tempfile::tempdir().unwrap();
    history(home.path());
    let output = export(home.path(), &["--to", "json"]).stdout;
    assert!(!text(&output).contains(TOKEN), "{}", text(&output));
    let all = json(&output);
    assert_eq!(all["schema"], "why4xx.exchanges/1");
    let second = &all["exchanges"][1];
    assert_eq!((&second["id"], &second["status"]), (&Value::from(2), &Value::from(403)));
    assert_eq!(second["request"]["body"], "\\xFF!");
    assert_eq!(second["request"]["body_base64"], "/yE=");
    assert_eq!(all["exchanges"][0]["request"]["body_base64"], Value::Null);
    let shown = export(home.path(), &["--to", "json", "--show-secrets", "#2", "history:1"]).stdout;
    assert_eq!(json(&shown)["exchanges"][0]["id"], 2, "in the order given");
    assert_eq!(text(&shown).matches(TOKEN).count(), 4, "{}", text(&shown));
    let both = json(&export(home.path(), &["1", "2", "--method", "get", "--to", "json"]).stdout);
    assert_eq!(both["exchanges"].as_array().unwrap().len(), 1, "filters narrow what was named");
}

#[test]
fn raw_is_exact_and_says_that_secrets_are_in_it() {
    let home = tempfile::tempdir().unwrap();
    let second = history(home.path());
    let out = home.path().join("out");
    let output = export(home.path(), &["2", "--out", out.to_str().unwrap()]);
    let said = text(&output.stderr);
    assert!(said.contains("1 exchange written") && said.contains("hold keys"), "{said}");
    assert_eq!(std::fs::read(out.join("0002-request.raw")).unwrap(), second);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2);
    #[cfg(unix)]
    assert!(is_private(&out.join("0002-response.raw")));
    assert_eq!(export(home.path(), &["2"]).status.code(), Some(2), "raw needs a folder");
}

#[test]
fn no_file_is_replaced_unasked_and_none_is_half_written() {
    let home = tempfile::tempdir().unwrap();
    history(home.path());
    let folder = home.path().join("exports");
    std::fs::create_dir(&folder).unwrap();
    let names = || std::fs::read_dir(&folder).unwrap().count();
    let file = folder.join("a.har");
    let out = file.to_str().unwrap();
    let missing = export(home.path(), &["1", "99", "--to", "har", "--out", out]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("number 99"), "{}", text(&missing.stderr));
    assert_eq!(names(), 0, "nothing is left of what did not come to its end");
    std::fs::write(&file, "mine").unwrap();
    std::fs::write(folder.join("0002-request.raw"), "mine").unwrap();
    for args in [["--to", "har", "--out", out], ["--to", "raw", "--out", folder.to_str().unwrap()]]
    {
        let refused = export(home.path(), &args);
        assert_eq!(refused.status.code(), Some(2));
        let said = text(&refused.stderr);
        assert!(said.contains("is there already") && said.contains("--force"), "{said}");
    }
    assert_eq!((std::fs::read(&file).unwrap(), names()), (b"mine".to_vec(), 2));
    assert!(export(home.path(), &["--to", "har", "--out", out, "--force"]).status.success());
    assert_eq!(json(&std::fs::read(&file).unwrap())["log"]["version"], "1.2");
    assert_eq!(names(), 2);
}
