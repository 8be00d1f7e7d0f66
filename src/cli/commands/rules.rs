//! `why4xx rules [CODE]`: lists the doctor's rules, or explains one.

use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::doctor::Card;
use crate::doctor::cards;
use crate::present::Role;
use crate::present::Row;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The code to explain, as `auth-missing`.
    code: Option<String>,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let Some(code) = &args.code else {
        for card in cards() {
            let mut row = Row::of(format!("{:<26}", card.code), Role::Code);
            row.push(format!("{:<9}", card.family.name()), Role::Dim).push(card.title, Role::Plain);
            context.out.rows(&[row]);
        }
        return Ok(Exit::Well);
    };
    let card = cards().find(|card| card.code == code).ok_or_else(|| {
        let nearest = cards().map(|card| {
            (similar::TextDiff::from_chars(code.as_str(), card.code).ratio(), card.code)
        });
        let nearest =
            nearest.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, code)| code).unwrap_or_default();
        CliError::usage(format!("there is no rule `{code}`"))
            .hint(format!("did you mean `{nearest}`? `why4xx rules` lists them all"))
    })?;
    context.out.rows(&explained(card));
    Ok(Exit::Well)
}

fn explained(card: &Card) -> Vec<Row> {
    let mut title = Row::of(card.code, Role::Code);
    title.push("  ", Role::Plain).push(card.title, Role::Title);
    let mut rows = vec![title, Row::new()];
    rows.extend(card.why.lines().map(|line| Row::of(line, Role::Plain)));
    rows.push(Row::new());
    let mut example = Row::of("example  ", Role::Dim);
    example.push(card.example, Role::Plain);
    let mut see = Row::of("see      ", Role::Dim);
    see.push(card.references.join(" · "), Role::Plain);
    rows.extend([example, see]);
    rows
}
