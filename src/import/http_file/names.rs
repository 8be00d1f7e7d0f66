//! The variables of a `.http` file: those it declares, those of the environment, and those that come from elsewhere.

use super::blocks::Block;
use crate::import::braces::can_be_filled;
use crate::import::braces::tokens;
use crate::import::importer::Leftover;
use crate::import::source::Source;
use crate::model::Lookup;
use crate::model::Variable;

/// Variables in values of variables are followed this deep, and to texts of this many bytes.
const MOST_ROUNDS: usize = 19;
const MOST_BYTES: usize = 1 << 20;

/// All variables of a file. A later line of one name counts, wherever it stands.
pub(super) struct Names<'a> {
    source: &'a Source<'a>,
    declared: Vec<(&'a str, &'a str)>,
    /// Those that the file takes from the environment.
    asked: Vec<String>,
}

/// What is said of one request; each variable once.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) all: Vec<Leftover>,
    told: Vec<String>,
}

impl<'a> Names<'a> {
    pub(super) fn of(source: &'a Source<'a>, blocks: &[Block<'a>]) -> Self {
        let mut declared: Vec<(&str, &str)> = Vec::new();
        for (name, value) in blocks.iter().flat_map(|block| &block.variables) {
            declared.retain(|(known, _)| known != name);
            declared.push((name, value.text));
        }
        Self { source, declared, asked: Vec::new() }
    }

    /// The variables that are left to be filled.
    pub(super) fn variables(&self) -> Vec<Variable> {
        let secret = |name: &str| Lookup::new(&[], &|_| None, &[]).is_secret(name);
        let variable = |name: &str, default: Option<&str>| Variable {
            name: name.to_owned(),
            default: default.map(str::to_owned),
            secret: secret(name),
        };
        let kept = self.declared.iter().filter(|(name, _)| self.written_out(name).is_none());
        let asked = self.asked.iter().filter(|name| self.value(name).is_none());
        kept.map(|(name, value)| variable(name, Some(value)))
            .chain(asked.map(|name| variable(name, None)))
            .collect()
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.declared.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The value of a variable that must be written out: it holds others, or its name is none of ours.
    fn written_out(&self, name: &str) -> Option<&'a str> {
        self.value(name).filter(|value| value.contains("{{") || !can_be_filled(name))
    }

    /// A text that stands at `at`: variables stay in it, but for those that must be written out.
    pub(super) fn text(&mut self, at: usize, text: &str, notes: &mut Notes) -> String {
        let mut text = text.to_owned();
        for _ in 0..MOST_ROUNDS {
            let mut out = String::with_capacity(text.len());
            let mut again = false;
            for (piece, name) in tokens(&text) {
                let Some(name) = name.map(str::trim) else {
                    out.push_str(piece);
                    continue;
                };
                if let Some(value) = self.written_out(name) {
                    out.push_str(value);
                    again = true;
                } else if let Some(asked) = of_environment(name) {
                    out.push_str(&format!("{{{{{asked}}}}}"));
                    if !self.asked.iter().any(|known| known == asked) {
                        self.asked.push(asked.to_owned());
                    }
                    self.tell(at, name, notes);
                } else {
                    out.push_str(piece);
                    self.tell(at, name, notes);
                }
            }
            text = out;
            if !again || text.len() > MOST_BYTES {
                break;
            }
        }
        text
    }

    fn tell(&self, at: usize, name: &str, notes: &mut Notes) {
        let known = self.value(name).is_some() || self.asked.iter().any(|asked| asked == name);
        if known || name.is_empty() || notes.told.iter().any(|told| told == name) {
            return;
        }
        notes.told.push(name.to_owned());
        let message = if name.starts_with("$dotenv") {
            format!("`{name}`: no .env file is read; the value comes from --var or the environment")
        } else if of_environment(name).is_some() {
            return;
        } else if name.starts_with('$') {
            format!(
                "the editor makes `{{{{{name}}}}}` anew for each request; here it is sent as typed unless --var gives it"
            )
        } else if name.contains(".response.") || name.contains(".request.") {
            format!("`{name}` comes from another exchange; give it by --var")
        } else {
            format!(
                "`{name}` has no value in this file; an environment file (such as http-client.env.json) or a script may give it one"
            )
        };
        notes.all.push(self.source.leftover(at, message));
    }
}

/// The environment variable that a name asks for: `$processEnv NAME`, `$dotenv NAME` (REST Client), `$env.NAME`.
fn of_environment(name: &str) -> Option<&str> {
    let words = name.strip_prefix("$processEnv ").or_else(|| name.strip_prefix("$dotenv "));
    let name = words.or_else(|| name.strip_prefix("$env."))?.trim();
    (can_be_filled(name) && !name.starts_with('%')).then_some(name)
}
