//! `why4xx.exchanges/1`: exchanges of the history in full, secrets masked unless they are to be shown.

use super::base64;
use super::exchange::EndpointJson;
use super::exchange::end;
use super::found;
use super::text;
use crate::history::Kept;
use crate::present::Message;
use crate::present::Veil;
use crate::semantics::Body;
use crate::semantics::body_fields;
use crate::semantics::mask;
use crate::wire::Span;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct ExportedJson {
    id: u64,
    label: String,
    via: &'static str,
    started_us: Option<i64>,
    total_us: u64,
    endpoint: Option<EndpointJson>,
    status: Option<u16>,
    end: &'static str,
    mark: Option<&'static str>,
    note: String,
    alterations: Vec<String>,
    redacted: bool,
    request: SideJson,
    /// The final answer; null where none came.
    response: Option<SideJson>,
}

#[derive(Serialize)]
struct SideJson {
    /// Start line and headers as on the wire.
    head: String,
    /// The content: transfer coding and compression undone.
    body: String,
    /// The content where the text could not say it.
    body_base64: Option<String>,
    /// Bytes on the wire.
    length: usize,
}

pub(in crate::cli) fn opening() -> Vec<u8> {
    br#"{"schema":"why4xx.exchanges/1","exchanges":["#.to_vec()
}

pub(in crate::cli) fn closing() -> Vec<u8> {
    b"\n]}\n".to_vec()
}

pub(in crate::cli) fn one(kept: &Kept, show_secrets: bool) -> ExportedJson {
    let exchange = &kept.exchange;
    let request = Message::request(&exchange.request);
    let answer = exchange.responses.last();
    let answered = answer.map(|answer| Message::response(answer, &request));
    let veil = Veil::of(std::iter::once(&request).chain(&answered), show_secrets);
    let response = answer
        .zip(answered.as_ref())
        .map(|(answer, message)| side(message, &Body::read_response(answer), &veil));
    ExportedJson {
        id: exchange.id.0,
        label: exchange.label.clone(),
        via: found::via(exchange.via),
        started_us: exchange.timing.started_us,
        total_us: u64::try_from(exchange.timing.total.as_micros()).unwrap_or(u64::MAX),
        endpoint: exchange.endpoint.as_ref().map(EndpointJson::of),
        status: exchange.status(),
        end: end(&exchange.end),
        mark: kept.mark.map(found::mark),
        note: veil.text(&kept.note),
        alterations: exchange.alterations.iter().map(|one| veil.text(&one.to_string())).collect(),
        redacted: !show_secrets,
        request: side(&request, &Body::read(&exchange.request), &veil),
        response,
    }
}

fn side(message: &Message, body: &Body, veil: &Veil) -> SideJson {
    let head = veil.quoted(message, message.head, message.head.slice(&message.bytes));
    // What compression hid from the message's own secrets is found in the content.
    let hidden: Vec<Span> = body_fields(body).iter().map(|field| field.value).collect();
    let content = if veil.is_lifted() || hidden.is_empty() {
        veil.bytes(&body.bytes)
    } else {
        veil.bytes(&mask(&body.bytes, &hidden).bytes)
    };
    SideJson {
        head: text(&head),
        body: text(&content),
        body_base64: std::str::from_utf8(&content).is_err().then(|| base64(&content)),
        length: message.bytes.len(),
    }
}
