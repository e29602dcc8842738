//! Which property of a dataset's neurons holds what. The list only orders the candidates, so
//! that an unknown dataset works with whatever properties it has.

use std::collections::HashSet;

use shared::neuron::{Attribute, NameKind};

use super::query;

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
const NAMES: [NameKind; 8] = [
    NameKind::Synonym,
    NameKind::FlywireType,
    NameKind::HemibrainType,
    NameKind::MancType,
    NameKind::SystematicType,
    NameKind::MorphologyType,
    NameKind::Note,
    NameKind::OntologyTerm,
];

/// What the property `class` of a dataset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Classes {
    /// The class, below a superclass.
    Below,
    /// The top level itself, and `subclass` is the class.
    Top,
}

impl Classes {
    /// MANC never had a superclass. The first optic lobe had none yet; a dataset that is not
    /// known is read like it.
    fn of(root: &str, present: Option<&HashSet<String>>) -> Classes {
        let has = |name| present.is_some_and(|present| present.contains(name));
        let without = has("class") && !has("superclass") && !has("super_class");
        match root {
            "manc" | "vnc" => Classes::Top,
            "hemibrain" | "male-cns" | "cns" | "flywire-fafb" | "fafb" | "flywire" => {
                Classes::Below
            }
            _ if without => Classes::Top,
            _ => Classes::Below,
        }
    }
}

