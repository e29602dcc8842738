//! Notes of which neurons were read, by which queries.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use shared::neuron::Neuron;

use crate::source::SourceError;
use crate::source::noting::{Asked, Note};
use crate::source::partners::OwnType;

/// What was read of types, as the source handed it over.
#[derive(Debug, Default)]
pub struct Notes(Mutex<Seen>);

/// What has been read so far. What a failed query handed over is not in it.
#[derive(Debug, Default)]
pub struct Seen {
    /// The types of each query, in the order in which the answers were complete.
    pub batches: Vec<Vec<Arc<str>>>,
    /// The same of the queries for partners.
    pub partners: Vec<Vec<Arc<str>>>,
    /// By type, one for each time that a neuron was handed over; neurons without a type stand
    /// under the empty name.
    pub body_ids: BTreeMap<String, Vec<u64>>,
}

impl Notes {
    /// What has been noted since this was last called, body ids sorted.
    pub fn take(&self) -> Seen {
        let mut seen = std::mem::take(&mut *self.seen());
        seen.body_ids.values_mut().for_each(|ids| ids.sort_unstable());
        seen
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
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

    async fn keep(
        &self,
        asked: Asked<'_>,
        body_ids: BTreeMap<String, Vec<u64>>,
    ) -> Result<(), SourceError> {
        let mut seen = self.seen();
        seen.batches.push(asked.types.to_vec());
        for (name, ids) in body_ids {
            seen.body_ids.entry(name).or_default().extend(ids);
        }
        Ok(())
    }

    fn partners(&self, types: &[OwnType]) {
        self.seen().partners.push(types.iter().map(|own| own.name.clone()).collect());
    }
}
