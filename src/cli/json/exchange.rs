//! `why4xx.exchange/1`: one exchange, as `send --format json` tells it. Bytes whole, never redacted.

use super::base64;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::Via;
use serde::Serialize;
use std::time::Duration;

#[derive(Serialize)]
pub(in crate::cli) struct ExchangeJson {
    schema: &'static str,
    endpoint: Option<EndpointJson>,
    via: &'static str,
    sent: BytesJson,
    received: BytesJson,
    status: Option<u16>,
    timing: TimingJson,
    certificate: Option<CertificateJson>,
    end: &'static str,
    error: Option<ErrorJson>,
}

#[derive(Serialize)]
pub(super) struct EndpointJson {
    tls: bool,
    host: String,
    port: u16,
}

impl EndpointJson {
    pub(super) fn of(endpoint: &Endpoint) -> Self {
        Self { tls: endpoint.tls, host: endpoint.host.clone(), port: endpoint.port }
    }
}

#[derive(Serialize)]
struct BytesJson {
    base64: String,
    length: usize,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the contract names the unit in each key")]
struct TimingJson {
    resolve_us: Option<u64>,
    connect_us: Option<u64>,
    tls_us: Option<u64>,
    write_us: Option<u64>,
    first_byte_us: Option<u64>,
    total_us: Option<u64>,
}

#[derive(Serialize)]
struct CertificateJson {
    subject: String,
    issuer: String,
    names: Vec<String>,
    not_before: i64,
    not_after: i64,
    protocol: String,
}

#[derive(Serialize)]
struct ErrorJson {
    stage: &'static str,
    message: String,
    hint: Option<String>,
}

pub(in crate::cli) fn exchange(exchange: &Exchange) -> ExchangeJson {
    let bytes = |bytes: &[u8]| BytesJson { base64: base64(bytes), length: bytes.len() };
    let micros =
        |time: Option<Duration>| time.and_then(|time| u64::try_from(time.as_micros()).ok());
    let timing = &exchange.timing;
    ExchangeJson {
        schema: "why4xx.exchange/1",
        endpoint: exchange.endpoint.as_ref().map(EndpointJson::of),
        via: match exchange.via {
            Via::Reqwest => "reqwest",
            Via::Captured => "captured",
            Via::Raw | Via::File | Via::Imported => "raw",
        },
        sent: bytes(&exchange.sent),
        received: bytes(&exchange.received),
        status: exchange.status(),
        timing: TimingJson {
            resolve_us: micros(timing.resolve),
            connect_us: micros(timing.connect),
            tls_us: micros(timing.tls),
            write_us: micros(timing.write),
            first_byte_us: micros(timing.first_byte),
            total_us: micros(Some(timing.total)),
        },
        certificate: exchange.certificate.as_ref().map(|c| CertificateJson {
            subject: c.subject.clone(),
            issuer: c.issuer.clone(),
            names: c.names.clone(),
            not_before: c.not_before,
            not_after: c.not_after,
            protocol: c.protocol.clone(),
        }),
        end: end(&exchange.end),
        error: error(&exchange.end),
    }
}

pub(super) fn end(end: &End) -> &'static str {
    match end {
        // What lies beyond the limit was received and cut on purpose; the answer itself is whole.
        End::Complete | End::Truncated => "complete",
        End::ClosedEarly => "closed-early",
        End::TimedOut(_) => "timed-out",
        End::Cancelled => "cancelled",
        End::Failed(_) => "failed",
    }
}

fn error(end: &End) -> Option<ErrorJson> {
    match end {
        End::Failed(failure) => Some(ErrorJson {
            stage: failure.stage.name(),
            message: failure.message.clone(),
            hint: failure.hint.clone(),
        }),
        End::TimedOut(stage) => Some(ErrorJson {
            stage: stage.name(),
            message: format!("nothing happened for too long while {}", stage.doing()),
            hint: Some("raise --timeout, or look whether the server is alive".to_owned()),
        }),
        End::ClosedEarly => Some(ErrorJson {
            stage: "read",
            message: "the server closed the connection before its answer was whole".to_owned(),
            hint: None,
        }),
        End::Complete | End::Cancelled | End::Truncated => None,
    }
}
