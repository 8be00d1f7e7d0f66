//! The history: what goes in comes out, whoever is killed meanwhile; and what it says where it cannot.

#![expect(clippy::unwrap_used, reason = "files of a test")]

use bytes::Bytes;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use why4xx::history::Found;
use why4xx::history::History;
use why4xx::history::Marked;
use why4xx::history::Query;
use why4xx::history::Retention;
use why4xx::history::StoreError;
use why4xx::model::Alteration;
use why4xx::model::AlterationKind;
use why4xx::model::Certificate;
use why4xx::model::End;
use why4xx::model::Endpoint;
use why4xx::model::Exchange;
use why4xx::model::ExchangeId;
use why4xx::model::Failure;
use why4xx::model::Spill;
use why4xx::model::Stage;
use why4xx::model::Timing;
use why4xx::model::Via;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;

fn exchange(request: &str, response: &str, host: &str) -> Exchange {
    let request = ExactRequest::parse(request.to_owned());
    let mut exchange =
        Exchange::of_request(ExchangeId(0), Via::Captured, request, "a label".into());
    exchange.endpoint = Some(Endpoint { tls: true, host: host.to_owned(), port: 443 });
    exchange.received = Bytes::from(response.to_owned());
    exchange.responses = ExactResponse::parse_all(&exchange.received, b"POST");
    exchange.timing.started_us = Some(1_000_000);
    exchange
}

const REQUEST: &str =
    "POST /v1/x HTTP/1.1\r\nHost: h\r\nX-Key: SeCret\r\nContent-Length: 2\r\n\r\nok";
const REFUSED: &str = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";

fn ids(found: &[Found]) -> Vec<u64> {
    found.iter().map(|found| found.id.0).collect()
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path().join("deep/history"));
    assert!(!folder.path().join("deep").exists(), "nothing is made before it is needed");
    let mut kept = exchange(REQUEST, REFUSED, "api.example.com");
    kept.timing = Timing {
        started_us: Some(7),
        connect: Some(Duration::from_micros(3)),
        total: Duration::from_micros(9),
        ..Timing::default()
    };
    kept.alterations = vec![Alteration {
        kind: AlterationKind::Host,
        was: Bytes::from_static(b"\xff"),
        now: Bytes::from("h"),
        certain: true,
    }];
    kept.certificate = Some(Certificate {
        subject: "CN=a".into(),
        issuer: "CN=b".into(),
        names: vec!["a".into(), "b".into()],
        not_before: 1,
        not_after: 2,
        protocol: "TLS 1.3".into(),
    });
    kept.sent = kept.request.bytes.slice(..30);
    kept.end = End::Failed(Failure { stage: Stage::Read, message: "m".into(), hint: None });
    let id = history.save(vec![kept.clone()]).unwrap()[0];
    history.mark(id, Some(Marked::Failing)).unwrap();
    history.annotate(id, "the one".into()).unwrap();
    let again = History::at(folder.path().join("deep/history")).show(id).unwrap();
    let exchange = again.exchange;
    assert_eq!(exchange.request.bytes, kept.request.bytes);
    assert_eq!(exchange.sent, kept.sent);
    assert_eq!(exchange.received, kept.received);
    assert_eq!(exchange.status(), Some(403));
    assert_eq!(exchange.timing, kept.timing);
    assert_eq!(exchange.alterations, kept.alterations);
    assert_eq!(exchange.certificate, kept.certificate);
    assert_eq!(exchange.endpoint, kept.endpoint);
    assert_eq!((exchange.end, exchange.via, exchange.label), (kept.end, kept.via, kept.label));
    assert_eq!((again.mark, again.note), (Some(Marked::Failing), "the one".to_owned()));
    private(&folder.path().join("deep/history"));
}

/// Nobody else may read what lies in the folder.
fn private(folder: &Path) {
    #[cfg(unix)]
    for entry in std::fs::read_dir(folder).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let expected = if entry.path().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{}", entry.path().display());
        if entry.path().is_dir() {
            private(&entry.path());
        }
    }
}

