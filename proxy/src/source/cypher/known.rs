//! What is remembered of a database between requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::wire::Dataset;
use tokio::sync::OnceCell;

use super::Listed;
use super::connections::Descriptions;
use super::indexes::LOOKED_UP;
use super::properties::Properties;
use crate::source::SourceError;

/// The list of datasets, and what is known of each.
#[derive(Debug, Default)]
pub struct Known {
    datasets: Option<Vec<Dataset>>,
    /// By dataset: its version, and what is known of that.
    facts: HashMap<String, (String, Arc<Facts>)>,
}

/// What is known of one version of a dataset; each is asked for once, however many want it.
#[derive(Debug, Default)]
pub struct Facts {
    /// The properties to ask for.
    pub properties: OnceCell<Arc<Properties>>,
    /// For each of the properties that neurons are looked up by whether it has an index.
    pub indexed: OnceCell<[bool; LOOKED_UP.len()]>,
    /// Whether neurons are connected.
    pub connected: OnceCell<bool>,
    /// What is said of partners.
    descriptions: Mutex<Descriptions>,
}

impl Facts {
    /// What is said of partners.
    pub fn descriptions(&self) -> MutexGuard<'_, Descriptions> {
        self.descriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Remembers the list that was just fetched.
    pub fn list(&mut self, datasets: Vec<Dataset>) {
        self.datasets = Some(datasets);
    }

    /// Forgets the list, since it has turned out to be out of date.
    pub fn forget_list(&mut self) {
        self.datasets = None;
    }

    /// The dataset of exactly this name; `None` while there is no list.
    pub fn dataset(&self, name: &str) -> Option<Result<Dataset, SourceError>> {
        let datasets = self.datasets.as_ref()?;
        let found = datasets.iter().find(|dataset| dataset.name == name);
        Some(found.cloned().ok_or(SourceError::UnknownDataset))
    }

    /// Whether this version of a dataset is known to have connections.
    pub fn connected(&self, dataset: &Listed) -> bool {
        let facts = self.facts.get(&dataset.name);
        facts.is_some_and(|(version, facts)| {
            *version == dataset.version && facts.connected.get() == Some(&true)
        })
    }

    /// What is known of this version of a dataset; that of another version is forgotten.
    pub fn facts(&mut self, dataset: &Dataset) -> Arc<Facts> {
        let (version, facts) = self.facts.entry(dataset.name.clone()).or_default();
        if *version != dataset.version {
            *version = dataset.version.clone();
            *facts = Arc::default();
        }
        facts.clone()
    }
}
