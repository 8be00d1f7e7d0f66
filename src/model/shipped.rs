//! The presets that come with the program, as text inside it.

use super::ids::PresetId;
use super::preset::Preset;
use super::preset_text::PresetTextError;
use super::preset_text::read;

macro_rules! presets {
    ($($id:literal),+ $(,)?) => {
        &[$(($id, include_str!(concat!("../../presets/", $id, ".toml")))),+]
    };
}

/// Name and TOML text of each shipped preset; `presets/index.md` tells them to people.
pub static SHIPPED: &[(&str, &str)] = presets![
    "keap/contacts",
    "keap/contacts-oauth",
    "keap/files",
    "keap/files-oauth",
    "generic/get",
    "generic/post-json",
    "generic/post-form",
    "generic/upload",
    "generic/basic",
    "generic/bearer",
];

/// The shipped preset of that name; `None` where there is none of it.
#[must_use]
pub fn shipped(name: &str) -> Option<Result<Preset, PresetTextError>> {
    let (id, text) = SHIPPED.iter().find(|(id, _)| *id == name)?;
    Some(read(PresetId((*id).to_owned()), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::preset_text::write;
    use crate::model::vars::names_in;

    #[test]
    fn all_can_be_read_written_and_filled() {
        for (name, _) in SHIPPED {
            let preset = shipped(name).unwrap().unwrap();
            let again = read(preset.id.clone(), &write(&preset));
            assert_eq!(again.as_ref(), Ok(&preset));
            let declared: Vec<_> = preset.vars.iter().map(|v| v.name.clone()).collect();
            let mut used = names_in(&preset.draft);
            used.sort_by_key(|name| declared.iter().position(|known| known == name));
            assert_eq!(
                used, declared,
                "{name}: every variable used is declared, and the other way round"
            );
            assert!(!preset.about.is_empty(), "{name} says what it is for");
        }
    }

    #[test]
    fn every_file_is_shipped_and_told_of() {
        let index = include_str!("../../presets/index.md");
        for (name, _) in SHIPPED {
            assert!(index.contains(&format!("`{name}`")), "{name} is missing in presets/index.md");
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
        for folder in std::fs::read_dir(&root).unwrap().map(Result::unwrap) {
            if !folder.path().is_dir() {
                continue;
            }
            for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
                let path = file.path().with_extension("");
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                assert!(SHIPPED.iter().any(|(known, _)| *known == name), "{name} is not shipped");
            }
        }
    }
}
