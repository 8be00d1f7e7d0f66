//! Keeps one direction of an exchange while it runs: in memory up to a limit, then in a file, written beside the relay.

use super::capture_plan::CaptureLimits;
use crate::model::Spill;
use crate::transport::limits::MOST_SPILL;
use crate::transport::recording::Received;
use bytes::Bytes;
use bytes::BytesMut;
use futures_util::FutureExt;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tokio::task::JoinError;
use tokio::task::JoinHandle;

/// How many bytes may wait for the disk before the relay waits too.
const MOST_WAITING: usize = 2 * 1024 * 1024;

/// Room for most heads with a small body, in bytes.
const FIRST: usize = 1024;

/// Which direction, for the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// A file being written, and how far it got.
struct Written {
    file: File,
    path: PathBuf,
    /// What went wrong in the last write.
    failed: Option<io::Error>,
}

/// What is known of the file.
enum Reel {
    /// There is none.
    None,
    /// The file is at rest.
    Resting(Written),
    /// A task has it.
    Writing(JoinHandle<io::Result<Written>>),
}

/// One direction's bytes.
pub(super) struct Tape {
    memory: BytesMut,
    most: usize,
    folder: Option<PathBuf>,
    direction: Direction,
    /// Bytes pushed, kept or not.
    total: u64,
    waiting: Vec<Bytes>,
    waiting_len: usize,
    reel: Reel,
    cut: Option<String>,
}

impl Tape {
    pub(super) fn new(direction: Direction, limits: &CaptureLimits) -> Self {
        Self {
            memory: BytesMut::with_capacity(FIRST),
            most: limits.memory,
            folder: limits.spill.clone(),
            direction,
            total: 0,
            waiting: Vec::new(),
            waiting_len: 0,
            reel: Reel::None,
            cut: None,
        }
    }

    /// What is kept in memory: all, or the beginning.
    pub(super) fn memory(&self) -> &[u8] {
        &self.memory
    }

    /// Bytes pushed so far.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Waits until there is room for another push. Safe to drop half-way.
    pub(super) async fn ready(&mut self) {
        if self.waiting_len >= MOST_WAITING {
            self.rewind().await;
        }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, new: &Bytes) {
        let room = self.most.saturating_sub(self.memory.len());
        let in_memory = self.total == self.memory.len() as u64;
        self.total += new.len() as u64;
        if in_memory && new.len() <= room {
            self.memory.extend_from_slice(new);
            return;
        }
        if self.total > MOST_SPILL {
            self.cut_short(format!("longer than {MOST_SPILL} bytes"));
        }
        let mut new = new.clone();
        if in_memory {
            let kept = new.split_to(room);
            self.memory.extend_from_slice(&kept);
            self.begin();
        }
        if self.cut.is_none() {
            self.waiting_len += new.len();
            self.waiting.push(new);
            self.spool();
        }
    }

    /// Memory is full: opens a file for all of it.
    fn begin(&mut self) {
        let Some(folder) = self.folder.clone() else {
            self.cut_short(format!("longer than {} bytes, and no folder for files", self.most));
            return;
        };
        let so_far = Bytes::copy_from_slice(&self.memory);
        let direction = self.direction;
        self.reel = Reel::Writing(tokio::task::spawn_blocking(move || open(&folder, direction)));
        self.waiting_len += so_far.len();
        self.waiting.push(so_far);
    }

    fn cut_short(&mut self, why: String) {
        self.cut.get_or_insert(why);
        self.waiting.clear();
        self.waiting_len = 0;
    }

    /// Starts the next write where the last one is over. Never waits.
    fn spool(&mut self) {
        if let Reel::Writing(task) = &mut self.reel
            && task.is_finished()
            && let Some(done) = task.now_or_never()
        {
            self.take_back(done);
        }
        self.write();
    }

    /// Waits for the write under way, then starts the next.
    async fn rewind(&mut self) {
        if let Reel::Writing(task) = &mut self.reel {
            let done = task.await;
            self.take_back(done);
        }
        self.write();
    }

    /// Hands all that waits to a task of its own, if the file is at rest.
    fn write(&mut self) {
        if self.waiting.is_empty() || !matches!(self.reel, Reel::Resting(_)) {
            return;
        }
        let Reel::Resting(mut written) = std::mem::replace(&mut self.reel, Reel::None) else {
            return;
        };
        let batch = std::mem::take(&mut self.waiting);
        self.waiting_len = 0;
        self.reel = Reel::Writing(tokio::task::spawn_blocking(move || {
            let mut parts = batch.iter();
            written.failed = parts.find_map(|part| written.file.write_all(part).err());
            Ok(written)
        }));
    }

    fn take_back(&mut self, done: Result<io::Result<Written>, JoinError>) {
        self.reel = match done {
            Ok(Ok(mut written)) => {
                if let Some(error) = written.failed.take() {
                    self.cut_short(error.to_string());
                }
                Reel::Resting(written)
            }
            Ok(Err(error)) => {
                self.cut_short(error.to_string());
                Reel::None
            }
            Err(error) => {
                self.cut_short(error.to_string());
                Reel::None
            }
        };
    }

    /// Writes what is left, and hands out what was kept; beside it, why it is not all.
    pub(super) async fn finish(mut self) -> (Received, Option<String>) {
        while matches!(self.reel, Reel::Writing(_)) {
            self.rewind().await;
        }
        let spill = match self.reel {
            Reel::Resting(Written { file, path, .. }) => {
                // What was really written counts: the disk may be full.
                let len = file.metadata().map_or(0, |metadata| metadata.len());
                Some(Spill { path, len })
            }
            Reel::None | Reel::Writing(_) => None,
        };
        (Received { bytes: self.memory.freeze(), spill }, self.cut)
    }
}

/// A new file that its owner alone may read.
fn open(folder: &Path, direction: Direction) -> io::Result<Written> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let what = match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    std::fs::create_dir_all(folder)?;
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("captured-{}-{number}-{what}.raw", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            // A file of an earlier process with our number: never overwrite, take the next name.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| Written { file, path, failed: None }),
        }
    }
}
