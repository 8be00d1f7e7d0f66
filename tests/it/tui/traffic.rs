//! What a program sends, live in the list; the history; and what is made of an exchange from there.

use super::bench::Bench;
use std::path::Path;
use std::sync::Arc;
use why4xx::model::Exchange;
use why4xx::model::ExchangeId;
use why4xx::model::Via;
use why4xx::tui::action::Action;
use why4xx::tui::effect::Effect;
use why4xx::tui::entry::Entry;
use why4xx::tui::entry::Place;
use why4xx::tui::facts::Facts;
use why4xx::tui::opened::Opened;
use why4xx::tui::screens::ScreenId;
use why4xx::tui::screens::ask::Ask;
use why4xx::tui::screens::ask::Mark;
use why4xx::tui::screens::lists;
use why4xx::tui::screens::lists::Source;
use why4xx::tui::screens::lists::State;
use why4xx::tui::shown::Shown;
use why4xx::wire::ExactRequest;

const REFUSED: &str = "POST /crm/rest/v1/files?key=s3cr3t-in-url HTTP/1.1\r\nHost: 127.0.0.1:8025\r\n\
    User-Agent: python-requests/2.31.0\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
const GOOD: &str = "POST /crm/rest/v1/files HTTP/1.1\r\nHost: 127.0.0.1:8025\r\nUser-Agent: curl/8.1\r\n\
    X-Keap-API-Key: KeapAK-0123456789\r\nContent-Type: application/json\r\nContent-Length: 83\r\n\r\n\
    {\"file_name\":\"a.txt\",\"file_data\":\"aGk=\",\"file_association\":\"USER\",\"is_public\":true}";
const OTHER: &str = "GET /elsewhere HTTP/1.1\r\nHost: other.example.com\r\n\r\n";

/// Listening, in a home of its own or without a history.
fn listening(width: u16, height: u16, home: Option<&Path>) -> Bench {
    let mut bench = Bench::at(width, height, home);
    bench.keys("C");
    assert!(bench.text().contains("What is to answer it?"), "{}", bench.text());
    bench.keys("p");
    assert!(bench.text().contains("http://127.0.0.1:8025 → practice server"), "{}", bench.text());
    bench
}

#[test]
fn two_marks_in_the_live_list_ask_the_doctor() {
    for with_history in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let mut bench = listening(120, 40, with_history.then_some(home.path()));
        bench.arrives(REFUSED);
        bench.arrives(GOOD);
        let text = bench.text();
        assert!(text.contains("1   401   POST /crm/rest/v1/files?…"), "{text}");
        assert!(text.contains("python-requests/2.31.0") && text.contains("2 of 2"), "{text}");
        assert!(text.contains("X-Keap-API-Key: ***17"), "the preview follows: {text}");
        assert!(!text.contains("s3cr3t"), "{text}");
        bench.keys("+k-");
        assert_eq!(bench.app.screen(), ScreenId::Doctor, "{}", bench.text());
        assert!(bench.text().contains("auth-scheme-mismatch"), "{}", bench.text());
        bench.keys("q");
        let text = bench.text();
        assert!(text.contains("1 F 401") && text.contains("2 G 201"), "{text}");
    }
}

#[test]
fn compare_gives_the_missing_mark_and_sets_them_side_by_side() {
    let mut bench = listening(120, 40, None);
    bench.arrives(REFUSED);
    bench.arrives(GOOD);
    bench.keys("c");
    assert!(bench.text().contains("mark one with - or + first"), "{}", bench.text());
    bench.keys("k-c");
    assert!(bench.text().contains("move to the other one"), "{}", bench.text());
    bench.keys("jc");
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
    assert!(bench.text().contains("[3] Known-good ‹lines›"), "{}", bench.text());
    assert_eq!(bench.app.screens.doctor.focus.pane, 1);
}

#[test]
fn the_doctor_takes_the_refused_one_under_the_cursor() {
    let mut bench = listening(120, 40, None);
    bench.arrives(GOOD);
    bench.keys("d");
    assert!(bench.text().contains("mark a refused request first"), "{}", bench.text());
    bench.arrives(REFUSED);
    bench.keys("Gd");
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
}

#[test]
fn the_cursor_follows_until_it_is_moved() {
    let mut bench = listening(120, 40, None);
    bench.arrives(REFUSED);
    bench.arrives(GOOD);
    assert!(bench.text().contains("following"), "{}", bench.text());
    bench.keys("k");
    bench.arrives(OTHER);
    let text = bench.text();
    assert!(!text.contains("following") && text.contains("?key=***"), "{text}");
    bench.keys("F");
    let text = bench.text();
    assert!(text.contains("following") && text.contains("Host: other.example.com"), "{text}");
}

