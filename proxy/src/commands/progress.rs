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
    /// When it began, where its rate is told.
    rate_since: Option<Instant>,
}

impl Progress {
    /// Begins a task of so many parts.
    pub fn new(what: impl Into<String>, total: usize) -> Progress {
        let terminal = io::stderr().is_terminal();
        let (what, shown) = (what.into(), Instant::now());
        let mut progress =
            Progress { what, total, done: 0, shown, shown_done: None, terminal, rate_since: None };
        if terminal {
            progress.show();
        }
        progress
    }

    /// Also tells how many parts are done in a second, and how much time is left.
    pub fn with_rate(mut self) -> Progress {
        self.rate_since = Some(Instant::now());
        self
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
        let pace = self.rate_since.map(|since| pace(*done, *total, since.elapsed()));
        let pace = pace.unwrap_or_default();
        let mut stderr = io::stderr().lock();
        // Without anybody who reads it, nothing is lost.
        let _ = if *terminal {
            let filled = (WIDTH * done / (*total).max(1)).min(WIDTH);
            let bar = "#".repeat(filled);
            write!(stderr, "\r{what} [{bar:.<WIDTH$}] {done}/{total}{pace}\x1b[K")
        } else {
            writeln!(stderr, "{what}: {done} of {total}{pace}")
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

/// Parts in a second and seconds left, in words.
fn pace(done: usize, total: usize, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    if done == 0 || seconds < 0.1 {
        return String::new();
    }
    let rate = done as f64 / seconds;
    let left = total.saturating_sub(done) as f64 / rate;
    match done < total {
        true => format!(", {rate:.0}/s, {left:.0} s left"),
        false => format!(", {rate:.0}/s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_that_of_the_pace_so_far() {
        assert_eq!(pace(50, 200, Duration::from_secs(10)), ", 5/s, 30 s left");
        assert_eq!(pace(200, 200, Duration::from_secs(10)), ", 20/s");
        assert_eq!(pace(0, 200, Duration::from_secs(10)), "");
    }
}
