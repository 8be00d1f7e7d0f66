//! `why4xx identify INPUT`: which client made these bytes, and by which traits.

use super::From;
use super::env;
use super::shelf;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::engine::Opener;
use crate::engine::Wishes;
use crate::engine::ready;
use crate::present::Role;
use crate::present::Row;
use crate::profiles::identify;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// A file, `-`, or FILE#SELECTOR.
    input: String,
    /// What the input is, where its content does not say it.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let shelf = shelf();
    let opened = Opener { shelf: &shelf, from: args.from.and_then(From::kind) }.one(&args.input)?;
    let request = ready(&opened, &Wishes::default(), &env)?.request;
    let found = identify(&request);
    if args.format == Format::Json {
        context.out.json(&json::identify::candidates(&found))?;
        return Ok(Exit::Well);
    }
    if found.is_empty() {
        context.out.line("unknown: no client that we know writes a request like this");
    }
    for likeness in &found {
        let mut row = Row::of(likeness.name, Role::Code);
        row.push(format!(" {}", likeness.version.as_deref().unwrap_or("")), Role::Plain);
        row.push(format!("  {:.0} %", likeness.confidence * 100.0), Role::Dim);
        context.out.rows(&[row]);
        let traits: Vec<Row> =
            likeness.traits.iter().map(|t| Row::of(format!("    {t}"), Role::Dim)).collect();
        context.out.rows(&traits);
    }
    Ok(Exit::Well)
}
