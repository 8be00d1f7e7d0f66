//! Exactness: whatever a client writes is recorded byte for byte, and with the host kept the upstream gets the same.

use crate::capture_desk::Desk;
use crate::capture_desk::LOST;
use crate::capture_desk::keeper;
use crate::capture_desk::reverse;
use crate::capture_desk::say;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use why4xx::model::AlterationKind;
use why4xx::model::End;
use why4xx::model::ExchangeId;
use why4xx::model::Via;
use why4xx::transport::Answer;
use why4xx::transport::capture::Author;
use why4xx::transport::capture::CapturePlan;
use why4xx::transport::capture::CaptureRole;
use why4xx::transport::capture::Captured;
use why4xx::transport::capture::Expectation;
use why4xx::transport::capture::RequestEnd;
use why4xx::transport::serve_loopback;
use why4xx::wire::ExactRequest;

/// Requests as clients write them and as they should not.
const CORPUS: &[&[u8]] = &[
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=\"1\"\r\nhello\r\n0\r\nTrail: er\r\n\r\n",
    b"GET /bare HTTP/1.1\nHost: x\nAuthorization : Bearer  y \n\n",
    b"GET /fold HTTP/1.1\r\nHost: x\r\nX-Long: a\r\n  b\r\n\tc\r\n\r\n",
    b"GET /nocolon HTTP/1.1\r\nHost: x\r\nthis line has none\r\n: nor a name\r\n\r\n",
    b"GET /spaces in target HTTP/1.1\r\nHost: x\r\n\r\n",
    b"get /lower http/1.1\r\nhost: x\r\n\r\n",
    b"POST /nolength HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n{\"a\":1}",
    b"POST /short HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{\"a\":1}",
    b"POST /long HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{\"a\":1}",
    b"POST /nochunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{\"a\":1}\n",
    b"POST /both HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    b"POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /bin HTTP/1.1\r\nHost: x\r\nX: \xe9\xff\x00\x01\r\nContent-Length: 4\r\n\r\n\x00\xff\r\n",
    b"\r\n\r\nGET /blank HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PUT /more HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na\r\n",
    b"GET /unended HTTP/1.1\r\nHost: x\r\n",
    b"GET /old HTTP/1.0\r\n\r\n",
    b"GET /\r\n",
    b"not http at all",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nokGET /3 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\r\n",
];

/// All that was recorded from one connection, in order.
fn joined(all: &[Captured]) -> Vec<u8> {
    all.iter().flat_map(|one| one.request.bytes.iter().copied()).collect()
}

