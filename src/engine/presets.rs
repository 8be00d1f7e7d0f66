//! The shelf of presets: shipped ones, the user's, the project's. A broken one does not hide the others.

use super::files::reason;
use super::folders::Folders;
use crate::model::Preset;
use crate::model::PresetId;
use crate::model::SHIPPED;
use crate::model::preset_text;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// All presets that could be read, and those that could not.
#[derive(Clone, Debug, Default)]
pub struct PresetShelf {
    /// By name; of one name the project's wins over the user's, and that over the shipped one.
    pub presets: Vec<(Preset, Option<PathBuf>)>,
    /// What is broken, one sentence each.
    pub broken: Vec<BrokenPreset>,
}

/// A preset that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", .path.display())]
pub struct BrokenPreset {
    /// The file.
    pub path: PathBuf,
    /// Line, column, what was expected and what was found.
    pub message: String,
}

impl PresetShelf {
    /// Reads them all.
    #[must_use]
    pub fn load(folders: &Folders) -> Self {
        let mut found: BTreeMap<String, (Preset, Option<PathBuf>)> = BTreeMap::new();
        let mut broken = Vec::new();
        for (name, text) in SHIPPED {
            match preset_text::read(PresetId((*name).to_owned()), text) {
                Ok(preset) => drop(found.insert((*name).to_owned(), (preset, None))),
                Err(error) => broken
                    .push(BrokenPreset { path: PathBuf::from(name), message: error.to_string() }),
            }
        }
        for folder in folders.presets().iter().rev() {
            for path in toml_files(folder) {
                let name = name_of(folder, &path);
                // The repository's own `presets/` holds the shipped ones again: the same text is the same preset.
                match read_one(&path, &name) {
                    Ok(preset) => drop(found.insert(name, (preset, Some(path)))),
                    Err(error) => broken.push(error),
                }
            }
        }
        Self { presets: found.into_values().collect(), broken }
    }

    /// The preset of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().map(|(preset, _)| preset).find(|preset| preset.id.0 == name)
    }

    /// The name that is nearest to a mistyped one.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let ratio = |other: &str| similar::TextDiff::from_chars(name, other).ratio();
        let names = self.presets.iter().map(|(preset, _)| preset.id.0.as_str());
        let best = names.map(|other| (ratio(other), other)).max_by(|a, b| a.0.total_cmp(&b.0))?;
        (best.0 > 0.5).then_some(best.1)
    }
}

fn read_one(path: &Path, name: &str) -> Result<Preset, BrokenPreset> {
    let fail = |message: String| BrokenPreset { path: path.to_owned(), message };
    let bytes = std::fs::read(path).map_err(|error| fail(reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        fail(format!(
            "byte {}: a preset is UTF-8 text, and this byte is not",
            error.utf8_error().valid_up_to()
        ))
    })?;
    preset_text::read(PresetId(name.to_owned()), &text).map_err(|error| fail(error.to_string()))
}

/// Folders in folders are names with slashes; deeper than this nobody nests.
const DEPTH: usize = 8;

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, DEPTH, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, found);
        } else if path.extension().is_some_and(|end| end == "toml") {
            found.push(path);
        }
    }
}

/// `keap/files` for `presets/keap/files.toml`.
fn name_of(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    let parts: Vec<String> =
        relative.iter().map(|part| crate::wire::escape::visible(part.as_encoded_bytes())).collect();
    parts.join("/")
}
