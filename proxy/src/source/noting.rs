//! A source that notes what is read of its types, for those who need more than is asked for.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};

use super::partners::{OwnSides, PartnersBySide};
use super::{Each, Greeting, Lost, Source, SourceError, Totals, TypeIndex};

/// What is noted.
pub trait Note: Send + Sync {
    /// What is noted of one query.
    type OfQuery: Default + Send;

    /// Notes a neuron that a query hands over.
    fn add(&self, of_query: &mut Self::OfQuery, neuron: &Neuron<'_>);

    /// Keeps what was noted of a query for these types, which has been answered whole.
    fn keep(&self, types: &[Arc<str>], of_query: Self::OfQuery);
}

/// A source with notes of it.
pub struct Noting<N> {
    source: Arc<dyn Source>,
    notes: Arc<N>,
}

impl<N: Note> Noting<N> {
    /// Notes from now on what is read of a source.
    pub fn new(source: Arc<dyn Source>, notes: Arc<N>) -> Arc<Noting<N>> {
        Arc::new(Noting { source, notes })
    }
}

#[async_trait]
impl<N: Note> Source for Noting<N> {
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
        let mut note = N::OfQuery::default();
        let mut noting = |neuron: &Neuron<'_>| {
            self.notes.add(&mut note, neuron);
            each(neuron);
        };
        let lost = self.source.neurons(dataset, types, &mut noting).await?;
        self.notes.keep(types, note);
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

    async fn partners_by_side(
        &self,
        dataset: &str,
        type_name: &str,
        own_sides: &OwnSides,
    ) -> Result<PartnersBySide, SourceError> {
        self.source.partners_by_side(dataset, type_name, own_sides).await
    }

    async fn untyped(&self, dataset: &str, from: u64, each: Each<'_>) -> Result<(), SourceError> {
        self.source.untyped(dataset, from, each).await
    }

    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        self.source.roi_hierarchy(dataset).await
    }

    async fn greeting(&self) -> Result<Option<Greeting>, SourceError> {
        self.source.greeting().await
    }

    fn fingerprints(&self, dataset: &str) -> HashMap<String, u64> {
        self.source.fingerprints(dataset)
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
