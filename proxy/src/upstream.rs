//! The way to a source: every query takes a permit, and holding it *is* the limit.
//!
//! A permit is taken before a query is sent and given back after its answer has been read. Where
//! a query goes on running at the database although nobody reads its answer any more (neuPrint
//! cancels nothing), its permit stays taken for a while. Who finds all of them taken waits, up to
//! a deadline; while the source rests after failures or is silent, or the operator has paused it,
//! nobody waits and nothing is sent.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tower::retry::budget::{Budget, TpsBudget};

use crate::config::{self, Limits};
use crate::flights::Wanted;
use crate::metrics::queries::{Again, Queries};
use crate::source::{Source, SourceError};
use circuit::Circuit;
use gate::{Gate, Load, NoPlace, Place};
use limit::{Limit, Verdict};
use silence::Silence;

pub mod limit;
pub mod gate;
pub mod circuit;
pub mod permit;
pub mod silence;
pub mod error;

pub use error::AskError;
pub use gate::Urgency;
pub use permit::Permit;

/// How long a batch waits until it may be halved.
const FOR_A_RETRY: Duration = Duration::from_secs(10);

/// A source behind its limits.
pub struct Upstream {
    source: Arc<dyn Source>,
    gate: Arc<Gate>,
    most: usize,
    circuit: Circuit,
    silence: Arc<Silence>,
    paused: AtomicBool,
    /// A failed query may be sent again for one in five that are sent, and for ten a second
    /// (the defaults of Finagle's retry budget).
    retries: TpsBudget,
    patience: Duration,
    hold_after_timeout: Duration,
    rest_after_refusal: Duration,
    sent: AtomicU64,
    /// Permits of queries that nobody reads any more.
    held_back: Arc<AtomicUsize>,
    tallies: Queries,
}

impl Upstream {
    /// A source within these limits.
    pub fn new(source: Arc<dyn Source>, limits: &Limits) -> Arc<Upstream> {
        let most = limits.max_queries;
        let limit = match limits.limit {
            config::Limit::Adaptive => Limit::adaptive(most),
            config::Limit::Fixed => Limit::fixed(most),
        };
        let upstream = Arc::new(Upstream {
            source,
            gate: Gate::new(limit),
            most,
            circuit: Circuit::default(),
            silence: Arc::new(Silence::after(limits.silent_after)),
            paused: AtomicBool::new(false),
            retries: TpsBudget::new(Duration::from_secs(10), 10, 0.2),
            patience: limits.queue_deadline,
            hold_after_timeout: limits.hold_after_timeout,
            rest_after_refusal: limits.rest_after_refusal,
            sent: AtomicU64::new(0),
            held_back: Arc::default(),
            tallies: Queries::default(),
        });
        if upstream.source.is_remote() {
            tokio::spawn(silence::watch_over(Arc::downgrade(&upstream), limits.silent_after));
        }
        upstream
    }

