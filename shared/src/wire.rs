//! What crosses the wire between proxy and browser: one definition for both ends.
//!
//! Body ids are strings in JSON, always: FlyWire's exceed 2⁵³.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::neuron::{Attribute, NameKind};
use crate::side::Side;

/// Version of the formats in this file that a browser keeps. Part of the key of everything kept;
/// another version means "fetch again".
pub const FORMAT: u32 = 1;

/// The largest number of types that one POST of summaries may name.
pub const MAX_TYPES_PER_POST: usize = 5_000;

/// A dataset that the proxy answers for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dataset {
    /// Its exact name, such as `hemibrain:v1.2.1`.
    pub name: String,
    /// Changes whenever its content does.
    pub version: String,
    /// Whether it is the one to show when none is named.
    pub default: bool,
    /// Whether its content was made up by the demo generator.
    #[serde(default)]
    pub synthetic: bool,
    /// Where the proxy has it from, in words for people.
    #[serde(default)]
    pub origin: String,
    /// Whether partners can be asked for.
    #[serde(default)]
    pub partners: bool,
    /// Licence, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Link>,
    /// How to cite it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<Link>,
}

/// Words and where they lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words.
    pub text: String,
    /// An https address.
    pub href: String,
}

/// The list of a dataset's types.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TypeList {
    /// The dataset's version.
    pub version: String,
    /// Neurons that belong to no type.
    #[serde(default)]
    pub untyped: u64,
    /// The types, sorted by name (by code point).
    pub types: Vec<TypeEntry>,
}

/// One type of a [`TypeList`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeEntry {
    /// Name of the type.
    pub name: String,
    /// How many neurons it has.
    pub neurons: u64,
    /// Hash of its summary, as soon as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// Everything the index says of one neuron type.
pub type Summary = SummaryOf<BTreeMap<String, Synapses>>;

/// A summary by what its ROIs and tallies are read into, or written from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SummaryOf<R, T = BTreeMap<String, Tally>> {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Hash of all the rest: 16 hexadecimal digits.
    pub hash: String,
    /// Its neurons by side.
    pub neurons: SideCounts,
    /// Output sites (T-bars), summed over its neurons; 0 where unknown.
    pub pre: u64,
    /// Input synapses (PSDs), likewise.
    pub post: u64,
    /// Input connections, where the dataset has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<u64>,
    /// Output connections, where the dataset has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downstream: Option<u64>,
    /// The same counts by side of the neuron; absent where all its neurons are of one side.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sides: BTreeMap<Side, SideSynapses>,
    /// Counts by ROI, by the source's own names.
    #[serde(default)]
    pub rois: R,
    /// Neurons whose counts by ROI could not be read: their synapses count as outside.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unplaced: u64,
    /// For each attribute how many neurons say what; neurons that say nothing are in no tally.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Attribute, T>,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Whether what only the detail of a type shows is left out: see [`Summary::to_brief`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brief: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Neurons by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SideCounts {
    /// All of them.
    pub total: u64,
    /// Left.
    pub left: u64,
    /// Right.
    pub right: u64,
    /// On the midline.
    pub middle: u64,
    /// Of unknown side.
    pub unknown: u64,
}

impl SideCounts {
    /// Counts one more neuron of this side.
    pub fn add(&mut self, side: Side) {
        self.total += 1;
        *self.of_mut(side) += 1;
    }

    /// How many are of this side.
    pub fn of(&self, side: Side) -> u64 {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
            Side::Middle => self.middle,
            Side::Unknown => self.unknown,
        }
    }

    fn of_mut(&mut self, side: Side) -> &mut u64 {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
            Side::Middle => &mut self.middle,
            Side::Unknown => &mut self.unknown,
        }
    }
}

/// Synapse counts of a type within one ROI.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Synapses {
    /// Output sites (T-bars).
    pub pre: u64,
    /// Input synapses (PSDs).
    pub post: u64,
    /// Input connections, where the dataset has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<u64>,
    /// Output connections, where the dataset has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downstream: Option<u64>,
    /// The same by side of the neuron; absent where all neurons of the type are of one side.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sides: BTreeMap<Side, SideSynapses>,
}

