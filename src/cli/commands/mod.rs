//! One file a command: its arguments, and what it does with them.

pub(super) mod completions;
pub(super) mod convert;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod identify;
pub(super) mod presets;
pub(super) mod rules;
pub(super) mod send;
pub(super) mod show;

use super::error::CliError;
use crate::engine::Folders;
use crate::engine::PresetShelf;
use clap::ValueEnum;

/// The kinds that an input may be said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum From {
    Raw,
    Curl,
    Har,
    Postman,
    Http,
}

impl From {
    fn kind(self) -> Option<crate::import::Kind> {
        let name = self.to_possible_value()?;
        crate::import::Kind::named(name.get_name())
    }
}

/// `K=V` of `--var`.
fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
    if name.is_empty() {
        return Err(format!("`{text}` names no variable before the `=`"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// A variable of the environment, as text.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn folders() -> Folders {
    Folders::of(&env)
}

fn shelf() -> PresetShelf {
    PresetShelf::load(&folders())
}

/// Standard input can be read once.
fn one_stdin(inputs: &[Option<&str>]) -> Result<(), CliError> {
    let count = inputs.iter().flatten().filter(|input| **input == "-").count();
    if count > 1 {
        return Err(CliError::usage("`-` (standard input) can be given for one argument only"));
    }
    Ok(())
}
