//! The relay's speed against two plain relays in the same run: `cargo bench --bench relay [-- MIB REQUESTS]`.
//!
//! Reference 1 is `tokio::io::copy_bidirectional`; reference 2 is the same, writing every byte to a file as well. Each
//! relay has a thread and a single-threaded runtime to itself, as has the server; rounds alternate, medians count.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and ends at the first trouble"
)]

use std::fs::File;
use std::io;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;
use std::time::Instant;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::io::ReadBuf;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use why4xx::history::History;
use why4xx::model::Endpoint;
use why4xx::model::ExchangeId;
use why4xx::transport::Trust;
use why4xx::transport::capture::CapturePlan;
use why4xx::transport::capture::CaptureRole;
use why4xx::transport::capture::Reverse;
use why4xx::transport::capture::Seen;
use why4xx::transport::capture::capture;

const ROUNDS: usize = 5;
const CONNECTIONS: usize = 50;
const SMALL: &[u8] =
    b"POST /v1/contacts HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: */*\r\n\
    Authorization: Bearer 0123456789abcdef0123456789abcdef\r\nContent-Type: application/json\r\n\
    Content-Length: 26\r\n\r\n{\"email\":\"a@example.com\"} ";
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"id\":1234}";

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let mib = numbers.first().copied().unwrap_or(1024);
    let requests = numbers.get(1).copied().unwrap_or(10_000);
    let folder = std::env::temp_dir().join(format!("why4xx-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let server = on_a_thread("server", serve);
    let kinds = [Kind::Direct, Kind::Copy, Kind::CopyToFile, Kind::Ours, Kind::OursKept];
    let relays: Vec<SocketAddr> =
        kinds.iter().map(|kind| relay(*kind, server, folder.clone())).collect();
    println!("one body of {mib} MiB, median of {ROUNDS}:");
    // A kept body is linked from its file, which is removed after each round here: the last relay sits it out.
    let (bodied, kinds_bodied) = (relays.get(..4).unwrap(), kinds.get(..4).unwrap());
    let big = rounds(bodied, |to| one_body(to, mib, &folder));
    report(kinds_bodied, &big, |s| format!("{:8.0} MiB/s", mib as f64 / s));
    println!("{requests} small requests over {CONNECTIONS} connections, median of {ROUNDS}:");
    let small = rounds(&relays, |to| many(to, CONNECTIONS, requests / CONNECTIONS));
    report(&kinds, &small, |s| format!("{:8.0} requests/s", requests as f64 / s));
    println!("one connection, one request after the other, median of {ROUNDS}:");
    let serial = rounds(&relays, |to| many(to, 1, 2000));
    report(&kinds, &serial, |s| format!("{:8.1} µs each", s / 2000.0 * 1e6));
    println!("most memory in use, client and server included: {}", peak());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Direct,
    Copy,
    CopyToFile,
    /// Ours, the exchanges counted and dropped.
    Ours,
    /// Ours, every exchange kept in a history.
    OursKept,
}

fn rounds(relays: &[SocketAddr], run: impl Fn(SocketAddr) -> Duration) -> Vec<f64> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); relays.len()];
    for _ in 0..ROUNDS {
        for (relay, times) in relays.iter().zip(&mut times) {
            times.push(run(*relay).as_secs_f64());
        }
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap()
    };
    times.iter_mut().map(median).collect()
}

fn report(kinds: &[Kind], times: &[f64], say: impl Fn(f64) -> String) {
    let of = |kind: Kind| kinds.iter().zip(times).find(|(k, _)| **k == kind).unwrap().1;
    for (kind, time) in kinds.iter().zip(times) {
        let (plain, file) = (of(Kind::Copy) / time, of(Kind::CopyToFile) / time);
        let said = say(*time);
        println!(
            "  {:<12} {said}   {plain:5.2} of Copy   {file:5.2} of CopyToFile",
            format!("{kind:?}")
        );
    }
}

fn on_a_thread<F, T>(name: &str, listen: F) -> SocketAddr
where
    F: FnOnce(mpsc::Sender<SocketAddr>) -> T + Send + 'static,
    T: Future<Output = ()>,
{
    let (sink, addr) = mpsc::channel();
    let thread = std::thread::Builder::new().name(name.to_owned());
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(listen(sink));
    };
    thread.spawn(work).unwrap();
    addr.recv().unwrap()
}

fn relay(kind: Kind, server: SocketAddr, folder: PathBuf) -> SocketAddr {
    match kind {
        Kind::Direct => server,
        Kind::Copy => on_a_thread("copy", move |addr| copying(addr, server, None)),
        Kind::CopyToFile => {
            on_a_thread("copy-file", move |addr| copying(addr, server, Some(folder)))
        }
        Kind::Ours => on_a_thread("ours", move |addr| ours(addr, server, folder, None)),
        Kind::OursKept => {
            let history = History::at(folder.join("history"));
            on_a_thread("ours-kept", move |addr| ours(addr, server, folder, Some(history)))
        }
    }
}

