//! `why4xx presets [list|show NAME|check]`.

use super::shelf;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::engine::PresetShelf;
use crate::model::preset_text;
use crate::present::Role;
use crate::present::Row;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Lists every preset.
    List,
    /// Prints a preset as TOML.
    Show {
        /// Its name, as `keap/files`.
        name: String,
    },
    /// Reads every preset and tells what is broken.
    Check,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let shelf = shelf();
    match &args.verb {
        None | Some(Verb::List) => {
            list(&shelf, context);
            for broken in &shelf.broken {
                notice(&format!("why4xx: {broken}"));
            }
            Ok(Exit::Well)
        }
        Some(Verb::Show { name }) => show(&shelf, name, context),
        Some(Verb::Check) => check(&shelf, context),
    }
}

fn list(shelf: &PresetShelf, context: &mut Context) {
    for (preset, path) in &shelf.presets {
        let mut row = Row::of(format!("{:<22}", preset.id.0), Role::Code);
        row.push(preset.name.clone(), Role::Plain);
        let origin =
            path.as_ref().map_or_else(|| "shipped".to_owned(), |path| path.display().to_string());
        row.push(format!("  ({origin})"), Role::Dim);
        context.out.rows(&[row]);
    }
}

fn show(shelf: &PresetShelf, name: &str, context: &mut Context) -> Result<Exit, CliError> {
    let name = name.strip_prefix("preset:").unwrap_or(name);
    let preset = shelf.get(name).ok_or_else(|| {
        let error = CliError::usage(format!("there is no preset `{name}`"));
        match shelf.nearest(name) {
            Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
            None => error.hint("`why4xx presets` lists them all"),
        }
    })?;
    // A preset is a file that somebody wrote: what a terminal would act on is made visible there, and kept for a pipe.
    let text = preset_text::write(preset);
    if context.out.is_terminal() {
        let rows: Vec<Row> = text.lines().map(|line| Row::of(line, Role::Plain)).collect();
        context.out.rows(&rows);
    } else {
        context.out.bytes(text.as_bytes());
    }
    Ok(Exit::Well)
}

fn check(shelf: &PresetShelf, context: &mut Context) -> Result<Exit, CliError> {
    context.out.line(&format!("{} presets are well", shelf.presets.len()));
    let broken: Vec<String> = shelf.broken.iter().map(ToString::to_string).collect();
    if broken.is_empty() {
        return Ok(Exit::Well);
    }
    Err(CliError::usage(broken.join("\n"))
        .hint(format!("{} could not be read; the others work", broken.len())))
}
