//! Where the wants of all clients meet: each type is fetched once, in batches.
//!
//! A want for a type that is known is answered at once. A want for a type that is queued or on
//! its way joins that fetch. Every other type is queued, and as many workers as the source
//! allows take batches off the queue. A batch is made at the moment its permit is there, so
//! whatever arrives while queries run goes together into the next one. When a batch fails for a
//! reason that one of its types may be to blame for, it is halved until that type stands alone; when
//! it was not answered in time, its types go in smaller batches when they are wanted again.
//! The queue is bounded by the number of types in the dataset, and waits for a permit no longer
//! than the deadline of [`Upstream::permit`].

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt;
use shared::summary::{Finished, Summarizer};
use shared::wire::TypeEntry;

use crate::http::Piece;
use crate::log;
use crate::metrics::queries::Again;
use crate::source::SourceError;
use crate::upstream::{AskError, Permit, Upstream, Urgency};
use answers::{Answer, Answers, Asker, Want};
use lanes::{Batch, Lanes};
use size::BatchSize;

pub mod answers;
mod lanes;
mod doubts;
mod size;

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
pub type Outcome = Result<Arc<Known>, Arc<AskError>>;

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

/// What came of a batch.
struct Read {
    /// In the order of its types.
    summaries: Vec<Finished>,
    /// The lines of all of them.
    lines: Bytes,
}

#[derive(Default)]
struct State {
    known: Vec<Option<Arc<Known>>>,
    known_count: usize,
    known_bytes: u64,
    /// Rows that could not be read, whole or in part.
    unreadable: u64,
    lanes: Lanes,
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

    /// Asks for types, each position at most once.
    pub fn want(
        self: &Arc<Self>,
        types: impl IntoIterator<Item = TypeIx>,
        urgency: Urgency,
    ) -> Answers {
        let (asker, arriving) = Asker::new(urgency);
        let mut wanted = vec![Want::Nothing; self.types.len()];
        let mut state = self.state();
        let mut unknown = Vec::new();
        let mut known_count = 0;
        for ix in types {
            if state.known[ix].is_some() {
                wanted[ix] = Want::Known;
                known_count += 1;
            } else {
                wanted[ix] = Want::Awaited;
                unknown.push(ix);
            }
        }
        if urgency != Urgency::Ahead {
            self.upstream.tallies().wanted(known_count, unknown.len());
        }
        state.lanes.enqueue(unknown, &asker);
        drop((state, asker));
        self.hire();
        Answers::new(self.clone(), wanted, arriving)
    }

    /// What is known of these types.
    fn outcomes_of(&self, types: Vec<TypeIx>) -> Vec<(TypeIx, Outcome)> {
        let state = self.state();
        let known = types.into_iter().filter_map(|ix| Some((ix, Ok(state.known[ix].clone()?))));
        known.collect()
    }

    /// Starts as many workers as there is work for.
    fn hire(self: &Arc<Self>) {
        let most = self.upstream.most();
        for (urgency, most) in
            [(Urgency::Person, most), (Urgency::Index, most), (Urgency::Ahead, 1)]
        {
            let hired = self.state().lanes.hire(urgency, most);
            for _ in 0..hired {
                tokio::spawn(Arc::clone(self).work(urgency));
            }
        }
    }

    /// The hashes in the order of the list, as far as they are known.
    pub fn hashes(&self) -> Vec<Option<String>> {
        let state = self.state();
        state.known.iter().map(|known| known.as_ref().map(|it| it.hash.clone())).collect()
    }

    /// All summaries in the order of the list, if all are known.
    pub fn all_known(&self) -> Option<Vec<Arc<Known>>> {
        let state = self.state();
        if state.known_count < state.known.len() {
            return None;
        }
        state.known.iter().cloned().collect()
    }

    /// Whether all summaries are known.
    pub fn is_whole(&self) -> bool {
        let state = self.state();
        state.known_count == state.known.len()
    }

