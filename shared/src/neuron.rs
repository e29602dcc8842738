//! One neuron as a source hands it over, and the words for what may be known of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::side::Side;

/// Synapse counts of a neuron, or of a neuron within one ROI. `None` where the dataset does not
/// say, which is not the same as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Output sites (T-bars).
    pub pre: Option<u64>,
    /// Input synapses (PSDs).
    pub post: Option<u64>,
    /// Input connections.
    pub upstream: Option<u64>,
    /// Output connections.
    pub downstream: Option<u64>,
}

/// What a dataset may say of a neuron besides its names, counts and side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Attribute {
    /// Transmitter that experiments alone have shown.
    ExperimentalNt,
    /// Transmitter that experiments and predictions together stand for.
    ConsensusNt,
    /// Transmitter predicted for the whole neuron type.
    CelltypePredictedNt,
    /// Transmitter predicted for the single neuron.
    PredictedNt,
    /// Superclass (the field's top level: sensory, intrinsic, descending …).
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
    /// Tracing status.
    Status,
    /// Whether the volume's border cuts the neuron.
    Cropped,
    /// A side as it was written, where that names no side.
    SideAsWritten,
}

/// A transmitter on the screen: `gaba` is an abbreviation.
pub fn transmitter_label(value: &str) -> &str {
    if value == "gaba" { "GABA" } else { value }
}

impl Attribute {
    /// All attributes, in the order in which they are shown.
    pub const ALL: [Attribute; 13] = [
        Attribute::ExperimentalNt,
        Attribute::ConsensusNt,
        Attribute::CelltypePredictedNt,
        Attribute::PredictedNt,
        Attribute::Superclass,
        Attribute::Class,
        Attribute::Subclass,
        Attribute::Hemilineage,
        Attribute::Neuromere,
        Attribute::Dimorphism,
        Attribute::Status,
        Attribute::Cropped,
        Attribute::SideAsWritten,
    ];

    /// The transmitter attributes, the one to be shown where a type has several first: a
    /// consensus has weighed the experiments.
    pub const TRANSMITTER: [Attribute; 4] = [
        Attribute::ConsensusNt,
        Attribute::ExperimentalNt,
        Attribute::CelltypePredictedNt,
        Attribute::PredictedNt,
    ];

    /// A value of it in one spelling for all datasets: transmitters by their full names in lower
    /// case (`ACH`, `ach` → `acetylcholine`), truth values in lower case; all else as it is.
    pub fn spelt(self, value: &str) -> &str {
        const TRANSMITTERS: [(&str, &[&str]); 10] = [
            ("acetylcholine", &["ach"]),
            ("gaba", &[]),
            ("glutamate", &["glu", "glut"]),
            ("dopamine", &["da"]),
            ("serotonin", &["ser", "5-ht", "5ht"]),
            ("octopamine", &["oct", "oa"]),
            ("histamine", &["ha", "his"]),
            ("tyramine", &["ta", "tyr"]),
            ("unclear", &["unc"]),
            ("unknown", &["unk"]),
        ];
        const TRUTHS: [(&str, &[&str]); 2] = [("true", &[]), ("false", &[])];
        let spellings: &[(&str, &[&str])] = match self {
            Attribute::Cropped => &TRUTHS,
            nt if Attribute::TRANSMITTER.contains(&nt) => &TRANSMITTERS,
            _ => &[],
        };
        let is = |spelling: &str| value.eq_ignore_ascii_case(spelling);
        let known = spellings.iter().find(|(name, short)| is(name) || short.iter().any(|s| is(s)));
        known.map_or(value, |(name, _)| name)
    }

    /// A value of it on the screen: abbreviations in capitals.
    pub fn value_label(self, value: &str) -> &str {
        if Attribute::TRANSMITTER.contains(&self) { transmitter_label(value) } else { value }
    }

    /// Its name on the wire and in the query line.
    pub fn key(self) -> &'static str {
        match self {
            Attribute::ExperimentalNt => "experimentalNt",
            Attribute::ConsensusNt => "consensusNt",
            Attribute::CelltypePredictedNt => "celltypePredictedNt",
            Attribute::PredictedNt => "predictedNt",
            Attribute::Superclass => "superclass",
            Attribute::Class => "class",
            Attribute::Subclass => "subclass",
            Attribute::Hemilineage => "hemilineage",
            Attribute::Neuromere => "neuromere",
            Attribute::Dimorphism => "dimorphism",
            Attribute::Status => "status",
            Attribute::Cropped => "cropped",
            Attribute::SideAsWritten => "sideAsWritten",
        }
    }

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Attribute::ExperimentalNt => "Experimental NT",
            Attribute::ConsensusNt => "Consensus NT",
            Attribute::CelltypePredictedNt => "Type-predicted NT",
            Attribute::PredictedNt => "Neuron-predicted NT",
            Attribute::Superclass => "Superclass",
            Attribute::Class => "Class",
            Attribute::Subclass => "Subclass",
            Attribute::Hemilineage => "Hemilineage",
            Attribute::Neuromere => "Neuromere",
            Attribute::Dimorphism => "Dimorphism",
            Attribute::Status => "Status",
            Attribute::Cropped => "Cropped",
            Attribute::SideAsWritten => "Side as written",
        }
    }
}

