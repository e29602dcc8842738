//! All that is known of one type when its files are written.

use std::collections::BTreeMap;

use shared::side::Side;
use shared::wire::{NeuronRow, Summary};

pub use crate::source::partners::PartnersBySide;

/// A type, whole.
#[derive(Debug, Clone)]
pub struct Material {
    /// Its summary, over all its neurons.
    pub summary: Summary,
    /// The same over the neurons of one side, for each of left, right and middle that it has
    /// neurons of.
    pub of_sides: BTreeMap<Side, Summary>,
    /// Its neurons, sorted by body id.
    pub neurons: Vec<NeuronRow>,
    /// Its partners, where the dataset has them.
    pub partners: Option<PartnersBySide>,
}