    /// The bytes of all lines that are known.
    pub fn bytes(&self) -> u64 {
        self.state().known_bytes
    }

    /// Rows of what is known that could not be read, whole or in part.
    pub fn unreadable(&self) -> u64 {
        self.state().unreadable
    }

    /// How many of these types are not known.
    pub fn unknown_of(&self, types: &[TypeIx]) -> usize {
        let state = self.state();
        types.iter().filter(|ix| state.known[**ix].is_none()).count()
    }

    /// How many types are known, and how many are queued or on their way.
    pub fn progress(&self) -> (usize, usize) {
        let state = self.state();
        (state.known_count, state.lanes.len())
    }

    /// Takes batches until the queue is empty. A panic in a source fails its batch and no more:
    /// whoever waits for another one still has this worker.
    async fn work(self: Arc<Self>, urgency: Urgency) {
        self.take_batches(urgency).await;
        // What this lane has given up may be left for another one.
        self.hire();
    }

    async fn take_batches(self: &Arc<Self>, urgency: Urgency) {
        loop {
            let oldest = self.state().lanes.oldest(urgency).unwrap_or_else(Instant::now);
            let permit = match self.upstream.permit_since(urgency, oldest).await {
                Ok(permit) => permit,
                Err(AskError::TooLate) => {
                    let mut state = self.state();
                    let due = Instant::now().checked_sub(self.upstream.patience());
                    let too_late = Err(Arc::new(AskError::TooLate));
                    state.lanes.give_up_since(urgency, due.unwrap_or(oldest), &too_late);
                    // Who came later waits on.
                    if state.lanes.oldest(urgency).is_some() {
                        continue;
                    }
                    return state.lanes.give_up(urgency, &too_late);
                }
                Err(error) => {
                    let mut state = self.state();
                    // While one query is under way as a probe, it decides for what is queued.
                    if !(self.upstream.is_probing() && state.lanes.leave_to_others(urgency)) {
                        state.lanes.give_up(urgency, &Err(Arc::new(error)));
                    }
                    return;
                }
            };
            let size = self.size.now();
            let batch = self.state().lanes.take(urgency, |ix| self.types[ix].neurons, size);
            let Some(batch) = batch else { return };
            let fetched = AssertUnwindSafe(self.fetch(permit, &batch, urgency)).catch_unwind();
            let fetched = fetched.await.unwrap_or(Err(AskError::Panicked));
            self.deliver(urgency, batch.types, fetched).await;
            // A batch may have come back in halves, or others have left what is queued while one
            // query was a probe: that is for more workers than this one.
            self.hire();
        }
    }

    async fn deliver(&self, urgency: Urgency, batch: Vec<TypeIx>, fetched: Result<Read, AskError>) {
        match fetched {
            Ok(Read { summaries, lines }) => {
                // What takes time is done before the state is locked.
                let known = |(ix, summary)| (ix, self.known(ix, summary, &lines));
                let outcomes: Vec<_> = batch.into_iter().zip(summaries).map(known).collect();
                let is_whole = outcomes.iter().all(|(_, outcome)| outcome.is_ok());
                let lines = is_whole.then(|| Arc::new(Piece::new(lines)));
                self.state().answer(Answer { outcomes, lines });
            }
            // It is forgotten; who has come since then has queued it anew.
            Err(AskError::Unwanted) => {}
            Err(error) => self.fail(urgency, batch, error).await,
        }
    }

    /// A type that the list counts neurons for and the batch has none of was lost on the way.
    fn known(&self, ix: TypeIx, summary: Finished, lines: &Bytes) -> Outcome {
        let Type { name, neurons } = &self.types[ix];
        let Finished { hash, neurons: found, line } = summary;
        if found != *neurons {
            self.upstream.tallies().unlike_list.one();
            let name = log::name(name);
            tracing::warn!(
                self.dataset,
                name,
                listed = neurons,
                found,
                "neurons differ from the list"
            );
        }
        if found == 0 && *neurons > 0 {
            let lost = "it has no neurons of a type that its list counts some for".to_owned();
            return Err(Arc::new(SourceError::Unreadable(lost).into()));
        }
        Ok(Arc::new(Known { hash, line: lines.slice(line) }))
    }

