//! Makes a preset of a request: its intent as a draft, its secrets as variables, in the user's own folder.

use super::compose::presumed_endpoint;
use super::folders::Folders;
use super::intent::intent;
use crate::export::secret_variables;
use crate::model::BodyDraft;
use crate::model::Draft;
use crate::model::Endpoint;
use crate::model::Expect;
use crate::model::Preset;
use crate::model::PresetId;
use crate::model::ProfileId;
use crate::model::Source;
use crate::model::Variable;
use crate::model::preset_text;
use crate::semantics::percent;
use crate::wire::ExactRequest;
use std::io;
use std::path::PathBuf;

/// What is to become a preset.
#[derive(Clone, Copy, Debug)]
pub struct PresetOrder<'a> {
    /// Its name, as `keap/files`.
    pub name: &'a str,
    /// The request.
    pub request: &'a ExactRequest,
    /// Where it went, where that is known; else it is presumed from the request.
    pub endpoint: Option<&'a Endpoint>,
}

/// A preset that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPreset {
    /// The file.
    pub path: PathBuf,
    /// The variables that stand for its secrets.
    pub variables: Vec<String>,
    /// The header lines that it leaves to its client, as shown.
    pub left_to_client: usize,
}

/// Why no preset was written.
#[derive(Debug, thiserror::Error)]
pub enum SavePresetError {
    /// Nobody's folder is known.
    #[error("no home folder is known here: set HOME or XDG_CONFIG_HOME")]
    Homeless,
    /// The name is none.
    #[error(
        "`{0}` is no name for a preset: write words of letters, digits, - and _, with / between them"
    )]
    Name(String),
    /// There is one.
    #[error("there is a preset `{name}` already ({}): take another name", .path.display())]
    Exists {
        /// The name.
        name: String,
        /// Its file.
        path: PathBuf,
    },
    /// What was made of the request would not come back from the file.
    #[error("this request cannot be a preset: {0}")]
    Unreadable(String),
    /// The file cannot be written.
    #[error("`{}` cannot be written: {source}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Writes a preset that its owner alone may read; an existing one is never overwritten.
pub fn save_preset(
    folders: &Folders,
    order: PresetOrder<'_>,
) -> Result<SavedPreset, SavePresetError> {
    let presets = folders.config.as_ref().ok_or(SavePresetError::Homeless)?.join("presets");
    if !is_name(order.name) {
        return Err(SavePresetError::Name(order.name.to_owned()));
    }
    let (preset, left_to_client) = preset_of(order);
    let text = preset_text::write(&preset);
    let again = preset_text::read(preset.id.clone(), &text);
    again.map_err(|error| SavePresetError::Unreadable(error.to_string()))?;
    let path = presets.join(format!("{}.toml", order.name));
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => {
            SavePresetError::Exists { name: order.name.to_owned(), path: path.clone() }
        }
        _ => SavePresetError::File { path: path.clone(), source },
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    super::files::write_new(&path, text.as_bytes()).map_err(failed)?;
    let variables = preset.vars.into_iter().map(|var| var.name).collect();
    Ok(SavedPreset { path, variables, left_to_client })
}

/// Names become paths: each part starts with a letter or digit, so that none is `..`, hidden, or a root.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.len() <= 64
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.split('/').count() <= 8 && name.split('/').all(part)
}

fn preset_of(order: PresetOrder<'_>) -> (Preset, usize) {
    let presumed = presumed_endpoint(order.request);
    let plain = order.endpoint.or(presumed.as_ref()).is_some_and(|endpoint| !endpoint.tls);
    let scheme = if plain { "http" } else { "https" };
    let read = intent(order.request, scheme, false);
    let mut draft = read.draft;
    if let Some(client) = read.client.and_then(ProfileId::named) {
        draft.client = client;
    }
    let mut vars = Vec::new();
    for (name, secret) in secret_variables(order.request) {
        let name = name.to_ascii_lowercase();
        replace_all(&mut draft, &secret, format!("{{{{{name}}}}}").as_bytes());
        vars.push(Variable { name, default: None, secret: true });
    }
    let about = read.client.map_or_else(
        || "Saved from a request.".to_owned(),
        |client| format!("Saved from a request that {client} had sent."),
    );
    let name = order.name.rsplit('/').next().unwrap_or(order.name).to_owned();
    let id = PresetId(order.name.to_owned());
    (Preset { id, name, about, draft, vars, expect: Expect::default() }, read.dropped.len())
}

/// Puts the variable in the place of the secret, as spelled and as it reads once form or URL encoding is undone.
fn replace_all(draft: &mut Draft, secret: &[u8], variable: &[u8]) {
    let plain = percent::decode(secret, true);
    let put = |text: &mut Vec<u8>| {
        for spelling in [secret, plain.as_slice()] {
            if !spelling.is_empty() && memchr::memmem::find(text, spelling).is_some() {
                *text = replaced(text, spelling, variable);
            }
        }
    };
    put(&mut draft.url);
    draft.headers.iter_mut().for_each(|header| put(&mut header.value));
    match &mut draft.body {
        BodyDraft::Raw { source: Source::Bytes(bytes), .. }
        | BodyDraft::Stream(Source::Bytes(bytes)) => put(bytes),
        BodyDraft::Form(pairs) => pairs.iter_mut().for_each(|(_, value)| put(value)),
        BodyDraft::Multipart(parts) => {
            for part in parts {
                if let Source::Bytes(bytes) = &mut part.source {
                    put(bytes);
                }
            }
        }
        BodyDraft::None | BodyDraft::Json(_) | BodyDraft::Raw { .. } | BodyDraft::Stream(_) => {}
    }
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, from) {
        out.extend_from_slice(text.get(at..found).unwrap_or_default());
        out.extend_from_slice(to);
        at = found + from.len();
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for name in ["keap/files", "a", "v1.2_x-y"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "/a", "a/", "../a", "a/../b", ".hidden", "a b", "a\\b", "C:x"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
