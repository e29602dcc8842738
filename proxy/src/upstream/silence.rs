//! Notices that a source answers nothing at all, long before single queries have run out of time.
//!
//! A query may take a minute and be well. So a source that leaves all queries unanswered for a
//! while is asked for a sign of life, something small, beside the queries that have its places. One
//! that does not even answer that is left alone, but for a sign of life now and then; nobody waits
//! for what it was asked before, which may still go on there. Once it gives a sign, that too must be
//! over soon.

use std::sync::{Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::Upstream;
use crate::metrics::queries::Kind;
use crate::source::SourceError;

/// What is heard of a source.
#[derive(Debug)]
pub struct Silence {
    after: Duration,
    quiet: Mutex<Quiet>,
    /// What was sent before then is waited for no more.
    given_up: watch::Sender<Option<Instant>>,
    /// What was sent before then does not run any more.
    over: watch::Sender<Option<Instant>>,
}

#[derive(Debug)]
struct Quiet {
    /// Queries that are not answered yet.
    running: usize,
    /// Of which dataset one was asked last.
    dataset: String,
    /// When one was answered last, or when the first of these was sent.
    since: Instant,
}

/// A query that is not answered yet.
pub struct Listening<'a>(&'a Silence);

impl Silence {
    /// Is noticed after this time.
    pub fn after(after: Duration) -> Silence {
        let quiet = Quiet { running: 0, dataset: String::new(), since: Instant::now() };
        let [given_up, over] = [(); 2].map(|()| watch::Sender::new(None));
        Silence { after, quiet: Mutex::new(quiet), given_up, over }
    }

    /// A query is sent, about this dataset if it has a name.
    pub fn listen(&self, dataset: &str) -> Listening<'_> {
        let mut quiet = self.quiet();
        if quiet.dataset != dataset && !dataset.is_empty() {
            quiet.dataset = dataset.to_owned();
        }
        if quiet.running == 0 {
            quiet.since = Instant::now();
        }
        quiet.running += 1;
        Listening(self)
    }

    /// The source has answered.
    pub fn is_broken(&self) {
        self.quiet().since = Instant::now();
    }

    /// Waits until nobody waits any more for a query that was sent then.
    pub async fn given_up(&self, sent: Instant) {
        later_than(&self.given_up, sent).await
    }

    /// Waits until a query that was sent then and given up does not run any more.
    pub async fn over(&self, sent: Instant) {
        later_than(&self.over, sent).await
    }

    fn lasts_too_long(&self) -> bool {
        let quiet = self.quiet();
        quiet.running > 0 && quiet.since.elapsed() >= self.after
    }

    fn quiet(&self) -> MutexGuard<'_, Quiet> {
        self.quiet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.0.quiet().running -= 1;
    }
}

async fn later_than(told: &watch::Sender<Option<Instant>>, sent: Instant) {
    let mut told = told.subscribe();
    if told.wait_for(|before| before.is_some_and(|before| sent < before)).await.is_err() {
        std::future::pending().await
    }
}

/// Watches over a source as long as it is there.
pub async fn watch_over(upstream: Weak<Upstream>, after: Duration) {
    loop {
        sleep(after / 4).await;
        let Some(upstream) = upstream.upgrade() else { return };
        let is_silent = upstream.circuit.is_silent();
        if (is_silent || upstream.silence.lasts_too_long()) && !upstream.is_paused() {
            ask_for_a_sign(&upstream).await;
        }
    }
}

async fn ask_for_a_sign(upstream: &Upstream) {
    let patience = upstream.silence.after / 2;
    let began = Instant::now();
    let answer = timeout(patience, sign_of_life(upstream)).await;
    let answer = answer.unwrap_or(Err(SourceError::TimedOut));
    let source = upstream.source.address();
    if let Err(SourceError::TimedOut) = answer {
        if upstream.circuit.silent() {
            let seconds = upstream.silence.quiet().since.elapsed().as_secs();
            tracing::warn!(source, seconds, "no answer at all; it is left alone until it answers");
            upstream.gate.send_away();
            upstream.silence.given_up.send_replace(Some(Instant::now()));
        }
        return;
    }
    upstream.silence.is_broken();
    if !upstream.circuit.is_silent() {
        return;
    }
    if answer.is_err() {
        upstream.circuit.is_heard();
        return;
    }
    tracing::info!(source, "the source answers again");
    upstream.circuit.answered();
    let silence = upstream.silence.clone();
    tokio::spawn(async move {
        sleep(patience).await;
        silence.over.send_replace(Some(began));
    });
}

/// A query that costs next to nothing.
async fn sign_of_life(upstream: &Upstream) -> Result<(), SourceError> {
    let dataset = upstream.silence.quiet().dataset.clone();
    upstream.count_sent();
    let kind = if dataset.is_empty() { Kind::Datasets } else { Kind::Version };
    let running = upstream.tallies.begin(kind);
    let answer = match kind {
        Kind::Datasets => upstream.source.datasets().await.map(drop),
        _ => upstream.source.version(&dataset).await.map(drop),
    };
    running.end(&answer);
    answer
}