#[test]
fn queries_find_what_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path());
    let long = format!("GET /long HTTP/1.1\r\n\r\n{}NeedLe", "x".repeat(3_000_000));
    let saved = history.save(vec![
        exchange(REQUEST, REFUSED, "api.example.com"),
        exchange("GET /a HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "other.test"),
        exchange("GET /b HTTP/1.1\r\n\r\n", "", "other.test"),
        exchange(&long, "HTTP/1.1 404 Not Found\r\n\r\n", "other.test"),
    ]);
    assert_eq!(saved.unwrap().len(), 4);
    history.mark(ExchangeId(2), Some(Marked::Good)).unwrap();
    let text = |text: &str| Query { text: Some(text.into()), ..Query::default() };
    for (query, expected) in [
        (Query::default(), vec![4, 3, 2, 1]),
        (Query { method: Some("get".into()), ..Query::default() }, vec![4, 3, 2]),
        (Query { host: Some("EXAMPLE".into()), ..Query::default() }, vec![1]),
        (Query { status: Some(400..=499), ..Query::default() }, vec![4, 1]),
        (Query { mark: Some(Marked::Good), ..Query::default() }, vec![2]),
        (Query { via: Some(Via::Raw), ..Query::default() }, vec![]),
        (Query { before: Some(ExchangeId(3)), limit: Some(1), ..Query::default() }, vec![2]),
        (text("secret"), vec![1]),
        (text("forbidden"), vec![1]),
        (text("needle"), vec![4]),
        (text("nowhere"), vec![]),
    ] {
        assert_eq!(ids(&history.find(query.clone()).unwrap()), expected, "{query:?}");
    }
    let found = history.find(Query { limit: Some(1), ..Query::default() }).unwrap().remove(0);
    assert_eq!((found.method.as_str(), found.target.as_str()), ("GET", "/long"));
    assert_eq!(found.lengths, (long.len() as u64, 26));
    assert_eq!(history.show(ExchangeId(4)).unwrap().exchange.request.bytes, long);
}

#[test]
fn long_streams_lie_beside_and_go_with_their_exchange() {
    let folder = tempfile::tempdir().unwrap();
    let spilled = folder.path().join("spilled.raw");
    std::fs::write(&spilled, "HTTP/1.1 200 OK\r\n\r\nthe whole of it").unwrap();
    let history = History::at(folder.path().join("history"));
    let mut long = exchange(REQUEST, "HTTP/1.1 200 OK\r\n\r\nthe", "h");
    long.spill = Some(Spill { path: spilled.clone(), len: 34 });
    let asked = folder.path().join("asked.raw");
    std::fs::write(&asked, REQUEST.replace("Host: h", "Host: relay:1")).unwrap();
    long.request_spill = Some(Spill { path: asked, len: 76 });
    let id = history.save(vec![long]).unwrap()[0];
    std::fs::remove_file(&spilled).unwrap();
    let shown = history.show(id).unwrap().exchange;
    assert_eq!(shown.request.bytes, REQUEST, "with the head that the server got");
    let received = shown.received;
    assert_eq!(received, "HTTP/1.1 200 OK\r\n\r\nthe whole of it");
    let bodies = folder.path().join("history/bodies");
    assert_eq!(std::fs::read_dir(&bodies).unwrap().count(), 2);
    assert_eq!(history.delete(vec![id, ExchangeId(99)]).unwrap(), 1);
    assert_eq!(std::fs::read_dir(&bodies).unwrap().count(), 0);
    assert!(matches!(history.show(id), Err(StoreError::Unknown { .. })));
}

#[test]
fn retention_spares_the_new_and_the_marked() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path());
    history.save((0..5).map(|_| exchange(REQUEST, REFUSED, "h")).collect()).unwrap();
    history.mark(ExchangeId(1), Some(Marked::Good)).unwrap();
    let most = Retention { most: Some(2), oldest: None };
    assert_eq!(history.prune(most, 1_000_000).unwrap(), 2);
    assert_eq!(ids(&history.find(Query::default()).unwrap()), [5, 4, 1]);
    let young = Retention { most: None, oldest: Some(Duration::from_secs(10)) };
    assert_eq!(history.prune(young, 2_000_000).unwrap(), 0);
    assert_eq!(history.prune(young, 99_000_000).unwrap(), 2);
    assert_eq!(history.delete_all().unwrap(), 1);
    let next = history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    assert_eq!(next[0], ExchangeId(6), "a number is never given twice");
}

