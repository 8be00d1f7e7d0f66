//! Requests from elsewhere: pasted, or chosen from the list of a file, and marked straight from it.

use super::bench::Bench;
use std::path::Path;
use why4xx::tui::screens::ScreenId;

const HAR: &str = r#"{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[
{"request":{"method":"POST","url":"https://api.example.com/files?key=s3cr3t","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"api.example.com"},{"name":"Content-Type","value":"text/plain"}],"postData":{"mimeType":"text/plain","text":"{\"a\":1}"}},"response":{"status":415,"statusText":"Unsupported Media Type","httpVersion":"HTTP/1.1","headers":[],"content":{"size":0,"mimeType":"text/plain","text":"send JSON"}}},
{"request":{"method":"POST","url":"https://api.example.com/files?key=s3cr3t","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"api.example.com"},{"name":"Content-Type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"{\"a\":1}"}},"response":{"status":201,"statusText":"Created","httpVersion":"HTTP/1.1","headers":[],"content":{"size":2,"mimeType":"application/json","text":"{}"}}},
{"request":{"method":"GET","url":"https://other.example.com/","httpVersion":"HTTP/1.1","headers":[]},"response":{"status":0,"statusText":"","httpVersion":"","headers":[],"content":{"size":0,"mimeType":""}}}
]}}"#;

#[test]
fn a_pasted_curl_command_becomes_a_request() {
    let mut bench = Bench::new(120, 30);
    bench.paste("curl 'https://api.example.com/v1/x?api_key=key-in-url-77' -H 'X-Key: abcdefgh12345' -d 'a=1&client_secret=hush-hush-42'");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    let text = bench.text();
    assert!(text.contains("POST /v1/x?api_key=***"), "{text}");
    assert!(text.contains("Content-Type: application/x-www-form-urlencoded"), "{text}");
    let leaks = ["abcdefgh12345", "hush-hush-42", "key-in-url-77"]
        .iter()
        .any(|secret| text.contains(secret));
    assert!(!leaks, "secrets are masked: {text}");
}

#[test]
fn two_marks_in_the_list_ask_the_doctor() {
    let mut bench = Bench::new(120, 40);
    bench.paste(HAR);
    assert_eq!(bench.app.screen(), ScreenId::Requests);
    let text = bench.text();
    assert!(text.contains("#0") && text.contains("415") && text.contains("#2"), "{text}");
    assert!(!text.contains("s3cr3t"), "secrets are masked: {text}");
    bench.keys("-j+");
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
    assert!(bench.text().contains("content-type-mismatch"), "{}", bench.text());
    bench.keys("q");
    let text = bench.text();
    assert!(text.contains("#0 F 415") && text.contains("#1 G 201"), "{text}");
}

#[test]
fn the_list_is_searched_in_names_bytes_and_status() {
    let mut bench = Bench::new(120, 40);
    bench.paste(HAR);
    bench.keys("/other<enter>");
    assert!(bench.text().contains("1 of 3"), "{}", bench.text());
    assert!(bench.text().contains("no answer came (status 0)"), "{}", bench.text());
    bench.keys("/<ctrl-u>application/json<enter>");
    assert!(bench.text().contains("1 of 3") && bench.text().contains("#1"), "{}", bench.text());
    bench.keys("/<ctrl-u>nowhere<enter><enter>");
    assert!(bench.text().contains("nothing passes this filter"), "{}", bench.text());
}

#[test]
fn a_pasted_request_is_mended_only_as_an_edit_that_is_seen() {
    let mut bench = Bench::new(120, 30);
    bench.paste("> POST /x HTTP/1.1\n> Host: 127.0.0.1:9\n> X: 1\n>\n");
    let text = bench.text();
    assert!(text.contains("looks pasted") && text.contains("exactly these bytes"), "{text}");
    bench.keys("y");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    assert!(bench.text().contains("POST /x HTTP/1.1␍␊"), "{}", bench.text());
    assert!(!bench.text().contains("> X: 1"), "{}", bench.text());
    bench.keys("u");
    assert!(bench.text().contains("> X: 1"), "{}", bench.text());
}

#[test]
fn a_pasted_request_can_stay_as_it_is() {
    let mut bench = Bench::new(120, 30);
    bench.paste("GET /x HTTP/1.1\nHost: 127.0.0.1:9\n\n");
    bench.keys("n");
    assert_eq!(bench.app.screen(), ScreenId::Exchange);
    assert!(bench.text().contains("35 bytes"), "{}", bench.text());
}

#[test]
fn saved_examples_stand_in_the_list_as_ready_known_good() {
    let collection = r#"{"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item":[{"name":"up","request":{"method":"GET","url":"https://api.example.com/a"},
    "response":[{"name":"ok","originalRequest":{"method":"GET","header":[{"key":"X-Key","value":"1"}],"url":"https://api.example.com/a"},"code":200,"status":"OK","header":[],"body":"{}"}]}]}"#;
    let mut bench = Bench::new(120, 30);
    bench.paste(collection);
    assert!(bench.text().contains("200   up · example: ok"), "{}", bench.text());
    bench.keys("j<enter><esc>+");
    assert!(bench.text().contains("#1 G 200"), "{}", bench.text());
}

#[test]
fn a_file_that_a_request_names_is_looked_for_beside_it() {
    let folder = std::env::temp_dir().join(format!("why4xx-beside-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("body.txt"), "from beside").unwrap();
    let file = folder.join("one.http");
    std::fs::write(&file, "POST https://api.example.com/x\n\n< ./body.txt\n").unwrap();
    let mut bench = Bench::new(120, 30);
    bench.keys("o");
    bench.paste(file.to_str().unwrap());
    bench.keys("<enter>");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    assert!(bench.text().contains("from beside"), "{}", bench.text());
    bench.keys("q<esc>I");
    assert_eq!(bench.app.screen(), ScreenId::Requests, "I comes back to the list");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_that_cannot_be_read_is_one_sentence() {
    let mut bench = Bench::new(120, 30);
    bench.keys("o/nowhere/x.har<enter>");
    assert!(bench.text().contains("/nowhere/x.har: no such file"), "{}", bench.text());
    assert!(!Path::new("/nowhere/x.har").exists());
}

#[test]
fn of_a_large_file_a_request_is_read_when_it_is_asked_for() {
    let filler = "x".repeat(33 << 20);
    let har = HAR.replacen("send JSON", &filler, 1);
    let path = std::env::temp_dir().join(format!("why4xx-large-{}.har", std::process::id()));
    std::fs::write(&path, har).unwrap();
    let mut bench = Bench::new(120, 40);
    bench.keys("o");
    bench.paste(path.to_str().unwrap());
    bench.keys("<enter>");
    assert!(bench.text().contains("this file is large"), "{}", bench.text());
    bench.keys("j+");
    let text = bench.text();
    assert!(text.contains("#1 G 201") && text.contains("application/json"), "{text}");
    assert!(text.contains("#0   ---"), "the others stay unread: {text}");
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn the_list_as_a_picture() {
    for (width, height) in [(80, 24), (160, 44)] {
        let mut bench = Bench::new(width, height);
        bench.paste(HAR);
        bench.keys("-j");
        insta::assert_snapshot!(format!("requests_{width}x{height}"), bench.text());
    }
}
