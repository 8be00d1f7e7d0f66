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
        let is_old = age.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > FORGOTTEN));
        if is_old && !is_used(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether the program still runs that made this spool; its number stands first in the name.
#[cfg(unix)]
fn is_used(spool: &Path) -> bool {
    let name = spool.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let owner = name.split('-').next().and_then(|number| number.parse().ok());
    let owner = owner.and_then(rustix::process::Pid::from_raw);
    owner.is_some_and(|owner| rustix::process::test_kill_process(owner).is_ok())
}

#[cfg(not(unix))]
fn is_used(_spool: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_spool_is_used_while_its_program_runs() {
        assert!(is_used(Path::new(&format!("/spool/{}-0", std::process::id()))));
        assert!(!is_used(Path::new("/spool/4194304000-0")) && !is_used(Path::new("/spool/x")));
    }
}
