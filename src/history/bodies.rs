//! Long streams beside the database: a file for each, written before the row that names it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Files that no row names are left alone for so long, unless nobody else can be writing: another program may be about
/// to write their row.
pub(super) const GRACE: Duration = Duration::from_secs(3600);

/// Keeps `bytes` in a new file; gives its name.
pub(super) fn keep_bytes(folder: &Path, bytes: &[u8]) -> io::Result<String> {
    let name = new_name();
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let path = folder.join(&name);
    let written = options.open(&path).and_then(|mut file| file.write_all(bytes));
    if written.is_err() {
        // A full disk has room for no half of it.
        let _ = fs::remove_file(&path);
    }
    written.map(|()| name)
}

/// Keeps a file that exists already; gives the name of ours. Its own name stays good.
pub(super) fn keep_file(folder: &Path, file: &Path) -> io::Result<String> {
    let name = new_name();
    let ours = folder.join(&name);
    // A second name costs nothing; on another disk it takes a copy, which keeps the rights of the original.
    if fs::hard_link(file, &ours).is_err() {
        fs::copy(file, &ours)?;
    }
    Ok(name)
}

/// Removes files whose rows are gone.
pub(super) fn remove(folder: &Path, names: &[String]) {
    for name in names {
        // What cannot be removed now is swept later.
        let _ = fs::remove_file(folder.join(name));
    }
}

/// Removes files that no row names, of at least this age: what a killed program left.
pub(super) fn sweep(folder: &Path, named: &HashSet<String>, least: Duration) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age >= least);
        let known = entry.file_name().to_str().is_some_and(|name| named.contains(name));
        if old && !known {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether the file holds `wanted` (in lower case), in any case. Memory does not grow with the file.
pub(super) fn contains(path: &Path, wanted: &[u8]) -> io::Result<bool> {
    const PART: usize = 1024 * 1024;
    let mut file = fs::File::open(path)?;
    let mut window: Vec<u8> = Vec::new();
    let mut part = vec![0; PART];
    loop {
        let got = file.read(&mut part)?;
        if got == 0 {
            return Ok(false);
        }
        window.extend(part.iter().take(got).map(u8::to_ascii_lowercase));
        if memchr::memmem::find(&window, wanted).is_some() {
            return Ok(true);
        }
        let overlap = window.len().saturating_sub(wanted.len());
        window.drain(..overlap);
    }
}

/// A name that no other program, and no other moment of this one, has.
fn new_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    format!("{now:x}-{:x}-{number:x}.raw", std::process::id())
}
