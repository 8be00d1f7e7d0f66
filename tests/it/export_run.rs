//! Runs generated code in its own language; a language that is not installed is skipped, loudly.

#![expect(clippy::unwrap_used, reason = "a broken test set-up ends the test")]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// How the code of one target is run.
pub(crate) struct Runner {
    /// The target.
    pub(crate) kind: &'static str,
    file: &'static str,
    command: Vec<String>,
    /// Where node finds its modules.
    modules: Option<PathBuf>,
}

impl Runner {
    /// The runner for a target; `None` where something it needs is missing, which is said on stderr.
    pub(crate) fn find(kind: &'static str) -> Option<Self> {
        let modules = node_modules();
        let python = std::env::var("WHY4XX_TEST_PYTHON").unwrap_or("python3".to_owned());
        let newman = modules.as_ref().map(|path| path.join("newman/bin/newman.js"));
        let newman = newman.unwrap_or_default().display().to_string();
        let axios = modules.as_ref().is_some_and(|path| path.join("axios").exists());
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let (file, command, works): (_, Vec<String>, bool) = match kind {
            "curl" => ("run.sh", words(&["bash"]), runs(&["curl", "--version"])),
            "httpie" => ("run.sh", words(&["bash"]), runs(&["http", "--version"])),
            "python-requests" => {
                ("run.py", words(&[&python]), runs(&[&python, "-c", "import requests"]))
            }
            "python-httpx" => ("run.py", words(&[&python]), runs(&[&python, "-c", "import httpx"])),
            "fetch" => ("run.mjs", words(&["node"]), runs(&["node", "-e", "fetch"])),
            "axios" => ("run.mjs", words(&["node"]), axios && runs(&["node", "--version"])),
            "go" => ("main.go", words(&["go", "run"]), runs(&["go", "version"])),
            "java" => ("Main.java", words(&["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1"]), runs(&["javac", "--version"])),
            "php" => ("run.php", words(&["php"]), runs(&["php", "-r", "curl_init();"])),
            "ruby" => ("run.rb", words(&["ruby"]), runs(&["ruby", "--version"])),
            "powershell" => ("run.ps1", words(&["pwsh", "-NoProfile"]), runs(&["pwsh", "--version"])),
            "postman" => {
                ("run.json", words(&["node", &newman, "run"]), Path::new(&newman).exists())
            }
            _ => ("", Vec::new(), false),
        };
        if !works {
            eprintln!("SKIPPED: the code for `{kind}` is not run, since its language is not installed here");
        }
        works.then_some(Self { kind, file, command, modules })
    }

    /// Runs the code with these environment variables; gives what it printed when it failed.
    pub(crate) fn run(&self, code: &[u8], variables: &[(String, Vec<u8>)]) -> Result<(), String> {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(self.file);
        std::fs::write(&file, code).unwrap();
        if let Some(modules) = &self.modules {
            std::os::unix::fs::symlink(modules, folder.path().join("node_modules")).unwrap();
        }
        let (program, arguments) = self.command.split_first().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).arg(&file).current_dir(folder.path());
        for (name, value) in variables {
            let value = std::ffi::OsStr::from_bytes(value);
            command.env(name, value);
            if self.kind == "postman" {
                let mut pair = std::ffi::OsString::from(format!("{name}="));
                pair.push(value);
                command.arg("--env-var").arg(pair);
            }
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        let text = [output.stdout, output.stderr].concat();
        Err(String::from_utf8_lossy(&text).chars().take(1500).collect())
    }
}

fn runs(command: &[&str]) -> bool {
    let (program, arguments) = command.split_first().unwrap();
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `WHY4XX_NODE_MODULES`, or npm's global folder.
fn node_modules() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("WHY4XX_NODE_MODULES") {
        return Some(path.into());
    }
    let output = Command::new("npm").args(["root", "-g"]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.exists().then_some(path)
}
