//! Brings an exchange back: its bytes are parsed anew, all else is read from its columns.

use super::database::Database;
use super::error::StoreError;
use super::kept::Kept;
use super::words;
use crate::model::Alteration;
use crate::model::Certificate;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Spill;
use crate::model::Timing;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::head_end;
use bytes::Bytes;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use std::time::Duration;

/// A stream of at most so many bytes is read into memory as a whole.
const MOST_IN_MEMORY: u64 = 64 * 1024 * 1024;

/// The exchange of that number.
pub(super) fn load(database: &Database, id: ExchangeId) -> Result<Kept, StoreError> {
    let number = i64::try_from(id.0).unwrap_or(i64::MAX);
    let (request, request_spill) = stream(database, number, "request")?;
    let (received, spill) = stream(database, number, "response")?;
    let request = ExactRequest::parse(request);
    let kept = database
        .connection
        .prepare_cached("SELECT * FROM exchange WHERE id = ?1")
        .and_then(|mut statement| {
            statement.query_row([number], |row| columns(row, id, request)).optional()
        })
        .map_err(|error| database.error(error))?;
    let Some(mut kept) = kept else { return Err(StoreError::Unknown { id: id.0 }) };
    let exchange = &mut kept.exchange;
    exchange.responses = ExactResponse::parse_all(&received, exchange.request.method());
    exchange.received = received;
    (exchange.request_spill, exchange.spill) = (request_spill, spill);
    exchange.alterations = alterations(database, number).map_err(|error| database.error(error))?;
    exchange.certificate = certificate(database, number).map_err(|error| database.error(error))?;
    Ok(kept)
}

fn columns(row: &Row<'_>, id: ExchangeId, request: ExactRequest) -> rusqlite::Result<Kept> {
    let via = words::via(&row.get::<_, String>("via")?);
    let mut exchange = Exchange::of_request(id, via, request, row.get("label")?);
    let sent: Option<i64> = row.get("sent_len")?;
    if let Some(len) = sent.and_then(|len| usize::try_from(len).ok()) {
        exchange.sent = exchange.request.bytes.slice(..len.min(exchange.request.bytes.len()));
    }
    let host: Option<String> = row.get("host")?;
    if let Some(host) = host {
        exchange.endpoint = Some(Endpoint { tls: row.get("tls")?, host, port: row.get("port")? });
    }
    let time = |name: &str| -> rusqlite::Result<Option<Duration>> {
        let us: Option<i64> = row.get(name)?;
        Ok(us.and_then(|us| u64::try_from(us).ok()).map(Duration::from_micros))
    };
    exchange.timing = Timing {
        started_us: row.get("started_us")?,
        resolve: time("resolve_us")?,
        connect: time("connect_us")?,
        tls: time("tls_us")?,
        write: time("write_us")?,
        first_byte: time("first_byte_us")?,
        receive: time("receive_us")?,
        total: time("total_us")?.unwrap_or_default(),
    };
    let ending: String = row.get("ending")?;
    let (stage, message, hint) =
        (row.get("end_stage")?, row.get("end_message")?, row.get("end_hint")?);
    exchange.end = words::end(&ending, stage, message, hint);
    let mark: Option<String> = row.get("mark")?;
    let mark = mark.and_then(|mark| words::mark(&mark));
    Ok(Kept { exchange, mark, note: row.get("note")? })
}

/// The bytes of one side; a stream too long for memory comes with its beginning and its file.
fn stream(database: &Database, id: i64, side: &str) -> Result<(Bytes, Option<Spill>), StoreError> {
    let row: Option<(Vec<u8>, Option<String>, i64)> = database
        .connection
        .prepare_cached("SELECT bytes, file, len FROM message WHERE exchange = ?1 AND side = ?2")
        .and_then(|mut statement| {
            statement
                .query_row((id, side), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()
        })
        .map_err(|error| database.error(error))?;
    let Some((bytes, file, len)) = row else { return Ok((Bytes::new(), None)) };
    let Some(file) = file else { return Ok((Bytes::from(bytes), None)) };
    let (path, len) = (database.bodies.join(file), u64::try_from(len).unwrap_or(0));
    if len > MOST_IN_MEMORY {
        return Ok((Bytes::from(bytes), Some(Spill { path, len })));
    }
    let whole = std::fs::read(&path).map_err(|error| StoreError::file(&path, error))?;
    Ok((with_head(&bytes, whole), None))
}

/// The file of a relayed request holds what its client wrote; the head that the server got stands in the database.
fn with_head(inside: &[u8], whole: Vec<u8>) -> Bytes {
    match (head_end(inside, 0), head_end(&whole, 0)) {
        (Some(ours), Some(theirs)) if inside.get(..ours) != whole.get(..theirs) => {
            let (head, rest) = (inside.get(..ours), whole.get(theirs..));
            Bytes::from([head.unwrap_or_default(), rest.unwrap_or_default()].concat())
        }
        _ => Bytes::from(whole),
    }
}

fn alterations(database: &Database, id: i64) -> rusqlite::Result<Vec<Alteration>> {
    let mut statement = database.connection.prepare_cached(
        "SELECT kind, was, now, certain FROM alteration WHERE exchange = ?1 ORDER BY nth",
    )?;
    let rows = statement.query_map([id], |row| {
        let kind: String = row.get(0)?;
        let (was, now): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let certain = row.get(3)?;
        Ok(words::alteration(&kind).map(|kind| Alteration {
            kind,
            was: Bytes::from(was),
            now: Bytes::from(now),
            certain,
        }))
    })?;
    rows.filter_map(Result::transpose).collect()
}

fn certificate(database: &Database, id: i64) -> rusqlite::Result<Option<Certificate>> {
    let mut statement =
        database.connection.prepare_cached("SELECT * FROM certificate WHERE exchange = ?1")?;
    statement
        .query_row([id], |row| {
            let names: String = row.get("names")?;
            Ok(Certificate {
                subject: row.get("subject")?,
                issuer: row.get("issuer")?,
                names: names.lines().map(str::to_owned).collect(),
                not_before: row.get("not_before")?,
                not_after: row.get("not_after")?,
                protocol: row.get("protocol")?,
            })
        })
        .optional()
}
