//! The command itself, with nothing of this machine's settings.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a run of the command left.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The program that people run, where `cargo xtask test` has built it (some of what libraries check
/// is only checked in a debug build); else the debug build.
fn program() -> OsString {
    std::env::var_os("QUICKPAGE_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_quickpage").into())
}

const FREE_PORTS: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

/// A place to run the command in: a home of its own, and files.
pub struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    /// Sets a variable.
    pub fn set(mut self, name: &str, value: &str) -> Place {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a plain path").to_owned()
    }

    /// The command with these arguments.
    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).env_clear().env("HOME", self.folder.path());
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("the command runs");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The same without blocking the test's own server.
    pub async fn run_beside(&self, arguments: &[&str]) -> Run {
        tokio::task::block_in_place(|| self.run(arguments))
    }

    /// The value and the origin of a setting, as `config` prints them.
    pub fn setting(&self, name: &str, arguments: &[&str]) -> (String, String) {
        let run = self.run(&[&["config", "--json"], arguments].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let settings: Vec<serde_json::Value> =
            serde_json::from_str(&run.stdout).expect("a list of settings");
        let setting = settings.iter().find(|it| it["name"] == name).expect("the setting");
        let value = setting["value"].as_str().unwrap_or("-").to_owned();
        (value, setting["from"].as_str().expect("an origin").to_owned())
    }

    /// Starts `quickpage serve` on free ports.
    pub fn serve(&self, arguments: &[&str]) -> Serving {
        // For the test's own client; another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Serving::of(self.command([&FREE_PORTS, arguments].concat()))
    }

    /// The same with so many open files at most.
    #[cfg(unix)]
    pub fn serve_with_files(&self, files: usize, arguments: &[&str]) -> Serving {
        let as_asked = self.command([&FREE_PORTS, arguments].concat());
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("ulimit -n {files} && exec \"$0\" \"$@\""));
        command.arg(as_asked.get_program()).args(as_asked.get_args());
        command
            .env_clear()
            .envs(as_asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        Serving::of(command)
    }
}

/// A running `quickpage serve`; it is killed when this is dropped.
pub struct Serving {
    child: Child,
    pub url: String,
    pub admin: String,
    log: Arc<Mutex<String>>,
}

impl Serving {
    fn of(mut command: Command) -> Serving {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let log = Arc::<Mutex<String>>::default();
        let admin = address_in(child.stderr.take().expect("its stderr"), "pause are at ", &log);
        let out = Arc::default();
        let url = address_in(child.stdout.take().expect("its stdout"), "quickpage is at ", &out);
        Serving { child, url, admin, log }
    }

    /// What it has written to stderr so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic under a lock").clone()
    }

    /// The most memory that it has had, in bytes.
    pub fn peak_bytes(&self) -> u64 {
        let peak = quickpage::commands::memory::peak_bytes(Some(self.child.id()));
        peak.expect("a system that says so")
    }

    /// Sends it a signal such as `TERM`.
    #[cfg(unix)]
    pub fn signal(&self, signal: &str) {
        let mut kill = Command::new("kill");
        let status = kill.args([&format!("-{signal}"), &self.child.id().to_string()]).status();
        assert!(status.expect("the command kill").success());
    }

    /// Waits for its end, which must come within this time.
    pub fn ends_within(&mut self, time: Duration) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return status;
            }
            assert!(began.elapsed() < time, "it has not ended");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address behind these words; all lines are kept.
fn address_in(
    output: impl std::io::Read + Send + 'static,
    words: &str,
    kept: &Arc<Mutex<String>>,
) -> String {
    let keep = |kept: &Mutex<String>, line: &str| {
        kept.lock().expect("no panic under a lock").push_str(&format!("{line}\n"));
    };
    let mut lines = BufReader::new(output).lines();
    let address = loop {
        let Some(Ok(line)) = lines.next() else { panic!("it ended: {kept:?}") };
        keep(kept, &line);
        if let Some((_, address)) = line.split_once(words) {
            break address.trim().to_owned();
        }
    };
    let kept = kept.clone();
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| keep(&kept, &line)));
    address
}

/// All files below a folder, at any depth.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