/// What a name of a neuron type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NameKind {
    /// The type's own name.
    Type,
    /// A name that somebody gave it elsewhere; its source says who.
    Synonym,
    /// Its type in FlyWire.
    FlywireType,
    /// Its type in the hemibrain.
    HemibrainType,
    /// Its type in MANC.
    MancType,
    /// Its systematic name.
    SystematicType,
    /// Its type by morphology alone.
    MorphologyType,
    /// The name of some of its neurons.
    Instance,
    /// A remark of the annotators.
    Note,
    /// The term of FlyBase's anatomy ontology that its neurons are instances of
    /// (`FBbt_00003686`).
    OntologyTerm,
}

impl NameKind {
    /// The types of other datasets: the only names by which types of two datasets are said to be
    /// counterparts.
    pub const MAPPED: [NameKind; 3] =
        [NameKind::FlywireType, NameKind::HemibrainType, NameKind::MancType];

    /// Whether it is the type of another dataset.
    pub fn is_mapped(self) -> bool {
        NameKind::MAPPED.contains(&self)
    }

    /// All kinds, in the order in which they are wanted.
    pub const ALL: [NameKind; 10] = [
        NameKind::Type,
        NameKind::Synonym,
        NameKind::FlywireType,
        NameKind::HemibrainType,
        NameKind::MancType,
        NameKind::SystematicType,
        NameKind::MorphologyType,
        NameKind::Instance,
        NameKind::Note,
        NameKind::OntologyTerm,
    ];

    /// Its name on the wire and in the query line.
    pub fn key(self) -> &'static str {
        match self {
            NameKind::Type => "type",
            NameKind::Synonym => "synonym",
            NameKind::FlywireType => "flywireType",
            NameKind::HemibrainType => "hemibrainType",
            NameKind::MancType => "mancType",
            NameKind::SystematicType => "systematicType",
            NameKind::MorphologyType => "morphologyType",
            NameKind::Instance => "instance",
            NameKind::Note => "note",
            NameKind::OntologyTerm => "ontologyTerm",
        }
    }

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            NameKind::Type => "type",
            NameKind::Synonym => "synonym",
            NameKind::FlywireType => "FlyWire type",
            NameKind::HemibrainType => "hemibrain type",
            NameKind::MancType => "MANC type",
            NameKind::SystematicType => "systematic type",
            NameKind::MorphologyType => "morphology type",
            NameKind::Instance => "instance",
            NameKind::Note => "note",
            NameKind::OntologyTerm => "ontology term",
        }
    }
}

/// One neuron, borrowed from the source for as long as it takes to add it up.
#[derive(Debug, Clone, Default)]
pub struct Neuron<'a> {
    /// Body id. FlyWire's exceed 2⁵³, so in JSON it is always a string.
    pub body_id: u64,
    /// Neuron type; `None` for a neuron that belongs to no type.
    pub type_name: Option<&'a str>,
    /// Instance.
    pub instance: Option<&'a str>,
    /// Side.
    pub side: Side,
    /// Counts over the whole neuron.
    pub counts: Counts,
    /// Counts by ROI, by the source's own ROI names, each ROI once; single columns may be left out.
    pub rois: Vec<(Cow<'a, str>, Counts)>,
    /// Whether its counts by ROI are there and could not be read.
    pub is_unplaced: bool,
    /// What is known of it: attribute, value, confidence in 0..=1 where the source has one.
    pub attributes: Vec<(Attribute, &'a str, Option<f32>)>,
    /// Further names of its type, as the source writes them (a synonym may still hold several).
    pub names: Vec<(NameKind, &'a str)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_spelling_in_all_datasets() {
        let check = |attribute: Attribute, written, expected| {
            assert_eq!(attribute.spelt(written), expected);
        };
        check(Attribute::PredictedNt, "ACH", "acetylcholine");
        check(Attribute::ConsensusNt, "GABA", "gaba");
        check(Attribute::ConsensusNt, "co-transmission", "co-transmission");
        check(Attribute::Cropped, "True", "true");
        check(Attribute::Class, "DA", "DA");
    }

    #[test]
    fn keys_are_the_names_on_the_wire() {
        for attribute in Attribute::ALL {
            let written = serde_json::to_string(&attribute).expect("JSON");
            assert_eq!(written, format!("\"{}\"", attribute.key()));
        }
        for kind in NameKind::ALL {
            let written = serde_json::to_string(&kind).expect("JSON");
            assert_eq!(written, format!("\"{}\"", kind.key()));
        }
    }
}
