//! Runs a command with its HTTP traffic recorded: proxy and trust are set for it alone, its output and status pass.

use super::capture::CaptureFailure;
use super::capture::CaptureOrder;
use super::capture::Report;
use super::capture::Running;
use super::folders::Folders;
use super::history::Keeping;
use super::trust_files::STORE_PASSWORD;
use super::trust_files::TrustFiles;
use crate::transport::Trust;
use crate::transport::capture::AuthorityError;
use crate::transport::capture::CapturePlan;
use crate::transport::capture::CaptureRole;
use crate::transport::capture::Forward;
use crate::transport::capture::LocalAuthority;
use std::ffi::OsString;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

/// A command to be run.
pub struct RunOrder {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// A folder for the exact bytes.
    pub out: Option<PathBuf>,
    /// Where the exchanges are kept.
    pub keeping: Keeping,
    /// Names that are dialled at an address of their own.
    pub resolve: Vec<(String, u16, IpAddr)>,
    /// Whom the proxy believes.
    pub trust: Trust,
}

/// Why a command was not run.
#[derive(Debug, thiserror::Error)]
pub enum RunFailure {
    /// There is no such program.
    #[error("{command}: there is no such program")]
    NotFound {
        /// Its name.
        command: String,
    },
    /// It is there, and cannot be run.
    #[error("{command}: cannot be run: {source}")]
    NotExecutable {
        /// Its name.
        command: String,
        /// What the system says.
        source: io::Error,
    },
    /// The recording could not be set up.
    #[error(transparent)]
    Capture(#[from] CaptureFailure),
    /// There is no local authority.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// There is no folder for the authority.
    #[error("no home folder is known here: set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME")]
    Homeless,
}

/// Runs it to its end. `tell` hears the recording; the command's own output goes where ours goes.
pub async fn run_command(
    order: RunOrder,
    folders: &Folders,
    env: &dyn Fn(&str) -> Option<String>,
    mut tell: impl FnMut(Report),
) -> Result<ExitStatus, RunFailure> {
    let (Some(config), Some(state)) = (&folders.config, &folders.state) else {
        return Err(RunFailure::Homeless);
    };
    let authority = Arc::new(LocalAuthority::open(&config.join("ca"))?);
    let files = TrustFiles::write(&state.join("trust"), &authority, env)?;
    let RunOrder { command, out, keeping, resolve, trust } = order;
    let role = CaptureRole::Forward(Forward { authority, trust, resolve });
    let label = command.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stop = CancellationToken::new();
    let plan = CapturePlan::new(role);
    let capture =
        CaptureOrder { plan, label: label.clone(), keeping, out, count: None, stop: stop.clone() };
    let mut running = Running::start(capture, folders).await?;
    let addr = running.capturing.addr;
    tell(Report::Listening(addr));
    let mut child = spawn(&command, addr, &files, env)?;
    let ending = async {
        let status = child.wait().await;
        stop.cancel();
        status
    };
    let (recorded, status) = tokio::join!(running.follow(&stop, &mut tell), patiently(ending));
    let status =
        status.map_err(|source| RunFailure::NotExecutable { command: label.clone(), source })?;
    // A file that could not be written ends the recording, not the command: it has run to its end.
    recorded.map(|()| status).map_err(RunFailure::Capture)
}

/// Waits through Ctrl-C: it reaches the command as well, and how that ends is its own matter.
async fn patiently<T>(ending: impl Future<Output = T>) -> T {
    tokio::pin!(ending);
    loop {
        tokio::select! {
            status = &mut ending => return status,
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}

fn spawn(
    command: &[OsString],
    proxy: SocketAddr,
    files: &TrustFiles,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<tokio::process::Child, RunFailure> {
    let (program, arguments) = command
        .split_first()
        .ok_or_else(|| RunFailure::NotFound { command: "(nothing)".to_owned() })?;
    let mut child = Command::new(program);
    child.args(arguments);
    for (name, value) in variables(proxy, files, env) {
        match value {
            Some(value) => child.env(name, value),
            None => child.env_remove(name),
        };
    }
    let name = program.to_string_lossy().into_owned();
    child.spawn().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => RunFailure::NotFound { command: name },
        _ => RunFailure::NotExecutable { command: name, source },
    })
}

/// The variables of the command, and those that it must not see.
fn variables(
    proxy: SocketAddr,
    files: &TrustFiles,
    env: &dyn Fn(&str) -> Option<String>,
) -> Vec<(&'static str, Option<OsString>)> {
    const PROXY: &[&str] =
        &["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    const BUNDLE: &[&str] = &[
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "DENO_CERT",
        "AWS_CA_BUNDLE",
        "GIT_SSL_CAINFO",
        "PIP_CERT",
        "CARGO_HTTP_CAINFO",
        "HTTPLIB2_CA_CERTS",
        "PERL_LWP_SSL_CA_FILE",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    ];
    let url = OsString::from(format!("http://{proxy}"));
    let path = |path: &PathBuf| Some(path.clone().into_os_string());
    let mut all: Vec<(&str, Option<OsString>)> = vec![("NO_PROXY", None), ("no_proxy", None)];
    all.extend(PROXY.iter().map(|name| (*name, Some(url.clone()))));
    all.extend(BUNDLE.iter().map(|name| (*name, path(&files.bundle))));
    all.push(("WGETRC", path(&files.wgetrc)));
    all.push(("NODE_USE_ENV_PROXY", Some("1".into())));
    all.push(("WHY4XX_PROXY", Some(proxy.to_string().into())));
    let preload = format!("--require {}", quoted(&files.node_preload.to_string_lossy()));
    all.push(("NODE_OPTIONS", Some(behind(env("NODE_OPTIONS"), &preload).into())));
    if let Some(store) = &files.java_store {
        let options = java_options(proxy, &store.to_string_lossy());
        all.push(("JAVA_TOOL_OPTIONS", Some(behind(env("JAVA_TOOL_OPTIONS"), &options).into())));
    }
    all
}

/// What the user set stays in front.
fn behind(own: Option<String>, ours: &str) -> String {
    own.map_or_else(|| ours.to_owned(), |own| format!("{own} {ours}"))
}

/// As `NODE_OPTIONS` and `JAVA_TOOL_OPTIONS` read words: in double quotes where a space is in it.
fn quoted(path: &str) -> String {
    if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() }
}

/// Java asks the proxy for loopback addresses only where `nonProxyHosts` is empty.
fn java_options(proxy: SocketAddr, store: &str) -> String {
    let (host, port) = (proxy.ip(), proxy.port());
    let ways = ["http", "https"]
        .map(|scheme| format!("-D{scheme}.proxyHost={host} -D{scheme}.proxyPort={port}"));
    let store = quoted(&format!("-Djavax.net.ssl.trustStore={store}"));
    format!(
        "{} -Dhttp.nonProxyHosts= {store} -Djavax.net.ssl.trustStorePassword={STORE_PASSWORD}",
        ways.join(" ")
    )
}
