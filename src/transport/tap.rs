//! The local socket that listens in: catches what reqwest writes, byte for byte, before it is sent on.
//!
//! reqwest is told to connect to a Unix-domain socket in a folder that its owner alone may enter; all else (URL, Host,
//! TLS towards the name in the URL) it does as ever. Nothing is parsed but where the request ends.

use super::request_reader::Progress;
use super::request_reader::RequestScanner;
use super::session_ca::SessionAuthority;
use super::session_ca::SessionError;
use bytes::Bytes;
use bytes::BytesMut;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::net::UnixListener;
use tokio_rustls::TlsAcceptor;

/// Why nothing was caught.
#[derive(Debug, thiserror::Error)]
pub(super) enum TapError {
    #[error("the local socket for listening in failed: {0}")]
    Socket(#[from] io::Error),
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error("reqwest stopped in the middle of its request")]
    Unfinished,
}

/// A socket that waits for one request.
pub(super) struct Tap {
    listener: UnixListener,
    folder: Folder,
    tls: Option<(SessionAuthority, TlsAcceptor)>,
}

impl Tap {
    /// Opens a tap; for `https`, `tls_host` names the server that it poses as.
    pub(super) fn open(tls_host: Option<&str>) -> Result<Self, TapError> {
        let folder = Folder::new()?;
        let listener = UnixListener::bind(folder.socket())?;
        let tls = tls_host.map(|host| -> Result<_, SessionError> {
            let authority = SessionAuthority::new()?;
            let acceptor = TlsAcceptor::from(authority.server_config(host)?);
            Ok((authority, acceptor))
        });
        Ok(Self { listener, folder, tls: tls.transpose()? })
    }

    /// Where reqwest is to connect.
    pub(super) fn socket(&self) -> PathBuf {
        self.folder.socket()
    }

    /// The authority that reqwest is to believe, as DER.
    pub(super) fn authority(&self) -> Option<&[u8]> {
        self.tls.as_ref().map(|(authority, _)| authority.der())
    }

    /// The first request that is written here, whole.
    pub(super) async fn catch(&self) -> Result<Bytes, TapError> {
        let (stream, _) = self.listener.accept().await?;
        match &self.tls {
            Some((_, acceptor)) => whole_request(acceptor.accept(stream).await?).await,
            None => whole_request(stream).await,
        }
    }
}

async fn whole_request(mut stream: impl AsyncRead + Unpin) -> Result<Bytes, TapError> {
    let mut buffer = BytesMut::with_capacity(64 * 1024);
    let mut scanner = RequestScanner::default();
    let mut seen = 0;
    while stream.read_buf(&mut buffer).await? > 0 {
        match scanner.push(buffer.get(seen..).unwrap_or_default()) {
            Progress::Done(end) => {
                buffer.truncate(seen + end);
                return Ok(buffer.freeze());
            }
            Progress::More => seen = buffer.len(),
            Progress::Endless => break,
        }
    }
    Err(TapError::Unfinished)
}

/// A folder of our own, gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // A socket's path holds about 100 bytes: a long TMPDIR would not do.
        let temp = std::env::temp_dir();
        let base = if temp.as_os_str().len() > 60 { Path::new("/tmp") } else { temp.as_path() };
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = base.join(format!("why4xx-{}-{number}", std::process::id()));
            // Creating fails where anything stands there already, so nobody can put a folder of theirs in place.
            match fs::DirBuilder::new().mode(0o700).create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| Self(path)),
            }
        }
    }

    fn socket(&self) -> PathBuf {
        self.0.join("tap")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is an empty folder among temporary ones.
        let _ = fs::remove_dir_all(&self.0);
    }
}
