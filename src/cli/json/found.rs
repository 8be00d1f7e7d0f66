//! `why4xx.history/1`: the list of what was sent and captured.

use super::exchange::EndpointJson;
use crate::history::Found;
use crate::history::Marked;
use crate::model::Via;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct HistoryJson {
    schema: &'static str,
    exchanges: Vec<FoundJson>,
}

#[derive(Serialize)]
struct FoundJson {
    id: u64,
    started_us: Option<i64>,
    via: &'static str,
    label: String,
    endpoint: Option<EndpointJson>,
    method: String,
    target: String,
    status: Option<u16>,
    mark: Option<&'static str>,
    note: String,
    total_us: u64,
    request_length: u64,
    response_length: u64,
}

pub(in crate::cli) fn history(found: &[Found]) -> HistoryJson {
    HistoryJson { schema: "why4xx.history/1", exchanges: found.iter().map(one).collect() }
}

fn one(found: &Found) -> FoundJson {
    FoundJson {
        id: found.id.0,
        started_us: found.started_us,
        via: via(found.via),
        label: found.label.clone(),
        endpoint: found.endpoint.as_ref().map(EndpointJson::of),
        method: found.method.clone(),
        target: found.target.clone(),
        status: found.status,
        mark: found.mark.map(mark),
        note: found.note.clone(),
        total_us: u64::try_from(found.total.as_micros()).unwrap_or(u64::MAX),
        request_length: found.lengths.0,
        response_length: found.lengths.1,
    }
}

pub(super) const fn via(via: Via) -> &'static str {
    match via {
        Via::Raw => "raw",
        Via::Reqwest => "reqwest",
        Via::Captured => "captured",
        Via::File => "file",
        Via::Imported => "imported",
    }
}

pub(in crate::cli) const fn mark(mark: Marked) -> &'static str {
    match mark {
        Marked::Failing => "failing",
        Marked::Good => "good",
    }
}
