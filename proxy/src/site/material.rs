//! All that is known of one type when its files are written.

use std::collections::BTreeMap;

use shared::side::Side;
use shared::wire::{NeuronRow, Partners, Summary};

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

/// The partners of a type, and of those of its neurons that are of one side.
#[derive(Debug, Clone)]
pub struct PartnersBySide {
    /// Those of all its neurons.
    pub all: Partners,
    /// Those of its neurons on the left, on the right and on the midline, each where it has such
    /// neurons; numbers per neuron and their variation are over the neurons of that side.
    pub of_sides: BTreeMap<Side, Partners>,
}
