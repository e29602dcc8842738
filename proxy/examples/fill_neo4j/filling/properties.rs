//! A neuron's properties, under the names that neuPrint's datasets give them.

use std::borrow::Cow;

use anyhow::{Context, Result};
use neo4rs::{BoltList, BoltMap, BoltString, BoltType};
use serde_json::{Map, Value};
use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::side::Side;

/// What stands in a node.
#[derive(Debug)]
pub struct Properties(Vec<(&'static str, BoltType)>);

impl Properties {
    /// The properties of a neuron, but for those that are named after its ROIs.
    ///
    /// # Errors
    /// When neuPrint has no property for something that is known of it.
    pub fn of(root: &str, neuron: &Neuron<'_>) -> Result<Properties> {
        let mut properties = Properties(vec![("bodyId", integer(neuron.body_id)?)]);
        let texts = [("type", neuron.type_name), ("instance", neuron.instance)];
        for (name, value) in texts {
            properties.0.extend(value.map(|value| (name, text(value))));
        }
        for (name, count) in counts(&neuron.counts) {
            properties.0.push((name, integer(count)?));
        }
        if !neuron.rois.is_empty() {
            properties.0.push(("roiInfo", text(&roi_info(&neuron.rois))));
        }
        properties.add_attributes(root, neuron)?;
        properties.add_names(&neuron.names);
        Ok(properties)
    }

    /// Their names, and what Neo4j calls the type of their values.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.iter().map(|(name, value)| match value {
            BoltType::Integer(_) => (*name, "INT"),
            BoltType::Float(_) => (*name, "FLOAT"),
            BoltType::Boolean(_) => (*name, "BOOLEAN"),
            BoltType::List(_) => (*name, "LIST"),
            _ => (*name, "STRING"),
        })
    }

    /// The node's properties, with one for each ROI that the neuron touches.
    pub fn finish(self, neuron: &Neuron<'_>) -> BoltMap {
        let mut map = BoltMap::with_capacity(self.0.len() + neuron.rois.len());
        for (roi, _) in &neuron.rois {
            map.put(BoltString::new(roi), true.into());
        }
        for (name, value) in self.0 {
            map.put(name.into(), value);
        }
        map
    }

    fn add_attributes(&mut self, root: &str, neuron: &Neuron<'_>) -> Result<()> {
        if neuron.side != Side::Unknown {
            self.0.push(("somaSide", text(neuron.side.letter())));
        }
        for (attribute, value, confidence) in &neuron.attributes {
            let name = attribute_property(root, *attribute)
                .with_context(|| format!("{root} has no property for {}", attribute.label()))?;
            let value = match (attribute, *value) {
                (Attribute::Cropped, "true") => true.into(),
                (Attribute::Cropped, "false") => false.into(),
                (_, value) => text(value),
            };
            self.0.push((name, value));
            if let Some(confidence) = confidence {
                let name = confidence_property(*attribute)
                    .with_context(|| format!("no confidence of {}", attribute.label()))?;
                // As it is written, not as 32 bits come out in 64.
                self.0.push((name, confidence.to_string().parse::<f64>()?.into()));
            }
        }
        Ok(())
    }

    /// Several names of a kind make a list.
    fn add_names(&mut self, names: &[(NameKind, &str)]) {
        let mut kinds: Vec<NameKind> = names.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let of_kind = names.iter().filter(|(other, _)| *other == kind);
            let texts: Vec<BoltType> = of_kind.map(|(_, name)| text(name)).collect();
            let value = match <[BoltType; 1]>::try_from(texts) {
                Ok([one]) => one,
                Err(several) => BoltType::List(BoltList::from(several)),
            };
            self.0.push((name_property(kind), value));
        }
    }
}

/// What neuPrint's datasets call an attribute.
fn attribute_property(root: &str, attribute: Attribute) -> Option<&'static str> {
    let in_cord = matches!(root, "manc" | "vnc");
    Some(match attribute {
        Attribute::ExperimentalNt => "experimentalNt",
        Attribute::ConsensusNt => "consensusNt",
        Attribute::CelltypePredictedNt => "celltypePredictedNt",
        Attribute::PredictedNt => "predictedNt",
        Attribute::Superclass if in_cord => "class",
        Attribute::Class if in_cord => "subclass",
        Attribute::Subclass if in_cord => return None,
        Attribute::Superclass => "superclass",
        Attribute::Class => "class",
        Attribute::Subclass => "subclass",
        Attribute::Hemilineage if in_cord => "hemilineage",
        Attribute::Hemilineage => "itoleeHl",
        Attribute::Neuromere => "somaNeuromere",
        Attribute::Dimorphism => "dimorphism",
        Attribute::Status => "status",
        Attribute::Cropped => "cropped",
        Attribute::SideAsWritten => "somaSide",
    })
}

fn confidence_property(attribute: Attribute) -> Option<&'static str> {
    match attribute {
        Attribute::CelltypePredictedNt => Some("celltypePredictedNtConfidence"),
        Attribute::PredictedNt => Some("predictedNtConfidence"),
        _ => None,
    }
}

fn name_property(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Type => "type",
        NameKind::Instance => "instance",
        NameKind::Synonym => "synonyms",
        NameKind::FlywireType => "flywireType",
        NameKind::HemibrainType => "hemibrainType",
        NameKind::MancType => "mancType",
        NameKind::SystematicType => "systematicType",
        NameKind::MorphologyType => "morphologyType",
        NameKind::Note => "notes",
        NameKind::OntologyTerm => "fbbtId",
    }
}

fn counts(counts: &Counts) -> impl Iterator<Item = (&'static str, u64)> {
    let named = [
        ("pre", counts.pre),
        ("post", counts.post),
        ("upstream", counts.upstream),
        ("downstream", counts.downstream),
    ];
    named.into_iter().filter_map(|(name, count)| Some((name, count?)))
}

fn roi_info(rois: &[(Cow<'_, str>, Counts)]) -> String {
    let of_roi = |of: &Counts| -> Map<String, Value> {
        counts(of).map(|(name, count)| (name.to_owned(), count.into())).collect()
    };
    let all: Map<String, Value> =
        rois.iter().map(|(roi, counts)| (roi.to_string(), of_roi(counts).into())).collect();
    Value::from(all).to_string()
}

/// A number as Neo4j has it: up to 2⁶³ − 1.
pub fn integer(number: u64) -> Result<BoltType> {
    Ok(i64::try_from(number).with_context(|| format!("{number} is no integer of Neo4j's"))?.into())
}

fn text(text: &str) -> BoltType {
    BoltType::String(BoltString::new(text))
}