#[test]
fn what_cannot_be_opened_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let history = |name: &str| History::at(folder.path().join(name));
    std::fs::create_dir(folder.path().join("damaged")).unwrap();
    std::fs::write(folder.path().join("damaged/history.db"), "no database at all".repeat(100))
        .unwrap();
    let error = history("damaged").find(Query::default()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("--no-history"), "{error}");

    std::fs::write(folder.path().join("file"), "").unwrap();
    let error = history("file").find(Query::default()).unwrap_err();
    assert!(matches!(error, StoreError::File { .. }), "{error}");

    let later = history("later");
    later.find(Query::default()).unwrap();
    drop(later);
    let path = folder.path().join("later/history.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    let error = history("later").find(Query::default()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 999, .. }), "{error}");
}

#[test]
fn a_locked_history_is_told_and_works_again_after() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path());
    history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    let other = rusqlite::Connection::open(folder.path().join("history.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    assert_eq!(history.find(Query::default()).unwrap().len(), 1, "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
}

#[test]
fn several_programs_may_write_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let history = History::at(folder.path());
            std::thread::spawn(move || {
                for _ in 0..10 {
                    history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(History::at(folder.path()).find(Query::default()).unwrap().len(), 40);
}

/// What the next test kills; alone, it is no test.
#[test]
#[ignore = "runs for ever: it is there to be killed"]
fn writes_until_killed() {
    let folder = std::env::var_os("WHY4XX_TEST_HISTORY").expect("the folder to write to");
    let history = History::at(folder);
    let long = format!("{REQUEST}{}", "x".repeat(600_000));
    loop {
        let two = vec![exchange(REQUEST, REFUSED, "h"), exchange(&long, REFUSED, "h")];
        for id in history.save(two).unwrap() {
            println!("saved {}", id.0);
        }
    }
}

#[test]
fn a_killed_writer_loses_nothing_that_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "history::writes_until_killed", "--ignored", "--nocapture"])
        .env("WHY4XX_TEST_HISTORY", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = |line: Result<String, _>| line.ok()?.strip_prefix("saved ")?.parse::<u64>().ok();
    let mut saved: Vec<u64> = lines.by_ref().filter_map(said).take(20).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    saved.extend(lines.filter_map(said));
    let history = History::at(folder.path());
    let all = ids(&history.find(Query::default()).unwrap());
    assert!(saved.len() >= 20);
    for id in saved {
        assert!(all.contains(&id), "{id} was said to be saved");
        let kept = history.show(ExchangeId(id)).unwrap().exchange;
        assert_eq!(kept.received, REFUSED);
    }
    assert_eq!(all.len() % 2, 0, "what is saved together is there together");
}

/// The other program of the next test; alone, it is no test.
#[test]
#[ignore = "a helper process of another test"]
fn looks_in_and_leaves() {
    let folder = std::env::var_os("WHY4XX_TEST_HISTORY").expect("the folder to look into");
    let connection = rusqlite::Connection::open(Path::new(&folder).join("history.db")).unwrap();
    let count = "SELECT count(*) FROM exchange";
    let _: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
}

#[test]
fn another_program_that_looks_in_takes_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    // Two connections in one process, as a capture and a list have them.
    let (one, two) = (History::at(folder.path()), History::at(folder.path()));
    one.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    assert_eq!(two.find(Query::default()).unwrap().len(), 1);
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "history::looks_in_and_leaves", "--ignored"])
        .env("WHY4XX_TEST_HISTORY", folder.path())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(other.success());
    one.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    assert!(folder.path().join("history.db-wal").exists(), "the journal in use was taken away");
    let third = History::at(folder.path());
    assert_eq!(third.find(Query::default()).unwrap().len(), 2);
}

