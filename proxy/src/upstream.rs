//! The way to a source: every query takes a permit, and holding it *is* the limit.
//!
//! A permit is taken before a query is sent and given back after its answer has been read. Where
//! a query goes on running at the database although nobody reads its answer any more (neuPrint
//! cancels nothing), its permit stays taken for a while. Who finds all of them taken waits, up to
//! a deadline; while the source rests after failures, or the operator has paused it, nobody waits
//! and nothing is sent.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};
use tower::retry::budget::{Budget, TpsBudget};

use crate::config::{self, Limits};
use crate::metrics::queries::{Kind, Queries};
use crate::source::{Each, Source, SourceError, Totals};
use circuit::Circuit;
use gate::{Gate, Load, NoPlace, Place};
use limit::{Limit, Verdict};

pub mod limit;
pub mod gate;
pub mod circuit;

pub use gate::Urgency;

/// A source behind its limits.
pub struct Upstream {
    source: Box<dyn Source>,
    gate: Arc<Gate>,
    most: usize,
    circuit: Circuit,
    paused: AtomicBool,
    /// A failed query may be sent again for one in five that are sent, and for ten a second
    /// (the defaults of Finagle's retry budget).
    retries: TpsBudget,
    patience: Duration,
    hold_after_timeout: Duration,
    sent: AtomicU64,
    /// Permits of queries that nobody reads any more.
    held_back: Arc<AtomicUsize>,
    tallies: Queries,
}

/// Why there is no answer: one variant per thing to be done about it.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Wait until the operator goes on.
    #[error("the operator has paused queries to the database; what is known is still served")]
    Paused,
    /// Wait for so long.
    #[error("the database failed several times and is left alone for a moment; try again later")]
    Resting {
        /// When a query may be sent again.
        retry_in: Duration,
    },
    /// Come back later.
    #[error("too many queries wait for the database; try again in a few seconds")]
    Crowded,
    /// Come back later: the others took too long.
    #[error("the database did not come to this query in time; try again later")]
    TooLate,
    /// Report it: the proxy itself failed.
    #[error("reading the answer failed inside the proxy")]
    Panicked,
    /// The source did not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl AskError {
    /// Whether a query for fewer types might be answered.
    pub fn may_be_one_types_fault(&self) -> bool {
        use SourceError::*;
        matches!(
            self,
            AskError::Panicked
                | AskError::Source(Failed(_) | Rejected(_) | Unreadable(_) | TooLarge { .. })
        )
    }

    /// Whether it tells that the database has too much to do.
    pub fn is_overload(&self) -> bool {
        matches!(self, AskError::Source(SourceError::Overloaded { .. } | SourceError::TimedOut))
    }

    fn pause_before_retry(&self) -> Option<Duration> {
        let shortest = match self {
            AskError::Source(SourceError::Incomplete(_) | SourceError::Failed(500..)) => {
                Duration::from_millis(100)
            }
            AskError::Source(SourceError::Overloaded { retry_after: None }) => {
                Duration::from_secs(1)
            }
            _ => return None,
        };
        Some(shortest.mul_f64(1.0 + fastrand::f64() / 2.0))
    }
}

impl Upstream {
    /// A source within these limits.
    pub fn new(source: Box<dyn Source>, limits: &Limits) -> Arc<Upstream> {
        let most = limits.max_queries;
        let limit = match limits.limit {
            config::Limit::Adaptive => Limit::adaptive(most),
            config::Limit::Fixed => Limit::fixed(most),
        };
        Arc::new(Upstream {
            source,
            gate: Gate::new(limit),
            most,
            circuit: Circuit::default(),
            paused: AtomicBool::new(false),
            retries: TpsBudget::new(Duration::from_secs(10), 10, 0.2),
            patience: limits.queue_deadline,
            hold_after_timeout: limits.hold_after_timeout,
            sent: AtomicU64::new(0),
            held_back: Arc::default(),
            tallies: Queries::default(),
        })
    }

