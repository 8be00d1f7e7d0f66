//! One file a command: its arguments, and what it does with them.

pub(super) mod capture;
pub(super) mod completions;
pub(super) mod convert;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod history;
pub(super) mod identify;
pub(super) mod presets;
pub(super) mod rules;
pub(super) mod run;
pub(super) mod send;
pub(super) mod show;

use super::error::CliError;
use crate::engine::Folders;
use crate::engine::Keeping;
use crate::engine::PresetShelf;
use crate::transport::Trust;
use clap::ValueEnum;
use std::net::IpAddr;
use std::path::Path;

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

/// `NAME:PORT:ADDR` of `--resolve`, as curl spells it.
fn resolution(text: &str) -> Result<(String, u16, IpAddr), String> {
    let wrong = || format!("`{text}` is not NAME:PORT:ADDR");
    let mut parts = text.splitn(3, ':');
    let (Some(name), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    let port = port.parse().map_err(|_| wrong())?;
    let address = address.trim_start_matches('[').trim_end_matches(']');
    Ok((name.to_owned(), port, address.parse().map_err(|_| wrong())?))
}

/// Whom to believe over TLS: `--cacert` and `--insecure`.
fn trust(cacert: Option<&Path>, insecure: bool) -> Result<Trust, CliError> {
    let mut trust = Trust { insecure, ..Trust::default() };
    if let Some(path) = cacert {
        let pem = std::fs::read(path)
            .map_err(|error| CliError::usage(format!("--cacert {}: {error}", path.display())))?;
        trust.extra_roots.push(pem.into());
    }
    Ok(trust)
}

/// Where exchanges are kept.
fn keeping(off: bool) -> Keeping {
    if off { Keeping::off() } else { Keeping::of(&folders()) }
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
