//! How far a long task is, on stderr: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How far a task is; the last line is written when this is dropped.
pub struct Progress {
    what: String,
    total: usize,
    done: usize,
    shown: Instant,
    shown_done: Option<usize>,
    terminal: bool,
}

impl Progress {
    /// Begins a task of so many parts.
    pub fn new(what: impl Into<String>, total: usize) -> Progress {
        let terminal = io::stderr().is_terminal();
        let (what, shown) = (what.into(), Instant::now());
        let mut progress = Progress { what, total, done: 0, shown, shown_done: None, terminal };
        if terminal {
            progress.show();
        }
        progress
    }

    /// Some more parts are done.
    pub fn advance(&mut self, parts: usize) {
        self.done += parts;
        let pause = Duration::from_millis(if self.terminal { 100 } else { 5_000 });
        if self.shown.elapsed() >= pause {
            self.show();
        }
    }

    fn show(&mut self) {
        const WIDTH: usize = 30;
        self.shown = Instant::now();
        if self.shown_done.replace(self.done) == Some(self.done) {
            return;
        }
        let Progress { what, total, done, terminal, .. } = &*self;
        let mut stderr = io::stderr().lock();
        // Without anybody who reads it, nothing is lost.
        let _ = if *terminal {
            let filled = (WIDTH * done / (*total).max(1)).min(WIDTH);
            let bar = "#".repeat(filled);
            write!(stderr, "\r{what} [{bar:.<WIDTH$}] {done}/{total}")
        } else {
            writeln!(stderr, "{what}: {done} of {total}")
        };
        let _ = stderr.flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.show();
        if self.terminal {
            eprintln!();
        }
    }
}
