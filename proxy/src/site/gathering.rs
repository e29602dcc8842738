//! What is gathered of types beside their summaries while batches come in.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::neuron::Neuron;
use shared::side::Side;
use shared::site::SIDES_WITH_PAGES;
use shared::summary::Summarizer;
use shared::wire::{NeuronRow, Summary};

use crate::source::noting::Note;
use crate::source::wire_row;

/// A type's neurons, and the summaries of those of each side.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Sorted by body id.
    pub neurons: Vec<NeuronRow>,
    /// For each of left, right and middle that it has neurons of.
    pub of_sides: BTreeMap<Side, Summary>,
}

/// What has been gathered and not been taken yet.
#[derive(Debug, Default)]
pub struct Gathering(Mutex<HashMap<String, Gathered>>);

impl Gathering {
    /// What has been gathered of a type.
    pub fn take(&self, name: &str) -> Gathered {
        self.types().remove(name).unwrap_or_default()
    }

    fn types(&self) -> MutexGuard<'_, HashMap<String, Gathered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a query brings of one type.
#[derive(Default)]
pub struct OfType {
    neurons: Vec<(u64, NeuronRow)>,
    sides: BTreeMap<Side, Summarizer>,
}

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

    fn keep(&self, _types: &[Arc<str>], types: HashMap<String, OfType>) {
        for (name, mut of_type) in types {
            of_type.neurons.sort_by_key(|(body_id, _)| *body_id);
            let neurons = of_type.neurons.into_iter().map(|(_, row)| row).collect();
            let finish =
                |(side, sums): (Side, Summarizer)| Some((side, sums.finish().remove(&name)?));
            let of_sides = of_type.sides.into_iter().filter_map(finish).collect();
            self.types().insert(name, Gathered { neurons, of_sides });
        }
    }
}
