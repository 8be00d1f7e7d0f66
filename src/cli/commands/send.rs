//! `why4xx send INPUT`: sends once and prints the exchange.

use super::From;
use super::env;
use super::shelf;
use super::show;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::engine::Opener;
use crate::engine::Ready;
use crate::engine::SendPlan;
use crate::engine::Wishes;
use crate::engine::ready;
use crate::engine::send_blocking;
use crate::model::End;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::present::Gutter;
use crate::present::Message;
use crate::present::Role;
use crate::present::Row;
use crate::present::timing_rows;
use crate::profiles::Author;
use crate::wire::Span;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(in crate::cli) struct Args {
    /// A file, `-`, FILE#SELECTOR or preset:NAME.
    input: String,
    /// The client to send it as.
    #[arg(long = "as", value_name = "CLIENT")]
    client: Option<String>,
    /// Who puts it on the wire: our own sender, exactly these bytes, or reqwest.
    #[arg(long, value_enum, default_value_t = Via::Raw)]
    via: Via,
    /// A value for a variable of the input.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::variable)]
    var: Vec<(String, String)>,
    /// Scheme, host and port to dial; nothing else of it is used.
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Dial ADDR for NAME:PORT.
    #[arg(long, value_name = "NAME:PORT:ADDR")]
    resolve: Vec<String>,
    /// Trust the authorities in this PEM file, too.
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Do not verify the server's certificate.
    #[arg(long)]
    insecure: bool,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Do not keep the exchange in the history.
    #[arg(long)]
    no_history: bool,
    /// Keep the headers that a recognised former client wrote by itself.
    #[arg(long)]
    keep_headers: bool,
    /// Tell the surroundings that matter: proxy variables, netrc, certificate variables.
    #[arg(short, long)]
    verbose: bool,
    /// What the input is, where its content does not say it.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// How to print it; `raw` writes the received bytes.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Via {
    Raw,
    Reqwest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Raw,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    if args.verbose {
        surroundings();
    }
    let shelf = shelf();
    let opened = Opener { shelf: &shelf, from: args.from.and_then(From::kind) }.one(&args.input)?;
    let wishes =
        Wishes { client: args.client.as_deref(), vars: &args.var, keep_headers: args.keep_headers };
    let ready = ready(&opened, &wishes, &env)?;
    for warning in &ready.warnings {
        notice(&format!("note: {warning}"));
    }
    let plan = plan(args, &ready, &opened.request.name)?;
    if args.insecure {
        context.out.alarm("the server's certificate is not verified");
    }
    let exchange = send_blocking(plan).map_err(|error| CliError::usage(error.to_string()))?;
    let mut keeping = super::keeping(args.no_history);
    if let Err(error) = keeping.keep(vec![exchange.clone()]) {
        keeping.give_up();
        notice(&format!("note: not kept in the history: {error}"));
    }
    match args.format {
        Format::Json => context.out.json(&json::exchange::exchange(&exchange))?,
        Format::Raw => context.out.bytes(&exchange.received),
        Format::Text => {
            let exact = exchange.sent == ready.request.bytes;
            text(&exchange, if exact { &ready.authors } else { &[] }, context);
        }
    }
    Ok(ending(&exchange))
}

fn plan(args: &Args, ready: &Ready, label: &str) -> Result<SendPlan, CliError> {
    let endpoint = match &args.to {
        Some(url) => {
            Endpoint::from_url(url).map_err(|error| CliError::usage(format!("--to: {error}")))?
        }
        None => ready.endpoint.clone().ok_or_else(|| {
            let host = ready.request.first("host").map(crate::wire::escape::visible);
            let example = host.unwrap_or_else(|| "api.example.com".to_owned());
            CliError::usage(format!("{}: the request does not say where to go", args.input))
                .hint(format!("give scheme, host and port: --to https://{example}"))
        })?,
    };
    let mut plan =
        SendPlan::new(ExchangeId(1), label.to_owned(), endpoint, ready.request.bytes.clone());
    if args.via == Via::Reqwest {
        plan.via = crate::model::Via::Reqwest;
    }
    for rule in &args.resolve {
        if let Some(addr) = resolved(rule, &plan.endpoint)? {
            plan.dial = Some(addr);
        }
    }
    plan.trust.insecure = args.insecure;
    if let Some(path) = &args.cacert {
        let pem = std::fs::read(path)
            .map_err(|error| CliError::usage(format!("--cacert {}: {error}", path.display())))?;
        plan.trust.extra_roots.push(pem.into());
    }
    if let Some(seconds) = args.timeout {
        let limit = Duration::try_from_secs_f64(seconds).ok().filter(|limit| !limit.is_zero());
        plan.limits.total = Some(limit.ok_or_else(|| {
            CliError::usage(format!("--timeout {seconds}: give a number of seconds above 0"))
        })?);
    }
    Ok(plan)
}

