//! Passing on: the same bytes to the server behind, and the same bytes back, both ways at once, over two tapes.

use super::capture_plan::CaptureLimits;
use super::captured::Author;
use super::captured::Captured;
use super::captured::RequestEnd;
use super::connection::Connection;
use super::connection::Flow;
use super::connection::LINGER;
use super::connection::Turn;
use super::download::Download;
use super::inbound::Inbound;
use super::line::Line;
use super::line::Opening;
use super::line::Route;
use super::local;
use super::passage::Passage;
use super::pulse::Pulse;
use super::reply::Reply;
use super::rewound::Stream;
use super::upload::Goal;
use super::upload::Pause;
use super::upload::Upload;
use crate::model::End;
use crate::model::Stage;
use crate::model::Timing;
use crate::transport::failure;
use crate::transport::reader::BodyScanner;
use bytes::Bytes;
use futures_util::future::OptionFuture;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::WriteHalf;

/// Passes one request on and its answer back.
pub(super) async fn pass_on(
    conn: &mut Connection,
    turn: Turn,
    passage: Passage,
    route: Arc<Route>,
) -> Flow {
    let mut line = match conn.line.take() {
        Some(line) if line.endpoint == route.endpoint => line,
        _ => match Line::open(&route, &conn.post.plan.limits, &conn.post.stop).await {
            Ok(line) => line,
            Err(failed) => return unreachable(conn, turn, passage, (route, failed)).await,
        },
    };
    let (up, down, end) = exchange(conn, &mut line, &turn, passage.head.clone()).await;
    let clean = up.is_clean() && down.is_clean() && end == End::Complete;
    let opening = std::mem::take(&mut line.opening);
    let mut captured = told(conn, &turn, (up, down, end), opening).await;
    if !passage.alterations.is_empty() {
        captured.passed_head = Some(passage.head);
        captured.alterations = passage.alterations;
    }
    captured.endpoint = Some(route.endpoint.clone());
    captured.author = Author::Upstream;
    conn.tell(captured).await;
    if clean {
        conn.line = Some(line);
        return Flow::GoOn;
    }
    Flow::Close
}

/// Runs both directions until the answer is whole, then lets the request come to its end.
async fn exchange(
    conn: &mut Connection,
    line: &mut Line,
    turn: &Turn,
    head: Bytes,
) -> (Upload, Download, End) {
    let post = Arc::clone(&conn.post);
    let limits = &post.plan.limits;
    let mut up = Upload::new(&turn.head.bytes, head, limits);
    match turn.head.cut {
        Some(end) => up.cut(end),
        None => up.expect_body(BodyScanner::of(&turn.request.framing)),
    }
    let method = Bytes::copy_from_slice(turn.request.method());
    let mut down = Download::new(method, line.endpoint.tls, limits);
    let pulse = Pulse::default();
    let client = (&mut conn.inbound, &mut conn.writer);
    let ended = tokio::select! {
        biased;
        () = conn.stopped.as_mut() => Ok(End::Cancelled),
        ended = both(client, line, (&mut up, &mut down), (&pulse, limits)) => ended,
    };
    let whole = matches!(ended, Ok(End::Complete));
    if whole && !up.is_whole() {
        // An answer that came early. The client may still send, and the server may still take it.
        let hopeless = up.broken().is_some() || down.is_closed();
        let grace = if hopeless { LINGER } else { limits.silence };
        let rest = up.run(&mut conn.inbound, &mut line.writer, &pulse, Goal::Whole(LINGER));
        let _ = tokio::time::timeout(grace, rest).await;
    }
    let sent = usize::try_from(up.total()).unwrap_or(usize::MAX);
    let end = ended.unwrap_or_else(|error| End::Failed(failure::read(&error, (sent, sent))));
    (up, down, end)
}

async fn both(
    (inbound, writer): (&mut Inbound, &mut WriteHalf<Stream>),
    line: &mut Line,
    (up, down): (&mut Upload, &mut Download),
    (pulse, limits): (&Pulse, &CaptureLimits),
) -> io::Result<End> {
    let mut rising = pin!(up.run(inbound, &mut line.writer, pulse, Goal::Close));
    let mut falling = pin!(down.run(&mut line.inbound, writer, pulse, limits));
    let mut risen = false;
    // Rings where the client ended its side and no byte of an answer has come since.
    let mut farewell = OptionFuture::from(None);
    let mut beats = 0;
    loop {
        tokio::select! {
            biased;
            end = &mut falling => return end,
            pause = &mut rising, if !risen => match pause {
                Pause::Reset => return Ok(End::Cancelled),
                Pause::Closed => {
                    risen = true;
                    beats = pulse.beats();
                    farewell = Some(Box::pin(tokio::time::sleep(limits.farewell))).into();
                }
                Pause::Reached | Pause::Silent => risen = true,
            },
            Some(()) = &mut farewell => {
                if pulse.beats() == beats {
                    return Ok(End::Cancelled);
                }
                farewell = OptionFuture::from(None);
            }
        }
    }
}

async fn told(
    conn: &Connection,
    turn: &Turn,
    (up, down, end): (Upload, Download, End),
    opening: Opening,
) -> Box<Captured> {
    let mut captured = Box::new(conn.captured(turn));
    let first = down.first;
    let timing = Timing {
        write: Some(up.last.saturating_duration_since(turn.begun)),
        first_byte: first.map(|first| first.saturating_duration_since(up.last)),
        receive: first.map(|first| down.last.saturating_duration_since(first)),
        started_us: Some(turn.started_us),
        ..opening.timing
    };
    let otherwise = match end {
        End::Cancelled if conn.post.stop.is_cancelled() => RequestEnd::Stopped,
        End::TimedOut(_) => RequestEnd::Idle(conn.post.plan.limits.silence),
        _ => RequestEnd::Answered,
    };
    let (tape, request_end) = up.finish(otherwise);
    let (request, cut) = tape.finish().await;
    let (response, also_cut) = down.finish().finish().await;
    captured.timing = Timing { total: turn.begun.elapsed(), ..timing };
    captured.certificate = opening.certificate;
    (captured.request, captured.request_end, captured.response) = (request, request_end, response);
    captured.cut = cut.or(also_cut);
    captured.end = end;
    captured
}

/// The server cannot be reached: the client is told so, in this program's own words.
async fn unreachable(
    conn: &mut Connection,
    turn: Turn,
    passage: Passage,
    (route, (end, opening)): (Arc<Route>, (End, Opening)),
) -> Flow {
    let (status, words) = match &end {
        End::Failed(failure) => {
            let hint = failure.hint.as_deref().unwrap_or_default();
            (502, format!("{} could not be reached. {} {hint}", route.endpoint, failure.message))
        }
        End::TimedOut(stage) => {
            (504, format!("{} did not answer: {}", route.endpoint, in_words(*stage)))
        }
        _ => (502, format!("{} could not be reached", route.endpoint)),
    };
    let reply = Reply::closing(status, &words);
    let altered = !passage.alterations.is_empty();
    local::answer_closing(conn, turn, &reply, |captured| Captured {
        passed_head: altered.then_some(passage.head),
        alterations: passage.alterations,
        endpoint: Some(route.endpoint.clone()),
        certificate: opening.certificate,
        timing: Timing {
            started_us: captured.timing.started_us,
            total: captured.timing.total,
            ..opening.timing
        },
        end,
        ..captured
    })
    .await
}

fn in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Resolve => "its name was not found in time",
        Stage::Connect => "it did not take the connection in time",
        Stage::Tls => "the TLS handshake took too long",
        Stage::Write | Stage::Read => "it was silent for too long",
    }
}
