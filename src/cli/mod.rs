//! Floor 6: the command line: flags, text, JSON, exit codes. CLI.md is the contract; scripts rely on it.

mod ansi;
mod caught;
mod commands;
mod error;
mod exit;
mod json;
mod output;

use clap::CommandFactory as _;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;

pub use exit::Exit;

use error::CliError;
use output::Output;

/// Why was my request refused? Compares it with one that works, and proves the cause in the bytes.
#[derive(Debug, Parser)]
#[command(name = "why4xx", version, about, max_term_width = 100)]
pub struct Cli {
    /// When to colour the output.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
    /// Show keys, tokens and passwords in text, Markdown, JSON findings and generated code.
    #[arg(long, global = true)]
    show_secrets: bool,
    /// Keep nothing in the history of what the interactive screen sends and captures.
    #[arg(long)]
    no_history: bool,
    /// What to do; without a command the interactive screen opens.
    #[command(subcommand)]
    command: Option<Command>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens the interactive screen on a story, with the practice server; offline.
    Demo(commands::demo::Args),
    /// Names the cause of a refusal.
    Doctor(commands::doctor::Args),
    /// Shows the exact message.
    Show(commands::show::Args),
    /// Sends once, exactly these bytes, and prints the exchange.
    Send(commands::send::Args),
    /// Records what any client sends, byte for byte, and answers it or passes it on.
    Capture(commands::capture::Args),
    /// Runs a command with its HTTP traffic recorded.
    Run(commands::run::Args),
    /// Lists, shows, exports or deletes what was sent and captured before.
    History(commands::history::Args),
    /// Turns a request from any kind into any other.
    Convert(commands::convert::Args),
    /// Tells which HTTP client made these bytes, and by which traits.
    Identify(commands::identify::Args),
    /// Lists the doctor's rules, or explains one.
    Rules(commands::rules::Args),
    /// Lists presets, shows one, or checks them all.
    Presets(commands::presets::Args),
    /// Prints a completion script.
    Completions(commands::completions::Args),
    /// Prints the manual page.
    Man,
}

/// What the roof does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The command is done.
    Leave(Exit),
    /// Open the interactive screen.
    Open(Opening),
}

/// How the interactive screen opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The story to open on.
    pub story: Option<&'static str>,
    /// Whether what is sent and captured is kept in the history.
    pub history: bool,
}

/// What every command gets.
struct Context {
    out: Output,
    show_secrets: bool,
}

/// Runs the command that `args` name. Everything it has to say is said when it returns.
pub fn run(args: impl IntoIterator<Item = std::ffi::OsString>) -> Next {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return Next::Leave(error::usage(&error)),
    };
    let Some(command) = cli.command else {
        return Next::Open(Opening { story: None, history: !cli.no_history });
    };
    if cli.no_history {
        let misplaced = CliError::usage("--no-history before a command means nothing".to_owned());
        let hint = "put it behind one that keeps a history: capture, run".to_owned();
        return Next::Leave(error::report(&misplaced.hint(hint)));
    }
    let mut context = Context { out: Output::new(cli.color), show_secrets: cli.show_secrets };
    match dispatch(command, &mut context) {
        Ok(next) => context.out.finish(next),
        Err(error) => Next::Leave(error::report(&error)),
    }
}

fn dispatch(command: Command, context: &mut Context) -> Result<Next, CliError> {
    match command {
        Command::Demo(args) => commands::demo::run(&args, context),
        Command::Doctor(args) => commands::doctor::run(&args, context).map(Next::Leave),
        Command::Show(args) => commands::show::run(&args, context).map(Next::Leave),
        Command::Send(args) => commands::send::run(&args, context).map(Next::Leave),
        Command::Capture(args) => commands::capture::run(args, context).map(Next::Leave),
        Command::Run(args) => Ok(Next::Leave(commands::run::run(args, context))),
        Command::History(args) => commands::history::run(&args, context).map(Next::Leave),
        Command::Convert(args) => commands::convert::run(&args, context).map(Next::Leave),
        Command::Identify(args) => commands::identify::run(&args, context).map(Next::Leave),
        Command::Rules(args) => commands::rules::run(&args, context).map(Next::Leave),
        Command::Presets(args) => commands::presets::run(&args, context).map(Next::Leave),
        Command::Completions(args) => commands::completions::run(&args, context).map(Next::Leave),
        Command::Man => commands::completions::man(context).map(Next::Leave),
    }
}

/// The whole command line as clap knows it, for completions and the manual.
fn root() -> clap::Command {
    Cli::command()
}
