//! Notes of which neurons were read, by which queries.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use shared::neuron::Neuron;

use crate::source::noting::Note;

/// What was read of types, as the source handed it over.
#[derive(Debug, Default)]
pub struct Notes(Mutex<Seen>);

/// What has been read so far. What a failed query handed over is not in it.
#[derive(Debug, Default)]
pub struct Seen {
    /// The types of each query, in the order in which the answers were complete.
    pub batches: Vec<Vec<Arc<str>>>,
    /// By type, one for each time that a neuron was handed over; neurons without a type stand
    /// under the empty name.
    pub body_ids: BTreeMap<String, Vec<u64>>,
}

impl Notes {
    /// What has been noted since this was last called, body ids sorted.
    pub fn take(&self) -> Seen {
        let mut seen = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        seen.body_ids.values_mut().for_each(|ids| ids.sort_unstable());
        seen
    }
}

impl Note for Notes {
    type OfQuery = BTreeMap<String, Vec<u64>>;

    fn add(&self, body_ids: &mut BTreeMap<String, Vec<u64>>, neuron: &Neuron<'_>) {
        let name = neuron.type_name.unwrap_or_default();
        match body_ids.get_mut(name) {
            Some(ids) => ids.push(neuron.body_id),
            None => {
                body_ids.insert(name.to_owned(), vec![neuron.body_id]);
            }
        }
    }

    fn keep(&self, types: &[Arc<str>], body_ids: BTreeMap<String, Vec<u64>>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.batches.push(types.to_vec());
        for (name, ids) in body_ids {
            seen.body_ids.entry(name).or_default().extend(ids);
        }
    }
}
