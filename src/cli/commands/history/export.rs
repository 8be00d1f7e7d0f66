//! `why4xx history export`: exchanges as files: one HAR archive or JSON document, or the exact bytes of both sides.

use super::Filter;
use super::number;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::json;
use crate::engine::NewFile;
use crate::export::ExportOptions;
use crate::export::HarArchive;
use crate::export::Subject;
use crate::history::Found;
use crate::history::History;
use crate::history::Query;
use crate::history::StoreError;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Spill;
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Their numbers; without any, all that the filters find.
    #[arg(value_parser = number)]
    ids: Vec<ExchangeId>,
    /// What to make of them. `har` and `json` mask secrets unless --show-secrets is given; `raw` is the exact bytes,
    /// secrets included.
    #[arg(long, value_enum, default_value_t = To::Raw)]
    to: To,
    /// For `har` and `json` the file (standard output without it); for `raw` the folder, which gets
    /// `ID-request.raw` and `ID-response.raw`.
    #[arg(long, value_name = "PATH", required_if_eq("to", "raw"))]
    out: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    filter: Filter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Raw,
    Har,
    Json,
}

pub(super) fn run(history: &History, args: &Args, context: &mut Context) -> Result<(), CliError> {
    let ids = chosen(history, args)?;
    let options = ExportOptions { show_secrets: context.show_secrets };
    // `-` is standard output, as elsewhere; a folder of that name is written `./-`.
    let is_file = |path: &&Path| args.to == To::Raw || *path != Path::new("-");
    let count = match (args.to, args.out.as_deref().filter(is_file)) {
        (To::Raw, Some(folder)) => raw(history, &ids, folder, args.force)?,
        (To::Raw, None) => return Err(CliError::usage("--to raw needs --out DIR")),
        (kind, Some(path)) => {
            let failed = |error| failed(path, &error);
            let mut file = NewFile::create(path, args.force).map_err(failed)?;
            document(history, &ids, (kind, options), &mut |part| {
                io::Write::write_all(&mut file, part).map_err(failed)
            })?;
            file.keep().map_err(failed)?;
            ids.len()
        }
        (kind, None) => {
            return document(history, &ids, (kind, options), &mut |part| {
                context.out.bytes(part);
                Ok(())
            });
        }
    };
    let to = args.out.as_deref().unwrap_or(Path::new("-")).display();
    let plural = if count == 1 { "" } else { "s" };
    notice(&format!("{count} exchange{plural} written to {to}"));
    if args.to == To::Raw && count > 0 {
        notice(
            "note: exact bytes hold keys and passwords as they were sent; before giving them away, --to har or --to \
             json masks them",
        );
    }
    Ok(())
}

/// The numbers in the order given; of those found, the oldest first, as a recording has it.
fn chosen(history: &History, args: &Args) -> Result<Vec<ExchangeId>, CliError> {
    let query = args.filter.query();
    let is_filtered = query != Query::default();
    let found = history.find(query)?;
    if args.ids.is_empty() {
        return Ok(found.iter().rev().map(|one| one.id).collect());
    }
    // A number that nothing has is told before the first byte is written.
    let numbers = |found: Vec<Found>| found.iter().map(|one| one.id).collect::<HashSet<_>>();
    let found = numbers(found);
    let all = if is_filtered { &numbers(history.find(Query::default())?) } else { &found };
    if let Some(unknown) = args.ids.iter().find(|id| !all.contains(id)) {
        return Err(StoreError::Unknown { id: unknown.0 }.into());
    }
    Ok(args.ids.iter().copied().filter(|id| found.contains(id)).collect())
}

/// One document of all; in memory is one exchange at a time.
fn document(
    history: &History,
    ids: &[ExchangeId],
    (kind, options): (To, ExportOptions),
    write: &mut dyn FnMut(&[u8]) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut archive = HarArchive::new();
    let json = kind == To::Json;
    write(&if json { json::exported::opening() } else { archive.opening() })?;
    for (nth, id) in ids.iter().enumerate() {
        let kept = history.show(*id)?;
        warn_of_cuts(&kept.exchange);
        if json {
            write(if nth == 0 { b"\n" } else { b",\n" })?;
            let one = json::exported::one(&kept, options.show_secrets);
            let line =
                serde_json::to_vec(&one).map_err(|error| CliError::usage(error.to_string()))?;
            write(&line)?;
            continue;
        }
        let entry = archive.entry(&Subject::of_exchange(&kept.exchange), options);
        for warning in &entry.warnings {
            notice(&format!("note: #{}: {warning}", id.0));
        }
        write(&entry.text)?;
    }
    write(&if json { json::exported::closing() } else { archive.closing() })
}

/// A document holds what fits into memory.
fn warn_of_cuts(exchange: &Exchange) {
    let sides = [("request", &exchange.request_spill), ("response", &exchange.spill)];
    for (side, spill) in sides {
        if let Some(Spill { len, .. }) = spill {
            notice(&format!(
                "note: {}: its {side} of {len} bytes is cut here; --to raw writes it whole",
                exchange.id
            ));
        }
    }
}

/// Two files each. None is written where one of them is there already.
fn raw(
    history: &History,
    ids: &[ExchangeId],
    folder: &Path,
    force: bool,
) -> Result<usize, CliError> {
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let path = |id: &ExchangeId, side: &str| folder.join(format!("{:04}-{side}.raw", id.0));
    let sides = ["request", "response"];
    let mut paths = ids.iter().flat_map(|id| sides.map(|side| path(id, side)));
    if let Some(there) = paths.find(|path| !force && path.symlink_metadata().is_ok()) {
        return Err(failed(&there, &io::ErrorKind::AlreadyExists.into()));
    }
    for id in ids {
        let exchange = history.show(*id)?.exchange;
        let streams = [
            (&exchange.request.bytes, &exchange.request_spill),
            (&exchange.received, &exchange.spill),
        ];
        for (side, (bytes, spill)) in sides.into_iter().zip(streams) {
            let path = path(id, side);
            let written = NewFile::create(&path, force).and_then(|mut file| {
                match spill {
                    Some(spill) => {
                        io::copy(&mut std::fs::File::open(&spill.path)?, &mut file).map(drop)?;
                    }
                    None => io::Write::write_all(&mut file, bytes)?,
                }
                file.keep()
            });
            written.map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(ids.len())
}

fn failed(path: &Path, error: &io::Error) -> CliError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return CliError::usage(format!("{}: is there already", path.display()))
            .hint("choose another name, or replace it with --force");
    }
    CliError::usage(format!("{}: {error}", path.display()))
}
