//! What is counted of the queries to one source.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use prometheus_client::metrics::histogram::Histogram;

use super::caches::Found;
use super::words::{Count, PerWord, words};
use crate::source::{Lost, SourceError};
use crate::upstream::AskError;

words! {
    /// What a query asks for.
    Kind {
        /// The list of datasets.
        Datasets = "datasets",
        /// The version of a dataset.
        Version = "version",
        /// The list of types.
        Types = "types",
        /// The neurons of some types.
        Neurons = "neurons",
        /// One body.
        Body = "body",
        /// The partners of a type.
        Partners = "partners",
        /// The ROI hierarchy.
        RoiHierarchy = "roi_hierarchy",
        /// Whether a dataset has partners.
        HasPartners = "has_partners",
        /// What the source itself counts over a dataset.
        Totals = "totals",
    }
}

words! {
    /// How a query ended: answered, or the [`SourceError`] of that name.
    Outcome {
        /// It was answered.
        Answered = "answered",
        /// The source has no such thing.
        Missing = "missing",
        /// The source has no such dataset.
        UnknownDataset = "unknown_dataset",
        /// The source has too much to do.
        Overloaded = "overloaded",
        /// No connection.
        Unreachable = "unreachable",
        /// No safe connection.
        Tls = "tls",
        /// No answer in time.
        TimedOut = "timed_out",
        /// The answer broke off.
        Incomplete = "incomplete",
        /// The answer was too large.
        TooLarge = "too_large",
        /// The proxy's identity was refused.
        Refused = "refused",
        /// The proxy may not read this.
        Forbidden = "forbidden",
        /// The terms of service are not accepted.
        Terms = "terms",
        /// A fault of neuPrint or its database.
        Failed = "failed",
        /// The query was not understood.
        Rejected = "rejected",
        /// The answer was not understood.
        Unreadable = "unreadable",
        /// Nobody waited for the answer any more.
        Abandoned = "abandoned",
        /// The proxy itself failed while it read the answer.
        Panicked = "panicked",
    }
}

impl Outcome {
    fn of<T>(answer: &Result<T, SourceError>) -> Outcome {
        match answer {
            Ok(_) => Outcome::Answered,
            Err(SourceError::Missing(_)) => Outcome::Missing,
            Err(SourceError::UnknownDataset) => Outcome::UnknownDataset,
            Err(SourceError::Overloaded { .. }) => Outcome::Overloaded,
            Err(SourceError::Unreachable(_)) => Outcome::Unreachable,
            Err(SourceError::Tls(_)) => Outcome::Tls,
            Err(SourceError::TimedOut) => Outcome::TimedOut,
            Err(SourceError::Incomplete(_)) => Outcome::Incomplete,
            Err(SourceError::TooLarge { .. }) => Outcome::TooLarge,
            Err(SourceError::Unauthorized) => Outcome::Refused,
            Err(SourceError::Forbidden) => Outcome::Forbidden,
            Err(SourceError::TermsOfService { .. }) => Outcome::Terms,
            Err(SourceError::Failed(_) | SourceError::Broken(_)) => Outcome::Failed,
            Err(SourceError::Rejected(_)) => Outcome::Rejected,
            Err(SourceError::Unreadable(_)) => Outcome::Unreadable,
        }
    }
}

words! {
    /// Why a query was not sent.
    NotSent {
        /// The operator has paused queries.
        Paused = "paused",
        /// The source is left alone after failures.
        Resting = "resting",
        /// Too many wait.
        Crowded = "crowded",
        /// It waited too long.
        TooLate = "too_late",
        /// Nobody waited for it any more.
        Unwanted = "unwanted",
    }
}

words! {
    /// How a query that failed is sent again.
    Again {
        /// As it was.
        Whole = "whole",
        /// In halves.
        Halves = "halves",
    }
}

words! {
    /// What the retry budget says.
    Budget {
        /// Go on.
        Granted = "granted",
        /// There have been too many retries.
        Exhausted = "exhausted",
    }
}

words! {
    /// Why a row could not be used, whole or in part: the [`Lost`] of that name.
    Reason {
        /// It has no body id.
        BodyId = "body_id",
        /// It is of another type.
        OtherType = "other_type",
        /// It came twice.
        Twice = "twice",
        /// One of its counts could not be read.
        Counts = "counts",
        /// Its roiInfo could not be read.
        RoiInfo = "roi_info",
    }
}