#[test]
fn the_live_list_is_filtered_by_method_status_host_and_text() {
    for with_history in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let mut bench = listening(120, 40, with_history.then_some(home.path()));
        for request in [REFUSED, GOOD, OTHER] {
            bench.arrives(request);
        }
        for (line, left) in [
            ("4xx", "2 of 3"),
            ("401", "1 of 3"),
            ("POST", "2 of 3"),
            ("GET 2xx", "0 of 3"),
            ("host:other", "1 of 3"),
            ("file_association", "1 of 3"),
            ("POST python", "1 of 3"),
            ("ACCESS TOKEN", "1 of 3"),
            ("nowhere at all", "0 of 3"),
        ] {
            bench.keys(&format!("/<ctrl-u>{line}"));
            assert!(bench.text().contains(left), "{line}: {}", bench.text());
            bench.keys("<enter>");
        }
        bench.keys("/<ctrl-u>Keap-API<enter>");
        bench.arrives(GOOD);
        assert!(bench.text().contains("2 of 4"), "a new one passes, too: {}", bench.text());
        bench.keys("/<esc>");
        assert!(bench.text().contains("4 of 4"), "{}", bench.text());
    }
}

#[test]
fn marks_notes_and_deletions_reach_the_history() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    bench.arrives(REFUSED);
    bench.arrives(GOOD);
    bench.keys("kathe refused one<enter>-");
    assert!(bench.text().contains("“the refused one”"), "{}", bench.text());
    bench.keys("L");
    assert!(bench.text().contains("nothing is listened at any more"), "{}", bench.text());
    // Another session, the same home.
    let mut bench = Bench::at(120, 40, Some(home.path()));
    bench.keys("H");
    let text = bench.text();
    assert!(text.contains("1 f 401") && text.contains("“the refused one”"), "{text}");
    assert!(text.contains("X-Keap-API-Key: ***17"), "the newest is looked at: {text}");
    bench.keys("/mark:failing<enter>");
    assert!(bench.text().contains("1 of 1"), "{}", bench.text());
    bench.keys("D");
    assert!(bench.text().contains("Delete 1 (POST /crm/rest/v1/files?…)"), "{}", bench.text());
    bench.keys("n/<esc>");
    assert!(bench.text().contains("2 of 2"), "{}", bench.text());
    bench.keys("GDy");
    let text = bench.text();
    assert!(text.contains("1 of 1") && text.contains("deleted from the history"), "{text}");
}

#[test]
fn the_history_comes_page_by_page() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    for _ in 0..205 {
        bench.arrives(OTHER);
    }
    let mut bench = Bench::at(120, 40, Some(home.path()));
    bench.keys("H");
    assert!(bench.text().contains("200 of 200+"), "{}", bench.text());
    bench.keys("G");
    assert!(bench.text().contains("205 of 205 "), "{}", bench.text());
    bench.keys("G");
    assert!(bench.text().contains("   1   404"), "{}", bench.text());
}

#[test]
fn a_captured_request_is_edited_and_sent_again() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    bench.arrives(REFUSED);
    bench.keys("e");
    assert_eq!(bench.app.screen(), ScreenId::Draft);
    assert!(bench.text().contains("Exact bytes"), "{}", bench.text());
    bench.keys("q<ctrl-r>");
    assert_eq!(bench.app.screen(), ScreenId::Exchange);
    assert!(bench.text().contains("401"), "{}", bench.text());
}

