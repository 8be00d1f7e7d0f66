//! Keeps what is received: in memory up to a limit, then in a file or not at all.

use super::limits::Limits;
use super::limits::MOST_SPILL;
use super::recording::Received;
use crate::model::Spill;
use bytes::BytesMut;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// Whether there is room for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Left,
    Full,
}

/// The stream received so far.
#[derive(Debug)]
pub(super) struct Keeper {
    memory: BytesMut,
    /// Bytes received, kept in memory or not.
    total: u64,
    body: u64,
    folder: Option<PathBuf>,
    file: Option<(File, PathBuf)>,
}

impl Keeper {
    pub(super) fn new(limits: &Limits) -> Self {
        let folder = limits.spill.clone();
        Self { memory: BytesMut::new(), total: 0, body: limits.body, folder, file: None }
    }

    /// What is kept in memory.
    pub(super) fn memory(&self) -> &[u8] {
        &self.memory
    }

    /// Whether anything came.
    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Whether the stream is longer than what memory holds, and goes on in a file.
    pub(super) fn is_spilled(&self) -> bool {
        self.file.is_some()
    }

    /// Takes the next bytes; `heads` bytes of the stream count for nothing against the limit.
    pub(super) async fn push(&mut self, new: &[u8], heads: u64) -> io::Result<Room> {
        let room = heads.saturating_add(self.body).saturating_sub(self.memory.len() as u64);
        let (kept, over) = match self.file {
            Some(_) => (&[][..], new),
            None => new.split_at(usize::try_from(room).unwrap_or(usize::MAX).min(new.len())),
        };
        self.memory.extend_from_slice(kept);
        self.total += new.len() as u64;
        if over.is_empty() {
            return Ok(Room::Left);
        }
        self.spill(over).await
    }

    async fn spill(&mut self, over: &[u8]) -> io::Result<Room> {
        if self.file.is_none() {
            let Some(folder) = &self.folder else { return Ok(Room::Full) };
            let (mut file, path) = create(folder).await?;
            let begun = file.write_all(&self.memory).await;
            self.file = Some((file, path));
            begun?;
        }
        if let Some((file, _)) = &mut self.file {
            file.write_all(over).await?;
        }
        Ok(if self.total > MOST_SPILL { Room::Full } else { Room::Left })
    }

    /// Closes the file, if there is one, and hands out what was received.
    pub(super) async fn finish(self) -> (Received, io::Result<()>) {
        let mut received = Received { bytes: self.memory.freeze(), spill: None };
        let Some((mut file, path)) = self.file else { return (received, Ok(())) };
        let flushed = file.flush().await;
        // What was really written counts, not what was meant to be: the disk may be full.
        let len = file.metadata().await.map_or(0, |metadata| metadata.len());
        received.spill = Some(Spill { path, len });
        (received, flushed)
    }
}

/// A new file that its owner alone may read.
async fn create(folder: &Path) -> io::Result<(File, PathBuf)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    tokio::fs::create_dir_all(folder).await?;
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("answer-{}-{number}.raw", std::process::id()));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        match options.open(&path).await {
            // A file of an earlier process with our number: never overwrite, take the next name.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (file, path)),
        }
    }
}