    async fn fail(&self, urgency: Urgency, batch: Vec<TypeIx>, error: AskError) {
        let types = batch.len();
        tracing::warn!(self.dataset, types, error = log::describe(&error), "a batch failed");
        let one_is_to_blame = error.may_be_one_types_fault();
        if one_is_to_blame && types > 1 && self.upstream.wait_to_retry(Again::Halves).await {
            self.upstream.tallies().halved.one();
            return self.state().lanes.halve(urgency, batch);
        }
        let mut state = self.state();
        if one_is_to_blame && types == 1 {
            self.upstream.tallies().poisonous.one();
            batch.iter().for_each(|ix| state.lanes.doubts.isolate(*ix, Instant::now()));
        }
        // Where nothing is answered any more, no type is to blame.
        if error.is_timeout() && !self.upstream.is_resting() {
            state.lanes.doubts.too_slow(&batch, Instant::now());
        }
        state.answer(Answer::same(batch, &Err(Arc::new(error))));
    }

    /// Asks, and where the answer broke off once more. A batch that one type may have spoiled is
    /// not asked for again: its halves are.
    async fn fetch(
        &self,
        permit: Permit<'_>,
        batch: &Batch,
        urgency: Urgency,
    ) -> Result<Read, AskError> {
        let Batch { types, is_suspect } = batch;
        let names: Vec<Arc<str>> = types.iter().map(|ix| self.types[*ix].name.clone()).collect();
        let error = match self.read(permit, &names).await {
            Ok(summaries) => return Ok(summaries),
            Err(error) => error,
        };
        if (names.len() > 1 || *is_suspect) && error.may_be_one_types_fault() {
            return Err(error);
        }
        let Some(pause) = self.upstream.pause_before_retry(&error) else { return Err(error) };
        tokio::time::sleep(pause).await;
        if self.state().lanes.drop_unwanted(types) {
            return Err(AskError::Unwanted);
        }
        let permit = self.upstream.permit(urgency).await?;
        self.read(permit, &names).await
    }

    async fn read(&self, permit: Permit<'_>, names: &[Arc<str>]) -> Result<Read, AskError> {
        let mut summarizer = Summarizer::of_types(names.iter().map(|name| &**name));
        let mut neurons = 0u64;
        let started = Instant::now();
        let lost = permit
            .neurons(&self.dataset, names, &mut |neuron| {
                neurons += 1;
                summarizer.add(neuron);
            })
            .await
            .inspect_err(|error| {
                if error.is_overload() {
                    self.size.shrink();
                }
            })?;
        self.state().unreadable += lost.unreadable();
        self.size.learn(neurons, started.elapsed());
        self.upstream.tallies().batch(names.len(), neurons);
        let (types, seconds) = (names.len(), started.elapsed().as_secs_f64());
        let pace = (types as f64 / seconds.max(1e-3)) as u64;
        tracing::debug!(
            self.dataset,
            "batch read: {types} types of {neurons} neurons in {seconds:.3} s ({pace} types/s)"
        );
        let mut lines = Vec::new();
        let summaries = names.iter().filter_map(|name| summarizer.finish_one(name, &mut lines));
        let summaries = summaries.collect();
        lines.shrink_to_fit();
        Ok(Read { summaries, lines: lines.into() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn answer(&mut self, answer: Answer) {
        for (ix, outcome) in &answer.outcomes {
            if let (Ok(known), None) = (outcome, &self.known[*ix]) {
                self.known[*ix] = Some(known.clone());
                self.known_count += 1;
                self.known_bytes += known.line.len() as u64;
            }
        }
        self.lanes.answer(answer);
    }
}