    /// Waits for a permit.
    ///
    /// # Errors
    /// When none may be had now, or none came free in time.
    pub async fn permit(&self, urgency: Urgency) -> Result<Permit<'_>, AskError> {
        self.permit_since(urgency, Instant::now()).await
    }

    /// The same for somebody who has waited since then.
    ///
    /// # Errors
    /// As [`Upstream::permit`].
    pub async fn permit_since(
        &self,
        urgency: Urgency,
        since: Instant,
    ) -> Result<Permit<'_>, AskError> {
        let permit = self.wait_for_permit(urgency, since + self.patience).await;
        permit.inspect_err(|reason| self.tallies.not_sent(reason))
    }

    /// The same for something that somebody may not wait for any more.
    ///
    /// # Errors
    /// As [`Upstream::permit`], and when nobody waits.
    pub async fn permit_while(
        &self,
        urgency: Urgency,
        wanted: &Wanted,
    ) -> Result<Permit<'_>, AskError> {
        tokio::select! {
            biased;
            () = wanted.is_over() => {
                self.tallies.not_sent(&AskError::Unwanted);
                Err(AskError::Unwanted)
            }
            permit = self.permit(urgency) => permit,
        }
    }

    async fn wait_for_permit(
        &self,
        urgency: Urgency,
        deadline: Instant,
    ) -> Result<Permit<'_>, AskError> {
        self.may_send()?;
        let place = match tokio::time::timeout_at(deadline.into(), self.gate.place(urgency)).await {
            Ok(Ok(place)) => place,
            Ok(Err(NoPlace::Crowded)) => return Err(AskError::Crowded),
            Ok(Err(NoPlace::SentAway)) => return Err(self.sent_away()),
            Err(_elapsed) => return Err(AskError::TooLate),
        };
        // Much may have happened while this waited; and only who is about to send is the probe.
        if self.is_paused() {
            return Err(AskError::Paused);
        }
        self.circuit.pass().map_err(|retry_in| AskError::Resting { retry_in })?;
        Ok(Permit::new(self, place))
    }

    fn may_send(&self) -> Result<(), AskError> {
        match self.circuit.rest() {
            _ if self.is_paused() => Err(AskError::Paused),
            Some(retry_in) => Err(AskError::Resting { retry_in }),
            None => Ok(()),
        }
    }

    fn sent_away(&self) -> AskError {
        self.may_send().err().unwrap_or(AskError::TooLate)
    }

    /// Asks for something, and where that may help once more.
    ///
    /// # Errors
    /// That of the last attempt.
    pub async fn retrying<T, F>(&self, mut ask: impl FnMut() -> F) -> Result<T, AskError>
    where
        F: Future<Output = Result<T, AskError>>,
    {
        let error = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(pause) = self.pause_before_retry(&error) else { return Err(error) };
        tokio::time::sleep(pause).await;
        ask().await
    }

    /// How long to wait before the same query is sent once more; `None` where that does not help,
    /// where the query may still be running, or where the retry budget is used up.
    pub fn pause_before_retry(&self, error: &AskError) -> Option<Duration> {
        let pause = error.pause_before_retry()?;
        self.may_retry(Again::Whole).then_some(pause)
    }

    /// Takes one retry from the budget; where none is left, waits for some seconds until there is.
    pub async fn wait_to_retry(&self, again: Again) -> bool {
        let waits_until = Instant::now() + FOR_A_RETRY;
        while !self.retries.withdraw() {
            if Instant::now() >= waits_until {
                self.tallies.retry(again, false);
                return false;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.tallies.retry(again, true);
        true
    }

    /// Takes one retry from the budget, if there is one left.
    pub fn may_retry(&self, again: Again) -> bool {
        let granted = self.retries.withdraw();
        self.tallies.retry(again, granted);
        granted
    }

    /// Stops queries (those under way go on), or lets them go on.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
        if paused {
            self.gate.send_away();
        }
    }

    /// Whether the operator has stopped queries.
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// How long somebody waits for a permit at most.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Whether queries are held back after failures.
    pub fn is_resting(&self) -> bool {
        self.circuit.is_open()
    }

    /// Whether one query is under way that shows whether the source is well again.
    pub fn is_probing(&self) -> bool {
        self.circuit.is_probing()
    }

    /// Whether nothing is asked at the moment and nobody waits.
    pub fn is_idle(&self) -> bool {
        let load = self.gate.load();
        load.taken == 0 && load.waiting == 0 && !self.is_paused() && !self.is_resting()
    }

    /// Queries in progress, the limit of the moment, and what waits.
    pub fn load(&self) -> Load {
        self.gate.load()
    }

    /// How many queries may ever run at once.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Queries sent since the start.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Permits that are taken by queries that nobody reads any more.
    pub fn held_back(&self) -> usize {
        self.held_back.load(Ordering::Relaxed)
    }

    /// What is counted of its queries.
    pub fn tallies(&self) -> &Queries {
        &self.tallies
    }

    /// What the source can say without a query.
    pub fn source(&self) -> &dyn Source {
        &*self.source
    }

    fn learn<T>(&self, began: Instant, answer: &Result<T, SourceError>) {
        use SourceError::*;
        if !matches!(answer, Err(TimedOut)) {
            self.silence.is_broken();
        }
        let verdict = match answer {
            Ok(_) => Verdict::Answered(began.elapsed()),
            Err(Overloaded { .. } | TimedOut) => Verdict::Overloaded,
            Err(_) => Verdict::Neither,
        };
        let opened = match answer {
            Err(Overloaded { retry_after }) => self.circuit.failed(*retry_after),
            Err(Unauthorized) if self.source.has_identity() => {
                self.circuit.failed(Some(self.rest_after_refusal))
            }
            Err(TimedOut | Unreachable(_) | Tls(_) | Incomplete(_) | Unauthorized) => {
                self.circuit.failed(None)
            }
            Err(Failed(_) | Broken(_)) => self.circuit.faulted(),
            _ => {
                self.circuit.answered();
                false
            }
        };
        self.gate.learn(began, verdict);
        if self.tallies.identity_has_been_refused_now() {
            tracing::error!(
                "the source refuses the proxy's identity, or wants its terms accepted: see to its \
                 token or password; what is known is still served"
            );
        } else if opened && let Err(error) = answer {
            let source = self.source.address();
            tracing::warn!(
                source,
                %error,
                "the source failed several times, or wants to be left alone; no query is sent for a moment"
            );
        }
        if opened {
            self.gate.send_away();
        }
    }

    fn count_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Holds the place of a query that was sent then and that nobody reads any more.
    fn hold_back(&self, mut place: Place, sent: Instant) {
        let (silence, held_back) = (self.silence.clone(), self.held_back.clone());
        let time = self.hold_after_timeout;
        held_back.fetch_add(1, Ordering::Relaxed);
        place.hold();
        tokio::spawn(async move {
            let _ = tokio::time::timeout(time, silence.over(sent)).await;
            held_back.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
}
