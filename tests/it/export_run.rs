//! Runs generated code in its own language; a language that is not installed is skipped, loudly.
//!
//! Where starting the language takes long, one process runs all files of a target, one after the other.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a broken set-up ends the test; what is skipped is said loudly"
)]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// Code to be run, with the environment variables that it reads.
pub(crate) struct Job {
    /// The code.
    pub(crate) code: Vec<u8>,
    /// Names and values.
    pub(crate) variables: Vec<(String, Vec<u8>)>,
}

/// How the code of one target is run.
pub(crate) struct Runner {
    /// The name of a file of code.
    file: &'static str,
    command: Vec<String>,
    /// The name and text of a program that runs the files it is given.
    driver: Option<(&'static str, &'static str)>,
    /// Where node finds its modules.
    modules: Option<PathBuf>,
}

const PYTHON: &str = "import runpy, sys, traceback
for path in sys.argv[1:]:
    try:
        runpy.run_path(path)
    except Exception:
        traceback.print_exc()
";

const RUBY: &str = "ARGV.each do |path|
  begin
    load path
  rescue StandardError => error
    warn path, error.full_message
  end
end
";

const NODE: &str = "for (const path of process.argv.slice(2)) {
  try {
    await import(path);
  } catch (error) {
    console.error(path, error);
  }
}
";

const NEWMAN: &str = "import newman from 'newman';
const envVar = Object.entries(process.env).map(([key, value]) => ({ key, value }));
for (const path of process.argv.slice(2)) {
  await new Promise((done) => {
    newman.run({ collection: path, envVar }, (error, summary) => {
      if (error) console.error(path, error);
      summary?.run.failures.forEach((failure) => console.error(path, failure.error));
      done();
    });
  });
}
";

const JAVA: &str = r#"import java.nio.file.Path;
import javax.tools.ToolProvider;

public class Driver {
    public static void main(String[] paths) throws Exception {
        // Read once, when the first client is made.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
        for (String path : paths) {
            String folder = Path.of(path).getParent().toString();
            if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder, path) != 0) {
                continue;
            }
            var loader = new java.net.URLClassLoader(new java.net.URL[] { new java.io.File(folder).toURI().toURL() });
            try {
                loader.loadClass("Main").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } catch (java.lang.reflect.InvocationTargetException error) {
                System.err.println(path);
                error.getCause().printStackTrace();
            }
        }
    }
}
"#;

impl Runner {
    /// The runner for a target; `None` where something it needs is missing, which is said on stderr.
    pub(crate) fn find(kind: &'static str) -> Option<Self> {
        let python = std::env::var("WHY4XX_TEST_PYTHON").unwrap_or("python3".to_owned());
        let modules = node_modules();
        let has = |name: &str| modules.as_ref().is_some_and(|path| path.join(name).exists());
        let (file, check, command): (_, Vec<&str>, Vec<&str>) = match kind {
            "curl" => ("run.sh", vec!["curl", "--version"], vec!["bash"]),
            "httpie" => ("run.sh", vec!["http", "--version"], vec!["bash"]),
            "python-requests" => ("run.py", vec![&python, "-c", "import requests"], vec![&python]),
            "python-httpx" => ("run.py", vec![&python, "-c", "import httpx"], vec![&python]),
            "fetch" => ("run.mjs", vec!["node", "-e", "fetch"], vec!["node"]),
            "axios" if has("axios") => ("run.mjs", vec!["node", "--version"], vec!["node"]),
            "postman" if has("newman") => ("run.json", vec!["node", "--version"], vec!["node"]),
            "go" => ("main.go", vec!["go", "version"], vec!["go", "run"]),
            "java" => ("Main.java", vec!["javac", "--version"], vec!["java"]),
            "php" => ("run.php", vec!["php", "-r", "curl_init();"], vec!["php"]),
            "ruby" => ("run.rb", vec!["ruby", "--version"], vec!["ruby"]),
            "powershell" => ("run.ps1", vec!["pwsh", "--version"], vec!["pwsh", "-NoProfile"]),
            _ => ("", Vec::new(), Vec::new()),
        };
        let driver = match kind {
            "python-requests" | "python-httpx" => Some(("driver.py", PYTHON)),
            "ruby" => Some(("driver.rb", RUBY)),
            "fetch" | "axios" => Some(("driver.mjs", NODE)),
            "postman" => Some(("driver.mjs", NEWMAN)),
            "java" => Some(("Driver.java", JAVA)),
            _ => None,
        };
        if !runs(&check) {
            eprintln!("SKIPPED: code for `{kind}` is not run: its language is not installed here");
            return None;
        }
        let command = command.into_iter().map(str::to_owned).collect();
        Some(Self { file, command, driver, modules })
    }

    /// Runs the code; gives what was printed to stderr.
    pub(crate) fn run(&self, jobs: &[Job]) -> String {
        let folder = tempfile::tempdir().unwrap();
        if let Some(modules) = &self.modules {
            std::os::unix::fs::symlink(modules, folder.path().join("node_modules")).unwrap();
        }
        let place = |at: usize, job: &Job| {
            let inner = folder.path().join(at.to_string());
            std::fs::create_dir(&inner).unwrap();
            let path = inner.join(self.file);
            std::fs::write(&path, &job.code).unwrap();
            path
        };
        let paths: Vec<PathBuf> = jobs.iter().enumerate().map(|(at, job)| place(at, job)).collect();
        let Some((name, text)) = self.driver else {
            return jobs
                .iter()
                .zip(&paths)
                .map(|(job, path)| self.start(&[path], &[job]))
                .collect();
        };
        let driver = folder.path().join(name);
        std::fs::write(&driver, text).unwrap();
        let mut printed = String::new();
        for batch in batches(jobs) {
            let mut files = vec![&driver];
            files.extend(batch.iter().map(|at| &paths[*at]));
            let jobs: Vec<&Job> = batch.iter().map(|at| &jobs[*at]).collect();
            printed.push_str(&self.start(&files, &jobs));
        }
        printed
    }

    fn start(&self, files: &[&PathBuf], jobs: &[&Job]) -> String {
        let (program, arguments) = self.command.split_first().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).args(files).stdin(Stdio::null()).stdout(Stdio::null());
        command.current_dir(files[0].parent().unwrap_or(Path::new("/")));
        for (name, value) in jobs.iter().flat_map(|job| &job.variables) {
            command.env(name, OsString::from_vec(value.clone()));
        }
        let output = command.stderr(Stdio::piped()).output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// Jobs that can share one environment: none gives a variable another value than the rest.
fn batches(jobs: &[Job]) -> Vec<Vec<usize>> {
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let clash = |one: &Job, other: &Job| {
        let differs = |(name, value): &(String, Vec<u8>)| {
            other.variables.iter().any(|(same, text)| same == name && text != value)
        };
        one.variables.iter().any(differs)
    };
    for (at, job) in jobs.iter().enumerate() {
        let free = batches.iter_mut().find(|batch| batch.iter().all(|i| !clash(job, &jobs[*i])));
        match free {
            Some(batch) => batch.push(at),
            None => batches.push(vec![at]),
        }
    }
    batches
}

fn runs(command: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else {
        return false;
    };
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
