//! Composed requests against recordings of the real clients, byte for byte up to what is volatile.

use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use why4xx::model::AuthDraft;
use why4xx::model::BodyDraft;
use why4xx::model::CookieDraft;
use why4xx::model::Draft;
use why4xx::model::Entropy;
use why4xx::model::FileError;
use why4xx::model::Files;
use why4xx::model::HeaderDraft;
use why4xx::model::ParamDraft;
use why4xx::model::PartDraft;
use why4xx::model::Source;
use why4xx::model::Surroundings;
use why4xx::profiles::Composed;
use why4xx::profiles::PROFILES;
use why4xx::profiles::by_name;
use why4xx::wire::ExactResponse;
use why4xx::wire::Span;

struct TestFiles;

impl Files for TestFiles {
    fn read(&self, path: &str) -> Result<Bytes, FileError> {
        match path {
            "files/stream.txt" => Ok(Bytes::from_static(b"hello stream")),
            "files/2m.bin" => Ok(Bytes::from(vec![b'x'; 2 * 1024 * 1024])),
            _ => Err(FileError { path: path.to_owned(), reason: "no such file".to_owned() }),
        }
    }
}

/// The same numbers in each run.
struct Counter(u64);

impl Entropy for Counter {
    fn fill(&mut self, into: &mut [u8]) {
        for byte in into {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 33) as u8;
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/profiles")
}

struct Entry {
    file: String,
    client: String,
    scenario: String,
    variant: Option<String>,
    ordinal: u64,
    preflight: bool,
    truncated: bool,
    request: Value,
    answer: Option<String>,
    bytes: Vec<u8>,
}

fn entries() -> Vec<Entry> {
    let text = std::fs::read_to_string(folder().join("index.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    all.iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().map(str::to_owned);
            let file = text("file").unwrap();
            Entry {
                bytes: std::fs::read(folder().join("captures").join(&file)).unwrap(),
                file,
                client: profile_of(entry["client"].as_str().unwrap()).to_owned(),
                scenario: text("scenario").unwrap(),
                variant: text("variant"),
                ordinal: entry["ordinal"].as_u64().unwrap(),
                preflight: entry["role"] == "cors-preflight",
                truncated: entry["truncated"] == true,
                request: entry["request"].clone(),
                answer: text("server_answer_to_first"),
            }
        })
        .collect()
}

/// The profile that stands for a folder of recordings.
fn profile_of(folder: &str) -> &str {
    match folder {
        "undici-fetch-npm" => "node-fetch-builtin",
        "python-http-client" => "python-http.client",
        "go-net-http" => "go-http",
        "rust-reqwest" => "reqwest",
        "rust-ureq" => "ureq",
        "chromium-fetch" => "chromium",
        other => other,
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.as_str().unwrap_or_default().as_bytes().to_vec()
}

fn draft_of(request: &Value) -> Draft {
    let mut draft = Draft::new(bytes(&request["method"]), bytes(&request["url"]));
    let auth = &request["auth"];
    draft.auth = match auth["type"].as_str() {
        Some("bearer") => AuthDraft::Bearer(bytes(&auth["token"])),
        Some("basic") => {
            AuthDraft::Basic { user: bytes(&auth["user"]), password: bytes(&auth["password"]) }
        }
        _ => AuthDraft::None,
    };
    for header in request["headers"].as_array().unwrap() {
        draft.headers.push(HeaderDraft::set(bytes(&header[0]), bytes(&header[1])));
        if header[0] == "Authorization" {
            // Where both are told, the recording gave the token once, as a header.
            draft.auth = AuthDraft::None;
        }
    }
    for param in request["params"].as_array().into_iter().flatten() {
        let list = param[1].is_array();
        let values = match param[1].as_array() {
            Some(all) => all.iter().map(bytes).collect(),
            None => vec![bytes(&param[1])],
        };
        draft.params.push(ParamDraft { name: bytes(&param[0]), values, list });
    }
    for cookie in request["cookies"].as_array().into_iter().flatten() {
        draft.cookies.push(CookieDraft { name: bytes(&cookie[0]), value: bytes(&cookie[1]) });
    }
    draft.body = body_of(&request["body"]);
    draft
}

fn body_of(body: &Value) -> BodyDraft {
    let content = &body["content"];
    match body["kind"].as_str() {
        Some("json") => BodyDraft::Json(content.to_string()),
        Some("form") => BodyDraft::Form(
            content.as_array().unwrap().iter().map(|p| (bytes(&p[0]), bytes(&p[1]))).collect(),
        ),
        Some("text") => BodyDraft::Raw { media_type: None, source: Source::Bytes(bytes(content)) },
        Some("raw") => {
            BodyDraft::Raw { media_type: None, source: Source::File("files/2m.bin".to_owned()) }
        }
        Some("stream") => BodyDraft::Stream(Source::File("files/stream.txt".to_owned())),
        Some("multipart") => BodyDraft::Multipart(
            content
                .as_array()
                .unwrap()
                .iter()
                .map(|part| PartDraft {
                    name: bytes(&part["name"]),
                    filename: part["filename"].as_str().map(|name| name.as_bytes().to_vec()),
                    media_type: part["type"].as_str().map(|name| name.as_bytes().to_vec()),
                    source: Source::Bytes(bytes(&part["value"])),
                    headers: Vec::new(),
                })
                .collect(),
        ),
        _ => BodyDraft::None,
    }
}

fn answer_of(entry: &Entry) -> ExactResponse {
    let text = match entry.answer.as_deref() {
        Some(answer) => {
            let (status, location) = answer.split_once(' ').unwrap();
            format!("HTTP/1.1 {status} X\r\n{location}\r\nContent-Length: 0\r\n\r\n")
        }
        None => {
            "HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=\"crm\"\r\nContent-Length: 0\r\n\r\n"
                .to_owned()
        }
    };
    ExactResponse::parse(text.into_bytes(), b"GET")
}

fn composed(entry: &Entry) -> Result<Composed, String> {
    let profile = by_name(&entry.client).ok_or("no profile")?;
    let draft = draft_of(&entry.request);
    let mut with = Surroundings { files: &TestFiles, entropy: &mut Counter(7) };
    let mut all = profile.compose(&draft, &mut with).map_err(|error| error.to_string())?;
    let last = all.pop().ok_or("nothing composed")?;
    if entry.preflight {
        return all.pop().ok_or("no preflight".to_owned());
    }
    if entry.ordinal == 1 {
        return Ok(last);
    }
    profile.follow(&draft, &last, &answer_of(entry)).ok_or("not followed".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Equal,
    UpToVolatile,
    Differs,
    NotExpressible,
}

fn judge(composed: &Composed, real: &[u8], truncated: bool) -> Verdict {
    let mut ours = composed.bytes.clone();
    if truncated {
        ours.truncate(real.len());
    }
    if ours == real {
        return Verdict::Equal;
    }
    let volatile = |at: usize| {
        let at = why4xx::wire::offset(at);
        composed.volatile.iter().any(|span| span.contains(at))
    };
    let same = ours.len() == real.len()
        && ours.iter().zip(real).enumerate().all(|(at, (a, b))| a == b || volatile(at));
    if same { Verdict::UpToVolatile } else { Verdict::Differs }
}

fn table(rows: &BTreeMap<String, [usize; 4]>) {
    println!("{:24} equal  volatile  differs  not expressible", "client");
    for (client, [equal, volatile, differs, no]) in rows {
        println!("{client:24} {equal:5} {volatile:9} {differs:8} {no:16}");
    }
}

fn show(bytes: &[u8]) -> String {
    let text = why4xx::wire::escape::visible(bytes.get(..bytes.len().min(1500)).unwrap());
    text.replace("␍␊", "\n      ")
}

#[test]
fn composed_requests_equal_recordings() {
    let only = std::env::var("PROFILE").ok();
    let mut rows: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for entry in entries().iter().filter(|entry| entry.variant.is_none()) {
        if by_name(&entry.client).is_none() {
            continue;
        }
        if only.as_ref().is_some_and(|only| *only != entry.client) {
            continue;
        }
        let result = composed(entry);
        let verdict = match &result {
            Ok(composed) => judge(composed, &entry.bytes, entry.truncated),
            Err(_) => Verdict::NotExpressible,
        };
        rows.entry(entry.client.clone()).or_default()[verdict as usize] += 1;
        if verdict > Verdict::UpToVolatile {
            let ours = match &result {
                Ok(composed) => show(&composed.bytes),
                Err(error) => error.clone(),
            };
            if only.is_some() {
                println!(
                    "{} {verdict:?}\n  OURS {ours}\n  REAL {}",
                    entry.file,
                    show(&entry.bytes)
                );
            }
            wrong.push(entry.file.clone());
        }
    }
    table(&rows);
    wrong.retain(|file| !KNOWN.contains(&file.as_str()));
    assert!(wrong.is_empty(), "not as recorded: {wrong:#?}");
}

/// Recordings that a draft cannot lead to, each with its reason.
const KNOWN: &[&str] = &[
    // The recording is of a call that loses its headers and its JSON.
    "python-requests/19-post-seed-mistake.raw",
];

#[test]
fn authors_tile_every_composed_message() {
    for entry in entries().iter().filter(|entry| entry.variant.is_none()) {
        let Ok(composed) = composed(entry) else { continue };
        let mut at = 0;
        for (span, _) in &composed.authors {
            assert_eq!(span.start, at, "{}", entry.file);
            at = span.end;
        }
        assert_eq!(at as usize, composed.bytes.len(), "{}", entry.file);
        let whole = Span::new(0, at);
        assert!(composed.volatile.iter().all(|span| whole.encloses(*span)), "{}", entry.file);
    }
}

#[test]
fn names_are_unique_and_found() {
    for profile in PROFILES {
        let id = profile.card().id;
        let found = by_name(id).map(|found| found.card().name);
        assert_eq!(found, Some(profile.card().name), "{id}");
    }
}
