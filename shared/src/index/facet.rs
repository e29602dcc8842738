//! What types can be filtered by: facets have values, measures are numbers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Entry, Index};
use crate::neuron::{Attribute, NameKind, transmitter_label};
use crate::quality::FlagKind;

/// What can be filtered by its values. A type has each value that any of its neurons has, unless
/// it says otherwise here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// The transmitter: of consensus, experiments, type-predicted and neuron-predicted the first
    /// that the type has, and of that the value that most of its neurons have.
    Transmitter,
    /// The transmitter by experiments.
    ExperimentalNt,
    /// The transmitter by consensus.
    ConsensusNt,
    /// The transmitter predicted for the whole type.
    CelltypePredictedNt,
    /// The transmitter predicted for single neurons.
    PredictedNt,
    /// Superclass.
    Superclass,
    /// Class.
    Class,
    /// Subclass.
    Subclass,
    /// Hemilineage.
    Hemilineage,
    /// Neuromere of the soma.
    Neuromere,
    /// Sexual dimorphism.
    Dimorphism,
    /// On which sides the type has neurons. A type may have several of these values:
    /// `some left`, `some right`, `some middle`, `some unknown`: at least one there;
    /// `left and right`: at least one on each;
    /// `only left`: at least one on the left, none on the right or in the middle (some may be of
    /// unknown side); `only right` and `only middle` likewise.
    Side,
    /// Tracing status.
    Status,
    /// Whether the volume's border cuts neurons of the type: `some cropped` or `none cropped`,
    /// where the dataset says.
    Cropped,
    /// What the dataset has of the type besides its own name: kinds of names and attributes, by
    /// the keys that they have on the wire (`flywireType`, `consensusNt`).
    Has,
    /// What deserves a second look at the type, by the keys of [`crate::quality::FlagKind`].
    Attention,
}

impl Facet {
    /// All facets, in the order in which they are shown.
    pub const ALL: [Facet; 16] = [
        Facet::Transmitter,
        Facet::ExperimentalNt,
        Facet::ConsensusNt,
        Facet::CelltypePredictedNt,
        Facet::PredictedNt,
        Facet::Superclass,
        Facet::Class,
        Facet::Subclass,
        Facet::Hemilineage,
        Facet::Neuromere,
        Facet::Dimorphism,
        Facet::Side,
        Facet::Status,
        Facet::Cropped,
        Facet::Has,
        Facet::Attention,
    ];

    /// The attribute whose values these are, as the neurons have them.
    pub fn attribute(self) -> Option<Attribute> {
        Some(match self {
            Facet::ExperimentalNt => Attribute::ExperimentalNt,
            Facet::ConsensusNt => Attribute::ConsensusNt,
            Facet::CelltypePredictedNt => Attribute::CelltypePredictedNt,
            Facet::PredictedNt => Attribute::PredictedNt,
            Facet::Superclass => Attribute::Superclass,
            Facet::Class => Attribute::Class,
            Facet::Subclass => Attribute::Subclass,
            Facet::Hemilineage => Attribute::Hemilineage,
            Facet::Neuromere => Attribute::Neuromere,
            Facet::Dimorphism => Attribute::Dimorphism,
            Facet::Status => Attribute::Status,
            Facet::Transmitter | Facet::Side | Facet::Cropped | Facet::Has | Facet::Attention => {
                return None;
            }
        })
    }

    /// A value of it in the one spelling for all datasets: see [`Attribute::spelt`].
    pub fn spelt(self, value: &str) -> &str {
        match self {
            Facet::Transmitter => Attribute::ConsensusNt.spelt(value),
            _ => self.attribute().map_or(value, |attribute| attribute.spelt(value)),
        }
    }

    /// Whether its values are transmitters.
    pub fn is_transmitter(self) -> bool {
        self == Facet::Transmitter
            || self.attribute().is_some_and(|it| Attribute::TRANSMITTER.contains(&it))
    }

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Facet::Transmitter => "Transmitter",
            Facet::Side => "Side",
            Facet::Cropped => "Cropped",
            Facet::Has => "Has",
            Facet::Attention => "Needs attention",
            attribute => attribute.attribute().map_or("", Attribute::label),
        }
    }

    /// Its name in the URL and in the query line.
    pub fn key(self) -> &'static str {
        match self {
            Facet::Transmitter => "nt",
            Facet::ExperimentalNt => "experimentalNt",
            Facet::ConsensusNt => "consensusNt",
            Facet::CelltypePredictedNt => "celltypePredictedNt",
            Facet::PredictedNt => "predictedNt",
            Facet::Superclass => "superclass",
            Facet::Class => "class",
            Facet::Subclass => "subclass",
            Facet::Hemilineage => "hemilineage",
            Facet::Neuromere => "neuromere",
            Facet::Dimorphism => "dimorphism",
            Facet::Side => "side",
            Facet::Status => "status",
            Facet::Cropped => "cropped",
            Facet::Has => "has",
            Facet::Attention => "attention",
        }
    }

    /// Whether a type may have several of its values, so that all of some can be asked for.
    pub fn has_several(self) -> bool {
        !matches!(self, Facet::Transmitter | Facet::Cropped)
    }

    /// A value of it on the screen: those of [`Facet::Has`] and [`Facet::Attention`] are keys,
    /// `gaba` is an abbreviation, all others are words.
    pub fn value_label(self, value: &str) -> &str {
        let label = match self {
            Facet::Has => has_label(value),
            Facet::Attention => {
                FlagKind::ALL.iter().find(|kind| kind.key() == value).map(|kind| kind.label())
            }
            _ if self.is_transmitter() => return transmitter_label(value),
            _ => None,
        };
        label.unwrap_or(value)
    }
}

