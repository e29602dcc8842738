//! What is measured: one dataset of one source.

use std::sync::Arc;

use anyhow::Context;
use shared::wire::{Dataset, TypeEntry};

use crate::config::given::AtSource;
use crate::opening::open;
use crate::source::Source;

/// A dataset and the way to its source.
#[derive(Clone)]
pub struct Subject {
    /// What was said of the source.
    pub at: AtSource,
    /// The source.
    pub source: Arc<dyn Source>,
    /// The dataset.
    pub dataset: Dataset,
    /// Its types, sorted by name.
    pub types: Vec<TypeEntry>,
}

impl Subject {
    /// The first dataset of a source.
    ///
    /// # Errors
    /// When the source cannot be opened or does not answer.
    pub async fn open(at: &AtSource) -> anyhow::Result<Subject> {
        let source: Arc<dyn Source> = open(at).await?.into();
        let datasets = source.datasets().await.context("its datasets cannot be listed")?;
        let mut dataset = datasets.into_iter().next().context("the source lists no dataset")?;
        let list = source.types(&dataset.name).await.context("its types cannot be listed")?;
        dataset.version = list.version;
        // As for a proxy: a source that does not tell has none.
        dataset.partners = source.has_partners(&dataset.name).await.unwrap_or(false);
        let mut types = list.types;
        types.sort_by(|a, b| a.name.cmp(&b.name));
        anyhow::ensure!(!types.is_empty(), "{} has no types", dataset.name);
        Ok(Subject { at: at.clone(), source, dataset, types })
    }

    /// The source as it is after a start, with nothing remembered. What lies in memory is the
    /// same one again: it remembers nothing but its neurons.
    ///
    /// # Errors
    /// When the source cannot be opened.
    pub async fn fresh(&self) -> anyhow::Result<Arc<dyn Source>> {
        match self.source.is_remote() {
            true => Ok(open(&self.at).await?.into()),
            false => Ok(self.source.clone()),
        }
    }

    /// So many types (or all) in even steps through the list, which says nothing of their size.
    pub fn evenly(&self, wanted: usize) -> Vec<TypeEntry> {
        let wanted = wanted.min(self.types.len());
        (0..wanted).map(|step| self.types[step * self.types.len() / wanted].clone()).collect()
    }

    /// All its neurons with a type.
    pub fn neurons(&self) -> u64 {
        self.types.iter().map(|entry| entry.neurons).sum()
    }
}