    /// Waits for a permit.
    ///
    /// # Errors
    /// When none may be had now, or none came free in time.
    pub async fn permit(&self, urgency: Urgency) -> Result<Permit<'_>, AskError> {
        self.wait_for_permit(urgency).await.inspect_err(|reason| self.tallies.not_sent(reason))
    }

    async fn wait_for_permit(&self, urgency: Urgency) -> Result<Permit<'_>, AskError> {
        self.may_send()?;
        let place = match tokio::time::timeout(self.patience, self.gate.place(urgency)).await {
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
        Ok(Permit { upstream: self, place: Some(place) })
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
        self.may_retry().then_some(pause)
    }

    /// Takes one retry from the budget, if there is one left.
    pub fn may_retry(&self) -> bool {
        let granted = self.retries.withdraw();
        self.tallies.retry(granted);
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
        let verdict = match answer {
            Ok(_) => Verdict::Answered(began.elapsed()),
            Err(Overloaded { .. } | TimedOut) => Verdict::Overloaded,
            Err(_) => Verdict::Neither,
        };
        let opened = match answer {
            Err(Overloaded { retry_after }) => self.circuit.failed(*retry_after),
            Err(TimedOut | Unreachable(_) | Tls(_) | Incomplete(_) | Unauthorized) => {
                self.circuit.failed(None)
            }
            _ => {
                self.circuit.answered();
                false
            }
        };
        self.gate.learn(began, verdict);
        if opened {
            tracing::warn!("the source failed several times; it is left alone for a moment");
            self.gate.send_away();
        }
    }

    fn hold_back(&self, place: Place) {
        let (held_back, time) = (self.held_back.clone(), self.hold_after_timeout);
        held_back.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            held_back.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
}

/// The right to one query at the source.
pub struct Permit<'a> {
    upstream: &'a Upstream,
    /// Until the query is sent.
    place: Option<Place>,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.place.is_some() {
            self.upstream.circuit.not_sent();
        }
    }
}

/// A query that is under way.
struct Sent<'a> {
    upstream: &'a Upstream,
    place: Option<Place>,
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place.take()
            && self.upstream.source.goes_on_unread()
        {
            self.upstream.hold_back(place);
        }
    }
}

impl Permit<'_> {
    async fn ask<T>(
        mut self,
        kind: Kind,
        query: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, AskError> {
        let upstream = self.upstream;
        let mut sent = Sent { upstream, place: self.place.take() };
        upstream.sent.fetch_add(1, Ordering::Relaxed);
        upstream.retries.deposit();
        let began = Instant::now();
        let running = upstream.tallies.begin(kind);
        let answer = query.await;
        running.end(&answer);
        upstream.learn(began, &answer);
        if !matches!(answer, Err(SourceError::TimedOut)) {
            // The answer has been read: nothing runs any more.
            sent.place = None;
        }
        Ok(answer?)
    }

    /// See [`Source::datasets`].
    pub async fn datasets(self) -> Result<Vec<Dataset>, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Datasets, source.datasets()).await
    }

    /// See [`Source::version`].
    pub async fn version(self, dataset: &str) -> Result<String, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Version, source.version(dataset)).await
    }

    /// See [`Source::has_partners`].
    pub async fn has_partners(self, dataset: &str) -> Result<bool, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::HasPartners, source.has_partners(dataset)).await
    }

    /// See [`Source::types`].
    pub async fn types(self, dataset: &str) -> Result<TypeList, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Types, source.types(dataset)).await
    }

    /// See [`Source::neurons`].
    pub async fn neurons(
        self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<(), AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Neurons, source.neurons(dataset, types, each)).await
    }

    /// See [`Source::totals`].
    pub async fn totals(self, dataset: &str) -> Result<Totals, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Totals, source.totals(dataset)).await
    }

    /// See [`Source::body`].
    pub async fn body(self, dataset: &str, id: u64) -> Result<Option<Body>, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Body, source.body(dataset, id)).await
    }

    /// See [`Source::partners`].
    pub async fn partners(self, dataset: &str, type_name: &str) -> Result<Partners, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Partners, source.partners(dataset, type_name)).await
    }

    /// See [`Source::roi_hierarchy`].
    pub async fn roi_hierarchy(self, dataset: &str) -> Result<RoiHierarchy, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::RoiHierarchy, source.roi_hierarchy(dataset)).await
    }
}
