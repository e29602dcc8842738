//! What the neurons of a type say of themselves, with their dissent.

use shared::format::transmitter_class;
use shared::neuron;
use shared::tallies::{self, Segment};
use shared::wire::Summary;

/// Values shown by name; the others are counted.
const VALUES: usize = 12;

/// A line.
#[derive(Debug)]
pub struct Attribute {
    pub label: &'static str,
    pub segments: Vec<Segment>,
    pub is_transmitter: bool,
    /// Whether neurons disagree.
    pub is_mixed: bool,
}

impl Attribute {
    /// The class of a value's dot.
    pub fn dot<'a>(&self, value: &'a Option<String>) -> Option<&'a str> {
        value.as_deref().filter(|_| self.is_transmitter).map(|value| transmitter_class(value))
    }
}

/// The attributes that are known; that no neuron is cropped is not worth a line.
pub fn attributes(summary: &Summary) -> Vec<Attribute> {
    let line = |attribute: neuron::Attribute| {
        let tally = summary.attributes.get(&attribute)?;
        if attribute == neuron::Attribute::Cropped && tally.keys().all(|value| value == "false") {
            return None;
        }
        Some(Attribute {
            label: attribute.label(),
            segments: tallies::segments(attribute, tally, summary.neurons.total, VALUES),
            is_transmitter: neuron::Attribute::TRANSMITTER.contains(&attribute),
            is_mixed: tally.len() > 1,
        })
    };
    neuron::Attribute::ALL.into_iter().filter_map(line).collect()
}

/// Whether a number behind a value may be a confidence.
pub fn states_confidence(summary: &Summary) -> bool {
    summary.attributes.values().flatten().any(|(_, tally)| tally.confidence.is_some())
}
