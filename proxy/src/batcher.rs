//! Where the wants of all clients meet: each type is fetched once, in batches.
//!
//! A want for a type that is known is answered at once. A want for a type that is queued or on
//! its way joins that fetch. Every other type is queued, and as many workers as the source
//! allows take batches off the queue, a person's single type before an index build. A batch is
//! made at the moment its permit is there, so whatever arrives while queries run goes together
//! into the next one. The queue is bounded by the number of types in the dataset.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use shared::summary::Summarizer;
use shared::wire::{Summary, TypeEntry};
use tokio::sync::mpsc;

use crate::source::SourceError;
use crate::upstream::{Permit, Upstream};

/// Position of a type in its dataset's list.
pub type TypeIx = usize;

/// A summary that is known.
#[derive(Debug)]
pub struct Known {
    /// Hash of the summary.
    pub hash: String,
    /// The summary as one line of NDJSON, with its line break.
    pub line: Bytes,
}

/// What became of a want.
pub type Outcome = Result<Arc<Known>, Arc<SourceError>>;

/// Whether a person waits for this one type, or a program for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Goes before all others.
    Person,
    /// Takes its turn.
    Index,
}

/// Gathers the wants for one version of one dataset.
pub struct Batcher {
    dataset: String,
    types: Vec<Type>,
    upstream: Arc<Upstream>,
    size: BatchSize,
    state: Mutex<State>,
}

struct Type {
    name: Arc<str>,
    neurons: u64,
}

#[derive(Default)]
struct State {
    known: Vec<Option<Arc<Known>>>,
    known_count: usize,
    /// Who waits for each type that is queued or on its way.
    waiting: HashMap<TypeIx, Vec<mpsc::UnboundedSender<(TypeIx, Outcome)>>>,
    urgent: VecDeque<TypeIx>,
    queue: VecDeque<TypeIx>,
    workers: usize,
}

impl Batcher {
    /// A batcher for these types, none of them known yet; no batch holds more than
    /// `max_neurons` neurons unless a single type does.
    pub fn new(
        dataset: &str,
        types: &[TypeEntry],
        upstream: Arc<Upstream>,
        max_neurons: u64,
    ) -> Arc<Batcher> {
        let state = State { known: vec![None; types.len()], ..State::default() };
        Arc::new(Batcher {
            dataset: dataset.to_owned(),
            types: types
                .iter()
                .map(|entry| Type { name: entry.name.as_str().into(), neurons: entry.neurons })
                .collect(),
            upstream,
            size: BatchSize::new(max_neurons),
            state: Mutex::new(state),
        })
    }