async fn ours(
    addr: mpsc::Sender<SocketAddr>,
    server: SocketAddr,
    folder: PathBuf,
    history: Option<History>,
) {
    let upstream = Endpoint { tls: false, host: server.ip().to_string(), port: server.port() };
    let mut reverse = Reverse::to(upstream, None, Trust::default());
    reverse.keep_host = true;
    let mut plan = CapturePlan::new(CaptureRole::Reverse(reverse));
    plan.limits.spill = Some(folder);
    let (sink, mut seen) = tokio::sync::mpsc::channel(256);
    let capturing = capture(plan, sink).await.unwrap();
    addr.send(capturing.addr).unwrap();
    // A task of its own, as in the program's screens: a wake-up costs no system call then.
    let draining = tokio::spawn(async move {
        let mut batch = Vec::new();
        while seen.recv_many(&mut batch, 256).await > 0 {
            let batch = std::mem::take(&mut batch);
            if let Some(history) = history.clone() {
                tokio::task::spawn_blocking(move || keep(&history, batch)).await.unwrap();
            }
        }
    });
    draining.await.unwrap();
}

fn keep(history: &History, batch: Vec<Seen>) {
    let exchanges = batch.into_iter().filter_map(|seen| match seen {
        Seen::Exchange(captured) => Some(captured.into_exchange(ExchangeId(0), String::new())),
        Seen::Notice(_) => None,
    });
    history.save(exchanges.collect()).unwrap();
}

async fn copying(addr: mpsc::Sender<SocketAddr>, server: SocketAddr, folder: Option<PathBuf>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    addr.send(listener.local_addr().unwrap()).unwrap();
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        let folder = folder.clone();
        tokio::spawn(async move {
            let mut upstream = TcpStream::connect(server).await.unwrap();
            client.set_nodelay(true).unwrap();
            upstream.set_nodelay(true).unwrap();
            // The client resets nothing here; how a connection ends is no matter.
            let _ = match folder {
                None => tokio::io::copy_bidirectional(&mut client, &mut upstream).await,
                Some(folder) => {
                    let (mut client, mut upstream) = (tee(client, &folder), tee(upstream, &folder));
                    tokio::io::copy_bidirectional(&mut client, &mut upstream).await
                }
            };
        });
    }
}

/// Writes all that is read to a file of its own.
struct Tee {
    stream: TcpStream,
    file: File,
}

fn tee(stream: TcpStream, folder: &Path) -> Tee {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Tee { stream, file: File::create(folder.join(format!("tee-{number}.raw"))).unwrap() }
}

impl AsyncRead for Tee {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.file.write_all(buffer.filled().get(before..).unwrap())?;
        read
    }
}

impl AsyncWrite for Tee {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Reads requests with `Content-Length`, and answers each the same.
async fn serve(addr: mpsc::Sender<SocketAddr>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    addr.send(listener.local_addr().unwrap()).unwrap();
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        tokio::spawn(async move {
            let mut buffer = vec![0; 256 * 1024];
            let (mut head, mut left) = (Vec::new(), 0_usize);
            while let Ok(n @ 1..) = stream.read(&mut buffer).await {
                let mut part = buffer.get(..n).unwrap();
                if left == 0 {
                    head.extend_from_slice(part);
                    let Some(end) = memchr::memmem::find(&head, b"\r\n\r\n") else { continue };
                    let name = b"Content-Length: ";
                    let at = memchr::memmem::find(&head, name).unwrap() + name.len();
                    let digits = head.get(at..).unwrap();
                    let digits = digits.split(|b| !b.is_ascii_digit()).next().unwrap();
                    left = std::str::from_utf8(digits).unwrap().parse().unwrap();
                    part = part.get(n - (head.len() - end - 4)..).unwrap();
                    left += usize::from(left == 0);
                    left -= part.len();
                    head.clear();
                } else {
                    left -= part.len();
                }
                if left == 0 {
                    stream.write_all(ANSWER).await.unwrap();
                }
            }
        });
    }
}

/// One long body, to the end of its answer; the files it leaves are not counted, and removed.
fn one_body(to: SocketAddr, mib: usize, folder: &Path) -> Duration {
    use std::io::Read;
    let part = vec![b'x'; 1024 * 1024];
    let mut stream = std::net::TcpStream::connect(to).unwrap();
    let begun = Instant::now();
    let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", mib << 20);
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..mib {
        stream.write_all(&part).unwrap();
    }
    let mut answer = vec![0; ANSWER.len()];
    stream.read_exact(&mut answer).unwrap();
    let took = begun.elapsed();
    drop(stream);
    for entry in std::fs::read_dir(folder).unwrap() {
        // The relay may be about to write its last bytes: the name goes all the same. A folder stays.
        let _ = std::fs::remove_file(entry.unwrap().path());
    }
    took
}

/// Many small requests, each awaiting its answer.
fn many(to: SocketAddr, connections: usize, each: usize) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut streams = Vec::new();
        for _ in 0..connections {
            let stream = TcpStream::connect(to).await.unwrap();
            stream.set_nodelay(true).unwrap();
            streams.push(stream);
        }
        let begun = Instant::now();
        let done = Arc::new(AtomicU64::new(0));
        let tasks = streams.into_iter().map(|mut stream| {
            let done = Arc::clone(&done);
            tokio::spawn(async move {
                let mut answer = vec![0; ANSWER.len()];
                for _ in 0..each {
                    stream.write_all(SMALL).await.unwrap();
                    stream.read_exact(&mut answer).await.unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(done.load(Ordering::Relaxed), (connections * each) as u64);
        begun.elapsed()
    })
}

/// The process's greatest resident size, as the kernel tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown here".to_owned(), |size| size.trim().to_owned())
}