#[tokio::test]
async fn the_listener_records_what_was_sent_whole_and_in_slices() {
    for bytes in CORPUS {
        for slice in [bytes.len(), 1] {
            let desk = Desk::canned(|_| {}).await;
            let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
            stream.set_nodelay(true).unwrap();
            for part in bytes.chunks(slice) {
                // A connection may be closed over a broken request before all of it is out.
                if stream.write_all(part).await.is_err() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            let _ = stream.shutdown().await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            let (all, _) = desk.close().await;
            let what = bytes.escape_ascii();
            assert_eq!(joined(&all).escape_ascii().to_string(), what.to_string());
            let told: Vec<u8> =
                all.iter().flat_map(|one| one.response.bytes.iter().copied()).collect();
            assert_eq!(told.escape_ascii().to_string(), answer.escape_ascii().to_string());
        }
    }
}

#[tokio::test]
async fn with_the_host_kept_the_upstream_gets_the_same_bytes() {
    const ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\nx-Odd :  y\r\nContent-Length: 2\r\n\r\nno";
    // Only line ends are passed on to nobody; pipelined requests are passed on one by one, see below.
    let alone =
        |bytes: &&&[u8]| bytes.len() > 2 && !bytes.ends_with(b"/3 HTTP/1.1\r\nHost: x\r\n\r\n");
    for bytes in CORPUS.iter().filter(alone) {
        let (addr, mut got) = keeper(ANSWER).await;
        let desk = Desk::open(reverse(addr, true)).await;
        let answer = say(desk.addr(), bytes).await;
        assert!(answer.starts_with(ANSWER), "{}", bytes.escape_ascii());
        let first = tokio::time::timeout(LOST, got.recv()).await.unwrap().unwrap();
        let (all, _) = desk.close().await;
        assert_eq!(first, all[0].request.bytes, "{}", bytes.escape_ascii());
        assert!(all.iter().all(|one| one.alterations.is_empty()));
        assert_eq!(joined(&all).escape_ascii().to_string(), bytes.escape_ascii().to_string());
        assert_eq!(all[0].response.bytes, ANSWER);
    }
}

#[tokio::test]
async fn pipelined_requests_are_passed_on_one_by_one() {
    struct Target;
    impl Answer for Target {
        fn answer(&self, request: &ExactRequest) -> Vec<u8> {
            let target = request.target();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", target.len());
            [head.as_bytes(), target].concat()
        }
    }
    let server = serve_loopback(Arc::new(Target), 0).await.unwrap();
    let desk = Desk::open(reverse(server.addr, true)).await;
    let pipelined = CORPUS.iter().find(|bytes| bytes.starts_with(b"GET /1")).unwrap();
    let answers = say(desk.addr(), pipelined).await;
    let (all, _) = desk.close().await;
    let targets: Vec<_> = all.iter().map(|one| one.response.bytes[38..].to_vec()).collect();
    assert_eq!(targets, [b"/1", b"/2", b"/3"]);
    assert_eq!(joined(&all), *pipelined);
    let told: Vec<u8> = all.iter().flat_map(|one| one.response.bytes.to_vec()).collect();
    assert_eq!(told, answers);
    assert!(all.iter().all(|one| one.connection == 1));
}

#[tokio::test]
async fn a_changed_host_is_listed_and_nothing_else_changes() {
    let (addr, mut got) = keeper(b"HTTP/1.1 204 No Content\r\n\r\n").await;
    let mut desk = Desk::open(reverse(addr, false)).await;
    let request = "POST /x HTTP/1.1\r\nhOST:  relay:1 \r\nX : y\nContent-Length: 2\r\n\r\nok";
    say(desk.addr(), request.as_bytes()).await;
    let expected = request.replace("relay:1", &addr.to_string());
    assert_eq!(got.recv().await.unwrap(), expected.as_bytes());
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, request);
    assert_eq!(captured.alterations.len(), 1);
    assert_eq!(captured.alterations[0].kind, AlterationKind::Host);
    assert_eq!(captured.author, Author::Upstream);
    let exchange = captured.into_exchange(ExchangeId(1), "test".to_owned());
    assert_eq!(exchange.request.bytes, expected);
    assert_eq!((exchange.via, exchange.status()), (Via::Captured, Some(204)));
    assert_eq!(exchange.alterations[0].was, "relay:1");
    assert!(exchange.timing.connect.is_some() && exchange.timing.started_us.is_some());
}

#[tokio::test]
async fn the_end_of_a_body_without_length_is_told() {
    let head = "POST /x HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut desk = Desk::canned(|_| {}).await;
    say(desk.addr(), format!("{head}body").as_bytes()).await;
    assert_eq!(desk.next().await.unwrap().request_end, RequestEnd::HalfClose);
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    stream.write_all(format!("{head}body").as_bytes()).await.unwrap();
    let captured = desk.next().await.unwrap();
    assert!(matches!(captured.request_end, RequestEnd::Idle(_)), "{captured:?}");
    assert!(captured.request_end.to_string().contains("ms of silence"));
    assert!(captured.request.bytes.ends_with(b"body"));
}

#[tokio::test]
async fn expectations_are_answered_by_choice_and_recorded() {
    let head = "POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    for (choice, says) in [
        (Expectation::Continue, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403"),
        (Expectation::Answer, "HTTP/1.1 403"),
    ] {
        let mut desk = Desk::canned(|plan| plan.expect = choice).await;
        let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut first = vec![0; 12];
        stream.read_exact(&mut first).await.unwrap();
        if choice == Expectation::Continue {
            stream.write_all(b"ok").await.unwrap();
        }
        let captured = desk.next().await.unwrap();
        assert!(captured.response.bytes.starts_with(says.as_bytes()), "{captured:?}");
        let whole = choice == Expectation::Continue;
        assert_eq!(captured.request_end == RequestEnd::Framing, whole, "{captured:?}");
    }
}