    /// Asks for types, each position at most once. The outcomes come in any order, one for each.
    pub fn want(
        self: &Arc<Self>,
        types: impl IntoIterator<Item = TypeIx>,
        urgency: Urgency,
    ) -> mpsc::UnboundedReceiver<(TypeIx, Outcome)> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut state = self.state();
        for ix in types {
            match &state.known[ix] {
                Some(known) => {
                    // The receiver lives at least as long as this function.
                    let _ = sender.send((ix, Ok(known.clone())));
                }
                None => state.enqueue(ix, urgency, sender.clone()),
            }
        }
        let missing = self.upstream.limit().saturating_sub(state.workers);
        let new_workers = missing.min(state.urgent.len() + state.queue.len());
        state.workers += new_workers;
        drop(state);
        for _ in 0..new_workers {
            tokio::spawn(Arc::clone(self).work());
        }
        receiver
    }

    /// The hashes in the order of the list, as far as they are known.
    pub fn hashes(&self) -> Vec<Option<String>> {
        let state = self.state();
        state.known.iter().map(|known| known.as_ref().map(|it| it.hash.clone())).collect()
    }

    /// All summaries in the order of the list, if all are known.
    pub fn all_known(&self) -> Option<Vec<Arc<Known>>> {
        self.state().known.iter().cloned().collect()
    }

    /// How many types are known, and how many are queued or on their way.
    pub fn progress(&self) -> (usize, usize) {
        let state = self.state();
        (state.known_count, state.waiting.len())
    }

    /// Takes batches until the queue is empty. A panic in a source fails its batch and no more:
    /// whoever waits for another one still has this worker.
    async fn work(self: Arc<Self>) {
        loop {
            let permit = self.upstream.permit().await;
            let batch = self.state().take_batch(&self.types, self.size.now());
            if batch.is_empty() {
                return;
            }
            let fetched = AssertUnwindSafe(self.fetch(permit, &batch)).catch_unwind().await;
            let failed = || SourceError::Unreadable("reading it failed".to_owned());
            self.deliver(batch, fetched.unwrap_or_else(|_panic| Err(failed())));
        }
    }

    fn deliver(&self, batch: Vec<TypeIx>, fetched: Result<Vec<Summary>, SourceError>) {
        let outcomes: Vec<Outcome> = match fetched {
            Ok(summaries) => summaries.iter().map(|summary| Ok(Arc::new(known(summary)))).collect(),
            Err(error) => vec![Err(Arc::new(error)); batch.len()],
        };
        let mut state = self.state();
        for (ix, outcome) in batch.into_iter().zip(&outcomes) {
            state.answer(ix, outcome);
        }
    }

    async fn fetch(
        &self,
        permit: Permit<'_>,
        batch: &[TypeIx],
    ) -> Result<Vec<Summary>, SourceError> {
        let names: Vec<Arc<str>> = batch.iter().map(|ix| self.types[*ix].name.clone()).collect();
        let mut summarizer = Summarizer::of_types(names.iter().map(|name| &**name));
        let mut neurons = 0u64;
        let started = Instant::now();
        permit
            .neurons(&self.dataset, &names, &mut |neuron| {
                neurons += 1;
                summarizer.add(neuron);
            })
            .await?;
        self.size.learn(neurons, started.elapsed());
        tracing::debug!(dataset = self.dataset, types = names.len(), neurons, "batch read");
        let mut summaries = summarizer.finish();
        Ok(names.iter().filter_map(|name| summaries.remove(&**name)).collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enqueue(
        &mut self,
        ix: TypeIx,
        urgency: Urgency,
        waiter: mpsc::UnboundedSender<(TypeIx, Outcome)>,
    ) {
        let waiters = self.waiting.entry(ix).or_default();
        if waiters.is_empty() {
            match urgency {
                Urgency::Person => self.urgent.push_back(ix),
                Urgency::Index => self.queue.push_back(ix),
            }
        } else if urgency == Urgency::Person
            && let Some(at) = self.queue.iter().position(|queued| *queued == ix)
        {
            self.queue.remove(at);
            self.urgent.push_back(ix);
        }
        waiters.push(waiter);
    }

    /// As many types from the head of the queue as together have at most `max_neurons`, at
    /// least one. A worker that gets none is gone.
    fn take_batch(&mut self, types: &[Type], max_neurons: u64) -> Vec<TypeIx> {
        let mut batch = Vec::new();
        let mut neurons = 0;
        while let Some(ix) = self.urgent.front().or(self.queue.front()).copied() {
            neurons += types[ix].neurons;
            if neurons > max_neurons && !batch.is_empty() {
                break;
            }
            batch.push(ix);
            if self.urgent.pop_front().is_none() {
                self.queue.pop_front();
            }
        }
        if batch.is_empty() {
            self.workers -= 1;
        }
        batch
    }

    fn answer(&mut self, ix: TypeIx, outcome: &Outcome) {
        if let (Ok(known), None) = (outcome, &self.known[ix]) {
            self.known[ix] = Some(known.clone());
            self.known_count += 1;
        }
        for waiter in self.waiting.remove(&ix).unwrap_or_default() {
            // A client that has gone needs no answer.
            let _ = waiter.send((ix, outcome.clone()));
        }
    }
}

fn known(summary: &Summary) -> Known {
    let mut line = serde_json::to_vec(summary).unwrap_or_default();
    line.push(b'\n');
    Known { hash: summary.hash.clone(), line: line.into() }
}

/// How many neurons a batch holds: as many as the source reads in about [`BatchSize::AIM`].
struct BatchSize {
    now: AtomicU64,
    max: u64,
}

impl BatchSize {
    const AIM: Duration = Duration::from_secs(1);
    const START: u64 = 2_000;
    const LEAST: u64 = 200;

    fn new(max: u64) -> BatchSize {
        BatchSize { now: AtomicU64::new(Self::START.min(max)), max }
    }

    fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    /// Grows or shrinks by at most a factor of two, towards what this query's speed allows. A
    /// query much smaller than a batch tells little and changes nothing.
    fn learn(&self, neurons: u64, took: Duration) {
        let now = self.now();
        if neurons < now / 2 {
            return;
        }
        let fitting = neurons as f64 * Self::AIM.as_secs_f64() / took.as_secs_f64().max(1e-3);
        let next =
            (fitting as u64).clamp(now / 2, now * 2).clamp(Self::LEAST.min(self.max), self.max);
        self.now.store(next, Ordering::Relaxed);
    }
}
