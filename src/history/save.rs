//! Keeps exchanges: in one transaction, each file before the row that names it.

use super::bodies;
use super::database::Database;
use super::error::StoreError;
use super::words;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Spill;
use crate::wire::escape;
use rusqlite::Connection;
use rusqlite::params;
use std::path::Path;
use std::time::Duration;

/// Streams longer than this stand beside the database, in bytes.
const LONGEST_INSIDE: usize = 256 * 1024;

/// So much of them stands inside all the same, for lists and searches: mostly the head.
const BEGINNING: usize = 64 * 1024;

/// One side's bytes on their way into the database.
struct Side<'a> {
    name: &'static str,
    bytes: &'a [u8],
    file: Option<String>,
    len: u64,
}

/// Keeps all of them or none; gives their numbers in the history. Nothing is written before the database is ours to
/// write to, and no file stays whose row does not.
pub(super) fn save(
    database: &mut Database,
    exchanges: &[Exchange],
) -> Result<Vec<ExchangeId>, StoreError> {
    let (path, bodies) = (database.path.clone(), database.bodies.clone());
    let sql = |error| StoreError::of(&path, error);
    let mut files = Vec::new();
    let saved = database.write(|transaction| {
        let save_one = |exchange: &Exchange| {
            let sides = sides(&bodies, exchange, &mut files)?;
            insert(transaction, exchange, &sides).map(ExchangeId).map_err(sql)
        };
        exchanges.iter().map(save_one).collect()
    });
    if saved.is_err() {
        bodies::remove(&bodies, &files);
    }
    saved
}

/// Both sides of an exchange; what is too long for the database is put beside it, and named in `files`.
fn sides<'a>(
    bodies: &Path,
    exchange: &'a Exchange,
    files: &mut Vec<String>,
) -> Result<[Side<'a>; 2], StoreError> {
    let request = (exchange.request.bytes.as_ref(), exchange.request_spill.as_ref());
    let received = (exchange.received.as_ref(), exchange.spill.as_ref());
    let mut make = |name, (bytes, spill)| {
        let side = side(bodies, name, bytes, spill)?;
        files.extend(side.file.clone());
        Ok(side)
    };
    Ok([make("request", request)?, make("response", received)?])
}

fn side<'a>(
    bodies: &Path,
    name: &'static str,
    bytes: &'a [u8],
    spill: Option<&Spill>,
) -> Result<Side<'a>, StoreError> {
    let failed = |error| StoreError::file(bodies, error);
    let (file, len) = match spill {
        Some(spill) => (Some(bodies::keep_file(bodies, &spill.path).map_err(failed)?), spill.len),
        None if bytes.len() > LONGEST_INSIDE => {
            let kept = bodies::keep_bytes(bodies, bytes).map_err(failed)?;
            (Some(kept), bytes.len() as u64)
        }
        None => (None, bytes.len() as u64),
    };
    let inside = if file.is_some() { bytes.get(..BEGINNING).unwrap_or(bytes) } else { bytes };
    Ok(Side { name, bytes: inside, file, len })
}

fn insert(
    connection: &Connection,
    exchange: &Exchange,
    sides: &[Side<'_>],
) -> rusqlite::Result<u64> {
    let us = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    let (ending, stage, message, hint) = words::of_end(&exchange.end);
    let (endpoint, timing) = (exchange.endpoint.as_ref(), &exchange.timing);
    connection
        .prepare_cached(
            "INSERT INTO exchange (started_us, via, label, tls, host, port, method, target, status,
                resolve_us, connect_us, tls_us, write_us, first_byte_us, receive_us, total_us,
                ending, end_stage, end_message, end_hint, sent_len, asked_host)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21, ?22)",
        )?
        .execute(params![
            timing.started_us,
            words::of_via(exchange.via),
            exchange.label,
            endpoint.map(|endpoint| endpoint.tls),
            endpoint.map(|endpoint| &endpoint.host),
            endpoint.map(|endpoint| endpoint.port),
            escape::visible(exchange.request.method()),
            escape::visible(exchange.request.target()),
            exchange.status(),
            timing.resolve.map(us),
            timing.connect.map(us),
            timing.tls.map(us),
            timing.write.map(us),
            timing.first_byte.map(us),
            timing.receive.map(us),
            us(timing.total),
            ending,
            stage,
            message,
            hint,
            sent_len(exchange),
            exchange.request.first("host").map(escape::visible),
        ])?;
    let id = connection.last_insert_rowid();
    for side in sides {
        connection.prepare_cached("INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
            params![
                id,
                side.name,
                side.bytes,
                side.file,
                i64::try_from(side.len).unwrap_or(i64::MAX)
            ],
        )?;
    }
    insert_rest(connection, id, exchange)?;
    Ok(u64::try_from(id).unwrap_or(0))
}

/// How many bytes were written, where it was not all.
fn sent_len(exchange: &Exchange) -> Option<i64> {
    let short = exchange.sent.len() != exchange.request.bytes.len();
    short.then(|| i64::try_from(exchange.sent.len()).unwrap_or(i64::MAX))
}

fn insert_rest(connection: &Connection, id: i64, exchange: &Exchange) -> rusqlite::Result<()> {
    for (nth, alteration) in exchange.alterations.iter().enumerate() {
        connection
            .prepare_cached("INSERT INTO alteration VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                id,
                i64::try_from(nth).unwrap_or(i64::MAX),
                words::of_alteration(alteration.kind),
                alteration.was.as_ref(),
                alteration.now.as_ref(),
                alteration.certain
            ])?;
    }
    if let Some(seen) = &exchange.certificate {
        connection
            .prepare_cached("INSERT INTO certificate VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
            id,
            seen.subject,
            seen.issuer,
            seen.names.join("\n"),
            seen.not_before,
            seen.not_after,
            seen.protocol
        ])?;
    }
    Ok(())
}
