//! `why4xx history [list|show|export|delete|mark|note]`: what was sent and captured before.

mod export;

use super::folders;
use super::send;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::engine::history;
use crate::history::Found;
use crate::history::Kept;
use crate::history::Marked;
use crate::history::Query;
use crate::history::StoreError;
use crate::history::status_range;
use crate::model::ExchangeId;
use crate::present::Message;
use crate::present::Role;
use crate::present::Row;
use crate::present::Veil;
use crate::semantics::date;
use crate::wire::ExactRequest;
use std::ops::RangeInclusive;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Lists what is there, the newest first.
    List {
        #[command(flatten)]
        filter: Filter,
        /// How to print it.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Shows one exchange.
    Show {
        /// Its number.
        #[arg(value_parser = number)]
        id: ExchangeId,
        /// How to print it; `request` and `response` write the exact bytes.
        #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
        format: ShowFormat,
    },
    /// Writes exchanges to files: as one HAR archive or JSON document, secrets masked, or as the exact bytes.
    Export(export::Args),
    /// Deletes exchanges for good.
    Delete {
        /// Their numbers.
        #[arg(value_parser = number, required_unless_present = "all")]
        ids: Vec<ExchangeId>,
        /// All of them, marked ones included.
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// Marks an exchange as the failing one or as known to be good; marked ones are never forgotten.
    Mark {
        /// Its number.
        #[arg(value_parser = number)]
        id: ExchangeId,
        /// What it is.
        mark: MarkName,
    },
    /// Writes a note to an exchange.
    Note {
        /// Its number.
        #[arg(value_parser = number)]
        id: ExchangeId,
        /// The words; empty takes the note away.
        text: String,
    },
}

#[derive(Debug, clap::Args)]
struct Filter {
    /// Only this method.
    #[arg(long)]
    method: Option<String>,
    /// Only hosts whose name holds this.
    #[arg(long)]
    host: Option<String>,
    /// Only this status, as 401, 4xx or 400-499.
    #[arg(long, value_parser = status)]
    status: Option<RangeInclusive<u16>>,
    /// Only where this text is in a head or body.
    #[arg(long)]
    text: Option<String>,
    /// Only what is marked so.
    #[arg(long, value_enum)]
    mark: Option<MarkName>,
    /// At most so many.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ShowFormat {
    Text,
    Json,
    Request,
    Response,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum MarkName {
    Failing,
    Good,
    None,
}

impl MarkName {
    const fn marked(self) -> Option<Marked> {
        match self {
            Self::Failing => Some(Marked::Failing),
            Self::Good => Some(Marked::Good),
            Self::None => None,
        }
    }
}

/// `12`, `#12` or `history:12`.
fn number(text: &str) -> Result<ExchangeId, String> {
    let bare = text.strip_prefix("history:").unwrap_or(text).trim_start_matches('#');
    bare.parse().map(ExchangeId).map_err(|_| format!("`{text}` is no number of an exchange"))
}

fn status(text: &str) -> Result<RangeInclusive<u16>, String> {
    status_range(text).ok_or_else(|| format!("`{text}` is no status; write 401, 4xx or 400-499"))
}

impl Filter {
    fn query(&self) -> Query {
        Query {
            method: self.method.clone(),
            host: self.host.clone(),
            status: self.status.clone(),
            text: self.text.clone(),
            mark: self.mark.and_then(MarkName::marked),
            limit: self.limit,
            ..Query::default()
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::usage(error.to_string())
    }
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let history = history(&folders()).ok_or_else(|| {
        CliError::usage("no home folder is known here").hint("set HOME or XDG_STATE_HOME")
    })?;
    match &args.verb {
        None => {
            let query = Query { limit: Some(50), ..Query::default() };
            list(&history.find(query)?, context);
        }
        Some(Verb::List { filter, format }) => {
            let found = history.find(filter.query())?;
            match format {
                ListFormat::Text => list(&found, context),
                ListFormat::Json => {
                    let veiled: Vec<Found> =
                        found.into_iter().map(|one| veiled(one, context.show_secrets)).collect();
                    context.out.json(&json::found::history(&veiled))?;
                }
            }
        }
        Some(Verb::Show { id, format }) => shown(&history.show(*id)?, *format, context)?,
        Some(Verb::Export(args)) => export::run(&history, args, context)?,
        Some(Verb::Delete { ids, all }) => {
            let gone = if *all { history.delete_all()? } else { history.delete(ids.clone())? };
            context.out.line(&format!("{gone} deleted"));
        }
        Some(Verb::Mark { id, mark }) => history.mark(*id, mark.marked())?,
        Some(Verb::Note { id, text }) => history.annotate(*id, text.clone())?,
    }
    Ok(Exit::Well)
}

fn list(found: &[Found], context: &mut Context) {
    if found.is_empty() {
        notice("nothing is there; `send`, `capture` and `run` keep what they see");
    }
    for one in found {
        let one = veiled(one.clone(), context.show_secrets);
        let mut row = Row::of(format!("{:<6}", one.id.to_string()), Role::Code);
        let at = one.started_us.map(|us| date::to_text(us.div_euclid(1_000_000)));
        row.push(format!("{:<25}", at.unwrap_or_default()), Role::Dim);
        match one.status {
            Some(status) => row.push(format!("{status:<5}"), Role::of_status(status)),
            None => row.push("---  ", Role::Error),
        };
        row.push(format!("{} {}", one.method, one.target), Role::Plain);
        let to = one.endpoint.map(|endpoint| format!("  to {endpoint}"));
        row.push(to.unwrap_or_default(), Role::Dim);
        if let Some(mark) = one.mark {
            row.push(format!("  [{}]", json::found::mark(mark)), Role::Evidence);
        }
        if !one.note.is_empty() {
            let note = crate::wire::escape::visible(one.note.as_bytes());
            row.push(format!("  {note}"), Role::Info);
        }
        context.out.rows(&[row]);
    }
}

/// Targets hold keys now and then.
fn veiled(mut found: Found, show_secrets: bool) -> Found {
    let line = format!("{} {} HTTP/1.1\r\n\r\n", found.method, found.target);
    let message = Message::request(&ExactRequest::parse(line));
    found.target = Veil::of(std::iter::once(&message), show_secrets).text(&found.target);
    found
}

fn shown(kept: &Kept, format: ShowFormat, context: &mut Context) -> Result<(), CliError> {
    let exchange = &kept.exchange;
    match format {
        ShowFormat::Json => context.out.json(&json::exchange::exchange(exchange))?,
        ShowFormat::Request => {
            whole(&exchange.request.bytes, exchange.request_spill.as_ref(), context)?;
        }
        ShowFormat::Response => whole(&exchange.received, exchange.spill.as_ref(), context)?,
        ShowFormat::Text => send::text(exchange, &[], context),
    }
    if format == ShowFormat::Text {
        for change in &exchange.alterations {
            let veil = Veil::over_head(&exchange.request, context.show_secrets);
            let text = veil.text(&format!("changed on the way: {change}"));
            context.out.rows(&[Row::of(text, Role::Info)]);
        }
    }
    Ok(())
}

/// All bytes of a stream, from its file where it has one.
fn whole(
    bytes: &[u8],
    spill: Option<&crate::model::Spill>,
    context: &mut Context,
) -> Result<(), CliError> {
    let Some(spill) = spill else {
        context.out.bytes(bytes);
        return Ok(());
    };
    let failed = |error| CliError::usage(format!("{}: {error}", spill.path.display()));
    let mut file = std::fs::File::open(&spill.path).map_err(failed)?;
    let mut part = vec![0; 1 << 20];
    loop {
        let got = std::io::Read::read(&mut file, &mut part).map_err(failed)?;
        if got == 0 {
            return Ok(());
        }
        context.out.bytes(part.get(..got).unwrap_or_default());
    }
}
