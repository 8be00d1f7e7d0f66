//! `why4xx doctor FAILING`: names the cause, with its proof.

use super::From;
use super::env;
use super::one_stdin;
use super::shelf;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::cli::json::finding::Told;
use crate::doctor::Diagnosis;
use crate::doctor::Severity;
use crate::engine::Opened;
use crate::engine::Opener;
use crate::engine::PresetShelf;
use crate::engine::Question;
use crate::engine::Ready;
use crate::engine::Wishes;
use crate::engine::diagnose;
use crate::engine::ready;
use crate::present::CardDetail;
use crate::present::DiffTable;
use crate::present::Fold;
use crate::present::Messages;
use crate::present::Role;
use crate::present::Row;
use crate::present::Veil;
use crate::present::diff_rows;
use crate::present::finding_card;
use crate::present::verdict_rows;
use crate::present::wrapped;
use bytes::Bytes;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The refused request: a file, `-`, FILE#SELECTOR or preset:NAME.
    failing: String,
    /// A request that works.
    #[arg(long, value_name = "INPUT", conflicts_with = "good_as")]
    good: Option<String>,
    /// Compare with what that client would have sent for the same intent.
    #[arg(long, value_name = "CLIENT")]
    good_as: Option<String>,
    /// The refusal, as received.
    #[arg(long, value_name = "FILE")]
    response: Option<String>,
    /// The refusal's status, where only that is known.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(100..=999))]
    status: Option<u16>,
    /// The preset whose `[expect]` tells what the endpoint needs.
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// A value for a variable of the inputs.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::variable)]
    var: Vec<(String, String)>,
    /// What the inputs are, where their content does not say it.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// Print the reasons of the order.
    #[arg(long)]
    why: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    one_stdin(&[Some(&args.failing), args.good.as_deref(), args.response.as_deref()])?;
    let shelf = shelf();
    let question = question(args, &shelf)?;
    let diagnosis = diagnose(&question);
    tell(args, &question, &diagnosis, context)?;
    Ok(if diagnosis.has_error() { Exit::Found } else { Exit::Well })
}

fn question(args: &Args, shelf: &PresetShelf) -> Result<Question, CliError> {
    let opener = Opener { shelf, from: args.from.and_then(From::kind) };
    let plain = Wishes { client: None, vars: &args.var, keep_headers: false };
    let input = opener.one(&args.failing)?;
    let failing = make(&input, &plain)?;
    let good = match (&args.good, &args.good_as) {
        (Some(input), _) => Some(make(&opener.one(input)?, &plain)?),
        (None, Some(client)) => Some(make(&input, &Wishes { client: Some(client), ..plain })?),
        (None, None) => None,
    };
    let response = match &args.response {
        Some(path) => Some(read(path)?),
        None if args.status.is_none() => input.request.response.clone(),
        None => None,
    };
    let expect = match &args.preset {
        Some(name) => {
            let name = name.strip_prefix("preset:").unwrap_or(name);
            Some(opener.one(&format!("preset:{name}"))?.expect)
        }
        None => Some(input.expect.clone()),
    };
    Ok(Question { failing, good, response, status: args.status, expect })
}

fn make(opened: &Opened, wishes: &Wishes<'_>) -> Result<Ready, CliError> {
    let ready = ready(opened, wishes, &env)?;
    for warning in &ready.warnings {
        notice(&format!("note: {}: {warning}", opened.input));
    }
    Ok(ready)
}

fn read(path: &str) -> Result<Bytes, CliError> {
    let result = if path == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = result.map_err(|error| CliError::usage(format!("{path}: {error}")))?;
    if bytes.is_empty() {
        return Err(CliError::usage(format!("{path}: the response is empty")));
    }
    Ok(Bytes::from(bytes))
}

