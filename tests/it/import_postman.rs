//! Imported Postman collections: what postman-runtime 7.56.1 sent for them, and what is told of the rest.
//!
//! `tests/import/postman/wire*.jsonl` were recorded from that runtime, run over the collections beside them, each line
//! a request's name and its bytes as Latin-1 characters.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail where they stand")]

use crate::import_curl::Beside;
use std::fmt::Write as _;
use why4xx::import;
use why4xx::import::Asked;
use why4xx::import::ImportError;
use why4xx::import::Imported;
use why4xx::import::ImportedRequest;
use why4xx::import::Kind;
use why4xx::import::Source;
use why4xx::model::BodyDraft;
use why4xx::model::Draft;
use why4xx::model::Entropy;
use why4xx::model::HeaderMode;
use why4xx::model::Lookup;
use why4xx::model::Surroundings;
use why4xx::model::vars::fill;
use why4xx::profiles;
use why4xx::profiles::Composed;

struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, into: &mut [u8]) {
        into.fill(0);
    }
}

fn draft(request: &ImportedRequest) -> &Draft {
    match &request.what {
        Asked::Draft(draft) => draft,
        Asked::Exact(_) => unreachable!("collections give drafts"),
    }
}

/// The request as the engine would send it: variables filled from the collection alone.
fn compose(imported: &Imported, draft: &Draft) -> Composed {
    let lookup = Lookup::new(&[], &|_| None, &imported.vars);
    let (filled, _) = fill(draft, &|name| lookup.value(name));
    let mut with = Surroundings { files: &Beside("postman"), entropy: &mut Zeros };
    profiles::compose(&filled, &mut with).unwrap().pop().unwrap()
}

fn read(text: impl Into<Vec<u8>>) -> Result<Imported, ImportError> {
    let source = Source::new("", text.into());
    import::import(&source, None, None, &Beside("postman")).map(|(kind, imported)| {
        assert_eq!(kind, Kind::Postman);
        imported
    })
}

/// Compares each request with the recorded bytes, but for what is other each time.
fn compare(collection: &str, recorded: &str) {
    let imported = read(collection).unwrap();
    let mut wrong = String::new();
    let mut count = 0;
    for (request, line) in imported.requests.iter().zip(recorded.lines()) {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(request.name, case["name"].as_str().unwrap());
        let wire = case["wire"][0].as_str().unwrap();
        let want: Vec<u8> = wire.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let composed = compose(&imported, draft(request));
        let volatile =
            |at: usize| composed.volatile.iter().any(|s| s.contains(why4xx::wire::offset(at)));
        let ours = &composed.bytes;
        let same = ours.len() == want.len()
            && ours.iter().zip(&want).enumerate().all(|(at, (a, b))| a == b || volatile(at));
        if !same {
            let shown = |bytes: &[u8]| why4xx::wire::escape::visible(bytes);
            writeln!(wrong, "{}\n  ours {}\n  real {}", request.name, shown(ours), shown(&want))
                .unwrap();
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!((count, imported.requests.len()), (recorded.lines().count(), count));
}

#[test]
fn a_collection_gives_the_bytes_of_the_real_postman() {
    let recorded = include_str!("../import/postman/wire.jsonl");
    assert!(recorded.lines().count() > 90, "all recorded requests are there");
    compare(include_str!("../import/postman/wire.collection.json"), recorded);
}

#[test]
fn a_collection_of_version_2_0_gives_them_too() {
    compare(
        include_str!("../import/postman/wire-v20.collection.json"),
        include_str!("../import/postman/wire-v20.jsonl"),
    );
}

fn told() -> Imported {
    read(include_str!("../import/postman/told.collection.json")).unwrap()
}

#[test]
fn what_is_not_taken_over_is_told_with_its_place() {
    let imported = told();
    let mut out = String::new();
    let mut tell = |name: &str, leftovers: &[import::Leftover]| {
        writeln!(out, "{name}").unwrap();
        for left in leftovers {
            writeln!(out, "  {}:{} {}", left.line, left.column, left.message).unwrap();
        }
    };
    tell("(collection)", &imported.leftovers);
    for request in &imported.requests {
        tell(&request.name, &request.warnings);
    }
    insta::assert_snapshot!(out);
}

#[test]
fn variables_are_kept_to_be_filled() {
    let imported = told();
    let vars: Vec<_> =
        imported.vars.iter().map(|v| (v.name.as_str(), v.default.as_deref(), v.secret)).collect();
    let want = [
        ("host", Some("api.example.com"), false),
        ("apiKey", Some(""), true),
        ("id", Some("7"), false),
    ];
    assert_eq!(vars, want);
    assert_eq!(draft(&imported.requests[0]).url, b"https://{{host}}/v1/things/:id?a=1");
}

#[test]
fn saved_examples_are_requests_with_their_answers() {
    let imported = told();
    let saved = imported.requests.iter().find(|request| request.name == "saved").unwrap();
    let [ok, bare] = saved.examples.as_slice() else { panic!("two examples") };
    assert_eq!((ok.name.as_str(), ok.status), ("ok", Some(200)));
    assert_eq!(ok.request.url, b"https://{{host}}/v1/things?limit=1");
    assert_eq!(ok.request.auth, draft(saved).auth, "credentials are those of the request");
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"things\": [\"ü\"]}";
    assert_eq!(ok.response.as_deref(), Some(answer.as_bytes()));
    assert_eq!((bare.status, &bare.request), (Some(404), draft(saved)));
}

#[test]
fn settings_become_part_of_the_draft() {
    let text = r#"{"info": {}, "item": [{"name": "a", "request": {"method": "get", "url": "h",
        "body": {"mode": "file", "file": {"content": "aGk="}}},
        "protocolProfileBehavior": {"disableBodyPruning": true, "disabledSystemHeaders": {"accept": true, "host": false}}}]}"#;
    let imported = read(text).unwrap();
    let draft = draft(&imported.requests[0]);
    assert!(draft.keep_body);
    let removed: Vec<_> = draft.headers.iter().map(|h| (h.name.as_slice(), h.mode)).collect();
    let gone = HeaderMode::Remove;
    assert_eq!(removed, [(b"Content-Type".as_slice(), gone), (b"accept", gone)]);
    let bytes = why4xx::model::Source::Bytes(b"hi".to_vec());
    assert_eq!(draft.body, BodyDraft::Raw { media_type: None, source: bytes });
    assert_eq!(draft.method, b"GET");
}