#[tokio::test]
async fn the_practice_servers_kind_of_answer_gets_the_whole_request() {
    struct Length;
    impl Answer for Length {
        fn answer(&self, request: &ExactRequest) -> Vec<u8> {
            let said = request.body.len().to_string();
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{said}", said.len()).into_bytes()
        }
    }
    let desk = Desk::open(CapturePlan::new(CaptureRole::Mind(Arc::new(Length)))).await;
    let answer = say(desk.addr(), b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").await;
    assert!(answer.ends_with(b"\r\n\r\n3"));
}

#[tokio::test]
async fn what_is_under_way_at_the_end_is_handed_out() {
    let desk = Desk::canned(|_| {}).await;
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    stream.write_all(b"GET /half HTTP/1.1\r\nHo").await.unwrap();
    let mut other = TcpStream::connect(desk.addr()).await.unwrap();
    other.write_all(b"GET /1 HTTP/1.1\r\n\r\n").await.unwrap();
    other.read_u8().await.unwrap();
    let (all, _) = desk.close().await;
    let half = all.iter().find(|one| one.request.bytes.starts_with(b"GET /half")).unwrap();
    assert_eq!(half.request_end, RequestEnd::Stopped);
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn long_bodies_go_to_files_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let (addr, mut got) = keeper(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let mut plan = reverse(addr, true);
    plan.limits.memory = 1000;
    plan.limits.spill = Some(folder.path().to_owned());
    let mut desk = Desk::open(plan).await;
    let body: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let head = format!("POST /big HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
    let whole = [head.as_bytes(), &body].concat();
    say(desk.addr(), &whole).await;
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.cut, None);
    assert_eq!(captured.request.bytes, whole[..1000]);
    let spill = captured.request.spill.unwrap();
    assert_eq!(spill.len, whole.len() as u64);
    assert_eq!(std::fs::read(&spill.path).unwrap(), whole);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&spill.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(got.recv().await.unwrap(), whole);
}

#[tokio::test]
async fn a_cut_recording_cuts_nothing_that_is_passed_on() {
    let (addr, mut got) = keeper(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let mut plan = reverse(addr, true);
    plan.limits.memory = 100;
    let mut desk = Desk::open(plan).await;
    let whole =
        [&b"POST /big HTTP/1.1\r\nContent-Length: 500000\r\n\r\n"[..], &b"x".repeat(500_000)]
            .concat();
    say(desk.addr(), &whole).await;
    assert_eq!(got.recv().await.unwrap(), whole);
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.request.bytes, whole[..100]);
    assert!(captured.cut.is_some());
    assert_eq!(desk.notices.len(), 1);
}

#[tokio::test]
async fn an_early_answer_reaches_the_client() {
    const ANSWER: &[u8] =
        b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig";
    let (addr, _task) = crate::transport_server::serve(|mut stream| async move {
        crate::transport_server::read_head(&mut stream).await;
        stream.write_all(ANSWER).await.unwrap();
        stream.shutdown().await.unwrap();
        // Reads on for a while, so that nothing is reset.
        let mut rest = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
    })
    .await;
    let mut desk = Desk::open(reverse(addr, true)).await;
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    let head = b"POST /big HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nbeginning";
    stream.write_all(head).await.unwrap();
    let mut got = vec![0; ANSWER.len()];
    stream.read_exact(&mut got).await.unwrap();
    assert_eq!(got, ANSWER);
    let captured = desk.next().await.unwrap();
    assert_eq!(captured.end, End::Complete);
    assert_eq!(captured.request.bytes, &head[..]);
}

#[tokio::test]
async fn an_upgrade_becomes_a_pipe() {
    let (addr, _task) = crate::transport_server::serve(|mut stream| async move {
        crate::transport_server::read_head(&mut stream).await;
        let switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n";
        stream.write_all(switch).await.unwrap();
        let mut five = [0; 5];
        stream.read_exact(&mut five).await.unwrap();
        stream.write_all(&five).await.unwrap();
        stream.shutdown().await.unwrap();
    })
    .await;
    let mut desk = Desk::open(reverse(addr, true)).await;
    let mut stream = TcpStream::connect(desk.addr()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nUpgrade: echo\r\n\r\n").await.unwrap();
    crate::transport_server::read_head(&mut stream).await;
    stream.write_all(b"GET  ").await.unwrap();
    let mut echoed = [0; 5];
    stream.read_exact(&mut echoed).await.unwrap();
    assert_eq!(&echoed, b"GET  ");
    drop(stream);
    let captured = desk.next().await.unwrap();
    assert!(captured.request.bytes.ends_with(b"\r\n\r\nGET  "));
    assert!(captured.response.bytes.ends_with(b"GET  "));
    assert_eq!(
        captured.request.bytes.len(),
        Bytes::from("GET / HTTP/1.1\r\nUpgrade: echo\r\n\r\nGET  ").len()
    );
}
