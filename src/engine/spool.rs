//! A folder for long bodies while a capture runs; gone when it ends. What is kept of them has a name of its own by then.

use super::folders::Folders;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// A spool of a program that died is cleared away after so long.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3600);

/// The folder.
#[derive(Debug)]
pub(super) struct Spool(PathBuf);

impl Spool {
    /// Makes one beside the history, so that keeping a body costs no copy; else among temporary files.
    pub(super) fn new(folders: &Folders) -> io::Result<Self> {
        let base = folders.state.clone().unwrap_or_else(|| std::env::temp_dir().join("why4xx"));
        let spools = base.join("spool");
        clear_forgotten(&spools);
        let mut number = 0_u32;
        loop {
            let path = spools.join(format!("{}-{number}", std::process::id()));
            fs::create_dir_all(&spools)?;
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            match builder.create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                made => return made.map(|()| Self(path)),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What cannot be removed now is cleared away by a later run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn clear_forgotten(spools: &Path) {
    let Ok(entries) = fs::read_dir(spools) else { return };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified());
        if age.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > FORGOTTEN)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
