//! A source that notes what is read of its types, for those who need more than is asked for.
//!
//! What is noted of a query may need a question more (the partners of its types, say). It is then
//! part of that query: it runs under the same permit, and where it fails, the query has failed.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};

use super::partners::{OwnType, PartnersBySide};
use super::{Each, Greeting, Indexes, Lost, Source, SourceError, Totals};

/// What is noted.
#[async_trait]
pub trait Note: Send + Sync {
    /// What is noted of one query.
    type OfQuery: Default + Send;

    /// Notes a neuron that a query hands over.
    fn add(&self, of_query: &mut Self::OfQuery, neuron: &Neuron<'_>);

    /// Keeps what was noted of a query for these types, which has been answered whole, with what
    /// else is to be asked of the source for them.
    async fn keep(&self, asked: Asked<'_>, of_query: Self::OfQuery) -> Result<(), SourceError>;

    /// Notes that the partners of these types have been read by one query in each direction.
    fn partners(&self, _types: &[OwnType]) {}
}

/// A query for neurons that has been answered.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Who was asked.
    pub source: &'a dyn Source,
    /// Of which dataset.
    pub dataset: &'a str,
    /// For which types.
    pub types: &'a [Arc<str>],
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
        self.notes.keep(Asked { source: &*self.source, dataset, types }, note).await?;
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

    async fn indexes(&self, dataset: &str) -> Result<Indexes, SourceError> {
        self.source.indexes(dataset).await
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
        types: &[OwnType],
    ) -> Result<Vec<PartnersBySide>, SourceError> {
        let partners = self.source.partners_by_side(dataset, types).await?;
        self.notes.partners(types);
        Ok(partners)
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

    fn address(&self) -> String {
        self.source.address()
    }

    fn is_remote(&self) -> bool {
        self.source.is_remote()
    }

    fn answers_for(&self, dataset: &str) -> bool {
        self.source.answers_for(dataset)
    }

    fn goes_on_unread(&self) -> bool {
        self.source.goes_on_unread()
    }

    fn has_identity(&self) -> bool {
        self.source.has_identity()
    }
}
