//! `why4xx convert INPUT --to KIND`: from any kind to any other.

use super::From;
use super::env;
use super::shelf;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::engine::Opened;
use crate::engine::Opener;
use crate::engine::Wishes;
use crate::engine::habits;
use crate::engine::ready;
use crate::export::EXPORTERS;
use crate::export::ExportOptions;
use crate::export::Subject;
use crate::export::by_kind;
use crate::wire::ExactResponse;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// A file, `-`, FILE#SELECTOR or preset:NAME.
    input: String,
    /// What the input is, where its content does not say it.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// What to make of it; `raw` writes the exact bytes, `json` all requests of the input.
    #[arg(long, value_name = "KIND")]
    to: String,
    /// The client whose bytes `raw` is to be.
    #[arg(long = "as", value_name = "CLIENT")]
    client: Option<String>,
    /// A value for a variable of the input.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::variable)]
    var: Vec<(String, String)>,
    /// Keep the headers that a recognised former client wrote by itself.
    #[arg(long)]
    keep_headers: bool,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let shelf = shelf();
    let opener = Opener { shelf: &shelf, from: args.from.and_then(From::kind) };
    let wishes =
        Wishes { client: args.client.as_deref(), vars: &args.var, keep_headers: args.keep_headers };
    match args.to.as_str() {
        "raw" => {
            let ready = ready(&opener.one(&args.input)?, &wishes, &env)?;
            for warning in &ready.warnings {
                notice(&format!("note: {warning}"));
            }
            context.out.bytes(&ready.request.bytes);
        }
        "json" => {
            let requests = all(&opener.all(&args.input)?, &wishes)?;
            context.out.json(&json::requests::requests(requests))?;
        }
        kind => export(args, kind, &opener.one(&args.input)?, &wishes, context)?,
    }
    Ok(Exit::Well)
}

/// Every request of an input. One that cannot be made bytes must not take the others with it.
fn all(
    opened: &[Opened],
    wishes: &Wishes<'_>,
) -> Result<Vec<json::requests::RequestJson>, CliError> {
    let mut requests = Vec::new();
    let mut refused = None;
    for one in opened {
        match ready(one, wishes, &env) {
            Ok(ready) => requests.push(json::requests::request(one.request.name.clone(), &ready)),
            Err(error) => {
                notice(&format!("note: {} is left out: {error}", one.request.name));
                refused = Some(error);
            }
        }
    }
    match refused {
        Some(error) if requests.is_empty() => Err(error.into()),
        _ => Ok(requests),
    }
}

/// One request in someone's language. What that language's client cannot reproduce is said on stderr.
fn export(
    args: &Args,
    kind: &str,
    opened: &Opened,
    wishes: &Wishes<'_>,
    context: &mut Context,
) -> Result<(), CliError> {
    let exporter = by_kind(kind).ok_or_else(|| {
        let known: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.kind()).collect();
        CliError::usage(format!("there is no kind `{kind}` to convert to"))
            .hint(format!("known are: json, {}", known.join(", ")))
    })?;
    let ready = ready(opened, wishes, &env)?;
    for warning in &ready.warnings {
        notice(&format!("note: {warning}"));
    }
    let habits = if args.keep_headers { Vec::new() } else { habits(&ready) };
    let method = ready.request.method().to_vec();
    let stream = opened.request.response.clone().unwrap_or_default();
    let answer = ExactResponse::parse_all(&stream, &method).pop();
    let subject = Subject {
        endpoint: ready.endpoint.as_ref(),
        habits: &habits,
        response: answer.as_ref(),
        ..Subject::new(&ready.request, &opened.request.name)
    };
    let exported = exporter.export(&subject, ExportOptions { show_secrets: context.show_secrets });
    for warning in &exported.warnings {
        notice(&format!("note: {warning}"));
    }
    context.out.bytes(&exported.text);
    Ok(())
}