/// `NAME:PORT:ADDR`, as curl spells it; `None` where it is for another name or port.
fn resolved(rule: &str, endpoint: &Endpoint) -> Result<Option<SocketAddr>, CliError> {
    let wrong = || CliError::usage(format!("--resolve {rule}: write it as NAME:PORT:ADDR"));
    let mut parts = rule.splitn(3, ':');
    let (Some(name), Some(port), Some(addr)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    let port: u16 = port.parse().map_err(|_| wrong())?;
    let addr = addr.trim_start_matches('[').trim_end_matches(']').parse().map_err(|_| wrong())?;
    let applies = name.eq_ignore_ascii_case(&endpoint.host) && port == endpoint.port;
    Ok(applies.then_some(SocketAddr::new(addr, port)))
}

fn ending(exchange: &Exchange) -> Exit {
    match exchange.end {
        End::Complete | End::Truncated => Exit::Well,
        End::ClosedEarly | End::TimedOut(_) | End::Cancelled | End::Failed(_) => Exit::Network,
    }
}

/// What was sent, what came, how it ended, how long it took.
pub(super) fn text(exchange: &Exchange, authors: &[(Span, Author)], context: &mut Context) {
    let to = exchange.endpoint.as_ref().map(ToString::to_string).unwrap_or_default();
    context
        .out
        .rows(&[Row::of(format!("── sent to {to}, {} bytes", exchange.sent.len()), Role::Title)]);
    let request = Message::request(&exchange.request);
    show::text(
        &request,
        Gutter { authors, notes: &exchange.request.notes, offsets: false },
        context,
    );
    context.out.rows(&[
        Row::new(),
        Row::of(format!("── received {} bytes", exchange.received.len()), Role::Title),
    ]);
    for response in &exchange.responses {
        let message = Message::response(response, &request);
        show::text(&message, Gutter { notes: &response.notes, ..Gutter::default() }, context);
    }
    context.out.rows(&[Row::new()]);
    let width = context.out.width();
    context.out.rows(&timing_rows(&exchange.timing, width.min(80)));
    if let Some(certificate) = &exchange.certificate {
        let text = format!(
            "certificate {} by {}, {}",
            certificate.subject, certificate.issuer, certificate.protocol
        );
        context.out.rows(&[Row::of(text, Role::Dim)]);
    }
    how_it_ended(exchange);
}

/// On stderr, since it is no part of the exchange.
fn how_it_ended(exchange: &Exchange) {
    match &exchange.end {
        End::Complete => {}
        End::Truncated => {
            notice("note: the answer is longer than the limit; the rest was not kept");
        }
        End::ClosedEarly => {
            notice("why4xx: the server closed the connection before its answer was whole");
        }
        End::TimedOut(stage) => notice(&format!("why4xx: timed out while {}", stage.doing())),
        End::Cancelled => notice("why4xx: cancelled; what came until then is shown"),
        End::Failed(failure) => {
            notice(&format!("why4xx: {} failed: {}", failure.stage.name(), failure.message));
            if let Some(hint) = &failure.hint {
                notice(&format!("hint: {hint}"));
            }
        }
    }
}

/// Variables and files that make other clients behave otherwise. Ours follows none of them; that is said, too.
fn surroundings() {
    const NAMES: &[&str] = &[
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "NETRC",
    ];
    let set: Vec<String> = NAMES
        .iter()
        .filter_map(|name| Some(format!("{name}={}", without_password(&env(name)?))))
        .collect();
    if set.is_empty() {
        notice("surroundings: no proxy and no certificate variable is set");
    }
    for line in &set {
        notice(&format!("surroundings: {line}"));
    }
    if set.iter().any(|line| line.to_ascii_lowercase().contains("proxy=")) {
        notice(
            "surroundings: other clients go through that proxy; this send goes straight to the server",
        );
    }
    let netrc = env("NETRC").or_else(|| env("HOME").map(|home| format!("{home}/.netrc")));
    if let Some(path) = netrc.filter(|path| std::path::Path::new(path).is_file()) {
        notice(&format!(
            "surroundings: {path} is there; python-requests takes credentials from it unasked"
        ));
    }
}

/// A proxy URL may hold a password.
fn without_password(value: &str) -> String {
    match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        _ => value.to_owned(),
    }
}
