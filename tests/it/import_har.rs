//! HAR: what comes of archives, with all that the exporter removed or invented told.

use std::fmt::Write as _;
use std::path::Path;
use why4xx::import;
use why4xx::import::Asked;
use why4xx::import::ImportError;
use why4xx::import::Kind;
use why4xx::import::Source;
use why4xx::model::FileError;
use why4xx::model::Files;
use why4xx::wire::escape::visible;

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<bytes::Bytes, FileError> {
        Err(FileError { path: path.to_owned(), reason: "none here".to_owned() })
    }
}

fn lines(bytes: &[u8]) -> String {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .fold(String::new(), |text, line| text + "  " + &visible(line) + "\n")
}

#[test]
fn archives_give_rebuilt_bytes_and_say_what_is_missing() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/har/browser.har");
    let bytes = std::fs::read(path).unwrap();
    let source = Source::new("browser.har", bytes);
    assert_eq!(import::recognise(&source).unwrap(), Kind::Har);
    let (_, all) = import::import(&source, None, None, &NoFiles).unwrap();
    let names = import::names(&source, None, &NoFiles).unwrap();
    // An entry without a request keeps its number, so that `#3` means the same in every tool.
    assert_eq!(names.len(), all.requests.len() + all.leftovers.len());
    let mut text = String::new();
    for request in &all.requests {
        let Asked::Exact(exact) = &request.what else { panic!("an archive gives bytes") };
        let to = request.endpoint.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(text, "== {}\nto {to}\n{}", request.name, lines(&exact.bytes)).unwrap();
        for left in &request.warnings {
            writeln!(text, "! {}:{} {}", left.line, left.column, left.message).unwrap();
        }
        if let Some(answer) = &request.response {
            writeln!(text, "-- answer\n{}", lines(answer)).unwrap();
        }
    }
    for left in &all.leftovers {
        writeln!(text, "! {}:{} {}", left.line, left.column, left.message).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_cut_archive_is_one_error_with_its_place() {
    let source =
        Source::new("cut.har", "{\"log\": {\"version\": \"1.2\",\n \"entries\": [ {\"request\": ");
    let error = import::import(&source, Some(Kind::Har), None, &NoFiles).unwrap_err();
    assert!(matches!(error, ImportError::Text { line: 2, .. }), "{error}");
}

#[test]
fn one_of_several_is_chosen_by_its_number() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/har/browser.har");
    let source = Source::new("browser.har", std::fs::read(path).unwrap());
    let (_, one) = import::import_one(&source, None, Some("1"), &NoFiles).unwrap();
    assert_eq!(one.requests.len(), 1);
    assert!(matches!(
        import::import_one(&source, None, None, &NoFiles),
        Err(ImportError::Several { .. })
    ));
}
