//! The rules of the house, held by a test instead of by memory: floors, homes of heavy crates, sizes, names.

use std::path::Path;
use std::path::PathBuf;
use why4xx::doctor::cards;

const FLOORS: &[(&str, u8)] = &[
    ("wire", 0),
    ("semantics", 1),
    ("model", 2),
    ("profiles", 3),
    ("import", 3),
    ("export", 3),
    ("transport", 3),
    ("history", 3),
    ("practice", 3),
    ("doctor", 4),
    ("engine", 5),
    ("present", 5),
    ("tui", 6),
    ("cli", 6),
];

/// A crate, and the rooms that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("tokio", &["transport", "engine", "tui", "main"]),
    ("tokio_util", &["transport", "engine", "tui", "main"]),
    ("reqwest", &["transport"]),
    ("rustls", &["transport"]),
    ("tokio_rustls", &["transport"]),
    ("rcgen", &["transport"]),
    ("rusqlite", &["history"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("clap", &["cli", "main"]),
    ("anyhow", &["cli", "main"]),
];

struct Source {
    path: String,
    room: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    walk(&root().join("src"), &mut paths);
    let source = |path: PathBuf| {
        let relative =
            path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().replace('\\', "/");
        let room = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Source { text: std::fs::read_to_string(&path).unwrap(), path: relative, room }
    };
    paths.into_iter().map(source).collect()
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// A line without its comment.
fn code(line: &str) -> &str {
    line.find("//").map_or(line, |at| &line[..at])
}

/// A line without the text inside its quotes: snippets for users name crates that we do not use there.
fn unquoted(line: &str) -> String {
    line.replace("\\\"", "").split('"').step_by(2).collect()
}

/// The words that follow `prefix` in the code of `text`, with their line numbers.
fn named<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().flat_map(move |(number, line)| {
        code(line).match_indices(prefix).map(move |(at, _)| {
            let rest = &code(line)[at + prefix.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (number + 1, &rest[..end])
        })
    })
}

#[test]
fn every_room_has_a_floor() {
    for source in sources() {
        let roof = matches!(source.room.as_str(), "lib" | "main");
        assert!(
            roof || floor(&source.room).is_some(),
            "{} is in a room without a floor",
            source.path
        );
    }
}

#[test]
fn a_room_imports_only_from_lower_floors() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = floor(&source.room) else { continue };
        for (line, room) in named(&source.text, "crate::") {
            if room != source.room && floor(room).is_none_or(|floor| floor >= own) {
                wrong.push(format!("src/{}:{line}: {} imports {room}", source.path, source.room));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_upward_import_would_be_seen() {
    let found: Vec<_> =
        named("use crate::tui::App; // crate::cli\n    crate::wire::Span", "crate::").collect();
    assert_eq!(found, [(1, "tui"), (2, "wire")]);
}

#[test]
fn heavy_crates_stay_at_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in HOMES {
            let used = source.text.lines().any(|line| {
                let line = unquoted(line);
                let code = code(&line);
                let plain = code.trim_start().starts_with(&format!("use {name}::"));
                let path = code.match_indices(&format!("{name}::")).any(|(at, _)| {
                    let before = code[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                });
                plain || path
            });
            if used && !homes.contains(&source.room.as_str()) {
                wrong.push(format!("src/{} uses {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "src/{} does not open with //!", source.path);
    }
}

/// Lines before the tests in the file.
fn own_lines(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| own_lines(&source.text) > 350)
        .map(|source| format!("src/{}: {}", source.path, own_lines(&source.text)))
        .collect();
    assert!(long.is_empty(), "longer than 350 lines (is an idea missing?):\n{}", long.join("\n"));
}

#[test]
fn foreign_bytes_reach_a_face_only_through_escape() {
    for source in sources() {
        if matches!(source.room.as_str(), "present" | "tui" | "cli" | "main") {
            let code =
                &source.text[..source.text.find("#[cfg(test)]").unwrap_or(source.text.len())];
            assert!(
                !code.contains("from_utf8_lossy"),
                "src/{} shows bytes past wire::escape",
                source.path
            );
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = root().join("tests/it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_module = path.is_dir() && path.join("mod.rs").is_file()
            || path.extension().is_some_and(|end| end == "rs");
        if is_module && name != "main" {
            assert!(main.contains(&format!("mod {name};")), "tests/it/{name} is in no list");
        }
    }
}

#[test]
fn a_rule_has_one_name_in_four_spellings() {
    let sources = sources();
    for card in cards() {
        let file =
            format!("doctor/rules/{}/{}.rs", card.family.name(), card.code.replace('-', "_"));
        let type_name: String =
            card.code.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let source = sources.iter().find(|source| source.path == file);
        let source = source.unwrap_or_else(|| panic!("{} has no file src/{file}", card.code));
        assert!(
            source.text.contains(&format!("struct {type_name};")),
            "src/{file} has no `struct {type_name}`"
        );
    }
}

#[test]
fn every_card_can_be_read() {
    let mut codes: Vec<&str> = cards().map(|card| card.code).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count, "a code is used twice");
    for card in cards() {
        assert!(
            !card.title.is_empty() && !card.why.is_empty() && !card.example.is_empty(),
            "{}",
            card.code
        );
        assert!(!card.references.is_empty(), "{} rests on nothing", card.code);
        for line in [card.title, card.example].into_iter().chain(card.why.lines()) {
            assert!(
                line.chars().count() <= 110,
                "{}: a line of {} columns",
                card.code,
                line.chars().count()
            );
        }
    }
}
