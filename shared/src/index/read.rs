//! A summary read for the index alone.

use serde::{Deserialize, Deserializer};

use crate::roi::ReadRois;
use crate::wire::{Summary, SummaryOf};

/// A summary that is borrowed, where that saves the most, from the line that it is read from: of
/// its ROIs there are some dozens, and of types ten thousand.
#[derive(Debug)]
pub struct Read<'a> {
    /// All but its ROIs.
    pub summary: Summary,
    /// These.
    pub rois: ReadRois<'a>,
}

impl<'de> Deserialize<'de> for Read<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Read<'de>, D::Error> {
        SummaryOf::deserialize(deserializer).map(Read::from)
    }
}

impl<'a> From<SummaryOf<ReadRois<'a>>> for Read<'a> {
    fn from(read: SummaryOf<ReadRois<'a>>) -> Read<'a> {
        let SummaryOf {
            name,
            hash,
            neurons,
            pre,
            post,
            upstream,
            downstream,
            sides,
            rois,
            unplaced,
            attributes,
            names,
            brief,
        } = read;
        let summary = Summary {
            name,
            hash,
            neurons,
            pre,
            post,
            upstream,
            downstream,
            sides,
            rois: Default::default(),
            unplaced,
            attributes,
            names,
            brief,
        };
        Read { summary, rois }
    }
}
