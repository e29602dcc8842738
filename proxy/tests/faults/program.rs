//! The program itself, started as an operator does, with all that it writes.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A running `quickpage serve`; it ends with the test.
pub struct Program {
    child: Child,
    written: Arc<Mutex<String>>,
}

impl Program {
    /// Starts it before this server, as the owner of this token, and logs everything.
    pub fn start(server: &str, token: Option<&str>, more: &[&str]) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quickpage"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        command.args(["--server", server, "--cache-dir", "/dev/null/none"]).args(more);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("QUICKPAGE_") {
                command.env_remove(name);
            }
        }
        command.env("QUICKPAGE_LOG", "trace").env("RUST_BACKTRACE", "1");
        match token {
            Some(token) => command.env("NEUPRINT_APPLICATION_CREDENTIALS", token),
            None => command.env_remove("NEUPRINT_APPLICATION_CREDENTIALS"),
        };
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().expect("the program");
        let written = Arc::new(Mutex::new(String::new()));
        collect(child.stdout.take().expect("its results"), &written);
        collect(child.stderr.take().expect("its log"), &written);
        Program { child, written }
    }

    /// All that it has written so far.
    pub fn written(&self) -> String {
        self.written.lock().expect("no panic under the lock").clone()
    }

    /// The address that follows these words, as soon as they are written.
    pub async fn address(&self, words: &str) -> String {
        self.wrote(words).await;
        let written = self.written();
        let (_, after) = written.split_once(words).expect("these words");
        let end = after.find(char::is_whitespace).expect("a whole line");
        after[..end].to_owned()
    }

    /// Waits until it has written a line with these words.
    pub async fn wrote(&self, words: &str) {
        super::scene::until(&format!("it writes {words}"), async || {
            let written = self.written();
            written.split_once(words).is_some_and(|(_, after)| after.contains('\n'))
        })
        .await;
    }

    /// Where it answers.
    pub async fn base(&self) -> String {
        self.address("quickpage is at ").await
    }

    /// Sends it a signal by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("kill").success());
    }

    /// Whether it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child")
    }

    /// Waits for its end.
    pub async fn end(&mut self, at_most: Duration) -> ExitStatus {
        let began = Instant::now();
        while began.elapsed() < at_most {
            if let Some(status) = self.ended() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it has not ended after {at_most:?}: {}", self.written());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(pipe: impl Read + Send + 'static, into: &Arc<Mutex<String>>) {
    let into = into.clone();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut written = into.lock().expect("no panic under the lock");
            written.push_str(&line);
            written.push('\n');
        }
    });
}