#[test]
fn a_captured_request_is_written_in_other_languages_without_its_secrets() {
    let mut bench = listening(120, 40, None);
    bench.arrives(GOOD);
    bench.keys("X");
    let text = bench.text();
    assert!(text.contains("$KEAP_API_KEY") && text.contains("curl '"), "{text}");
    bench.keys("jj");
    assert!(bench.text().contains("requests.post("), "{}", bench.text());
    bench.keys("Gkk");
    let text = bench.text();
    assert!(text.contains("***17") && text.contains("not the exact bytes"), "raw: {text}");
    bench.keys("s");
    assert!(bench.text().contains("KeapAK-0123456789"), "{}", bench.text());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("request.raw");
    bench.keys("w<ctrl-u>");
    bench.paste(path.to_str().unwrap());
    bench.keys("<enter>");
    assert_eq!(std::fs::read(&path).unwrap(), GOOD.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    bench.keys("w<ctrl-u>");
    bench.paste(path.to_str().unwrap());
    bench.keys("<enter>");
    assert!(bench.text().contains("exists already"), "{}", bench.text());
}

#[test]
fn a_captured_request_becomes_a_preset_without_its_secrets() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    bench.arrives(GOOD);
    bench.keys("W");
    assert!(bench.text().contains("local/crm-rest-v1-files"), "{}", bench.text());
    bench.keys("<enter>");
    let path = home.path().join(".config/why4xx/presets/local/crm-rest-v1-files.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("{{keap_api_key}}") && !text.contains("KeapAK"), "{text}");
    assert!(text.contains("http://127.0.0.1:8025/crm/rest/v1/files"), "{text}");
    bench.keys("W<enter>");
    assert!(bench.text().contains("already"), "{}", bench.text());
    bench.keys("W<ctrl-u>../up<enter>");
    assert!(bench.text().contains("no name for a preset"), "{}", bench.text());
    bench.keys("q/local<enter>");
    assert!(bench.text().contains("local/crm-rest-v1-files"), "{}", bench.text());
    bench.keys("<enter><ctrl-r>");
    assert!(bench.text().contains("keap_api_key"), "the secret is asked for: {}", bench.text());
}

#[test]
fn a_history_that_is_no_database_is_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".local/state/why4xx/history");
    std::fs::create_dir_all(&folder).unwrap();
    let words = "this is no database, and long enough to be seen as none";
    std::fs::write(folder.join("history.db"), words).unwrap();
    let mut bench = Bench::at(120, 40, Some(home.path()));
    bench.keys("H");
    assert!(bench.text().contains("not a database"), "{}", bench.text());
}

#[test]
fn the_live_list_as_a_picture() {
    for (width, height) in [(80, 24), (160, 44)] {
        let mut bench = listening(width, height, None);
        bench.arrives(REFUSED);
        bench.arrives(GOOD);
        bench.keys("k-");
        insta::assert_snapshot!(format!("capture_{width}x{height}"), bench.text());
    }
}

#[test]
fn what_is_held_without_a_history_is_bounded() {
    let request = ExactRequest::parse(vec![b'x'; 8_000_000]);
    let mut list = State::of(Source::Capture);
    for nth in 1..=9 {
        let id = ExchangeId(nth);
        let exchange = Exchange::of_request(id, Via::Captured, request.clone(), String::new());
        let opened = Opened::refused(String::new(), String::new());
        let place = Place::Held(Arc::new(exchange));
        list.add(Entry { key: nth, place, ..Entry::of_opened(0, opened) });
    }
    let held = |entry: &Arc<Entry>| matches!(entry.place, Place::Held(_));
    assert_eq!(
        list.all.iter().map(held).collect::<Vec<_>>(),
        [[false].as_slice(), &[true; 8]].concat()
    );
}

#[test]
fn the_live_list_holds_the_newest_ten_thousand() {
    let mut list = State::of(Source::Capture);
    for nth in 1..=10_500 {
        let opened = Opened::refused(format!("request {nth}"), String::new());
        list.add(Entry { key: nth, ..Entry::of_opened(0, opened) });
    }
    assert!(list.all.len() <= 10_000 && list.let_go >= 500, "{}", list.all.len());
    assert_eq!(list.chosen().map(|entry| entry.key), Some(10_500));
    assert_eq!(list.passing.len(), list.all.len());
}

#[test]
fn a_key_waits_for_its_own_exchange_while_another_is_read() {
    let mut list = State::of(Source::Capture);
    for id in [7, 8] {
        let opened = Opened::refused(String::new(), String::new());
        list.add(Entry { place: Place::Kept(ExchangeId(id)), ..Entry::of_opened(0, opened) });
    }
    list.list.at = 0;
    let is_peek = |asks: &[Ask], wanted| matches!(asks, [Ask::Peek(_, key, _)] if *key == wanted);
    assert!(is_peek(&lists::settle(&mut list), 1), "the bytes under the cursor are asked for");
    list.list.at = 1;
    let facts = Facts::default();
    let key = Action::List(lists::Action::Failing);
    assert!(lists::update(&mut list, &facts, key).is_empty());
    assert!(lists::settle(&mut list).is_empty(), "one at a time");
    assert!(lists::peeked(&mut list, &facts, 1, opened()).is_empty(), "not for the other one");
    assert!(is_peek(&lists::settle(&mut list), 2));
    let asks = lists::peeked(&mut list, &facts, 2, opened());
    assert!(matches!(asks.as_slice(), [Ask::Mark(_, Mark::Failing)]), "{asks:?}");
}

fn opened() -> Opened {
    let request = ExactRequest::parse(OTHER);
    let exchange = Exchange::of_request(ExchangeId(1), Via::Captured, request, String::new());
    Opened::of(String::new(), Arc::new(Shown::of(exchange)))
}

