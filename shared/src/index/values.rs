//! The values by which types are filtered.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Facet, Transmitter, ValueId};
use crate::neuron::{Attribute, NameKind};
use crate::ordering;
use crate::quality::flags;
use crate::wire::{SideCounts, Summary, Tally};

/// The values of one facet, each once, by the order in which they came.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Values {
    all: Vec<Arc<str>>,
    /// By value, how many types have it.
    totals: Vec<u32>,
    #[serde(skip)]
    ids: HashMap<Arc<str>, ValueId>,
}

impl Values {
    pub(super) fn all(&self) -> &[Arc<str>] {
        &self.all
    }

    pub(super) fn totals(&self) -> &[u32] {
        &self.totals
    }

    pub(super) fn find(&self, value: &str) -> Option<ValueId> {
        self.ids.get(value).copied()
    }

    /// Finds the values again after they have been read.
    pub(super) fn number(&mut self) {
        self.ids = self.all.iter().cloned().zip(0..).collect();
    }

    /// The id of a value, a new one if need be; `None` when all ids are taken.
    fn id(&mut self, value: &str) -> Option<ValueId> {
        if let Some(id) = self.find(value) {
            return Some(id);
        }
        let id = ValueId::try_from(self.all.len()).ok()?;
        let value: Arc<str> = Arc::from(value);
        self.all.push(Arc::clone(&value));
        self.totals.push(0);
        self.ids.insert(value, id);
        Some(id)
    }
}

/// The values of [`Facet::Side`], in the order in which they are shown.
pub const SIDES: [&str; 8] = [
    "left and right",
    "only left",
    "only right",
    "only middle",
    "some left",
    "some right",
    "some middle",
    "some unknown",
];

type AllValues = [Values; Facet::ALL.len()];

/// The transmitter of a type; where as many neurons say one thing as another, the first by name.
pub(super) fn transmitter(all: &mut AllValues, summary: &Summary) -> Option<Transmitter> {
    let (attribute, tallies) = Attribute::TRANSMITTER
        .into_iter()
        .map(|attribute| (attribute, said(summary, attribute)))
        .find(|(_, tallies)| !tallies.is_empty())?;
    let most = tallies.iter().map(|(_, tally)| tally.neurons).max()?;
    let (value, _) = tallies.iter().find(|(_, tally)| tally.neurons == most)?;
    let confidence = tallies
        .iter()
        .find(|(said, _)| said == value)
        .and_then(|(_, tally)| tally.confidence)
        .map(|confidence| (confidence * 100.0).round() as u8);
    let value = all[Facet::Transmitter as usize].id(value)?;
    Some(Transmitter { attribute, value, mixed: tallies.len() > 1, confidence })
}

/// What neurons say of an attribute.
fn said(summary: &Summary, attribute: Attribute) -> Vec<(&str, Tally)> {
    let tallies = summary.attributes.get(&attribute).into_iter().flatten();
    let said = tallies.filter(|(_, tally)| tally.neurons > 0);
    said.map(|(value, tally)| (value.as_str(), *tally)).collect()
}

/// All values of a type, sorted by facet and id.
pub(super) fn values(
    all: &mut AllValues,
    summary: &Summary,
    transmitter: Option<Transmitter>,
) -> Box<[(Facet, ValueId)]> {
    let mut values: Vec<_> =
        transmitter.map(|t| (Facet::Transmitter, t.value)).into_iter().collect();
    let mut add = |facet: Facet, value: &str| {
        values.extend(all[facet as usize].id(value).map(|id| (facet, id)));
    };
    for facet in Facet::ALL {
        for (value, _) in facet.attribute().into_iter().flat_map(|it| said(summary, it)) {
            add(facet, value);
        }
    }
    for side in sides(&summary.neurons) {
        add(Facet::Side, side);
    }
    if let Some(cropped) = cropped(summary) {
        add(Facet::Cropped, cropped);
    }
    for key in has(summary) {
        add(Facet::Has, key);
    }
    for flag in flags(summary) {
        add(Facet::Attention, flag.key());
    }
    ordering::sort_by_key(&mut values, |value| *value);
    values.dedup();
    for (facet, value) in &values {
        all[*facet as usize].totals[usize::from(*value)] += 1;
    }
    values.into()
}

/// The values of [`Facet::Side`] that a type has.
fn sides(neurons: &SideCounts) -> impl Iterator<Item = &'static str> {
    let SideCounts { left, right, middle, unknown, .. } = *neurons;
    let holds = [
        left > 0 && right > 0,
        left > 0 && right == 0 && middle == 0,
        right > 0 && left == 0 && middle == 0,
        middle > 0 && left == 0 && right == 0,
        left > 0,
        right > 0,
        middle > 0,
        unknown > 0,
    ];
    SIDES.into_iter().zip(holds).filter_map(|(value, holds)| holds.then_some(value))
}

/// The value of [`Facet::Cropped`].
fn cropped(summary: &Summary) -> Option<&'static str> {
    let said = said(summary, Attribute::Cropped);
    let is_cropped = said.iter().any(|(value, _)| *value == "true");
    (!said.is_empty()).then_some(if is_cropped { "some cropped" } else { "none cropped" })
}

/// The values of [`Facet::Has`]. That a type has instances says nothing: nearly all have.
fn has(summary: &Summary) -> impl Iterator<Item = &'static str> {
    let names = summary.names.iter().map(|name| name.kind);
    let kinds = names.filter(|kind| *kind != NameKind::Instance).map(NameKind::key);
    let attributes = summary.attributes.iter().filter(|(_, tallies)| !tallies.is_empty());
    kinds.chain(attributes.map(|(attribute, _)| attribute.key()))
}