#[test]
fn a_history_moved_away_while_open_is_begun_anew_with_other_numbers() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("history");
    let history = History::at(&folder);
    history.save(vec![exchange(REQUEST, REFUSED, "h"), exchange(REQUEST, REFUSED, "h")]).unwrap();
    std::fs::rename(&folder, parent.path().join("elsewhere")).unwrap();
    let new = history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    assert_eq!(new, [ExchangeId(3)]);
    assert_eq!(ids(&History::at(&folder).find(Query::default()).unwrap()), [3]);
    let old = History::at(parent.path().join("elsewhere"));
    assert_eq!(ids(&old.find(Query::default()).unwrap()), [2, 1]);
}

#[test]
fn what_is_deleted_stands_nowhere_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path());
    let secret = REQUEST.replace("SeCret", "DELETE-ME-SECRET");
    let kept = history.save(vec![exchange(&secret, REFUSED, "h")]).unwrap();
    history.save(vec![exchange(REQUEST, REFUSED, "h")]).unwrap();
    history.delete(kept).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()) {
        let bytes = if file.is_file() { std::fs::read(&file).unwrap() } else { Vec::new() };
        let found = memchr::memmem::find(&bytes, b"DELETE-ME-SECRET");
        assert_eq!(found, None, "{}", file.display());
    }
    assert_eq!(history.find(Query::default()).unwrap().len(), 1);
}

#[test]
fn what_a_locked_history_missed_is_kept_when_it_can_be() {
    let home = tempfile::tempdir().unwrap();
    let state = Some(home.path().to_owned());
    let folders = why4xx::engine::Folders { state, ..Default::default() };
    let folder = home.path().join("history");
    let exchange =
        |host| Exchange { timing: Timing::default(), ..exchange(REQUEST, REFUSED, host) };
    let mut keeping = why4xx::engine::Keeping::of(&folders);
    keeping.keep(vec![exchange("first")]).unwrap();
    let other = rusqlite::Connection::open(folder.join("history.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let told = keeping.keep(vec![exchange("second")]).unwrap_err();
    assert!(told.to_string().starts_with("another program holds the history locked"), "{told}");
    let waits = keeping.keep(vec![exchange("third")]).unwrap();
    assert_eq!(waits, [None], "told once; now it waits");
    other.execute_batch("ROLLBACK").unwrap();
    // It is tried again with what comes some seconds later; and at the end in any case.
    drop(keeping);
    let all = History::at(&folder).find(Query::default()).unwrap();
    let hosts: Vec<_> = all.iter().map(|found| found.endpoint.clone().unwrap().host).collect();
    assert_eq!(hosts, ["third", "second", "first"]);
}

/// A history in a home of its own, as the program keeps one.
fn keeping(home: &Path) -> why4xx::engine::Keeping {
    let state = Some(home.to_owned());
    why4xx::engine::Keeping::of(&why4xx::engine::Folders { state, ..Default::default() })
}

#[test]
fn a_batch_beyond_what_may_wait_is_kept_whole_and_numbered_right() {
    let home = tempfile::tempdir().unwrap();
    let long = format!("{REQUEST}{}", "x".repeat(9_000_000));
    let named = |nth: usize| Exchange {
        label: format!("nth {nth}"),
        timing: Timing::default(),
        ..exchange(&long, REFUSED, "h")
    };
    let numbers = keeping(home.path()).keep((0..9).map(named).collect()).unwrap();
    let history = History::at(home.path().join("history"));
    for (nth, number) in numbers.iter().enumerate() {
        let kept = history.show(number.unwrap()).unwrap();
        assert_eq!(kept.exchange.label, format!("nth {nth}"));
    }
    assert_eq!(numbers.len(), 9);
}

#[test]
fn a_locked_history_leaves_no_files_behind() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::at(folder.path());
    let long = format!("{REQUEST}{}", "x".repeat(600_000));
    history.save(vec![exchange(&long, REFUSED, "h")]).unwrap();
    let other = rusqlite::Connection::open(folder.path().join("history.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    history.save(vec![exchange(&long, REFUSED, "h")]).unwrap_err();
    other.execute_batch("ROLLBACK").unwrap();
    let bodies = || std::fs::read_dir(folder.path().join("bodies")).unwrap().count();
    assert_eq!(bodies(), 1);
    std::fs::write(folder.path().join("bodies/left-by-a-killed-one.raw"), "secret").unwrap();
    history.delete_all().unwrap();
    assert_eq!(bodies(), 0, "all is all");
}
