//! Which property of a dataset's neurons holds what. The list only orders the candidates, so
//! that an unknown dataset works with whatever properties it has.

use std::collections::HashSet;

use shared::neuron::{Attribute, NameKind};

/// Something that a property may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Side,
    Attribute(Attribute),
    /// How sure the attribute's value is.
    Confidence(Attribute),
    Name(NameKind),
}

/// The names that a neuron may have besides its type and instance.
const NAMES: [NameKind; 7] = [
    NameKind::Synonym,
    NameKind::FlywireType,
    NameKind::HemibrainType,
    NameKind::MancType,
    NameKind::SystematicType,
    NameKind::MorphologyType,
    NameKind::Note,
];

/// The properties that may hold something in a dataset, the one that counts first.
fn candidates(dataset: &str, role: Role) -> &'static [&'static str] {
    use Attribute::*;
    let root = dataset.split(':').next().unwrap_or_default();
    match (role, root) {
        (Role::Side, "flywire-fafb" | "fafb" | "flywire") => &["rootSide", "somaSide", "side"],
        (Role::Side, _) => &["somaSide", "rootSide", "side"],
        (Role::Attribute(Superclass), "manc" | "vnc") => &["class"],
        (Role::Attribute(Class), "manc" | "vnc") => &["subclass"],
        (Role::Attribute(Subclass), "manc" | "vnc") => &[],
        (Role::Attribute(attribute), _) => match attribute {
            ConsensusNt => &["consensusNt"],
            CelltypePredictedNt => &["celltypePredictedNt"],
            PredictedNt => &["predictedNt"],
            Superclass => &["superclass"],
            Class => &["class"],
            Subclass => &["subclass"],
            Hemilineage => &["itoleeHl", "trumanHl", "hemilineage"],
            Neuromere => &["somaNeuromere"],
            Dimorphism => &["dimorphism"],
            Status => &["status"],
            Cropped => &["cropped"],
            SideAsWritten => &[],
        },
        (Role::Confidence(CelltypePredictedNt), _) => &["celltypePredictedNtConfidence"],
        (Role::Confidence(PredictedNt), _) => &["predictedNtConfidence", "predictedNtProb"],
        (Role::Confidence(_), _) => &[],
        (Role::Name(kind), _) => match kind {
            NameKind::Synonym => &["synonyms", "synonym"],
            NameKind::FlywireType => &["flywireType"],
            NameKind::HemibrainType => &["hemibrainType"],
            NameKind::MancType => &["mancType"],
            NameKind::SystematicType => &["systematicType"],
            NameKind::MorphologyType => &["morphologyType"],
            NameKind::Note => &["notes"],
            NameKind::Type | NameKind::Instance => &[],
        },
    }
}

/// Numbers of columns, the one that counts first.
pub type Columns = Vec<usize>;

/// The properties to ask a dataset for, and where in the answer each is found.
#[derive(Debug)]
pub struct Properties {
    wanted: Vec<&'static str>,
    first_column: usize,
    /// Where the side may be.
    pub side: Columns,
    /// Where the attributes and their confidences may be.
    pub attributes: Vec<(Attribute, Columns, Columns)>,
    /// Where further names may be.
    pub names: Vec<(NameKind, Columns)>,
}

impl Properties {
    /// The properties of a dataset whose neurons have those in `present`; all candidates where
    /// that is not known, since a property that is not there costs a `null` and no more. Their
    /// columns come after `first_column` others.
    pub fn of(dataset: &str, present: Option<&HashSet<String>>, first_column: usize) -> Properties {
        let mut properties = Properties::none(first_column);
        let mut want = |role| {
            candidates(dataset, role)
                .iter()
                .filter(|name| present.is_none_or(|present| present.contains(**name)))
                .map(|name| properties.column(name))
                .collect::<Columns>()
        };
        let side = want(Role::Side);
        let attributes = Attribute::ALL.map(|attribute| {
            let values = want(Role::Attribute(attribute));
            (attribute, values, want(Role::Confidence(attribute)))
        });
        let names = NAMES.map(|kind| (kind, want(Role::Name(kind))));
        properties.side = side;
        properties.attributes = attributes.into();
        properties.attributes.retain(|(_, values, _)| !values.is_empty());
        properties.names = names.into();
        properties
    }

    /// Those among them that matter of a partner: its side and its transmitters.
    pub fn of_partners(&self, first_column: usize) -> Properties {
        let mut properties = Properties::none(first_column);
        let mut again = |columns: &Columns| -> Columns {
            let names = columns.iter().map(|at| self.wanted[at - self.first_column]);
            names.map(|name| properties.column(name)).collect()
        };
        let side = again(&self.side);
        let transmitters =
            self.attributes.iter().filter(|held| Attribute::TRANSMITTER.contains(&held.0));
        let attributes = transmitters
            .map(|(attribute, values, _)| (*attribute, again(values), Columns::new()))
            .collect();
        Properties { side, attributes, ..properties }
    }

    /// The properties, in the order of their columns.
    pub fn wanted(&self) -> &[&'static str] {
        &self.wanted
    }

    fn none(first_column: usize) -> Properties {
        Properties {
            wanted: Vec::new(),
            first_column,
            side: Vec::new(),
            attributes: Vec::new(),
            names: Vec::new(),
        }
    }

    fn column(&mut self, name: &'static str) -> usize {
        let at = self.wanted.iter().position(|wanted| *wanted == name);
        let at = at.unwrap_or_else(|| {
            self.wanted.push(name);
            self.wanted.len() - 1
        });
        self.first_column + at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_that_is_not_there_is_not_asked_for() {
        let present =
            HashSet::from(["rootSide", "predictedNtProb", "predictedNt", "x"].map(String::from));
        let properties = Properties::of("new:v1", Some(&present), 8);
        assert_eq!(properties.wanted(), ["rootSide", "predictedNt", "predictedNtProb"]);
        assert_eq!(properties.side, [8]);
        assert_eq!(properties.attributes, [(Attribute::PredictedNt, vec![9], vec![10])]);
    }

    #[test]
    fn of_a_partner_only_its_side_and_transmitters_are_asked_for() {
        let whole = Properties::of("optic-lobe:v1.1", None, 8);
        let partners = whole.of_partners(5);
        let expected =
            ["somaSide", "rootSide", "side", "consensusNt", "celltypePredictedNt", "predictedNt"];
        assert_eq!(partners.wanted(), expected);
        assert_eq!(partners.side, [5, 6, 7]);
        assert_eq!(partners.attributes[2], (Attribute::PredictedNt, vec![10], vec![]));
    }

    #[test]
    fn every_candidate_is_a_plain_property_and_is_asked_for_once() {
        for dataset in ["hemibrain:v1.2.1", "manc:v1.2.3", "flywire-fafb:v783b"] {
            let properties = Properties::of(dataset, None, 0);
            let mut names = properties.wanted().to_vec();
            assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_alphabetic())));
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn manc_holds_its_superclass_in_class() {
        let properties = Properties::of("manc:v1.2.3", None, 0);
        let column = |wanted: Attribute| {
            let held = properties.attributes.iter().find(|(a, ..)| *a == wanted);
            held.map(|(_, values, _)| properties.wanted()[values[0]])
        };
        assert_eq!(column(Attribute::Superclass), Some("class"));
        assert_eq!(column(Attribute::Class), Some("subclass"));
        assert_eq!(column(Attribute::Subclass), None);
    }
}