fn tell(
    args: &Args,
    question: &Question,
    diagnosis: &Diagnosis,
    context: &mut Context,
) -> Result<(), CliError> {
    let good = question.good.as_ref().map(|good| &good.request);
    let refusal = question.refusal();
    let messages = Messages::read(&question.failing.request, good, refusal.as_ref());
    let veil = Veil::over(&messages, context.show_secrets);
    if args.format == Format::Json {
        let told = Told {
            diagnosis,
            failing: &question.failing.request,
            good,
            response: refusal.as_ref(),
            messages: &messages,
            veil: &veil,
        };
        return context.out.json(&json::finding::report(&told));
    }
    let width = context.out.width();
    let table = good.map(|good| {
        DiffTable::build(diagnosis, (&question.failing.request, good), &messages, &veil)
    });
    let why = args.why;
    let shown = Shown { diagnosis, messages: &messages, veil: &veil, table, why, width };
    if args.format == Format::Markdown {
        shown.markdown(context);
    } else {
        shown.text(context);
    }
    Ok(())
}

struct Shown<'a> {
    diagnosis: &'a Diagnosis,
    messages: &'a Messages,
    veil: &'a Veil,
    table: Option<DiffTable>,
    why: bool,
    width: usize,
}

impl Shown<'_> {
    fn detail(&self, rank: usize) -> CardDetail {
        match (self.why, rank) {
            (true, _) => CardDetail::Why,
            (false, 1) => CardDetail::Full,
            (false, _) => CardDetail::Short,
        }
    }

    /// The verdict and its proof first; then each cause as a card.
    fn text(&self, context: &mut Context) {
        context.out.rows(&verdict_rows(self.diagnosis, self.messages, self.veil, self.width));
        let findings = &self.diagnosis.findings;
        if let Some(fix) = findings.first().and_then(|finding| finding.fix.as_ref()) {
            context.out.rows(&[Row::new()]);
            context.out.rows(&wrapped(
                &format!("fix: {}", self.veil.text(&fix.summary)),
                self.width,
                Role::Plain,
            ));
            let snippet = fix.snippet.iter().flat_map(|text| text.lines());
            let snippet: Vec<Row> = snippet
                .map(|line| Row::of(format!("    {}", self.veil.text(line)), Role::Code))
                .collect();
            context.out.rows(&snippet);
        }
        let rest = usize::from(!self.why);
        for (index, finding) in findings.iter().enumerate().skip(rest) {
            context.out.rows(&[Row::new()]);
            let card = finding_card(
                (finding, index + 1),
                self.messages,
                self.veil,
                self.detail(index + 1),
                self.width,
            );
            context.out.rows(&card);
        }
        self.rest(context);
    }

    fn rest(&self, context: &mut Context) {
        if let Some(table) = &self.table {
            context.out.rows(&[Row::new(), Row::of("differences", Role::Title)]);
            let rows = diff_rows(table, Fold::default(), self.width);
            context.out.rows(&rows.into_iter().map(|(row, _)| row).collect::<Vec<Row>>());
        }
        for note in &self.diagnosis.notes {
            context.out.rows(&[Row::of(format!("note: {note}"), Role::Dim)]);
        }
    }

    fn markdown(&self, context: &mut Context) {
        context.out.line("# Why this request was refused\n");
        if self.diagnosis.findings.is_empty() {
            context.out.line("Nothing was found that explains a refusal.");
        }
        for (index, finding) in self.diagnosis.findings.iter().enumerate() {
            let severity =
                if finding.severity == Severity::Error { "" } else { finding.severity.name() };
            let title = format!(
                "## {}. `{}`: {} {severity}",
                index + 1,
                finding.code(),
                finding.card.title
            );
            context.out.line(title.trim_end());
            context.out.line("\n```text");
            let card = finding_card(
                (finding, index + 1),
                self.messages,
                self.veil,
                self.detail(index + 1),
                self.width,
            );
            for row in card.iter().skip(1) {
                // A fence inside foreign bytes must not end ours.
                context.out.line(row.text().replace("```", "`\u{2009}``").trim_end());
            }
            context.out.line("```\n");
        }
    }
}
