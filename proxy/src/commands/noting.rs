//! A source with a note of what was read of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};

use crate::source::{Each, Greeting, Lost, Source, SourceError, Totals, TypeIndex};

/// A source that notes what is read of its types.
pub struct Noting {
    source: Arc<dyn Source>,
    notes: Notes,
}

/// What was read of types, as the source handed it over.
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Seen>>);

/// What has been read so far. What a failed query handed over is not in it.
#[derive(Debug, Default)]
pub struct Seen {
    /// The types of each query, in the order in which the answers were complete.
    pub batches: Vec<Vec<Arc<str>>>,
    /// By type, one for each time that a neuron was handed over; neurons without a type stand
    /// under the empty name.
    pub body_ids: BTreeMap<String, Vec<u64>>,
}

impl Noting {
    /// A source and the notes that will be of it.
    pub fn begin(source: Arc<dyn Source>) -> (Arc<Noting>, Notes) {
        let notes = Notes::default();
        (Arc::new(Noting { source, notes: notes.clone() }), notes)
    }
}

impl Notes {
    /// What has been noted since this was last called, body ids sorted.
    pub fn take(&self) -> Seen {
        let mut seen = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        seen.body_ids.values_mut().for_each(|ids| ids.sort_unstable());
        seen
    }

    fn add(&self, types: &[Arc<str>], body_ids: BTreeMap<String, Vec<u64>>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.batches.push(types.to_vec());
        for (name, ids) in body_ids {
            seen.body_ids.entry(name).or_default().extend(ids);
        }
    }
}

#[async_trait]
impl Source for Noting {
    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError> {
        self.source.datasets().await
    }

    async fn types(&self, dataset: &str) -> Result<TypeList, SourceError> {
        self.source.types(dataset).await
    }

    async fn neurons(
        &self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, SourceError> {
        let mut body_ids: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut noting = |neuron: &shared::neuron::Neuron<'_>| {
            let name = neuron.type_name.unwrap_or_default();
            match body_ids.get_mut(name) {
                Some(ids) => ids.push(neuron.body_id),
                None => {
                    body_ids.insert(name.to_owned(), vec![neuron.body_id]);
                }
            }
            each(neuron);
        };
        let lost = self.source.neurons(dataset, types, &mut noting).await?;
        self.notes.add(types, body_ids);
        Ok(lost)
    }

    async fn body(&self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        self.source.body(dataset, id).await
    }

    async fn version(&self, dataset: &str) -> Result<String, SourceError> {
        self.source.version(dataset).await
    }

    async fn totals(&self, dataset: &str) -> Result<Totals, SourceError> {
        self.source.totals(dataset).await
    }

    async fn type_index(&self, dataset: &str) -> Result<TypeIndex, SourceError> {
        self.source.type_index(dataset).await
    }

    async fn has_partners(&self, dataset: &str) -> Result<bool, SourceError> {
        self.source.has_partners(dataset).await
    }

    async fn partners(&self, dataset: &str, type_name: &str) -> Result<Partners, SourceError> {
        self.source.partners(dataset, type_name).await
    }

    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        self.source.roi_hierarchy(dataset).await
    }

    async fn greeting(&self) -> Result<Option<Greeting>, SourceError> {
        self.source.greeting().await
    }

    fn is_remote(&self) -> bool {
        self.source.is_remote()
    }

    fn goes_on_unread(&self) -> bool {
        self.source.goes_on_unread()
    }

    fn has_identity(&self) -> bool {
        self.source.has_identity()
    }
}
