//! Where the neurons come from: one trait at the level of rows.
//!
//! A source hands over neurons one at a time; adding them up, batching, limits and caching are
//! not its business. Counts, sides and names in what it hands over are the dataset's own.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::wire::{Body, Dataset, NeuronRow, Partners, RoiHierarchy, TypeList};

pub mod partners;
pub mod noting;
pub mod table;
pub mod demo;
pub mod cypher;
pub mod neuprint;
pub mod neo4j;
mod tls;

use partners::{OwnType, PartnersBySide};

/// Takes neurons one at a time.
pub type Each<'a> = &'a mut (dyn FnMut(&Neuron<'_>) + Send);

/// A place that holds datasets.
#[async_trait]
pub trait Source: Send + Sync {
    /// The public datasets, one of them the default.
    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError>;

    /// The types of a dataset, sorted by name, each with its number of neurons; hashes are left
    /// out.
    async fn types(&self, dataset: &str) -> Result<TypeList, SourceError>;

    /// Hands every neuron of these types over, in any order, and tells what of the answer could
    /// not be used. When this fails, some may have been handed over already: they must be thrown
    /// away.
    async fn neurons(
        &self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, SourceError>;

    /// What is known of a body, with or without a type; `None` where there is no such neuron.
    async fn body(&self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError>;

    /// The version of a dataset as it is now, by a cheap query: an answer says too that the
    /// dataset is still there and public. The same text as in the list.
    async fn version(&self, dataset: &str) -> Result<String, SourceError>;

    /// What the source itself counts over a whole dataset, to hold sums of rows against.
    async fn totals(&self, dataset: &str) -> Result<Totals, SourceError>;

    /// Whether neurons are found by type and body id without looking at all others.
    async fn indexes(&self, _dataset: &str) -> Result<Indexes, SourceError> {
        Ok(Indexes::NotNeeded)
    }

    /// Whether partners can be asked for; a few cheap queries at most, once for each version of a
    /// dataset, which prepare the source for what is asked of it next. [`Dataset::partners`] says
    /// so too once that is known.
    async fn has_partners(&self, dataset: &str) -> Result<bool, SourceError>;

    /// The partner types of a type.
    async fn partners(&self, dataset: &str, type_name: &str) -> Result<Partners, SourceError>;

    /// The same for several types, and the partners of those of their neurons that are of one
    /// side, in the order of `types`, each of which stands there once.
    async fn partners_by_side(
        &self,
        dataset: &str,
        types: &[OwnType],
    ) -> Result<Vec<PartnersBySide>, SourceError>;

    /// Hands over the neurons without a type from this body id on, in the order of body ids; at
    /// most [`UNTYPED_AT_ONCE`].
    async fn untyped(&self, dataset: &str, from: u64, each: Each<'_>) -> Result<(), SourceError>;

    /// The ROIs, without single columns.
    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError>;

    /// What the server behind it says of itself, by a request that costs next to nothing; `None`
    /// where there is no server.
    async fn greeting(&self) -> Result<Option<Greeting>, SourceError> {
        Ok(None)
    }

    /// For each type a hash of all that [`Source::neurons`] and [`Source::partners_by_side`] make
    /// what they hand over of: where it is the same as it was, so is that. Empty where the source
    /// cannot tell without reading everything.
    fn fingerprints(&self, _dataset: &str) -> HashMap<String, u64> {
        HashMap::new()
    }

    /// Where it is, as it differs from all others; without credentials. Empty where it is nowhere
    /// but in memory.
    fn address(&self) -> String {
        String::new()
    }

    /// Whether it lies beyond a network, so that what it says is worth keeping on disk.
    fn is_remote(&self) -> bool {
        false
    }

    /// Whether it lists a dataset of this name where there is one: the operator may have chosen
    /// others.
    fn answers_for(&self, _dataset: &str) -> bool {
        true
    }

    /// Whether a query goes on running there when nobody reads its answer any more.
    fn goes_on_unread(&self) -> bool {
        false
    }

    /// Whether it is asked under the proxy's own identity: then a refusal may mean that this has
    /// expired, and not that a dataset is no longer public.
    fn has_identity(&self) -> bool {
        false
    }
}

/// How many neurons without a type are handed over by one query at most.
pub const UNTYPED_AT_ONCE: usize = 5_000;

/// How many rows of an answer could not be used, and why not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// They have no body id that can be read.
    pub without_body_id: u64,
    /// They are of types that were not asked for.
    pub of_other_types: u64,
    /// Their neuron had come already.
    pub twice: u64,
    /// A count of theirs cannot be read; the rest of the row is used.
    pub counts: u64,
    /// Their roiInfo cannot be read; the rest of the row is used.
    pub roi_infos: u64,
}

impl Lost {
    /// Rows that could not be read, whole or in part, each once.
    pub fn unreadable(&self) -> u64 {
        self.without_body_id + self.counts + self.roi_infos
    }
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The program and its version, as far as it tells.
    pub software: String,
    /// The time that its clock shows.
    pub time: Option<SystemTime>,
}

/// Sums over a dataset. All but `untyped` are over the neurons with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Types.
    pub types: u64,
    /// Neurons with a type.
    pub neurons: u64,
    /// Neurons without one.
    pub untyped: u64,
    /// Output sites (T-bars).
    pub pre: u64,
    /// Input synapses (PSDs).
    pub post: u64,
    /// Input connections, where the dataset has them.
    pub upstream: Option<u64>,
    /// Output connections, where the dataset has them.
    pub downstream: Option<u64>,
    /// The sum of [`Totals::body_id_part`] of all body ids.
    pub body_ids: u64,
}

impl Totals {
    /// What a body id adds to `body_ids`: its remainder by a prime, so that the sum of any
    /// dataset's stays within 63 bits.
    pub fn body_id_part(body_id: u64) -> u64 {
        body_id % 1_000_003
    }
}

/// What neurons are found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indexes {
    /// The source needs none.
    NotNeeded,
    /// It needs some.
    Needed {
        /// Those that are not there: every query by one of them looks at all neurons.
        missing: Vec<MissingIndex>,
    },
}

/// An index that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingIndex {
    /// Of which property of neurons.
    pub property: &'static str,
    /// The Cypher statement that creates it.
    pub statement: String,
}

/// What lies behind an error; never an address, a query or anything of an answer.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a source did not answer: one variant per thing to be done about it.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Ask for something else.
    #[error("this source has no {0}")]
    Missing(&'static str),
    /// Ask for a dataset that is listed.
    #[error("this source has no dataset of that name")]
    UnknownDataset,
    /// Wait: the source is overloaded.
    #[error("the database is overloaded")]
    Overloaded {
        /// How long it asked to be left alone, 1 to 60 s, if it did.
        retry_after: Option<Duration>,
    },
    /// Wait, or see to the connection.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Cause),
    /// See to the certificates: no safe connection can be made.
    #[error("no safe (TLS) connection to the database can be made")]
    Tls(#[source] Cause),
    /// Wait, and do not ask again at once: the query goes on running at the database.
    #[error("the database did not answer in time")]
    TimedOut,
    /// Ask once more: the answer broke off.
    #[error("the database's answer broke off")]
    Incomplete(#[source] Cause),
    /// Ask for less at once: the answer is larger than this many bytes.
    #[error("the database's answer is larger than {limit} bytes")]
    TooLarge {
        /// The most that is read of one answer.
        limit: u64,
    },
    /// Give the proxy a token that is valid.
    #[error("the database refused the proxy's identity")]
    Unauthorized,
    /// Ask for a dataset that the proxy may read.
    #[error("the database does not let the proxy read this")]
    Forbidden,
    /// Accept the server's terms of service with the token's account.
    #[error("neuPrint wants its terms of service accepted")]
    TermsOfService {
        /// Where they can be accepted: an https address, where neuPrint gave one.
        url: Option<String>,
    },
    /// Report it: neuPrint has a fault of its own, with this status.
    #[error("neuPrint failed with status {0}")]
    Failed(u16),
    /// Report it: the database has a fault of its own, with this code.
    #[error("the database failed: {0}")]
    Broken(String),
    /// Report it: the query was not understood.
    #[error("the database rejected a query: {0}")]
    Rejected(String),
    /// Report it: the answer was not understood.
    #[error("the database's answer is not what the proxy can read: {0}")]
    Unreadable(String),
}

impl SourceError {
    /// Whether the same question may be answered later, with nothing else changed.
    pub fn may_pass(&self) -> bool {
        match self {
            SourceError::Overloaded { .. }
            | SourceError::Unreachable(_)
            | SourceError::TimedOut
            | SourceError::Incomplete(_)
            | SourceError::Failed(_)
            | SourceError::Broken(_) => true,
            SourceError::Missing(_)
            | SourceError::UnknownDataset
            | SourceError::Tls(_)
            | SourceError::TooLarge { .. }
            | SourceError::Unauthorized
            | SourceError::Forbidden
            | SourceError::TermsOfService { .. }
            | SourceError::Rejected(_)
            | SourceError::Unreadable(_) => false,
        }
    }
}

/// A neuron as the wire carries it.
pub fn wire_row(neuron: &Neuron<'_>) -> NeuronRow {
    use shared::neuron::Attribute;
    let status = neuron.attributes.iter().find(|(attribute, ..)| *attribute == Attribute::Status);
    NeuronRow {
        body_id: neuron.body_id.to_string(),
        instance: neuron.instance.map(str::to_owned),
        side: neuron.side,
        status: status.map(|(_, value, _)| (*value).to_owned()),
        pre: neuron.counts.pre,
        post: neuron.counts.post,
        upstream: neuron.counts.upstream,
        downstream: neuron.counts.downstream,
        rois: neuron
            .rois
            .iter()
            .filter(|(roi, _)| !shared::roi::is_column(roi))
            .map(|(roi, c)| (roi.to_string(), [c.pre.unwrap_or(0), c.post.unwrap_or(0)]))
            .collect(),
    }
}
