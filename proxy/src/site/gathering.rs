//! What is gathered of types beside their summaries while batches come in: their neurons, sums by
//! side, and their partners, which are asked for in batches, too.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::side::Side;
use shared::site::SIDES_WITH_PAGES;
use shared::summary::Summarizer;
use shared::wire::{NeuronRow, Summary};

use crate::source::noting::{Asked, Note};
use crate::source::partners::{OwnType, PartnersBySide};
use crate::source::{SourceError, wire_row};

/// Synapses of types whose partners are asked for at once, unless a single type has more; so
/// bounds the rows of an answer, each of which stands for one synapse or more.
const MOST_SYNAPSES: u64 = 1_000_000;

/// A type's neurons, the summaries of those of each side, and its partners.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Sorted by body id.
    pub neurons: Vec<NeuronRow>,
    /// For each of left, right and middle that it has neurons of.
    pub of_sides: BTreeMap<Side, Summary>,
    /// Where they are gathered.
    pub partners: Option<PartnersBySide>,
}

/// What has been gathered and not been taken yet.
#[derive(Debug, Default)]
pub struct Gathering {
    types: Mutex<HashMap<String, Gathered>>,
    with_partners: AtomicBool,
}

impl Gathering {
    /// Gathers partners from now on, or none.
    pub fn with_partners(&self, with_partners: bool) {
        self.with_partners.store(with_partners, Ordering::Relaxed);
    }

    /// What has been gathered of a type.
    pub fn take(&self, name: &str) -> Gathered {
        self.types().remove(name).unwrap_or_default()
    }

    fn types(&self) -> MutexGuard<'_, HashMap<String, Gathered>> {
        self.types.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The partners of what a query has brought.
    async fn partners(
        &self,
        asked: Asked<'_>,
        types: &HashMap<String, OfType>,
    ) -> Result<HashMap<String, PartnersBySide>, SourceError> {
        let mut found = HashMap::new();
        if !self.with_partners.load(Ordering::Relaxed) {
            return Ok(found);
        }
        for some in in_parts(types) {
            let partners = asked.source.partners_by_side(asked.dataset, &some).await?;
            found.extend(some.iter().map(|own| own.name.to_string()).zip(partners));
        }
        Ok(found)
    }
}

/// What a query brings of one type.
#[derive(Default)]
pub struct OfType {
    neurons: Vec<(u64, NeuronRow)>,
    sides: BTreeMap<Side, Summarizer>,
}

#[async_trait]
impl Note for Gathering {
    type OfQuery = HashMap<String, OfType>;

    fn add(&self, types: &mut HashMap<String, OfType>, neuron: &Neuron<'_>) {
        let Some(name) = neuron.type_name else { return };
        if !types.contains_key(name) {
            types.insert(name.to_owned(), OfType::default());
        }
        let Some(of_type) = types.get_mut(name) else { return };
        of_type.neurons.push((neuron.body_id, wire_row(neuron)));
        if SIDES_WITH_PAGES.contains(&neuron.side) {
            let sums = || Summarizer::of_types([name]);
            of_type.sides.entry(neuron.side).or_insert_with(sums).add(neuron);
        }
    }

    async fn keep(
        &self,
        asked: Asked<'_>,
        types: HashMap<String, OfType>,
    ) -> Result<(), SourceError> {
        let mut partners = self.partners(asked, &types).await?;
        for (name, mut of_type) in types {
            of_type.neurons.sort_by_key(|(body_id, _)| *body_id);
            let neurons = of_type.neurons.into_iter().map(|(_, row)| row).collect();
            let finish =
                |(side, sums): (Side, Summarizer)| Some((side, sums.finish().remove(&name)?));
            let of_sides = of_type.sides.into_iter().filter_map(finish).collect();
            let partners = partners.remove(&name);
            self.types().insert(name, Gathered { neurons, of_sides, partners });
        }
        Ok(())
    }
}

/// The types, so many at once that their partners can be asked for together.
fn in_parts(types: &HashMap<String, OfType>) -> Vec<Vec<OwnType>> {
    let mut parts: Vec<Vec<OwnType>> = Vec::new();
    let mut room = 0;
    for (name, of_type) in types {
        let rows = of_type.neurons.iter();
        let sides = rows.clone().map(|(body_id, row)| (*body_id, row.side)).collect();
        let synapses: u64 = rows.map(|(_, row)| synapses(row)).sum();
        let own = OwnType { name: name.as_str().into(), sides };
        match parts.last_mut().filter(|_| synapses <= room) {
            Some(part) => part.push(own),
            None => {
                parts.push(vec![own]);
                room = MOST_SYNAPSES;
            }
        }
        room = room.saturating_sub(synapses);
    }
    parts
}

fn synapses(row: &NeuronRow) -> u64 {
    row.upstream.or(row.post).unwrap_or(0) + row.downstream.or(row.pre).unwrap_or(0)
}