fn has_label(key: &str) -> Option<&'static str> {
    let kind = NameKind::ALL.iter().find(|kind| kind.key() == key).map(|kind| kind.label());
    kind.or_else(|| Attribute::ALL.iter().find(|it| it.key() == key).map(|it| it.label()))
}

/// What can be filtered by bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Neurons of the type.
    Neurons,
    /// Inputs (PSDs).
    Inputs,
    /// Outputs: connections where the dataset has them, else T-bars.
    Outputs,
    /// Inputs per neuron, rounded.
    InputsPerNeuron,
    /// Outputs per neuron, rounded.
    OutputsPerNeuron,
    /// Mean confidence of [`Facet::Transmitter`]'s value in whole percent; types without one have
    /// no number, and are within no bounds.
    NtConfidence,
}

const ONE_TWO_FIVE: [u64; 17] = [
    1, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
    500_000, 1_000_000,
];

impl Measure {
    /// All measures, in the order in which they are shown.
    pub const ALL: [Measure; 6] = [
        Measure::Neurons,
        Measure::Inputs,
        Measure::Outputs,
        Measure::InputsPerNeuron,
        Measure::OutputsPerNeuron,
        Measure::NtConfidence,
    ];

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Measure::Neurons => "Neurons per type",
            Measure::Inputs => "Inputs",
            Measure::Outputs => "Outputs",
            Measure::InputsPerNeuron => "Inputs per neuron",
            Measure::OutputsPerNeuron => "Outputs per neuron",
            Measure::NtConfidence => "Transmitter confidence, %",
        }
    }

    /// Its name in the URL and in the query line.
    pub fn key(self) -> &'static str {
        match self {
            Measure::Neurons => "neurons",
            Measure::Inputs => "inputs",
            Measure::Outputs => "outputs",
            Measure::InputsPerNeuron => "inputsPerNeuron",
            Measure::OutputsPerNeuron => "outputsPerNeuron",
            Measure::NtConfidence => "confidence",
        }
    }

    /// Lower bounds of the bins of its histogram, disjoint; the last one has no upper bound. What
    /// is below the first is in no bin.
    pub fn bins(self) -> &'static [u64] {
        match self {
            Measure::Neurons => &[1, 2, 3, 4, 6, 10, 20, 40, 100, 200, 400, 1_000, 2_000],
            Measure::Inputs | Measure::Outputs => &ONE_TWO_FIVE,
            Measure::InputsPerNeuron | Measure::OutputsPerNeuron => &ONE_TWO_FIVE[..14],
            Measure::NtConfidence => &[0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
        }
    }

    /// Which bin a number is in.
    pub fn bin(self, number: u64) -> Option<usize> {
        self.bins().partition_point(|least| *least <= number).checked_sub(1)
    }

    /// The number of a type, where it has one.
    pub fn of(self, entry: &Entry) -> Option<u64> {
        let per_neuron = |n: u64| {
            let neurons = entry.neurons.total;
            (neurons > 0).then(|| (n + neurons / 2) / neurons)
        };
        match self {
            Measure::Neurons => Some(entry.neurons.total),
            Measure::Inputs => Some(entry.post),
            Measure::Outputs => Some(entry.outputs().0),
            Measure::InputsPerNeuron => per_neuron(entry.post),
            Measure::OutputsPerNeuron => per_neuron(entry.outputs().0),
            Measure::NtConfidence => entry.transmitter?.confidence.map(u64::from),
        }
    }
}

impl Index {
    /// The bins of a measure from the first with any type to the last, whatever a view asks for;
    /// empty where no type has a number.
    pub fn span(&self, measure: Measure) -> Range<usize> {
        let bins = measure.bins().len();
        let mut span = bins..0;
        for entry in &self.entries {
            let bin = usize::from(entry.bins[measure as usize]);
            if bin < bins {
                span = span.start.min(bin)..span.end.max(bin + 1);
            }
        }
        if span.is_empty() { 0..0 } else { span }
    }
}
