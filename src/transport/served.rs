//! One caller's connection: bytes are read first and understood after.

use super::listener::Answer;
use super::request_reader::Progress;
use super::request_reader::RequestScanner;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::FramingKind;
use bytes::BytesMut;
use std::io;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;

/// How long a caller may leave a request half said. Then it is answered as far as it came.
const HALF_SAID: Duration = Duration::from_secs(5);

/// How long a connection may rest between two requests.
const RESTING: Duration = Duration::from_secs(60);

/// How long, and for how many bytes, a caller is heard out after the last answer.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 16 * 1024 * 1024);

/// The longest request that is read, in bytes; a longer one is answered as far as it came.
const MOST_REQUEST: usize = 64 * 1024 * 1024;

/// A request as far as it was read.
struct Heard {
    request: ExactRequest,
    /// Whether another request may follow on the connection.
    goes_on: bool,
}

/// Answers one request after the other, until one of the two sides is done.
pub(super) async fn serve_connection<S>(mut stream: S, answer: &dyn Answer) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = BytesMut::with_capacity(16 * 1024);
    while let Some(heard) = hear(&mut stream, &mut buffer).await? {
        let response = answer.answer(&heard.request);
        stream.write_all(&response).await?;
        stream.flush().await?;
        if !heard.goes_on || closes(&heard.request, response) {
            break;
        }
    }
    linger(stream).await
}

/// Reads one request; bytes of the next one stay in `buffer`. `None` where the caller is done.
async fn hear<S>(stream: &mut S, buffer: &mut BytesMut) -> io::Result<Option<Heard>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut scanner = RequestScanner::default();
    let mut seen = 0;
    loop {
        let new = buffer.get(seen..).unwrap_or_default();
        let progress = if new.is_empty() { Progress::More } else { scanner.push(new) };
        let (end, goes_on) = match progress {
            Progress::Done(end) => (seen + end, !scanner.is_unframed()),
            Progress::Endless => (buffer.len(), false),
            Progress::More if buffer.len() > MOST_REQUEST => (buffer.len(), false),
            Progress::More => {
                seen = buffer.len();
                if scanner.take_continue() {
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
                    stream.flush().await?;
                }
                if more(stream, buffer).await? {
                    continue;
                }
                (buffer.len(), false)
            }
        };
        // Some callers end a body with a line end too many: that is no request (RFC 9112 section 2.2).
        if buffer.iter().take(end).all(|byte| matches!(byte, b'\r' | b'\n')) {
            return Ok(None);
        }
        let bytes = buffer.split_to(end).freeze();
        return Ok(Some(Heard { request: ExactRequest::parse(bytes), goes_on }));
    }
}

/// Reads on; false where nothing more comes, or nothing came for too long.
async fn more<S>(stream: &mut S, buffer: &mut BytesMut) -> io::Result<bool>
where
    S: AsyncRead + Unpin,
{
    let patience = if buffer.is_empty() { RESTING } else { HALF_SAID };
    match tokio::time::timeout(patience, stream.read_buf(buffer)).await {
        Ok(read) => read.map(|n| n > 0),
        Err(_) => Ok(false),
    }
}

/// Whether request or response end the connection (RFC 9112 section 9.6).
pub(super) fn closes(request: &ExactRequest, response: Vec<u8>) -> bool {
    let response = ExactResponse::parse(response, request.method());
    let has = |value: &[u8], option: &str| {
        value.split(|b| *b == b',').any(|w| w.trim_ascii().eq_ignore_ascii_case(option.as_bytes()))
    };
    let asks = |option: &str| {
        request.named("connection").any(|header| has(request.text(header.value), option))
    };
    let says = response.named("connection").any(|h| has(response.text(h.value), "close"));
    let old = request.version() != b"HTTP/1.1" && !asks("keep-alive");
    let endless = response.framing.kind == FramingKind::UntilClose || !response.framing.complete;
    asks("close") || says || old || endless
}

/// Ends the answers, then hears the caller out: a connection closed over unread bytes is reset, and the answer lost.
pub(super) async fn linger<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.shutdown().await?;
    let (time, most) = LINGER;
    let hearing = async {
        let mut sink = BytesMut::with_capacity(16 * 1024);
        let mut left = most;
        while left > 0 {
            sink.clear();
            match stream.read_buf(&mut sink).await? {
                0 => break,
                n => left = left.saturating_sub(n),
            }
        }
        Ok(())
    };
    tokio::time::timeout(time, hearing).await.unwrap_or(Ok(()))
}
