//! Imported curl commands, composed by the curl profile, against what curl 7.88.1 sent for them.
//!
//! `tests/import/curl/wire.jsonl` was recorded from the real curl, each line a command and its requests; bytes stand as
//! Latin-1 characters, and the random boundary of a form is replaced by `BOUNDARY` and a number.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail where they stand")]

use bytes::Bytes;
use std::path::Path;
use why4xx::import;
use why4xx::import::Asked;
use why4xx::import::ImportedRequest;
use why4xx::import::Kind;
use why4xx::import::Source;
use why4xx::model::Draft;
use why4xx::model::Entropy;
use why4xx::model::FileError;
use why4xx::model::Files;
use why4xx::model::Surroundings;
use why4xx::profiles;

/// Files beside the recorded commands.
pub(crate) struct Beside(pub(crate) &'static str);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Bytes, FileError> {
        let whole =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(self.0).join(path);
        std::fs::read(whole)
            .map(Bytes::from)
            .map_err(|error| FileError { path: path.to_owned(), reason: error.to_string() })
    }
}

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, into: &mut [u8]) {
        for byte in into {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

fn draft(request: &ImportedRequest) -> &Draft {
    match &request.what {
        Asked::Draft(draft) => draft,
        Asked::Exact(_) => unreachable!("curl commands give drafts"),
    }
}

fn compose(draft: &Draft) -> Vec<u8> {
    let mut entropy = Counting(0);
    let mut with = Surroundings { files: &Beside("curl/files"), entropy: &mut entropy };
    profiles::compose(draft, &mut with).unwrap().pop().unwrap().bytes
}

/// Bytes as Latin-1 text, each boundary numbered.
fn told(bytes: &[u8]) -> String {
    let mut text: String = bytes.iter().copied().map(char::from).collect();
    let dashes = "-".repeat(24);
    let mut number = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find(&dashes).map(|at| at + from) {
        let start = at + text[at..].find(|c| c != '-').unwrap() - 24;
        let boundary = text[start..start + 40].to_owned();
        if boundary[24..].bytes().all(|b| b.is_ascii_hexdigit()) {
            text = text.replace(&boundary, &format!("{dashes}BOUNDARY{number:08}"));
            number += 1;
        }
        from = start + 40;
    }
    text
}

#[test]
fn commands_give_the_bytes_of_the_real_curl() {
    let recorded = include_str!("../import/curl/wire.jsonl");
    let mut commands = 0;
    for line in recorded.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let command = case["command"].as_str().unwrap();
        let source = Source::new("", command.to_owned());
        let (kind, imported) = import::import(&source, None, None, &Beside("curl/files")).unwrap();
        assert_eq!(kind, Kind::Curl, "{command}");
        let mut got: Vec<String> =
            imported.requests.iter().map(|request| told(&compose(draft(request)))).collect();
        let wire = case["wire"].as_array().unwrap().iter();
        let mut want: Vec<String> = wire.map(|w| w.as_str().unwrap().to_owned()).collect();
        // curl sends the URLs of one command one after another, but the recorder may have taken them in any order.
        got.sort();
        want.sort();
        assert_eq!(got, want, "{command}");
        commands += 1;
    }
    assert!(commands > 450, "all recorded commands are there: {commands}");
}

fn imported(text: &str) -> import::Imported {
    import::import(&Source::new("", text.to_owned()), None, None, &Beside("curl/files")).unwrap().1
}

#[test]
fn a_script_gives_a_request_for_each_command() {
    let script = "#!/bin/sh\n# two calls\nset -e\nTOKEN=abc\n\ncurl -H \"X: $TOKEN\" https://h/a | jq .\n\
                  echo '{\"a\":1}' | curl -d @- -H \"Y: ${KEY:-none} $OTHER\" h/b && curl 'h/{c,d}'\n";
    let found = imported(script);
    let names: Vec<&str> = found.requests.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["GET https://h/a", "POST http://h/b", "GET http://h/c", "GET http://h/d"]);
    assert_eq!(draft(&found.requests[0]).headers[0].value, b"abc");
    assert_eq!(draft(&found.requests[1]).headers[0].value, b"{{KEY}} {{OTHER}}");
    let vars: Vec<_> =
        found.vars.iter().map(|v| (v.name.as_str(), v.default.as_deref(), v.secret)).collect();
    assert_eq!(vars, [("KEY", Some("none"), true), ("OTHER", None, false)]);
    assert_eq!(found.leftovers.len(), 1, "`set -e`: {:?}", found.leftovers);
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    let found =
        imported("curl --frobnicate \\\n  -b jar.txt --data=x \\\n  --aws-sigv4 aws https://h/");
    let [request] = found.requests.as_slice() else { panic!("one request") };
    let told: Vec<(usize, usize, bool)> = request
        .warnings
        .iter()
        .map(|w| {
            let known = ["--frobnicate", "cookies in a file", "--data …", "AWS signature"];
            (w.line, w.column, known.iter().any(|known| w.message.contains(known)))
        })
        .collect();
    assert_eq!(told, [(1, 6, true), (2, 14, true), (3, 15, true), (2, 6, true)]);
    let open =
        import::import(&Source::new("", "curl 'https://h/"), None, None, &Beside("curl/files"));
    assert_eq!(
        open.unwrap_err().to_string(),
        "line 1, column 6: expected a closing quote, found the end of the text inside a quoted word that begins here"
    );
}

#[test]
fn several_requests_are_chosen_by_number_or_name() {
    let source = Source::new("", "curl h/a\ncurl h/b\n");
    let several = import::import_one(&source, None, None, &Beside("curl/files")).unwrap_err();
    assert!(several.to_string().contains("#1  GET http://h/b"), "{several}");
    for selector in ["1", "GET http://h/b", "get http://h/b"] {
        let (_, one) =
            import::import_one(&source, None, Some(selector), &Beside("curl/files")).unwrap();
        assert_eq!(one.requests[0].name, "GET http://h/b", "{selector}");
    }
    assert!(import::import_one(&source, None, Some("2"), &Beside("curl/files")).is_err());
}

#[test]
fn the_kind_is_told_from_the_content() {
    for (text, kind) in [
        ("curl https://h/", Kind::Curl),
        ("$ curl -s \\\n h", Kind::Curl),
        ("# note\n\nFOO=1 sudo /usr/bin/curl h", Kind::Curl),
        ("PS C:\\> curl.exe h", Kind::Curl),
        ("curl ^\"https://h/^\" ^\r\n  -H ^\"a: b^\"", Kind::Curl),
        ("GET /curl HTTP/1.1\r\nHost: h\r\n\r\n", Kind::Raw),
        ("GET /x HTTP/1.1\nHost: h\n\n", Kind::Raw),
        ("just words about curl", Kind::Raw),
        ("\u{0}\u{1}binary", Kind::Raw),
    ] {
        assert_eq!(import::recognise(&Source::new("", text)), Ok(kind), "{text:?}");
    }
    assert!(import::recognise(&Source::new("", " \n ")).is_err());
}
