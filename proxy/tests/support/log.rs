//! The proxy's log, for tests that read it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use quickpage::config::{Log, LogFormat};
use quickpage::log;
use tracing::dispatcher::{DefaultGuard, set_default};

/// A log that is kept in memory, of everything that happens on this thread.
#[derive(Clone, Default)]
pub struct KeptLog(Arc<Mutex<Vec<u8>>>);

impl Write for KeptLog {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").write(text)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl KeptLog {
    pub fn of(log_format: LogFormat) -> (KeptLog, DefaultGuard) {
        let kept = KeptLog::default();
        let to = kept.clone();
        let log = Log { log: "quickpage=debug".to_owned(), log_format };
        let dispatch = log::to(&log, move || to.clone(), false).expect("a filter");
        (kept, set_default(&dispatch))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("the log").clone()).expect("text")
    }

    /// The first line with these words; it may be written a little after the client has read the
    /// answer.
    pub async fn line(&self, words: &str) -> String {
        for _ in 0..100 {
            if let Some(line) = self.text().lines().find(|line| line.contains(words)) {
                return line.to_owned();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("no line says {words:?}:\n{}", self.text());
    }
}
