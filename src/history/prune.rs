//! Forgets: single exchanges, all, or what is too old or too many.

use super::bodies;
use super::database::Database;
use super::error::StoreError;
use crate::model::ExchangeId;
use rusqlite::Connection;
use std::collections::HashSet;
use std::time::Duration;

/// What is kept; marked exchanges are kept in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How many, the newest first.
    pub most: Option<u64>,
    /// How old one may be.
    pub oldest: Option<Duration>,
}

impl Default for Retention {
    /// Ten thousand exchanges, ninety days.
    fn default() -> Self {
        Self { most: Some(10_000), oldest: Some(Duration::from_secs(90 * 24 * 3600)) }
    }
}

/// Deletes these; numbers that nothing has are no error. Gives how many there were.
pub(super) fn delete(database: &mut Database, ids: &[ExchangeId]) -> Result<u64, StoreError> {
    let ids: Vec<i64> = ids.iter().filter_map(|id| i64::try_from(id.0).ok()).collect();
    let gone = forget(database, |_| Ok(ids))?;
    database.sweep_journal();
    Ok(gone)
}

/// Deletes all.
pub(super) fn delete_all(database: &mut Database) -> Result<u64, StoreError> {
    let gone = forget(database, |connection| numbers(connection, "SELECT id FROM exchange", []))?;
    sweep_all(database)?;
    database.sweep_journal();
    Ok(gone)
}

/// Deletes what `retention` does not keep at `now_us`, and sweeps up files that nothing names.
pub(super) fn prune(
    database: &mut Database,
    retention: Retention,
    now_us: i64,
) -> Result<u64, StoreError> {
    let forgotten = forget(database, |connection| {
        let mut ids = Vec::new();
        if let Some(oldest) = retention.oldest {
            let age = i64::try_from(oldest.as_micros()).unwrap_or(i64::MAX);
            let sql = "SELECT id FROM exchange WHERE mark IS NULL AND started_us < ?1";
            ids.extend(numbers(connection, sql, [now_us.saturating_sub(age)])?);
        }
        if let Some(most) = retention.most {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let sql =
                "SELECT id FROM exchange WHERE mark IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?1";
            ids.extend(numbers(connection, sql, [most])?);
        }
        Ok(ids)
    })?;
    let named = files(&database.connection, None).map_err(|error| database.error(error))?;
    let named: HashSet<String> = named.into_iter().collect();
    bodies::sweep(&database.bodies, &named, bodies::GRACE)
        .map_err(|error| StoreError::file(&database.bodies, error))?;
    Ok(forgotten)
}

/// Removes every file that no row names. Whoever writes one holds the database while he does; so nobody does now.
fn sweep_all(database: &mut Database) -> Result<(), StoreError> {
    let (path, bodies) = (database.path.clone(), database.bodies.clone());
    let sql = |error| StoreError::of(&path, error);
    database.write(|transaction| {
        let named: HashSet<String> = files(transaction, None).map_err(sql)?.into_iter().collect();
        bodies::sweep(&bodies, &named, Duration::ZERO).map_err(|e| StoreError::file(&bodies, e))
    })
}

fn numbers(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map(values, |row| row.get(0))?.collect()
}

/// The files of one exchange, or of all.
fn files(connection: &Connection, of: Option<i64>) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT file FROM message WHERE file IS NOT NULL AND (?1 IS NULL OR exchange = ?1)",
    )?;
    statement.query_map([of], |row| row.get(0))?.collect()
}

/// Rows first, files after: a file without a row is swept later, a row without its file would be a loss.
fn forget(
    database: &mut Database,
    which: impl FnOnce(&Connection) -> rusqlite::Result<Vec<i64>>,
) -> Result<u64, StoreError> {
    let path = database.path.clone();
    let sql = |error| StoreError::of(&path, error);
    let (gone, orphans) = database.write(|transaction| {
        let (mut gone, mut orphans) = (0, Vec::new());
        for id in which(transaction).map_err(sql)? {
            orphans.extend(files(transaction, Some(id)).map_err(sql)?);
            gone += transaction
                .prepare_cached("DELETE FROM exchange WHERE id = ?1")
                .and_then(|mut statement| statement.execute([id]))
                .map_err(sql)?;
        }
        Ok((gone, orphans))
    })?;
    bodies::remove(&database.bodies, &orphans);
    Ok(gone as u64)
}
