//! Answers given by this program itself: canned, thought of, or refusing.

use super::capture_plan::CaptureLimits;
use super::capture_plan::CaptureRole;
use super::capture_plan::Expectation;
use super::captured::Captured;
use super::captured::RequestEnd;
use super::connection::Connection;
use super::connection::Flow;
use super::connection::Turn;
use super::notice::Notice;
use super::passage::Refusal;
use super::pulse::Pulse;
use super::reply::Reply;
use super::tape::Direction;
use super::tape::Tape;
use super::upload::Goal;
use super::upload::Upload;
use crate::model::End;
use crate::model::Stage;
use crate::transport::outgoing::awaits_continue;
use crate::transport::reader::BodyScanner;
use crate::transport::served::closes;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Hears the request to its end, and answers it.
pub(super) async fn answer(conn: &mut Connection, turn: Turn) -> Flow {
    let post = Arc::clone(&conn.post);
    let limits = &post.plan.limits;
    let mut up = Upload::new(&turn.head.bytes, Bytes::new(), limits);
    let mut down = Tape::new(Direction::Response, limits);
    let stopped = match turn.head.cut {
        Some(end) => {
            up.cut(end);
            false
        }
        None => {
            up.expect_body(BodyScanner::of(&turn.request.framing));
            tokio::select! {
                biased;
                () = post.stop.cancelled() => true,
                () = hear(conn, &turn.request, &mut up, &mut down) => false,
            }
        }
    };
    let response = match &post.plan.role {
        _ if stopped => Vec::new(),
        CaptureRole::Mind(mind) => {
            let heard = ExactRequest::parse(Bytes::copy_from_slice(up.memory()));
            mind.answer(&heard)
        }
        CaptureRole::Canned(reply) => reply.to_wire(turn.request.method()),
        CaptureRole::Reverse(_) | CaptureRole::Forward(_) => Vec::new(),
    };
    let goes_on = up.is_clean() && !closes(&turn.request, response.clone());
    let end = give(conn, response, &mut down).await;
    let end = if stopped { End::Cancelled } else { end };
    let heard = if stopped { RequestEnd::Stopped } else { RequestEnd::Answered };
    let goes_on = goes_on && end == End::Complete;
    tell(conn, &turn, (up, heard), (down, end)).await;
    if goes_on { Flow::GoOn } else { Flow::Close }
}

/// Says no, and closes. Of the request's body only what is here already is recorded with it.
pub(super) async fn refuse(conn: &mut Connection, turn: Turn, refusal: Refusal) -> Flow {
    let line = turn.request.text(turn.request.line.span);
    conn.notice(Notice::refused(&[line, b" (", refusal.words.as_bytes(), b")"].concat())).await;
    let reply = Reply::closing(refusal.status, &refusal.words);
    answer_closing(conn, turn, &reply, |captured| captured).await
}

/// Gives an answer of our own in place of one from elsewhere, and closes; `more` fills in what the caller knows.
pub(super) async fn answer_closing(
    conn: &mut Connection,
    turn: Turn,
    reply: &Reply,
    more: impl FnOnce(Captured) -> Captured,
) -> Flow {
    let post = Arc::clone(&conn.post);
    let limits = &post.plan.limits;
    let mut up = Upload::new(&turn.head.bytes, Bytes::new(), limits);
    let mut down = Tape::new(Direction::Response, limits);
    match turn.head.cut {
        Some(end) => up.cut(end),
        None => {
            up.expect_body(BodyScanner::of(&turn.request.framing));
            let (mut nobody, pulse) = (tokio::io::sink(), Pulse::default());
            let goal = Goal::Whole(limits.quiet);
            let hearing = up.run(&mut conn.inbound, &mut nobody, &pulse, goal);
            // A small body mostly comes with its head; a large one is not waited for.
            let _ = tokio::time::timeout(limits.quiet, hearing).await;
        }
    }
    let end = give(conn, reply.to_wire(turn.request.method()), &mut down).await;
    let captured = finish(conn, &turn, (up, RequestEnd::Answered), (down, end)).await;
    conn.tell(more(captured)).await;
    Flow::Close
}

/// Reads the body, and whatever else seems to belong to the request.
async fn hear(conn: &mut Connection, request: &ExactRequest, up: &mut Upload, down: &mut Tape) {
    let post = Arc::clone(&conn.post);
    let limits = &post.plan.limits;
    if awaits_continue(request) && !up.is_whole() {
        match post.plan.expect {
            Expectation::Continue => {
                // Where it cannot be said, the client is gone, which the next read tells.
                let _ = conn.writer.write_all(CONTINUE).await;
                let _ = conn.writer.flush().await;
                down.push(&Bytes::from_static(CONTINUE));
            }
            Expectation::Answer => return,
            Expectation::Ignore => {}
        }
    }
    let pulse = Pulse::default();
    let mut nobody = tokio::io::sink();
    up.run(&mut conn.inbound, &mut nobody, &pulse, Goal::Whole(limits.half_said)).await;
    let quiet = unannounced(request, limits);
    up.run(&mut conn.inbound, &mut nobody, &pulse, Goal::Quiet(quiet)).await;
}

/// How long to wait for a body that nothing announces: not at all where the method has none.
fn unannounced(request: &ExactRequest, limits: &CaptureLimits) -> Duration {
    let bodiless = matches!(request.method(), b"GET" | b"HEAD" | b"DELETE" | b"OPTIONS" | b"TRACE");
    let unframed = request.framing.kind == FramingKind::None && !bodiless;
    if unframed { limits.quiet } else { Duration::ZERO }
}

/// Writes an answer, over the tape.
async fn give(conn: &mut Connection, response: Vec<u8>, down: &mut Tape) -> End {
    let response = Bytes::from(response);
    down.push(&response);
    let writing = async {
        conn.writer.write_all(&response).await?;
        conn.writer.flush().await
    };
    match tokio::time::timeout(conn.post.plan.limits.half_said, writing).await {
        Ok(Ok(())) => End::Complete,
        Ok(Err(_)) => End::Cancelled,
        Err(_) => End::TimedOut(Stage::Write),
    }
}

async fn tell(conn: &Connection, turn: &Turn, up: (Upload, RequestEnd), down: (Tape, End)) {
    let captured = finish(conn, turn, up, down).await;
    conn.tell(captured).await;
}

async fn finish(
    conn: &Connection,
    turn: &Turn,
    (up, heard): (Upload, RequestEnd),
    (down, end): (Tape, End),
) -> Captured {
    let mut captured = conn.captured(turn);
    let now = Instant::now();
    captured.timing.write = Some(up.last.saturating_duration_since(turn.begun));
    captured.timing.first_byte = Some(now.saturating_duration_since(up.last));
    let (tape, request_end) = up.finish(heard);
    let (request, cut) = tape.finish().await;
    let (response, also_cut) = down.finish().await;
    (captured.request, captured.request_end, captured.response) = (request, request_end, response);
    captured.cut = cut.or(also_cut);
    captured.end = end;
    captured.timing.total = turn.begun.elapsed();
    captured
}