#[test]
fn what_came_while_one_looked_elsewhere_is_read_on_coming_back() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    bench.keys("q");
    bench.arrives(REFUSED);
    bench.keys("L");
    bench.keys("C");
    assert!(bench.text().contains("Content-Length: 7"), "{}", bench.text());
    // A second capture in one session: its exchanges are others than the first one's.
    bench.keys("LLa");
    bench.arrives(OTHER);
    assert!(bench.text().contains("Host: other.example.com"), "{}", bench.text());
    bench.keys("k");
    assert!(bench.text().contains("Content-Length: 7"), "{}", bench.text());
}

#[test]
fn the_doctor_is_asked_about_the_one_under_the_cursor() {
    let mut bench = listening(120, 40, None);
    bench.arrives("GET /crm/rest/v1/contacts HTTP/1.1\r\nHost: 127.0.0.1:8025\r\n\r\n");
    bench.arrives(REFUSED);
    bench.keys("gd");
    assert!(bench.text().contains("F #1"), "{}", bench.text());
    bench.keys("qGd");
    assert_eq!(bench.app.screen(), ScreenId::Doctor);
    assert!(bench.text().contains("F #2"), "{}", bench.text());
}

#[test]
fn following_goes_on_through_a_filter() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    for request in [GOOD, OTHER, OTHER, GOOD] {
        bench.arrives(request);
    }
    bench.keys("/file_association<enter>");
    bench.arrives(GOOD);
    assert!(bench.text().contains("3 of 5"), "{}", bench.text());
    assert_eq!(bench.app.screens.capture.list.at, 2, "on the newest that passes");
    bench.keys("k/<esc>");
    assert_eq!(bench.app.screens.capture.list.at, 3, "the entry stays, its place changes");
}

#[test]
fn a_note_that_cannot_be_written_is_not_shown_as_written() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = listening(120, 40, Some(home.path()));
    bench.arrives(OTHER);
    let state = home.path().join(".local/state/why4xx/history");
    why4xx::history::History::at(state).delete_all().unwrap();
    bench.keys("amy note<enter>");
    let text = bench.text();
    assert!(text.contains("nothing in the history") && !text.contains("“my note”"), "{text}");
}

#[test]
fn leaving_asks_while_a_capture_runs() {
    let mut bench = listening(120, 40, None);
    bench.keys("qq");
    assert!(bench.text().contains("A capture is running"), "{}", bench.text());
    bench.keys("n");
    assert!(bench.wishes.is_empty(), "{:?}", bench.wishes);
    bench.keys("qy");
    assert!(matches!(bench.wishes.as_slice(), [Effect::Quit]), "{:?}", bench.wishes);
}

#[test]
fn a_refused_one_marked_as_known_good_is_doubted() {
    let mut bench = listening(120, 40, None);
    bench.arrives(REFUSED);
    bench.keys("+");
    assert!(bench.text().contains("was answered 401: does it work?"), "{}", bench.text());
}

#[test]
fn an_upstream_is_a_server_and_no_more() {
    let mut bench = Bench::new(120, 40);
    bench.keys("Cuapi.example.com/v1<enter>");
    let text = bench.text();
    assert!(text.contains("leave out `/v1`") && text.contains("its URL"), "{text}");
    bench.keys("<backspace><backspace><backspace><enter>");
    assert!(bench.text().contains("→ https://api.example.com"), "{}", bench.text());
}

#[test]
fn titles_and_names_hold_no_password_and_no_query() {
    let mut bench = listening(200, 60, None);
    bench.arrives("GET http://user:passw0rd@h/x?token=s3cr3t-token HTTP/1.1\r\nHost: h\r\n\r\n");
    let har = r#"{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[{"request":{"method":"GET","url":"http://user:passw0rd@h/x?token=s3cr3t-token","httpVersion":"HTTP/1.1","headers":[]},"response":{"status":401,"statusText":"","httpVersion":"HTTP/1.1","headers":[],"content":{"size":0,"mimeType":""}}}]}}"#;
    let mut seen = bench.text();
    bench.paste(har);
    seen += &bench.text();
    bench.keys("IX");
    for _ in why4xx::export::EXPORTERS {
        seen += &bench.text();
        bench.keys("j");
    }
    bench.keys("<esc>e");
    seen += &bench.text();
    bench.keys("qqq2");
    seen += &bench.text();
    assert!(seen.contains("GET http://h/x?…"), "{seen}");
    assert!(!seen.contains("passw0rd") && !seen.contains("s3cr3t-token"), "{seen}");
}

#[test]
fn nothing_waits_for_the_history_once_it_is_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = Bench::at(120, 40, Some(home.path()));
    bench.keys("HF");
    assert!(bench.app.may_hear(), "following, it waits for what others put there");
    bench.keys("F");
    assert!(!bench.app.may_hear());
    assert!(bench.text().contains("the cursor stays where it is"), "{}", bench.text());
}
