//! Imported `.http` files in both dialects: the drafts, as the client without habits sends them, and what is told.

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
use why4xx::model::Draft;
use why4xx::model::Entropy;
use why4xx::model::Lookup;
use why4xx::model::Surroundings;
use why4xx::model::vars::fill;
use why4xx::profiles;
use why4xx::wire::escape;

struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, into: &mut [u8]) {
        into.fill(0);
    }
}

fn draft(request: &ImportedRequest) -> &Draft {
    match &request.what {
        Asked::Draft(draft) => draft,
        Asked::Exact(_) => unreachable!(".http files give drafts"),
    }
}

fn read(name: &str, text: impl Into<Vec<u8>>) -> Result<(Kind, Imported), ImportError> {
    let source = Source::new(name, text.into());
    import::import(&source, None, None, &Beside("http"))
}

/// Requests as bytes, and all that is said of them.
fn told(imported: &Imported) -> String {
    let mut out = String::new();
    let say = |out: &mut String, leftovers: &[import::Leftover]| {
        for left in leftovers {
            writeln!(out, "  ! {}:{} {}", left.line, left.column, left.message).unwrap();
        }
    };
    say(&mut out, &imported.leftovers);
    for var in &imported.vars {
        let secret = if var.secret { " (secret)" } else { "" };
        writeln!(out, "  @{} = {:?}{secret}", var.name, var.default).unwrap();
    }
    let lookup = Lookup::new(&[], &|_| None, &imported.vars);
    for request in &imported.requests {
        let (filled, _) = fill(draft(request), &|name| lookup.value(name));
        let mut with = Surroundings { files: &Beside("http"), entropy: &mut Zeros };
        let composed = profiles::compose(&filled, &mut with).unwrap().pop().unwrap();
        writeln!(out, "\n### {} -> {}", request.name, escape::visible(&filled.url)).unwrap();
        writeln!(out, "{}", escape::visible(&composed.bytes).replace("␊", "␊\n")).unwrap();
        say(&mut out, &request.warnings);
    }
    out
}

#[test]
fn jetbrains_dialect() {
    let (kind, imported) = read("x.http", include_str!("../import/http/jetbrains.http")).unwrap();
    assert_eq!(kind, Kind::HttpFile);
    insta::assert_snapshot!(told(&imported));
}

#[test]
fn rest_client_dialect() {
    let (kind, imported) = read("x.rest", include_str!("../import/http/vscode.rest")).unwrap();
    assert_eq!(kind, Kind::HttpFile);
    insta::assert_snapshot!(told(&imported));
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    for text in
        [include_str!("../import/http/jetbrains.http"), include_str!("../import/http/vscode.rest")]
    {
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let (_, one) = read("x.http", text).unwrap();
        let (kind, other) = read("x.http", windows).unwrap();
        assert_eq!(kind, Kind::HttpFile);
        assert_eq!(told(&one), told(&other));
    }
}

#[test]
fn a_file_is_told_by_its_content() {
    for (name, text, kind) in [
        ("", "### a\nGET https://h/\n", Kind::HttpFile),
        ("", "GET {{host}}/a\nAccept: x\n", Kind::HttpFile),
        ("", "# c\n@h = x\n\nhttps://h/a\n", Kind::HttpFile),
        ("", "GET https://h/a HTTP/1.1\nAccept: x\n", Kind::HttpFile),
        ("a.http", "GET /a\nHost: h\n", Kind::HttpFile),
        ("a.http", "GET /a HTTP/1.1\nHost: h\n", Kind::HttpFile),
        ("a.http", "### x\r\nGET /a HTTP/1.1\r\nHost: h\r\n", Kind::HttpFile),
        ("a.http", "curl https://h/\n\n###\ncurl https://h/b\n", Kind::HttpFile),
        ("", "###\ncurl https://h/\n\n###\nGET https://h/b\n", Kind::HttpFile),
        // Bytes of a wire, whatever the file is called.
        ("a.http", "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", Kind::Raw),
        ("", "GET /a HTTP/1.1\nHost: h\n\n", Kind::Raw),
        ("", "GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n", Kind::Raw),
        ("", "> GET /a HTTP/1.1\n> Host: h\n", Kind::Raw),
        ("", "# run\ncurl https://h/\n", Kind::Curl),
        ("", "### run\ncurl https://h/\n", Kind::Curl),
        ("", "### Heading\nSome text about https://h/\n", Kind::Raw),
        ("a.http", "\0\u{1}binary", Kind::Raw),
    ] {
        let source = Source::new(name, text.as_bytes());
        assert_eq!(import::recognise(&source).unwrap(), kind, "{name} {text:?}");
    }
}

#[test]
fn requests_are_chosen_by_name_or_number() {
    let source = Source::new("x.http", include_str!("../import/http/jetbrains.http"));
    for selector in ["create", "CREATE", "1"] {
        let (_, one) = import::import_one(&source, None, Some(selector), &Beside("http")).unwrap();
        assert_eq!(one.requests[0].name, "create", "{selector}");
    }
    let several = import::import_one(&source, None, None, &Beside("http")).unwrap_err().to_string();
    assert!(several.contains("#0  List contacts\n  #1  create\n"), "{several}");
}

#[test]
fn what_is_no_file_of_requests_is_refused_with_its_place() {
    for (text, says) in [
        (b"### a\n# nothing\n".as_slice(), "there is no request in this http input"),
        (
            b"### a\nGET https://h/\xFF\n",
            "line 2, column 15: expected UTF-8 text, found the byte FF",
        ),
        (
            b"### a\ncurl 'https://h/\n\n###\nGET https://h/\n",
            "line 2, column 6: expected a closing quote",
        ),
    ] {
        let source = Source::new("x.http", text.to_vec());
        let got = import::import(&source, Some(Kind::HttpFile), None, &Beside("http"));
        let error = got.unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn odd_texts_come_to_an_end() {
    let loops = "@a = {{a}}{{a}}\n@b = {{c}}\n@c = {{b}}\n### x\nGET https://h/{{a}}/{{b}}\n";
    assert_eq!(read("", loops).unwrap().1.requests.len(), 1);
    let open = "### x\nGET https://h/\n\n> {%\n never closed\n### y\nGET https://h/y\n";
    assert_eq!(read("", open).unwrap().1.requests.len(), 2);
    let whole = include_str!("../import/http/jetbrains.http");
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let source = Source::new("x.http", whole[..end].to_owned());
        let _ = import::import(&source, Some(Kind::HttpFile), None, &Beside("http"));
    }
}
