//! `why4xx completions SHELL` and `why4xx man`: made from the same table that reads the flags.

use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::root;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The shell to write for.
    shell: clap_complete::Shell,
}

#[expect(clippy::unnecessary_wraps, reason = "every command ends in the same way")]
pub(in crate::cli) fn run(args: &Args, context: &mut Context) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut root(), "why4xx", &mut script);
    context.out.bytes(&script);
    Ok(Exit::Well)
}

/// The manual page in roff: of the program, then of each command.
pub(in crate::cli) fn man(context: &mut Context) -> Result<Exit, CliError> {
    let fail = |error: std::io::Error| CliError::usage(error.to_string());
    let mut page = Vec::new();
    let mut command = root();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(fail)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let man = clap_mangen::Man::new(sub.clone());
        man.render_synopsis_section(&mut page).map_err(fail)?;
        man.render_description_section(&mut page).map_err(fail)?;
        man.render_options_section(&mut page).map_err(fail)?;
    }
    context.out.bytes(&page);
    Ok(Exit::Well)
}
