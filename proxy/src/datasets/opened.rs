//! One version of one dataset, with everything known of it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderValue;
use bytes::Bytes;
use shared::wire::{Dataset, DatasetStatus, End, Line, TypeEntry, TypeList};
use tokio::sync::SetOnce;

use crate::batcher::{Batcher, Known, TypeIx};
use crate::http::Stored;
use crate::http::stored::Keep;
use crate::log::Reading;
use crate::upstream::{Upstream, Urgency};

/// One version of one dataset.
pub struct Opened {
    /// What it is.
    pub dataset: Dataset,
    /// The way to its source.
    pub upstream: Arc<Upstream>,
    /// Neurons that belong to no type.
    pub untyped: u64,
    /// Its types, sorted by name.
    pub types: Vec<TypeEntry>,
    /// Its summaries.
    pub batcher: Arc<Batcher>,
    /// The list of types with all its hashes, once they are known: every page load asks for it.
    pub complete_list: OnceLock<Stored>,
    complete: SetOnce<Stored>,
    completing: AtomicBool,
    /// Whether the source had this version still when all had been read.
    settled: AtomicBool,
    /// Whether it had another one by then: what is known of it may be of both.
    overtaken: AtomicBool,
    state: Mutex<State>,
}

struct State {
    /// When the source last said that this is its version.
    confirmed: Instant,
    /// Whether it has said since then that it has another one.
    outdated: bool,
    /// When somebody last asked for it.
    used: Instant,
    /// The ROI hierarchy as it is sent: every page load asks for it.
    hierarchy: Option<Hierarchy>,
    /// How often people asked for what is behind a type.
    asked: HashMap<TypeIx, u32>,
}

/// An ROI hierarchy.
#[derive(Clone)]
struct Hierarchy {
    stored: Arc<Stored>,
    /// How old it was when it was taken into memory, and when that was.
    age: Duration,
    taken: Instant,
    /// When somebody last set out to read it anew.
    tried: Option<Instant>,
}

/// An ROI hierarchy that is too old is tried to be read anew so often at most.
const BETWEEN_TRIES: Duration = Duration::from_secs(30);

/// Types whose summaries could not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// All of them.
    pub failed: usize,
    /// Those of them that the source was not even asked for.
    pub not_sent: usize,
}

impl Opened {
    /// A version of a dataset, nothing known of it but its types.
    pub fn new(
        dataset: Dataset,
        upstream: Arc<Upstream>,
        list: TypeList,
        batch_neurons: u64,
    ) -> Arc<Opened> {
        let TypeList { untyped, mut types, .. } = list;
        types.sort_by(|a, b| a.name.cmp(&b.name));
        let batcher = Batcher::new(&dataset.name, &types, upstream.clone(), batch_neurons);
        // What lies in this process does not change.
        let settled = AtomicBool::new(!upstream.source().is_remote());
        let now = Instant::now();
        let state = State {
            confirmed: now,
            outdated: false,
            used: now,
            hierarchy: None,
            asked: HashMap::new(),
        };
        Arc::new(Opened {
            dataset,
            upstream,
            untyped,
            types,
            batcher,
            complete_list: OnceLock::new(),
            complete: SetOnce::new(),
            completing: AtomicBool::new(false),
            settled,
            overtaken: AtomicBool::new(false),
            state: Mutex::new(state),
        })
    }

    /// The position of a type.
    pub fn find(&self, type_name: &str) -> Option<TypeIx> {
        self.types.binary_search_by(|entry| (*entry.name).cmp(type_name)).ok()
    }

    /// The list of types, each with its hash where that is known.
    pub fn list(&self) -> TypeList {
        let mut types = self.types.clone();
        for (entry, hash) in types.iter_mut().zip(self.batcher.hashes()) {
            entry.hash = hash;
        }
        TypeList { version: self.dataset.version.clone(), untyped: self.untyped, types }
    }

    /// All summaries as one body, made once they are known; until then, there is none, nor is
    /// there one of two versions. Whoever asks while it is being made waits for it.
    pub async fn complete(self: &Arc<Self>) -> Option<&Stored> {
        if self.is_overtaken() {
            return None;
        }
        if let Some(complete) = self.complete.get() {
            return Some(complete);
        }
        let known = self.batcher.all_known()?;
        if !self.completing.swap(true, Ordering::Relaxed) {
            let opened = self.clone();
            tokio::task::spawn_blocking(move || opened.make_complete(&known));
        }
        Some(self.complete.wait().await)
    }

    fn make_complete(&self, known: &[Arc<Known>]) {
        let end = End { types: known.len() as u64, ..End::default() };
        let end = Bytes::from(Line::End { end }.to_bytes());
        let lines = known.iter().map(|known| known.line.clone()).chain([end]);
        let ndjson = HeaderValue::from_static("application/x-ndjson");
        let stored = Stored::of_pieces(ndjson, Keep::AskAgain, lines.collect());
        stored.compress();
        // Only the one thread that was first to notice comes here.
        let _ = self.complete.set(stored);
    }

