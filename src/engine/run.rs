//! Runs a command with its HTTP traffic recorded: proxy and trust are set for it alone, its output and status pass.

use super::capture::CaptureFailure;
use super::capture::CaptureOrder;
use super::capture::Report;
use super::capture::Running;
use super::ears::AskedToEnd;
use super::ears::Ears;
use super::ears::terminate;
use super::folders::Folders;
use super::history::Keeping;
use super::run_environment::variables;
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
use std::pin::pin;
use std::process::ExitStatus;
use std::sync::Arc;
use tokio::process::Child;
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
    let ears = Ears::new();
    let child = spawn(&command, addr, &files, env)?;
    let ending = async {
        let status = patiently(child, ears).await;
        stop.cancel();
        status
    };
    let (recorded, status) = tokio::join!(running.follow(&stop, &mut tell), ending);
    let status =
        status.map_err(|source| RunFailure::NotExecutable { command: label.clone(), source })?;
    // That a file could not be written is told after the command's end, which it does not hinder.
    recorded.map(|()| status).map_err(RunFailure::Capture)
}

/// Waits through Ctrl-C: it reaches the command as well, and how that ends is its own matter. A request to terminate,
/// which only this program heard, is passed on.
async fn patiently(mut child: Child, mut ears: Ears) -> io::Result<ExitStatus> {
    let process = child.id();
    let mut ending = pin!(child.wait());
    loop {
        tokio::select! {
            status = &mut ending => return status,
            asked = ears.asked() => if asked == AskedToEnd::Terminate {
                terminate(process);
            }
        }
    }
}

fn spawn(
    command: &[OsString],
    proxy: SocketAddr,
    files: &TrustFiles,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Child, RunFailure> {
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