#[test]
fn other_files_of_postman_are_named() {
    for (text, says) in [
        (
            "{\n \"name\": \"e\", \"values\": [], \"_postman_variable_scope\": \"environment\"}",
            "line 1, column 1: expected a Postman collection v2.0 or v2.1, found a Postman environment",
        ),
        ("{\"name\": \"old\", \"order\": [], \"requests\": []}", "found a collection of version 1"),
        ("{\"info\": {\"_postman_id\": \"x\"},\n \"item\": 1}", "found JSON without a list `item`"),
        ("{\"info\": {\"_postman_id\": \"x\"},\n \"item\": [}", "line 2, column 11: expected JSON"),
        (
            "{\"info\": {\"_postman_id\": \"x\"}, \"item\": []}",
            "there is no request in this postman input",
        ),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn one_request_is_chosen_by_its_folders_and_name() {
    let text = include_str!("../import/postman/told.collection.json");
    let wrapped = format!("{{\"collection\": {text}}}");
    for text in [text.to_owned(), format!("\u{feff}{text}"), wrapped] {
        let source = Source::new("x.json", text);
        let files = Beside("postman");
        let (kind, one) = import::import_one(&source, None, Some("folder/all"), &files).unwrap();
        assert_eq!((kind, one.requests.len()), (Kind::Postman, 1));
        let several = import::import_one(&source, None, None, &files).unwrap_err().to_string();
        assert!(several.contains("#1  saved"), "{several}");
    }
}

#[test]
fn deep_and_broken_collections_come_to_an_end() {
    let deep = format!(
        "{{\"info\": {{}}, \"item\": {}{}}}",
        "[{\"name\": \"f\", \"item\": ".repeat(3000),
        "[]".to_owned() + &"}]".repeat(3000)
    );
    assert!(matches!(
        read(deep),
        Err(ImportError::NoRequest(Kind::Postman) | ImportError::Text { .. })
    ));
    let whole = include_str!("../import/postman/told.collection.json");
    for end in (0..whole.len()).step_by(97).filter(|end| whole.is_char_boundary(*end)).skip(2) {
        let cut = read(&whole[..end]).unwrap_err();
        assert!(matches!(cut, ImportError::Text { .. }), "{cut}");
    }
}
