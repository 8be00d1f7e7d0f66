//! `why4xx capture`: records what any client sends, and answers it or passes it on.

use super::folders;
use super::keeping;
use super::trust;
use crate::cli::Context;
use crate::cli::caught;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::engine::CaptureOrder;
use crate::engine::Report;
use crate::engine::capture_blocking;
use crate::engine::practice_role;
use crate::model::Endpoint;
use crate::transport::capture::CapturePlan;
use crate::transport::capture::CaptureRole;
use crate::transport::capture::Expectation;
use crate::transport::capture::Reply;
use crate::transport::capture::Reverse;
use bytes::Bytes;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each flag of a command line is one")]
pub(in crate::cli) struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8025")]
    listen: SocketAddr,
    /// Allow an address that other machines can reach.
    #[arg(long)]
    allow_remote: bool,
    /// Answer with this status (200 where nothing else is said).
    #[arg(long, value_name = "STATUS", conflicts_with_all = ["upstream", "practice"],
        value_parser = clap::value_parser!(u16).range(200..=999))]
    answer: Option<u16>,
    /// A header of the answer.
    #[arg(long, value_name = "NAME: VALUE", conflicts_with_all = ["upstream", "practice"],
        value_parser = header)]
    answer_header: Vec<(Bytes, Bytes)>,
    /// The body of the answer.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["upstream", "practice"])]
    answer_body: Option<PathBuf>,
    /// Let the embedded practice server answer.
    #[arg(long, conflicts_with = "upstream")]
    practice: bool,
    /// What `Expect: 100-continue` is answered where why4xx answers.
    #[arg(long, value_enum, default_value_t = Expect::Continue, conflicts_with = "upstream")]
    expect: Expect,
    /// Pass everything on to this server.
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// Leave `Host` as the client wrote it: then not one byte is changed.
    #[arg(long, requires = "upstream")]
    keep_host: bool,
    /// Dial ADDR for NAME:PORT.
    #[arg(long, value_name = "NAME:PORT:ADDR", value_parser = super::resolution)]
    resolve: Vec<(String, u16, IpAddr)>,
    /// Trust the authorities in this PEM file, too.
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Do not verify the upstream's certificate.
    #[arg(long)]
    insecure: bool,
    /// Write the exact bytes to `DIR/0001-request.raw`, `DIR/0001-response.raw`, …
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// End after so many exchanges.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Do not keep the exchanges in the history.
    #[arg(long)]
    no_history: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Expect {
    /// Say `100 Continue`.
    Continue,
    /// Give the answer at once, without the body.
    Answer,
    /// Say nothing, and wait for the body.
    Ignore,
}

pub(in crate::cli) fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    if args.insecure {
        context.out.alarm("the upstream's certificate is not verified");
    }
    if !args.listen.ip().is_loopback() && args.allow_remote {
        context.out.alarm(&format!(
            "whoever can reach {} can use this capture, and what they send is recorded here",
            args.listen
        ));
    }
    let mut plan = CapturePlan::new(role(&args)?);
    (plan.listen, plan.allow_remote) = (args.listen, args.allow_remote);
    plan.expect = match args.expect {
        Expect::Continue => Expectation::Continue,
        Expect::Answer => Expectation::Answer,
        Expect::Ignore => Expectation::Ignore,
    };
    let mut order = CaptureOrder::new(plan, "capture", keeping(args.no_history));
    (order.out, order.count) = (args.out, args.count);
    let ended = capture_blocking(order, &folders(), |report| tell(report, context));
    match ended.map_err(|error| CliError::usage(error.to_string()))? {
        Ok(()) => Ok(Exit::Well),
        Err(error) => Err(CliError::usage(error.to_string())),
    }
}

/// Exchanges are results; all else is told beside them.
fn tell(report: Report, context: &mut Context) {
    match report {
        Report::Listening(addr) => notice(&format!("listening on http://{addr}")),
        Report::Caught(one) => {
            let rows = caught::rows(&one, context.show_secrets);
            context.out.rows(&rows);
        }
        Report::Notice(said) => notice(&format!("note: {said}")),
        Report::NoHistory(error) => notice(&format!("note: not in the history yet: {error}")),
        Report::NotWritten(word) => notice(&format!("note: {word}; recording goes on")),
    }
}

fn role(args: &Args) -> Result<CaptureRole, CliError> {
    if let Some(url) = &args.upstream {
        let upstream = Endpoint::from_origin(url)
            .map_err(|error| CliError::usage(format!("--upstream: {error}")))?;
        let given = args.resolve.iter().find(|(name, port, _)| {
            name.eq_ignore_ascii_case(&upstream.host) && *port == upstream.port
        });
        let dial = given.map(|(_, port, address)| SocketAddr::new(*address, *port));
        let trust = trust(args.cacert.as_deref(), args.insecure)?;
        let mut reverse = Reverse::to(upstream, dial, trust);
        reverse.keep_host = args.keep_host;
        return Ok(CaptureRole::Reverse(reverse));
    }
    if args.practice {
        return Ok(practice_role());
    }
    let body = match &args.answer_body {
        Some(path) => Bytes::from(std::fs::read(path).map_err(|error| {
            CliError::usage(format!("--answer-body {}: {error}", path.display()))
        })?),
        None => Bytes::new(),
    };
    let (status, headers) = (args.answer.unwrap_or(200), args.answer_header.clone());
    Ok(CaptureRole::Canned(Reply { status, headers, body }))
}

/// `Name: value`; the value as it is behind the colon and the white space that follows it.
fn header(text: &str) -> Result<(Bytes, Bytes), String> {
    let wrong = || format!("`{text}` is not NAME: VALUE");
    let (name, value) = text.split_once(':').ok_or_else(wrong)?;
    if name.is_empty() || text.contains(['\r', '\n']) {
        return Err(wrong());
    }
    let value = value.trim_start_matches([' ', '\t']);
    Ok((Bytes::copy_from_slice(name.as_bytes()), Bytes::copy_from_slice(value.as_bytes())))
}