/// Counts of the neurons of one side: `[pre, post, upstream, downstream]`, the last two 0 where
/// unknown. An array, because a type has some of these per ROI.
pub type SideSynapses = [u64; 4];

/// How many neurons say something.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub neurons: u64,
    /// Their mean confidence in 0..=1, over those that state one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// Another name of a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// What it is.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Whose name it is, such as `Wolff & Rubin 2018`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One line of a stream of summaries (NDJSON).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Line<S = Summary> {
    /// The last line; a stream without it is incomplete.
    End {
        /// What was sent.
        end: End,
    },
    /// A type that could not be answered, and why.
    Failed {
        /// Name of the type.
        #[serde(rename = "type")]
        name: String,
        /// Why, in words for people.
        error: String,
    },
    /// A summary.
    Summary(Box<S>),
}

impl Line {
    /// The line as it is sent, with its line break.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Reads one line, without its line break.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn parse(line: &str) -> Result<Line, serde_json::Error> {
        Line::parse_as(line)
    }
}

/// The type that a line is about, without reading the rest of it; `None` where it is about none,
/// or is not whole.
pub fn type_in(line: &str) -> Option<Cow<'_, str>> {
    let name = line.strip_prefix(r#"{"type":"#).filter(|rest| rest.ends_with('}'))?;
    serde_json::Deserializer::from_str(name).into_iter().next()?.ok()
}

impl<'a, S: Deserialize<'a>> Line<S> {
    /// Reads one line, and of a summary what is wanted of it. The first bytes tell the end line
    /// apart, and a summary is tried first, so that each of the many lines is read once.
    ///
    /// # Errors
    /// As for [`Line::parse`].
    pub fn parse_as(line: &'a str) -> Result<Line<S>, serde_json::Error> {
        #[derive(Deserialize)]
        struct EndLine {
            end: End,
        }
        #[derive(Deserialize)]
        struct FailedLine {
            #[serde(rename = "type")]
            name: String,
            error: String,
        }
        if line.starts_with("{\"end\"") {
            return serde_json::from_str(line).map(|EndLine { end }| Line::End { end });
        }
        serde_json::from_str(line).map(Line::Summary).or_else(|not_a_summary| {
            serde_json::from_str(line)
                .map(|FailedLine { name, error }| Line::Failed { name, error })
                .map_err(|_| not_a_summary)
        })
    }
}

/// What a stream of summaries held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct End {
    /// Lines before this one: types that were asked for.
    pub types: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Whether the dataset changed while it was read: lines may be of two versions, and the list
    /// is to be asked for again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overtaken: bool,
    /// Where some failed since the operator has paused queries: after how many seconds to ask for
    /// them again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<u32>,
}

/// Body of a POST of summaries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummariesRequest {
    /// Names of the types wanted, at most [`MAX_TYPES_PER_POST`].
    pub types: Vec<String>,
}

/// The ROIs of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoiHierarchy {
    /// The tree, without single columns; `None` where the dataset has no ROIs.
    pub hierarchy: Option<RoiNode>,
    /// The primary ROIs: disjoint, the only ones to be summed.
    pub primary: Vec<String>,
    /// Full names by ROI, where known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub full_names: BTreeMap<String, String>,
}

/// A node of the ROI hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoiNode {
    /// Name of the ROI.
    pub name: String,
    /// The ROIs within it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<RoiNode>,
}

/// The neurons of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeuronList {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Its neurons, sorted by body id.
    pub neurons: Vec<NeuronRow>,
}

/// One neuron.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NeuronRow {
    /// Body id, a string since it may exceed 2⁵³.
    pub body_id: String,
    /// Instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Side.
    pub side: Side,
    /// Tracing status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Output sites (T-bars).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre: Option<u64>,
    /// Input synapses (PSDs).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<u64>,
    /// Input connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<u64>,
    /// Output connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downstream: Option<u64>,
    /// `[pre, post]` by ROI.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rois: BTreeMap<String, [u64; 2]>,
}

