//! Looks for exchanges: by method, host, status, mark, and by text anywhere in their bytes.

use super::bodies;
use super::database::Database;
use super::error::StoreError;
use super::kept::Marked;
use super::query::Query;
use super::words;
use crate::model::Endpoint;
use crate::model::ExchangeId;
use crate::model::Via;
use rusqlite::Row;
use rusqlite::ToSql;
use std::time::Duration;

/// An exchange in a list: enough to choose one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number.
    pub id: ExchangeId,
    /// When it began, in microseconds since 1970.
    pub started_us: Option<i64>,
    /// How it came to us.
    pub via: Via,
    /// What a person calls it.
    pub label: String,
    /// Where it went, where that is known.
    pub endpoint: Option<Endpoint>,
    /// The host that it names itself, made harmless.
    pub asked_host: Option<String>,
    /// Whether it ended as it should.
    pub ended_well: bool,
    /// The method, made harmless.
    pub method: String,
    /// The target, likewise.
    pub target: String,
    /// The status, if there was an answer.
    pub status: Option<u16>,
    /// The mark.
    pub mark: Option<Marked>,
    /// A person's own words.
    pub note: String,
    /// How long it took.
    pub total: Duration,
    /// The lengths of request and answer, in bytes.
    pub lengths: (u64, u64),
}

/// The newest first.
pub(super) fn find(database: &Database, query: &Query) -> Result<Vec<Found>, StoreError> {
    rows(database, query).map_err(|error| database.error(error))
}

fn rows(database: &Database, query: &Query) -> rusqlite::Result<Vec<Found>> {
    let (conditions, values) = conditions(query);
    let sql = format!(
        "SELECT e.*, q.len AS sent, a.len AS got FROM exchange e
         LEFT JOIN message q ON q.exchange = e.id AND q.side = 'request'
         LEFT JOIN message a ON a.exchange = e.id AND a.side = 'response'
         {conditions} ORDER BY e.id DESC"
    );
    let wanted = query.text.as_ref().map(|text| text.to_ascii_lowercase().into_bytes());
    let most = query.limit.unwrap_or(usize::MAX);
    let mut statement = database.connection.prepare_cached(&sql)?;
    let values: Vec<&dyn ToSql> = values.iter().map(AsRef::as_ref).collect();
    let mut rows = statement.query(values.as_slice())?;
    let mut all = Vec::new();
    while all.len() < most
        && let Some(row) = rows.next()?
    {
        let found = found(row)?;
        let holds = match &wanted {
            Some(wanted) => {
                let words = [&found.note, &found.label].map(|word| word.to_ascii_lowercase());
                words.iter().any(|word| memchr::memmem::find(word.as_bytes(), wanted).is_some())
                    || holds(database, &found, wanted)?
            }
            None => true,
        };
        if holds {
            all.push(found);
        }
    }
    Ok(all)
}

/// The conditions that columns can answer, and their values.
fn conditions(query: &Query) -> (String, Vec<Box<dyn ToSql>>) {
    let mut parts: Vec<&str> = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    if let Some(method) = &query.method {
        parts.push("e.method = ? COLLATE NOCASE");
        values.push(Box::new(method.clone()));
    }
    if let Some(host) = &query.host {
        parts.push("instr(lower(coalesce(e.host, e.asked_host)), lower(?)) > 0");
        values.push(Box::new(host.clone()));
    }
    if let Some(status) = &query.status {
        parts.push("e.status >= ? AND e.status <= ?");
        values.push(Box::new(*status.start()));
        values.push(Box::new(*status.end()));
    }
    if let Some(mark) = query.mark {
        parts.push("e.mark = ?");
        values.push(Box::new(words::of_mark(mark)));
    }
    if let Some(via) = query.via {
        parts.push("e.via = ?");
        values.push(Box::new(words::of_via(via)));
    }
    for (condition, bound) in [("e.id < ?", query.before), ("e.id >= ?", query.since)] {
        if let Some(bound) = bound {
            parts.push(condition);
            values.push(Box::new(i64::try_from(bound.0).unwrap_or(i64::MAX)));
        }
    }
    let all = parts.join(" AND ");
    (if all.is_empty() { all } else { format!("WHERE {all}") }, values)
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let number = |name: &str| -> rusqlite::Result<u64> {
        let number: Option<i64> = row.get(name)?;
        Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
    };
    let mark: Option<String> = row.get("mark")?;
    let endpoint = match row.get::<_, Option<String>>("host")? {
        Some(host) => Some(Endpoint { tls: row.get("tls")?, host, port: row.get("port")? }),
        None => None,
    };
    Ok(Found {
        id: ExchangeId(number("id")?),
        started_us: row.get("started_us")?,
        via: words::via(&row.get::<_, String>("via")?),
        label: row.get("label")?,
        endpoint,
        asked_host: row.get("asked_host")?,
        ended_well: matches!(row.get::<_, String>("ending")?.as_str(), "complete" | "truncated"),
        method: row.get("method")?,
        target: row.get("target")?,
        status: row.get("status")?,
        mark: mark.and_then(|mark| words::mark(&mark)),
        note: row.get("note")?,
        total: Duration::from_micros(number("total_us")?),
        lengths: (number("sent")?, number("got")?),
    })
}

/// Whether the bytes of either side hold the text (given in lower case).
fn holds(database: &Database, found: &Found, wanted: &[u8]) -> rusqlite::Result<bool> {
    let mut statement = database
        .connection
        .prepare_cached("SELECT bytes, file FROM message WHERE exchange = ?1")?;
    let mut rows = statement.query([i64::try_from(found.id.0).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        let file: Option<String> = row.get(1)?;
        let held = match file {
            // A file that went missing holds nothing; showing the exchange tells about it.
            Some(file) => bodies::contains(&database.bodies.join(file), wanted).unwrap_or(false),
            None => {
                let lower = row.get_ref(0)?.as_blob()?.to_ascii_lowercase();
                memchr::memmem::find(&lower, wanted).is_some()
            }
        };
        if held {
            return Ok(true);
        }
    }
    Ok(false)
}