/// The counters of one source.
#[derive(Debug)]
pub struct Queries {
    /// Queries that have ended.
    pub ended: PerWord<Kind, PerWord<Outcome, Count>>,
    /// How long they took.
    pub seconds: PerWord<Kind, Histogram>,
    /// Queries that were not sent.
    pub not_sent: PerWord<NotSent, Count>,
    /// Queries that were to be sent once more.
    pub retries: PerWord<Again, PerWord<Budget, Count>>,
    /// Rows that could not be used, whole or in part.
    pub rows_lost: PerWord<Reason, Count>,
    /// Types per batch that was read.
    pub batch_types: Histogram,
    /// Neurons per batch that was read.
    pub batch_neurons: Histogram,
    /// Summaries that clients asked for, those in one body of all of them included.
    pub wanted: PerWord<Found, Count>,
    /// Batches that failed and were sent again in halves.
    pub halved: Count,
    /// Types that failed alone.
    pub poisonous: Count,
    /// Types that had another number of neurons than their list says.
    pub unlike_list: Count,
    identity_refused: AtomicBool,
    /// Whether that has been told to the operator.
    refusal_told: AtomicBool,
}

/// From 5 ms to the 75 s after which a query is given up.
pub const SECONDS: [f64; 13] =
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 75.0];
const TYPES: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0];
const NEURONS: [f64; 10] =
    [1.0, 10.0, 50.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0];

impl Default for Queries {
    fn default() -> Queries {
        Queries {
            ended: PerWord::default(),
            seconds: PerWord::new(|| Histogram::new(SECONDS)),
            not_sent: PerWord::default(),
            retries: PerWord::default(),
            rows_lost: PerWord::default(),
            batch_types: Histogram::new(TYPES),
            batch_neurons: Histogram::new(NEURONS),
            wanted: PerWord::default(),
            halved: Count::default(),
            poisonous: Count::default(),
            unlike_list: Count::default(),
            identity_refused: AtomicBool::new(false),
            refusal_told: AtomicBool::new(false),
        }
    }
}

impl Queries {
    /// A query is being sent.
    pub fn begin(&self, kind: Kind) -> Running<'_> {
        Running { queries: self, kind, began: Instant::now(), outcome: None }
    }

    /// No query was sent, for this reason.
    pub fn not_sent(&self, reason: &AskError) {
        let reason = match reason {
            AskError::Paused => NotSent::Paused,
            AskError::Resting { .. } => NotSent::Resting,
            AskError::Crowded => NotSent::Crowded,
            AskError::TooLate => NotSent::TooLate,
            AskError::Unwanted => NotSent::Unwanted,
            AskError::Panicked | AskError::Source(_) => return,
        };
        self.not_sent.of(reason).one();
    }

    /// The retry budget was asked.
    pub fn retry(&self, again: Again, granted: bool) {
        let answer = if granted { Budget::Granted } else { Budget::Exhausted };
        self.retries.of(again).of(answer).one();
    }

    /// So many summaries were asked for that are known, and so many that are not.
    pub fn wanted(&self, known: usize, unknown: usize) {
        self.wanted.of(Found::Hit).add(known as u64);
        self.wanted.of(Found::Miss).add(unknown as u64);
    }

    /// So much of an answer could not be used.
    pub fn lost(&self, lost: Lost) {
        let reasons = [
            (Reason::BodyId, lost.without_body_id),
            (Reason::OtherType, lost.of_other_types),
            (Reason::Twice, lost.twice),
            (Reason::Counts, lost.counts),
            (Reason::RoiInfo, lost.roi_infos),
        ];
        reasons.into_iter().for_each(|(reason, rows)| self.rows_lost.of(reason).add(rows));
    }

    /// A batch was read.
    pub fn batch(&self, types: usize, neurons: u64) {
        self.batch_types.observe(types as f64);
        self.batch_neurons.observe(neurons as f64);
    }

    /// Whether the source has refused the proxy's identity, or wants its terms accepted, and has
    /// answered nothing since.
    pub fn identity_is_refused(&self) -> bool {
        self.identity_refused.load(Ordering::Relaxed)
    }

    /// The same, once for each time that it begins.
    pub fn identity_has_been_refused_now(&self) -> bool {
        let refused = self.identity_is_refused();
        refused && !self.refusal_told.swap(refused, Ordering::Relaxed)
    }
}

/// A query under way; dropped without an end, it was abandoned.
#[derive(Debug)]
pub struct Running<'a> {
    queries: &'a Queries,
    kind: Kind,
    began: Instant,
    outcome: Option<Outcome>,
}

impl Running<'_> {
    /// It ended with this answer.
    pub fn end<T>(mut self, answer: &Result<T, SourceError>) {
        self.outcome = Some(Outcome::of(answer));
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let unfinished = match std::thread::panicking() {
            true => Outcome::Panicked,
            false => Outcome::Abandoned,
        };
        let outcome = self.outcome.unwrap_or(unfinished);
        let Running { queries, kind, began, .. } = self;
        queries.ended.of(*kind).of(outcome).one();
        queries.seconds.of(*kind).observe(began.elapsed().as_secs_f64());
        match outcome {
            Outcome::Answered => {
                queries.identity_refused.store(false, Ordering::Relaxed);
                queries.refusal_told.store(false, Ordering::Relaxed);
            }
            Outcome::Refused | Outcome::Terms => {
                queries.identity_refused.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
    }
}