/// What is known of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The neuron's type; `null` says that it has none.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// The neuron.
    #[serde(flatten)]
    pub neuron: NeuronRow,
}

/// The partner types of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partners {
    /// Name of the type.
    #[serde(rename = "type")]
    pub name: String,
    /// Connections that it receives, over all rows of `inputs`.
    pub input_connections: u64,
    /// Connections that it makes, over all rows of `outputs`.
    pub output_connections: u64,
    /// Types that it receives from, most connections first.
    pub inputs: Vec<Partner>,
    /// Types that it sends to, most connections first.
    pub outputs: Vec<Partner>,
}

/// One partner type; all partner neurons without a type are one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// The partner's type; `null` for the partners without one.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// Its neurons that are connected, by side.
    pub neurons: SideCounts,
    /// Connections.
    pub connections: u64,
    /// Connections by side of the partner neuron.
    pub sides: SideCounts,
    /// Connections as a share (0..=1) of all of the type's connections of that direction.
    pub share: f64,
    /// Connections per neuron of the type asked for, over all of its neurons.
    pub per_neuron: f64,
    /// Coefficient of variation of that number: population standard deviation over mean, over
    /// all neurons of the type asked for, those without a connection included.
    pub cv: f64,
    /// The transmitter that most of the partner's neurons have, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nt: Option<String>,
}

/// An error answer: RFC 9457 problem+json.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Always `about:blank`: `code` says which problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong and what to do, in words for people.
    pub detail: String,
    /// What went wrong, in one word for programs.
    pub code: String,
    /// Whether asking again later may help.
    pub retryable: bool,
    /// By which the proxy's log knows the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// The proxy's live figures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Status {
    /// The proxy's version.
    pub quickpage: String,
    /// Seconds since it started.
    pub uptime_seconds: u64,
    /// Requests of clients in progress, and their limit.
    pub requests: Gauge,
    /// Queries at the database in progress, and their limit.
    pub queries: Gauge,
    /// Queries that wait for a permit.
    #[serde(default)]
    pub queries_waiting: u64,
    /// Permits taken by queries that were given up but may still be running.
    #[serde(default)]
    pub queries_held_back: u64,
    /// Whether the operator has paused queries.
    #[serde(default)]
    pub paused: bool,
    /// Whether a source is left alone after failures.
    #[serde(default)]
    pub resting: bool,
    /// Queries sent to the source since the start.
    pub queries_sent: u64,
    /// Neuron lists and partners that are kept, and their bytes.
    #[serde(default)]
    pub details: u64,
    /// See `details`.
    #[serde(default)]
    pub details_bytes: u64,
    /// Answers about the list of types since the start.
    pub lists_served: u64,
    /// Answers with summaries (GET and POST, 304 not counted) since the start.
    pub summaries_served: u64,
    /// Answers about the ROI hierarchy since the start.
    pub hierarchies_served: u64,
    /// By dataset: how far its summaries are known.
    pub datasets: BTreeMap<String, DatasetStatus>,
}

/// Something that has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gauge {
    /// How many now.
    pub now: u64,
    /// How many at most.
    pub limit: u64,
}

/// The live figures of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DatasetStatus {
    /// Its version.
    pub version: String,
    /// Types in its list.
    pub types: u64,
    /// Types whose summary is known.
    pub summaries: u64,
    /// Types waiting for a batch or in one.
    pub waiting: u64,
    /// Seconds since its source last said that this is its version.
    #[serde(default)]
    pub confirmed_seconds_ago: u64,
    /// What it takes of the proxy's memory.
    #[serde(default)]
    pub bytes: u64,
    /// Rows of its source that could not be read, whole or in part.
    #[serde(default)]
    pub unreadable: u64,
}
