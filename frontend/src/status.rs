//! What the page knows of its own doing: how far it has come, where its data is from, what the
//! person should know.

use std::sync::Arc;

use shared::changes::Changes;

use crate::store::{Hierarchy, Manifest};

/// Which state of the library is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edition {
    /// Counts the indexes built: ids of one mean nothing in another.
    pub build: u32,
    /// Counts the additions to it that have been shown.
    pub addition: u32,
}

/// What the list of types says of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Types.
    pub types: u64,
    /// Neurons without a type.
    pub untyped: u64,
}

/// How far opening a dataset has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Phase {
    /// Nothing is known yet.
    #[default]
    Starting,
    /// Summaries are coming in.
    Filling(Progress),
    /// Everything that can be had is there.
    Ready,
    /// There is nothing to show; why.
    Failed(String),
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What is read.
    pub reading: Reading,
    /// Types read.
    pub arrived: u64,
    /// Types to be read.
    pub total: u64,
    /// When it began.
    pub since: f64,
    /// When this was noted.
    pub at: f64,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The index, for the first time.
    Index,
    /// The copy that this browser keeps.
    Copy,
    /// What has changed since then.
    Changes,
}

/// Where what is shown comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Provenance {
    /// Whether this browser had kept it.
    pub from_copy: bool,
    /// When it was read from the proxy.
    pub at: f64,
    /// When the ROI hierarchy was.
    pub hierarchy_at: Option<f64>,
    /// How many types of a kept copy have been read again.
    pub renewed: u64,
    /// Why nothing is kept in this browser, if so.
    pub not_kept: Option<String>,
}

/// What the person should know.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// The kept copy could not be read.
    Damaged,
    /// Nobody answers; what is shown is the kept copy.
    Offline,
    /// What was asked for could not be had; why, in a sentence.
    Refused(String),
    /// The stream ended early, and asking again did not help.
    Incomplete {
        /// How many types are missing.
        missing: u64,
    },
    /// The dataset changed while it was read, each time.
    Overtaken,
    /// The source could not answer for these types.
    Unanswered(Vec<String>),
    /// The ROI hierarchy could not be had; why.
    NoHierarchy(String),
    /// The dataset that was switched to does not know these parts of the view; they have been
    /// taken away.
    Unknown(Vec<String>),
    /// The proxy that the site names does not answer; what is shown is from the site's files.
    SilentProxy,
    /// The site has a newer page than the one that runs.
    NewerPage,
    /// The data differs from the copy that this browser had kept.
    Changed(Arc<Since>),
}

/// What is different since a copy was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// What is different.
    pub changes: Changes,
    /// When the copy was read from the proxy.
    pub saved_at: f64,
    /// The copy's version.
    pub from: String,
    /// The version that is shown now.
    pub to: String,
}

/// What the open dataset's copy in this browser holds, or would hold if it could be written.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Of the summaries.
    pub manifest: Manifest,
    /// The ROI hierarchy.
    pub hierarchy: Option<Hierarchy>,
    /// What the packed index is of, where there is one: see [`crate::packed::stamp`].
    pub packed: Option<String>,
}