/// The properties that may hold something in a dataset, the one that counts first: the value of
/// the first that says anything is a neuron's.
///
/// The hemibrain's `cellBodyFiber` is no candidate: some tools take it for a hemilineage, but it
/// names a bundle of fibres, and whoever filters by hemilineage would be told what nobody said.
fn candidates(root: &str, classes: Classes, role: Role) -> &'static [&'static str] {
    use Attribute::*;
    match (role, classes, root) {
        (Role::Side, _, "flywire-fafb" | "fafb" | "flywire") => &["rootSide", "somaSide", "side"],
        (Role::Side, ..) => &["somaSide", "rootSide", "side"],
        (Role::Attribute(Superclass), Classes::Top, _) => &["class"],
        (Role::Attribute(Class), Classes::Top, _) => &["subclass"],
        (Role::Attribute(Subclass), Classes::Top, _) => &[],
        (Role::Attribute(attribute), ..) => match attribute {
            ExperimentalNt => &["experimentalNt"],
            ConsensusNt => &["consensusNt"],
            CelltypePredictedNt => &["celltypePredictedNt"],
            PredictedNt => &["predictedNt"],
            Superclass => &["superclass", "super_class"],
            Class => &["class", "cell_class"],
            Subclass => &["subclass", "sub_class"],
            Hemilineage => &["itoleeHl", "trumanHl", "hemilineage"],
            Neuromere => &["somaNeuromere"],
            Dimorphism => &["dimorphism"],
            Status => &["status"],
            Cropped => &["cropped"],
            SideAsWritten => &[],
        },
        (Role::Confidence(CelltypePredictedNt), ..) => &["celltypePredictedNtConfidence"],
        (Role::Confidence(PredictedNt), ..) => &["predictedNtConfidence", "predictedNtProb"],
        (Role::Confidence(_), ..) => &[],
        (Role::Name(kind), ..) => match kind {
            NameKind::Synonym => &["synonyms", "synonym"],
            NameKind::FlywireType => &["flywireType", "flywire_type"],
            NameKind::HemibrainType => &["hemibrainType", "hemibrain_type"],
            NameKind::MancType => &["mancType", "manc_type"],
            NameKind::SystematicType => &["systematicType"],
            NameKind::MorphologyType => &["morphologyType", "morphology_type"],
            NameKind::Note => &["notes"],
            NameKind::OntologyTerm => &["fbbtId", "fbbt_id"],
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
        let root = query::root(dataset);
        let classes = Classes::of(root, present);
        let mut want = |role| {
            candidates(root, classes, role)
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
        let expected = [
            "somaSide",
            "rootSide",
            "side",
            "experimentalNt",
            "consensusNt",
            "celltypePredictedNt",
            "predictedNt",
        ];
        assert_eq!(partners.wanted(), expected);
        assert_eq!(partners.side, [5, 6, 7]);
        assert_eq!(partners.attributes[3], (Attribute::PredictedNt, vec![11], vec![]));
    }

    #[test]
    fn every_candidate_is_a_plain_property_and_is_asked_for_once() {
        for dataset in ["hemibrain:v1.2.1", "manc:v1.2.3", "flywire-fafb:v783b"] {
            let properties = Properties::of(dataset, None, 0);
            let mut names = properties.wanted().to_vec();
            assert!(
                names.iter().all(|name| name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_'))
            );
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    /// The property that holds an attribute of a dataset whose neurons have these.
    fn held(dataset: &str, present: Option<&[&str]>, wanted: Attribute) -> Option<&'static str> {
        let present = present.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        let properties = Properties::of(dataset, present.as_ref(), 0);
        let held = properties.attributes.iter().find(|(attribute, ..)| *attribute == wanted);
        held.map(|(_, values, _)| properties.wanted()[values[0]])
    }

    #[test]
    fn without_a_superclass_the_class_is_the_top_level() {
        let check = |dataset: &str, present: Option<&[&str]>, expected: [Option<&str>; 3]| {
            let levels = [Attribute::Superclass, Attribute::Class, Attribute::Subclass];
            let found = levels.map(|level| held(dataset, present, level));
            assert_eq!(found, expected, "{dataset} {present:?}");
        };
        let shifted = [Some("class"), Some("subclass"), None];
        let both: &[&str] = &["class", "subclass"];
        let all: &[&str] = &["superclass", "class", "subclass"];
        let as_named = [Some("superclass"), Some("class"), Some("subclass")];
        check("manc:v1.2.3", None, shifted);
        check("manc:v1.2.3", Some(both), shifted);
        check("optic-lobe:v1.0", Some(both), shifted);
        check("optic-lobe:v1.1", Some(all), as_named);
        check("male-cns:v1.0", Some(all), as_named);
        check("hemibrain:v1.2.1", Some(both), [None, Some("class"), Some("subclass")]);
        check("new:v1", Some(both), shifted);
        check("new:v1", None, as_named);
        check(
            "new:v1",
            Some(&["super_class", "class"]),
            [Some("super_class"), Some("class"), None],
        );
    }

    /// The lists of properties by dataset that were gathered from what neuPrint's own tools and its
    /// users read; a word in brackets behind a name is a remark.
    #[test]
    fn published_datasets_are_asked_for_what_they_have() {
        let Some(folder) = std::env::var_os("QUICKPAGE_TEST_DATA") else {
            assert!(std::env::var_os("CI").is_none(), "QUICKPAGE_TEST_DATA must be set in CI");
            eprintln!("SKIPPED: set QUICKPAGE_TEST_DATA to test with real data");
            return;
        };
        let file = std::path::Path::new(&folder).join("dataset-adapters.json");
        let text = std::fs::read_to_string(file).expect("the lists");
        let lists: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (root, of) in lists["datasets"].as_object().expect("datasets") {
            let listed = |role: &str| -> Vec<String> {
                let names = of[role].as_array().into_iter().flatten().filter_map(|it| it.as_str());
                let plain = names.map(|name| name.split(" (").next().unwrap_or_default());
                // What is no property, what holds it in an older version only, and a bundle of
                // fibres.
                let is_left_out = |name: &str| {
                    matches!(
                        (root.as_str(), role, name),
                        (_, _, "instance_suffix" | "cellBodyFiber")
                            | ("optic-lobe", "superclass", "class")
                    )
                };
                plain.filter(|name| !is_left_out(name)).map(str::to_owned).collect()
            };
            if root == "_fallback" {
                continue;
            }
            let roles = ["side", "superclass", "class", "subclass", "hemilineage", "neuromere"];
            let more = ["dimorphism", "nt", "nt_confidence", "synonyms", "flywire_type"];
            let all = roles.into_iter().chain(more).chain(["type_aliases"]);
            let present: HashSet<String> = all.clone().flat_map(listed).collect();
            let properties = Properties::of(&format!("{root}:v1"), Some(&present), 0);
            let names = |columns: &Columns| -> Vec<&str> {
                columns.iter().map(|at| properties.wanted()[*at]).collect()
            };
            let of_attribute = |wanted: Attribute| {
                let mut held = properties.attributes.iter().filter(|(it, ..)| *it == wanted);
                held.next().map_or(Vec::new(), |(_, values, _)| names(values))
            };
            assert_eq!(names(&properties.side), listed("side"), "{root}");
            for (role, attribute) in [
                ("superclass", Attribute::Superclass),
                ("class", Attribute::Class),
                ("subclass", Attribute::Subclass),
                ("hemilineage", Attribute::Hemilineage),
                ("neuromere", Attribute::Neuromere),
                ("dimorphism", Attribute::Dimorphism),
            ] {
                assert_eq!(of_attribute(attribute), listed(role), "{root} {role}");
            }
            for role in all {
                for name in listed(role) {
                    assert!(properties.wanted().contains(&&*name), "{root} {role} {name}");
                }
            }
        }
    }

    #[test]
    fn a_cell_body_fiber_is_no_hemilineage() {
        let present: &[&str] = &["cellBodyFiber", "status"];
        assert_eq!(held("hemibrain:v1.2.1", Some(present), Attribute::Hemilineage), None);
        assert_eq!(
            held("manc:v1.2.3", Some(&["hemilineage"]), Attribute::Hemilineage),
            Some("hemilineage")
        );
    }

    #[test]
    fn a_side_comes_from_where_the_dataset_has_it_first() {
        let side = |dataset: &str| {
            let properties = Properties::of(dataset, None, 0);
            properties.side.iter().map(|at| properties.wanted()[*at]).collect::<Vec<_>>()
        };
        assert_eq!(side("male-cns:v1.0"), ["somaSide", "rootSide", "side"]);
        assert_eq!(side("flywire-fafb:v783b"), ["rootSide", "somaSide", "side"]);
    }
}
