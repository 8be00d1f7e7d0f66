//! `$VISUAL` or `$EDITOR` on a file that only the user can read, gone when the editor is.

use bytes::Bytes;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Lets the user edit `text`; the bytes afterwards, or a sentence on why there are none.
pub(super) fn edit(text: &[u8]) -> Result<Bytes, String> {
    let path = place();
    let edited = write(&path, text)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
        .and_then(|()| run(&path))
        .and_then(|()| {
            let read = std::fs::read(&path).map(Bytes::from);
            read.map_err(|error| format!("{} cannot be read: {error}", path.display()))
        });
    let _ = std::fs::remove_file(&path);
    edited
}

fn place() -> PathBuf {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let number = since.map_or(0, |since| since.subsec_nanos());
    std::env::temp_dir().join(format!("why4xx-{}-{number}.txt", std::process::id()))
}

fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text)
}

fn run(path: &Path) -> Result<(), String> {
    let set = |name: &str| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let ended = Command::new(program).args(words).arg(path).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{editor}` ended with {status}; nothing was changed")),
        Err(error) => Err(format!("`{editor}` cannot be started: {error}; set EDITOR")),
    }
}
