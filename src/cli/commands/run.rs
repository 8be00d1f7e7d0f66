//! `why4xx run -- COMMAND…`: runs a command with its HTTP traffic recorded. Its output and exit status are its own.

use super::env;
use super::folders;
use super::keeping;
use super::trust;
use crate::cli::Context;
use crate::cli::ansi;
use crate::cli::caught;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::error::report;
use crate::cli::exit::Exit;
use crate::engine::Caught;
use crate::engine::Report;
use crate::engine::RunFailure;
use crate::engine::RunOrder;
use crate::engine::run_blocking;
use crate::model::ExchangeId;
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

/// The exit codes of programs that run programs, as `env` and `timeout` have them.
const OURS_FAILED: u8 = 125;
const NOT_EXECUTABLE: u8 = 126;
const NOT_FOUND: u8 = 127;

/// How many exchanges are told at the end; all are in the history.
const MOST_TOLD: usize = 40;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Write the exact bytes to `DIR/0001-request.raw`, `DIR/0001-response.raw`, …
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Dial ADDR for NAME:PORT. With a name, clients ask the proxy that never do for loopback addresses.
    #[arg(long, value_name = "NAME:PORT:ADDR", value_parser = super::resolution)]
    resolve: Vec<(String, u16, IpAddr)>,
    /// Trust the authorities in this PEM file, too.
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Do not verify the servers' certificates.
    #[arg(long)]
    insecure: bool,
    /// Do not keep the exchanges in the history.
    #[arg(long)]
    no_history: bool,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(in crate::cli) fn run(args: Args, context: &mut Context) -> Exit {
    match attempt(args, context) {
        Ok(status) => Exit::Of(code(status)),
        Err((exit, error)) => {
            report(&error);
            Exit::Of(exit)
        }
    }
}

fn attempt(args: Args, context: &mut Context) -> Result<ExitStatus, (u8, CliError)> {
    let trust = trust(args.cacert.as_deref(), args.insecure).map_err(|e| (OURS_FAILED, e))?;
    if args.insecure {
        context.out.alarm("the servers' certificates are not verified");
    }
    let order = RunOrder {
        command: args.command,
        out: args.out,
        keeping: keeping(args.no_history),
        resolve: args.resolve,
        trust,
    };
    let mut sum = Sum::default();
    let ran = run_blocking(order, &folders(), &env, |report| match report {
        // The command's own output is not to be disturbed: what was recorded is told when it has ended.
        Report::Listening(_) => {}
        Report::Caught(one) => sum.add(&one, context.show_secrets),
        Report::Notice(said) => notice(&format!("why4xx: {said}")),
        Report::NoHistory(error) => notice(&format!("why4xx: not in the history yet: {error}")),
        Report::NotWritten(word) => notice(&format!("why4xx: {word}; recording goes on")),
    });
    let ran = ran.map_err(|error| (OURS_FAILED, CliError::usage(error.to_string())))?;
    let status = ran.map_err(|error| (exit_of(&error), CliError::usage(error.to_string())))?;
    sum.tell();
    Ok(status)
}

/// What is told at the end: the failing ones first, not more than one reads, however many there were.
#[derive(Default)]
struct Sum {
    count: u64,
    failing: u64,
    /// Whether the history has any of them.
    kept: bool,
    /// The lines of the first failing ones, and of the first others; an exchange may have several.
    lines: [Vec<Vec<String>>; 2],
    /// The first failing one that is in the history.
    first: Option<ExchangeId>,
}

impl Sum {
    fn add(&mut self, one: &Caught, show_secrets: bool) {
        let is_failing = one.is_failing();
        self.count += 1;
        self.failing += u64::from(is_failing);
        self.kept |= one.kept;
        if is_failing && one.kept {
            self.first.get_or_insert(one.exchange.id);
        }
        let [failing, others] = &mut self.lines;
        let lines = if is_failing { failing } else { others };
        if lines.len() < MOST_TOLD {
            let rows = caught::rows(one, show_secrets);
            lines.push(rows.iter().map(|row| ansi::text(row, false)).collect());
        }
    }

    fn tell(&self) {
        if self.count == 0 {
            notice(
                "why4xx: nothing was recorded: the command sent no HTTP, or did not ask the proxy. Go never asks one \
                 for localhost and 127.0.0.1; PHP's streams, Python's http.client, bare urllib3 and aiohttp without \
                 trust_env never ask one at all.\n\
                 hint: point its base URL at a relay: why4xx capture --upstream URL; for Go, a name in the URL and \
                 --resolve NAME:PORT:127.0.0.1 will do, too",
            );
            return;
        }
        let plural = if self.count == 1 { "" } else { "s" };
        notice(&format!(
            "why4xx: {} exchange{plural} recorded, {} failing",
            self.count, self.failing
        ));
        let told: Vec<&Vec<String>> = self.lines.iter().flatten().take(MOST_TOLD).collect();
        told.iter().flat_map(|lines| lines.iter()).for_each(|line| notice(line.trim_end()));
        let more = self.count.saturating_sub(told.len() as u64);
        if more > 0 {
            let listed = if self.kept { "; `why4xx history` lists them" } else { "" };
            notice(&format!("why4xx: {more} more{listed}"));
        }
        if let Some(first) = self.first {
            notice(&format!("hint: why4xx doctor history:{}", first.0));
        }
    }
}

fn exit_of(failure: &RunFailure) -> u8 {
    match failure {
        RunFailure::NotFound { .. } => NOT_FOUND,
        RunFailure::NotExecutable { .. } => NOT_EXECUTABLE,
        RunFailure::Capture(_) | RunFailure::Authority(_) | RunFailure::Homeless => OURS_FAILED,
    }
}

/// The command's own status; killed by a signal, what a shell would say (128 and the signal's number).
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().or_else(|| signal.map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(OURS_FAILED)
}
