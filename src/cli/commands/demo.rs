//! `why4xx demo [STORY]`: a story on the practice server. On a terminal it opens the screen; into a pipe it is told.

use crate::cli::Context;
use crate::cli::Next;
use crate::cli::Opening;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::engine::Question;
use crate::engine::Ready;
use crate::engine::STORIES;
use crate::engine::SendPlan;
use crate::engine::Story;
use crate::engine::diagnose;
use crate::engine::practise;
use crate::engine::story;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Via;
use crate::present::Messages;
use crate::present::Role;
use crate::present::Row;
use crate::present::Veil;
use crate::present::verdict_rows;
use crate::wire::ExactRequest;
use bytes::Bytes;
use std::net::SocketAddr;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Which story; without one, the first.
    story: Option<String>,
    /// List the stories.
    #[arg(long)]
    list: bool,
    /// Tell it as text, without the screen.
    #[arg(long)]
    plain: bool,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Next, CliError> {
    if args.list {
        for story in STORIES {
            let mut row = Row::of(format!("{:<10}", story.name), Role::Code);
            row.push(story.about, Role::Plain);
            context.out.rows(&[row]);
        }
        return Ok(Next::Leave(Exit::Well));
    }
    let story = story(args.story.as_deref()).ok_or_else(|| {
        let names: Vec<&str> = STORIES.iter().map(|story| story.name).collect();
        CliError::usage(format!(
            "there is no story `{}`",
            args.story.as_deref().unwrap_or_default()
        ))
        .hint(format!("known are: {}", names.join(", ")))
    })?;
    if context.out.is_terminal() && !args.plain {
        return Ok(Next::Open(Opening { story: Some(story.name), history: true }));
    }
    tell(story, context)?;
    Ok(Next::Leave(Exit::Well))
}

fn plans(story: &Story, addr: SocketAddr) -> Vec<SendPlan> {
    let endpoint = Endpoint { tls: false, host: addr.ip().to_string(), port: addr.port() };
    let plan = |id: u64, label: &str, bytes: &'static [u8]| {
        SendPlan::new(ExchangeId(id), label.to_owned(), endpoint.clone(), Bytes::from_static(bytes))
    };
    vec![plan(1, "failing", story.failing), plan(2, "known good", story.good)]
}

fn tell(story: &Story, context: &mut Context) -> Result<(), CliError> {
    let exchanges =
        practise(|addr| plans(story, addr)).map_err(|error| CliError::usage(error.to_string()))?;
    context.out.rows(&[Row::of(story.about, Role::Title), Row::new()]);
    for exchange in &exchanges {
        let status = exchange.status().unwrap_or_default();
        let mut row = Row::of(format!("{:<11}", exchange.label), Role::Plain);
        row.push(status.to_string(), Role::of_status(status));
        row.push(format!("  {} bytes sent", exchange.sent.len()), Role::Dim);
        context.out.rows(&[row]);
    }
    let [failing, good] = exchanges.as_slice() else { return Ok(()) };
    let question = Question {
        failing: as_ready(failing),
        good: Some(as_ready(good)),
        response: Some(failing.received.clone()),
        status: None,
        expect: None,
    };
    let diagnosis = diagnose(&question);
    let refusal = question.refusal();
    let messages = Messages::read(&failing.request, Some(&good.request), refusal.as_ref());
    let veil = Veil::over(&messages, context.show_secrets);
    let width = context.out.width();
    context.out.rows(&[Row::new()]);
    context.out.rows(&verdict_rows(&diagnosis, &messages, &veil, width));
    if let Some(fix) = diagnosis.verdict().and_then(|finding| finding.fix.as_ref()) {
        context
            .out
            .rows(&[Row::new(), Row::of(format!("fix: {}", veil.text(&fix.summary)), Role::Plain)]);
        let snippet = fix.snippet.iter().flat_map(|text| text.lines());
        let snippet: Vec<Row> =
            snippet.map(|line| Row::of(format!("    {}", veil.text(line)), Role::Code)).collect();
        context.out.rows(&snippet);
    }
    Ok(())
}

fn as_ready(exchange: &Exchange) -> Ready {
    Ready {
        request: ExactRequest::parse(exchange.sent.clone()),
        authors: Vec::new(),
        volatile: Vec::new(),
        endpoint: exchange.endpoint.clone(),
        via: Via::Raw,
        warnings: Vec::new(),
    }
}
