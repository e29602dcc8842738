//! What is remembered of a server between requests.

use std::collections::HashMap;
use std::sync::Arc;

use shared::wire::Dataset;

use super::properties::Properties;
use crate::source::SourceError;

/// The list of datasets, and what their neurons have.
#[derive(Debug, Default)]
pub struct Known {
    datasets: Option<Vec<Dataset>>,
    /// By dataset: its version, and the properties to ask for.
    properties: HashMap<String, (String, Arc<Properties>)>,
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

    /// The properties to ask this version of a dataset for.
    pub fn properties(&self, dataset: &Dataset) -> Option<Arc<Properties>> {
        let (version, properties) = self.properties.get(&dataset.name)?;
        (*version == dataset.version).then(|| properties.clone())
    }

    /// Remembers the properties of this version of a dataset, in place of those of another.
    pub fn keep(&mut self, dataset: &Dataset, properties: Properties) -> Arc<Properties> {
        let properties = Arc::new(properties);
        let entry = (dataset.version.clone(), properties.clone());
        self.properties.insert(dataset.name.clone(), entry);
        properties
    }
}