    /// Reads all summaries that are not known yet.
    pub async fn read_all(self: &Arc<Self>, urgency: Urgency) -> Unread {
        let mut unread = Unread::default();
        if self.is_whole() {
            return unread;
        }
        let mut answers = self.batcher.want(0..self.types.len(), urgency);
        let mut reading = Reading::begin(self.types.len());
        while let Some(part) = answers.next().await {
            for (ix, outcome) in part.outcomes() {
                if let Err(error) = outcome {
                    reading.failed(&self.types[*ix].name);
                    unread.failed += 1;
                    unread.not_sent += usize::from(!error.was_sent());
                }
            }
        }
        let (dataset, not_sent) = (&self.dataset.name, unread.not_sent);
        tracing::info!(dataset, "index read: {}", reading.words());
        if not_sent > 0 {
            tracing::info!(dataset, types = not_sent, "not asked for: queries are held back");
        }
        unread
    }

    /// The ROI hierarchy, and whether it was read no longer ago than that.
    pub fn hierarchy(&self, ttl: Duration) -> Option<(Arc<Stored>, bool)> {
        let Hierarchy { stored, age, taken, .. } = self.state().hierarchy.clone()?;
        Some((stored, age + taken.elapsed() < ttl))
    }

    /// Keeps an ROI hierarchy of this age: one that is too old for as long as there is no other.
    pub fn keep_hierarchy(&self, stored: Arc<Stored>, age: Duration) {
        let taken = Instant::now();
        self.state().hierarchy = Some(Hierarchy { stored, age, taken, tried: None });
    }

    /// Whether an ROI hierarchy that is too old is to be read anew now: a source that does not
    /// answer is not asked at every page load.
    pub fn try_hierarchy_again(&self) -> bool {
        let mut state = self.state();
        let Some(hierarchy) = &mut state.hierarchy else { return true };
        let is_due = hierarchy.tried.is_none_or(|tried| tried.elapsed() > BETWEEN_TRIES);
        if is_due {
            hierarchy.tried = Some(Instant::now());
        }
        is_due
    }

    /// Notes that the source has just said that this is its version.
    pub fn confirm(&self) {
        let mut state = self.state();
        state.confirmed = Instant::now();
        state.outdated = false;
    }

    /// Notes that the source has just said that it has another version.
    pub fn outdate(&self) {
        self.state().outdated = true;
    }

    /// Whether the source has said last that it has another version.
    pub fn is_outdated(&self) -> bool {
        self.state().outdated
    }

    /// Notes that it has said so after all had been read.
    pub fn settle(&self) {
        self.confirm();
        self.settled.store(true, Ordering::Relaxed);
    }

    /// Notes that the source has another version by now, although not all had been read before.
    pub fn overtake(&self) {
        self.overtaken.store(true, Ordering::Relaxed);
    }

    /// Whether all summaries are known.
    pub fn is_whole(&self) -> bool {
        self.batcher.is_whole()
    }

    /// Whether all summaries are known to be of this version.
    pub fn is_settled(&self) -> bool {
        self.settled.load(Ordering::Relaxed)
    }

    /// Whether what is known of it may be of two versions.
    pub fn is_overtaken(&self) -> bool {
        self.overtaken.load(Ordering::Relaxed)
    }

    /// How long ago the source last said that this is its version.
    pub fn unconfirmed_for(&self) -> Duration {
        self.state().confirmed.elapsed()
    }

    /// Notes that somebody asks for it.
    pub fn touch(&self) {
        self.state().used = Instant::now();
    }

    /// When somebody last asked for it.
    pub fn used(&self) -> Instant {
        self.state().used
    }

    /// Notes that a person asks for what is behind a type.
    pub fn ask_for(&self, ix: TypeIx) {
        *self.state().asked.entry(ix).or_default() += 1;
    }

    /// The types that people asked for most, the first `most` of them.
    pub fn most_asked(&self, most: usize) -> Vec<TypeIx> {
        let state = self.state();
        let mut asked: Vec<(u32, TypeIx)> = state.asked.iter().map(|(ix, n)| (*n, *ix)).collect();
        asked.sort_unstable_by(|a, b| b.cmp(a));
        asked.into_iter().take(most).map(|(_, ix)| ix).collect()
    }

    /// Takes over from the version before what people asked for.
    pub fn inherit(&self, before: &Opened) {
        let asked = before.state().asked.clone();
        let by_name =
            asked.iter().filter_map(|(ix, n)| Some((self.find(&before.types[*ix].name)?, *n)));
        self.state().asked = by_name.collect();
    }

    /// What it takes of the memory, in bytes.
    pub fn bytes(&self) -> u64 {
        self.batcher.bytes() + self.complete.get().map_or(0, Stored::compressed_bytes)
    }

    /// Its live figures.
    pub fn status(&self) -> DatasetStatus {
        let (summaries, waiting) = self.batcher.progress();
        DatasetStatus {
            version: self.dataset.version.clone(),
            types: self.types.len() as u64,
            summaries: summaries as u64,
            waiting: waiting as u64,
            confirmed_seconds_ago: self.unconfirmed_for().as_secs(),
            bytes: self.bytes(),
            unreadable: self.batcher.unreadable(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
