//! The local authority: signs for the servers that a recorded command speaks HTTPS with. Made at first use, kept in the
//! config folder, believed only by the commands that are told to, and never installed in the system.

use super::super::session_ca::SessionError;
use super::super::session_ca::issuer_params;
use super::super::session_ca::leaf_config;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::CertificateParams;
use rcgen::Issuer;
use rcgen::KeyPair;
use rustls::ServerConfig;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// How many names' certificates are kept ready.
const MOST_NAMES: usize = 1024;

/// Why there is no local authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Its files cannot be read or written.
    #[error("the local authority's file `{}` cannot be used: {source}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its key is no key.
    #[error("the local authority's key in `{}` is damaged ({source}); delete the folder and a new one is made", .path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// What the maker of certificates says.
        source: rcgen::Error,
    },
}

/// An authority whose key stands in a file that its owner alone may read.
pub struct LocalAuthority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    ready: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl LocalAuthority {
    /// Opens the authority in `folder` (`ca.pem` and `ca-key.pem`), or makes a new one there.
    pub fn open(folder: &Path) -> Result<Self, AuthorityError> {
        let (key_path, pem_path) = (folder.join("ca-key.pem"), folder.join("ca.pem"));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| AuthorityError::File { path, source }
        };
        let damaged = |source| AuthorityError::Key { path: key_path.clone(), source };
        let key = match fs::read_to_string(&key_path) {
            Ok(text) => KeyPair::from_pem(&text).map_err(damaged)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = KeyPair::generate().map_err(damaged)?;
                make_folder(folder).map_err(failed(folder))?;
                write_private(&key_path, key.serialize_pem().as_bytes())
                    .map_err(failed(&key_path))?;
                key
            }
            Err(error) => return Err(failed(&key_path)(error)),
        };
        let params = params(&key);
        let pem = match fs::read_to_string(&pem_path) {
            Ok(pem) if pem.contains("BEGIN CERTIFICATE") => pem,
            _ => {
                let pem = params.self_signed(&key).map_err(damaged)?.pem();
                fs::write(&pem_path, &pem).map_err(failed(&pem_path))?;
                pem
            }
        };
        Ok(Self { issuer: Issuer::new(params, key), pem, ready: Mutex::default() })
    }

    /// Its certificate, for those who are to believe it.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The system's own authorities as PEM: what a command's clients are to believe beside this one.
    #[must_use]
    pub fn system_pem() -> String {
        let loaded = rustls_native_certs::load_native_certs();
        let mut pem = String::new();
        for certificate in loaded.certs {
            pem.push_str("-----BEGIN CERTIFICATE-----\n");
            let text = STANDARD.encode(&certificate);
            for line in text.as_bytes().chunks(64) {
                pem.extend(line.iter().map(|byte| char::from(*byte)));
                pem.push('\n');
            }
            pem.push_str("-----END CERTIFICATE-----\n");
        }
        pem
    }

    /// What it takes to be the TLS server `host`.
    pub(super) fn server_config(&self, host: &str) -> Result<Arc<ServerConfig>, SessionError> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = ready.get(host) {
            return Ok(Arc::clone(config));
        }
        let config = leaf_config(host, &self.issuer)?;
        if ready.len() >= MOST_NAMES {
            ready.clear();
        }
        ready.insert(host.to_owned(), Arc::clone(&config));
        Ok(config)
    }
}

/// The same parameters for the same key, so that the certificate in the file and the issuer agree.
fn params(key: &KeyPair) -> CertificateParams {
    let mut params = issuer_params("why4xx local authority", key);
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2044, 1, 1);
    params
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file that its owner alone may read; never one that is there.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
