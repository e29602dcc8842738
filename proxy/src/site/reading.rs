//! Reads types whole, in batches: their neurons, and their partners.
//!
//! What is held in memory is bounded: no more types are asked for while those that have been
//! read, and not been written yet, have many neurons.

use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use shared::wire::TypeEntry;
use tokio::sync::mpsc;

use super::gathering::{Gathered, Gathering};
use super::material::Material;
use crate::batcher::{Batcher, Outcome, TypeIx};
use crate::config::Limits;
use crate::source::{Source, SourceError, noting::Noting};
use crate::upstream::{AskError, Upstream, Urgency};

/// What has been asked for and not been written yet, in neurons of some 5 kB each.
const MOST_UNWRITTEN: u64 = 20_000;
/// A type by itself, with a few hundred partner types in each direction, weighs as much as these.
const NEURONS_OF_A_TYPE: u64 = 20;

/// The way to the types of one dataset.
pub struct Reader {
    upstream: Arc<Upstream>,
    types: Vec<TypeEntry>,
    batcher: Arc<Batcher>,
    gathering: Arc<Gathering>,
}

/// The way to a source, and what is gathered on it.
pub struct Way {
    /// The source within its limits.
    pub upstream: Arc<Upstream>,
    gathering: Arc<Gathering>,
}

impl Way {
    /// To this source within these limits.
    pub fn new(source: Arc<dyn Source>, limits: &Limits) -> Way {
        let gathering = Arc::new(Gathering::default());
        let source = Noting::new(source, gathering.clone());
        Way { upstream: Upstream::new(source, limits), gathering }
    }
}

impl Reader {
    /// Of these types, sorted by name, of a dataset.
    pub fn new(
        way: &Way,
        dataset: &str,
        has_partners: bool,
        types: Vec<TypeEntry>,
        batch_neurons: u64,
    ) -> Reader {
        let batch_neurons = batch_neurons.min(MOST_UNWRITTEN / 2);
        way.gathering.with_partners(has_partners);
        let batcher = Batcher::new(dataset, &types, way.upstream.clone(), batch_neurons);
        Reader { upstream: way.upstream.clone(), types, batcher, gathering: way.gathering.clone() }
    }

    /// Reads these types and makes something of each, in any order, on threads that may wait for
    /// the disk. A type that cannot be read is an error in its place.
    pub fn read<T: Send + 'static>(
        &self,
        wanted: Vec<TypeIx>,
        make: impl Fn(Material) -> T + Clone + Send + Sync + 'static,
    ) -> impl Stream<Item = (TypeIx, Result<T, Arc<AskError>>)> + '_ {
        let (sender, arrived) = mpsc::unbounded_channel();
        let feed = Feed { wanted, at: 0, unwritten: 0, sender };
        let arrived = stream::unfold(arrived, |mut arrived| async move {
            let (ix, outcome): (TypeIx, Outcome) = arrived.recv().await?;
            Some(((ix, outcome), arrived))
        });
        let width = 2 * self.upstream.most();
        let made = arrived.map(move |(ix, outcome)| {
            let make = make.clone();
            async move { (ix, self.finish(ix, outcome, make).await) }
        });
        let made = Box::pin(made.buffer_unordered(width));
        stream::unfold((feed, made, 0), move |(mut feed, mut made, done)| async move {
            if done == feed.wanted.len() {
                return None;
            }
            feed.ask(self);
            let (ix, outcome) = made.next().await?;
            feed.unwritten -= self.weight(ix);
            Some(((ix, outcome), (feed, made, done + 1)))
        })
    }

    /// What a type weighs while it is not written.
    fn weight(&self, ix: TypeIx) -> u64 {
        self.types[ix].neurons + NEURONS_OF_A_TYPE
    }

    async fn finish<T: Send + 'static>(
        &self,
        ix: TypeIx,
        outcome: Outcome,
        make: impl Fn(Material) -> T + Send + 'static,
    ) -> Result<T, Arc<AskError>> {
        let name = &self.types[ix].name;
        let Gathered { neurons, of_sides, partners } = self.gathering.take(name);
        let known = outcome?;
        let unreadable = |error: serde_json::Error| SourceError::Unreadable(error.to_string());
        let summary = serde_json::from_slice(&known.line);
        let summary = summary.map_err(|error| AskError::from(unreadable(error)))?;
        let material = Material { summary, of_sides, neurons, partners };
        let made = tokio::task::spawn_blocking(move || make(material)).await;
        Ok(made.map_err(|_panic| AskError::Panicked)?)
    }
}

/// What is to be asked for next.
struct Feed {
    wanted: Vec<TypeIx>,
    at: usize,
    unwritten: u64,
    sender: mpsc::UnboundedSender<(TypeIx, Outcome)>,
}

impl Feed {
    /// Asks for more, as soon as half of what may be unwritten is written.
    fn ask(&mut self, reader: &Reader) {
        if self.unwritten > MOST_UNWRITTEN / 2 {
            return;
        }
        let from = self.at;
        while let Some(ix) = self.wanted.get(self.at)
            && (self.unwritten == 0 || self.unwritten + reader.weight(*ix) <= MOST_UNWRITTEN)
        {
            self.unwritten += reader.weight(*ix);
            self.at += 1;
        }
        if from == self.at {
            return;
        }
        let next = self.wanted[from..self.at].iter().copied();
        let mut answers = reader.batcher.want(next, Urgency::Index);
        let sender = self.sender.clone();
        tokio::spawn(async move {
            while let Some(part) = answers.next().await {
                let mut outcomes = part.outcomes().iter().cloned();
                if outcomes.any(|outcome| sender.send(outcome).is_err()) {
                    return;
                }
            }
        });
    }
}
