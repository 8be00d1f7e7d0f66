//! `why4xx show INPUT`: the exact message, as text, hex, JSON, or the identical bytes.

use super::From;
use super::env;
use super::shelf;
use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::error::notice;
use crate::cli::exit::Exit;
use crate::cli::json;
use crate::engine::Opener;
use crate::engine::Ready;
use crate::engine::Wishes;
use crate::engine::ready;
use crate::present::Gutter;
use crate::present::Marks;
use crate::present::Message;
use crate::present::Role;
use crate::present::Row;
use crate::present::WireIndex;
use crate::present::WireRows;
use crate::present::author_legend;
use crate::present::hex_len;
use crate::present::hex_rows;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use bytes::Bytes;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// A file, `-`, FILE#SELECTOR or preset:NAME. A response is recognised by its status line.
    input: String,
    /// What the input is, where its content does not say it.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// A value for a variable of the input.
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::variable)]
    var: Vec<(String, String)>,
    /// The client that is to write it.
    #[arg(long = "as", value_name = "CLIENT")]
    client: Option<String>,
    /// How to print it; `raw` writes the identical bytes.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Hex,
    Json,
    Raw,
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let shelf = shelf();
    let opened = Opener { shelf: &shelf, from: args.from.and_then(From::kind) }.one(&args.input)?;
    let wishes = Wishes { client: args.client.as_deref(), vars: &args.var, keep_headers: false };
    let ready = ready(&opened, &wishes, &env)?;
    for warning in &ready.warnings {
        notice(&format!("note: {warning}"));
    }
    let bytes = ready.request.bytes.clone();
    let response =
        is_response(&bytes).then(|| ExactResponse::parse_all(&bytes, b"").pop()).flatten();
    match args.format {
        Format::Raw => context.out.bytes(&bytes),
        Format::Hex => hex(&bytes, context),
        Format::Json => match &response {
            Some(response) => context.out.json(&json::message::response(response))?,
            None => context.out.json(&json::message::request(&ready.request))?,
        },
        Format::Text => match &response {
            Some(_) => {
                let empty = Message::request(&ExactRequest::parse(Bytes::new()));
                let chain = ExactResponse::parse_all(&bytes, b"");
                for part in &chain {
                    text(
                        &Message::response(part, &empty),
                        Gutter { notes: &part.notes, ..Gutter::default() },
                        context,
                    );
                }
            }
            None => request(&ready, context),
        },
    }
    Ok(Exit::Well)
}

/// Whether the bytes begin as a status line does.
fn is_response(bytes: &[u8]) -> bool {
    bytes.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"HTTP/"))
}

fn request(ready: &Ready, context: &mut Context) {
    let message = Message::request(&ready.request);
    let gutter = Gutter { authors: &ready.authors, notes: &ready.request.notes, offsets: false };
    text(&message, gutter, context);
    if !ready.authors.is_empty() {
        context.out.rows(&[Row::new(), author_legend("the client")]);
    }
    for note in &ready.request.notes {
        let mut row = Row::of(format!("{}..{}  ", note.span.start, note.span.end), Role::Dim);
        row.push(note.kind.code(), Role::Warning)
            .push(format!("  {}", note.kind.message()), Role::Plain);
        context.out.rows(&[row]);
    }
}

/// The message as lines; secrets masked unless asked for. A mask takes the columns of what it hides, so that authors and
/// notes stand where they belong.
pub(super) fn text(message: &Message, gutter: Gutter<'_>, context: &mut Context) {
    let mut marks = message.marks.clone();
    marks.veiled = !context.show_secrets;
    let width = context.out.width().saturating_sub(gutter.width());
    let index = WireIndex::build(&message.bytes, width);
    let rows = WireRows { bytes: &message.bytes, index: &index, marks: &marks, gutter };
    // A few hundred at a time, so that a long body costs no more memory than it has.
    for first in (0..index.len()).step_by(256) {
        if context.out.is_closed() {
            return;
        }
        context.out.rows(&rows.rows(first, first + 256));
    }
}

fn hex(bytes: &[u8], context: &mut Context) {
    let rows = hex_len(bytes.len());
    for first in (0..rows).step_by(256) {
        if context.out.is_closed() {
            return;
        }
        context.out.rows(&hex_rows(bytes, &Marks::default(), first, first + 256));
    }
}
