//! The files that make a command's clients believe the local authority: for this command alone, never for the system.

use super::capture::CaptureFailure;
use crate::transport::capture::LocalAuthority;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// What Node runs first: its `http`, `https` and `fetch` then go through the proxy, whatever its version.
const NODE_PRELOAD: &str = include_str!("node_preload.cjs");

/// What Ruby requires first: its `Net::HTTP` then asks the proxy for loopback addresses, too.
const RUBY_PRELOAD: &str = include_str!("ruby_preload.rb");

/// The name by which Ruby finds it in its folder.
pub(super) const RUBY_PRELOAD_NAME: &str = "why4xx_preload";

/// The password that Java's own trust store has everywhere: it protects nothing, and formats ask for one.
pub(super) const STORE_PASSWORD: &str = "changeit";

/// Files in the state folder.
#[derive(Clone, Debug)]
pub(super) struct TrustFiles {
    /// PEM: the system's authorities (or those that the user's own variables name) and ours.
    pub(super) bundle: PathBuf,
    /// The script for Node.
    pub(super) node_preload: PathBuf,
    /// The folder with the script for Ruby.
    pub(super) ruby_folder: PathBuf,
    /// The folder with settings for PHP, which reads no variable for its authorities.
    pub(super) php_folder: PathBuf,
    /// Settings for wget, the user's own included.
    pub(super) wgetrc: PathBuf,
    /// A store for Java, where a JDK is here.
    pub(super) java_store: Option<PathBuf>,
}

impl TrustFiles {
    /// Writes them anew into `folder`, so that they always fit the system's present state.
    pub(super) fn write(
        folder: &Path,
        authority: &LocalAuthority,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, CaptureFailure> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| CaptureFailure::File { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let put = |name: &str, text: &str| -> Result<PathBuf, CaptureFailure> {
            let path = folder.join(name);
            replace(&path, text).map_err(failed(&path))?;
            Ok(path)
        };
        let bundle = put("ca-bundle.pem", &bundle(authority, env))?;
        let node_preload = put("node-preload.cjs", NODE_PRELOAD)?;
        let (ruby_folder, php_folder) = (folder.join("ruby"), folder.join("php"));
        for folder in [&ruby_folder, &php_folder] {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        put(&format!("ruby/{RUBY_PRELOAD_NAME}.rb"), RUBY_PRELOAD)?;
        put("php/why4xx.ini", &php_settings(&bundle))?;
        let own = env("WGETRC").or_else(|| env("HOME").map(|home| format!("{home}/.wgetrc")));
        let own = own.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        let wgetrc = put("wgetrc", &format!("{own}\nca_certificate = {}\n", bundle.display()))?;
        let java_store = java_store(folder, authority, env);
        Ok(Self { bundle, node_preload, ruby_folder, php_folder, wgetrc, java_store })
    }
}

/// For the curl extension, and for streams. A quotation mark cannot stand in PHP's settings: such a path goes without.
fn php_settings(bundle: &Path) -> String {
    let path = bundle.display().to_string();
    if path.contains('"') {
        return String::new();
    }
    format!("curl.cainfo = \"{path}\"\nopenssl.cafile = \"{path}\"\n")
}

/// Authorities that the user's own variables name come first: the command believed them before.
fn bundle(authority: &LocalAuthority, env: &dyn Fn(&str) -> Option<String>) -> String {
    const OWN: &[&str] =
        &["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
    let mut named: Vec<String> = OWN.iter().filter_map(|name| env(name)).collect();
    named.sort();
    named.dedup();
    let own = named.iter().filter_map(|path| fs::read_to_string(path).ok()).collect::<String>();
    format!("{own}\n{}{}", LocalAuthority::system_pem(), authority.pem())
}

/// Writes beside, then renames: another run may be reading it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// Java's own store with our authority added. Made once for each authority, by the JDK's `keytool`; where there is
/// none, Java goes without.
fn java_store(
    folder: &Path,
    authority: &LocalAuthority,
    env: &dyn Fn(&str) -> Option<String>,
) -> Option<PathBuf> {
    let tool = keytool(env)?;
    let (store, made_for) = (folder.join("java-store"), folder.join("java-store.pem"));
    if store.is_file() && fs::read_to_string(&made_for).is_ok_and(|pem| pem == authority.pem()) {
        return Some(store);
    }
    let system = fs::canonicalize(&tool).ok()?;
    let system = system.parent()?.parent()?.join("lib/security/cacerts");
    let beside = folder.join(format!("java-store.{}.new", std::process::id()));
    // A copy of bytes, not of rights: the system's store may be read-only.
    fs::write(&beside, fs::read(system).ok()?).ok()?;
    let pem = folder.join(format!("java-store.{}.pem", std::process::id()));
    fs::write(&pem, authority.pem()).ok()?;
    let added = Command::new(tool)
        .args(["-importcert", "-noprompt", "-alias", "why4xx", "-storepass", STORE_PASSWORD])
        .arg("-keystore")
        .arg(&beside)
        .arg("-file")
        .arg(&pem)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !added.is_ok_and(|status| status.success()) {
        let _ = fs::remove_file(&beside);
        let _ = fs::remove_file(&pem);
        return None;
    }
    fs::rename(&beside, &store).ok()?;
    fs::rename(&pem, &made_for).ok()?;
    Some(store)
}

fn keytool(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let home = env("JAVA_HOME").map(|home| PathBuf::from(home).join("bin/keytool"));
    let path = env("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join("keytool"));
    home.into_iter().chain(on_path).find(|tool| tool.is_file())
}
