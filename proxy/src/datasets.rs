//! The datasets that the proxy answers for, each with everything that is known of it.
//!
//! A dataset is opened when it is first asked for and kept under its version: when the source
//! reports another version, everything known of the old one is dropped with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use shared::wire::{Dataset, DatasetStatus, RoiHierarchy, TypeEntry, TypeList};
use tokio::sync::{Mutex, OnceCell};

use crate::batcher::{Batcher, TypeIx};
use crate::http::Stored;
use crate::known;
use crate::source::SourceError;
use crate::upstream::Upstream;

/// All datasets of a source.
pub struct Datasets {
    upstream: Arc<Upstream>,
    batch_neurons: u64,
    /// The source's list, and when it was read.
    list: Mutex<Option<(Instant, Arc<Vec<Dataset>>)>>,
    /// Datasets that have been asked for, by name; the cell lets many askers wait for one query.
    open: RwLock<HashMap<String, Arc<OnceCell<Arc<Opened>>>>>,
}

/// One version of one dataset.
pub struct Opened {
    /// What it is.
    pub dataset: Dataset,
    /// Neurons that belong to no type.
    pub untyped: u64,
    /// Its types, sorted by name.
    pub types: Vec<TypeEntry>,
    /// Its summaries.
    pub batcher: Arc<Batcher>,
    /// All summaries as one body, once they are known.
    pub complete: OnceCell<Stored>,
    /// The list of types with all its hashes, once they are known: every page load asks for it.
    pub complete_list: OnceLock<Stored>,
    hierarchy: OnceCell<Arc<RoiHierarchy>>,
}

/// Why a dataset is not there.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The source lists no such dataset; it may list one that differs in case.
    #[error("there is no dataset {name}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The listed name that differs in case only.
        meant: Option<String>,
    },
    /// The source did not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl Datasets {
    /// How long the source's list of datasets is taken to be true.
    const LIST_AGE: Duration = Duration::from_secs(30);

    /// The datasets of a source; batches hold at most `batch_neurons` neurons.
    pub fn new(upstream: Arc<Upstream>, batch_neurons: u64) -> Arc<Datasets> {
        let (list, open) = (Mutex::default(), RwLock::default());
        Arc::new(Datasets { upstream, batch_neurons, list, open })
    }

    /// The way to the source.
    pub fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// All datasets.
    pub async fn list(&self) -> Result<Arc<Vec<Dataset>>, SourceError> {
        let mut list = self.list.lock().await;
        if let Some((read, datasets)) = &*list
            && read.elapsed() < Self::LIST_AGE
        {
            return Ok(datasets.clone());
        }
        let mut datasets = self.upstream.permit().await.datasets().await?;
        datasets.iter_mut().for_each(known::complete);
        let datasets = Arc::new(datasets);
        *list = Some((Instant::now(), datasets.clone()));
        Ok(datasets)
    }

    /// The dataset of exactly this name.
    pub async fn open(&self, name: &str) -> Result<Arc<Opened>, OpenError> {
        let list = self.list().await?;
        let Some(dataset) = list.iter().find(|dataset| dataset.name == name) else {
            let meant = list.iter().find(|dataset| dataset.name.eq_ignore_ascii_case(name));
            let meant = meant.map(|dataset| dataset.name.clone());
            return Err(OpenError::Unknown { name: name.to_owned(), meant });
        };
        let cell = self.cell(dataset);
        let opened = cell.get_or_try_init(|| self.read(dataset.clone())).await?;
        Ok(opened.clone())
    }

    /// The place of this version of a dataset; that of another version is dropped.
    fn cell(&self, dataset: &Dataset) -> Arc<OnceCell<Arc<Opened>>> {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let outdated = |cell: &OnceCell<Arc<Opened>>| {
            cell.get().is_some_and(|opened| opened.dataset.version != dataset.version)
        };
        let cell = open.entry(dataset.name.clone()).or_default();
        if outdated(cell) {
            *cell = Arc::default();
        }
        cell.clone()
    }

    async fn read(&self, dataset: Dataset) -> Result<Arc<Opened>, SourceError> {
        let TypeList { untyped, mut types, .. } =
            self.upstream.permit().await.types(&dataset.name).await?;
        types.sort_by(|a, b| a.name.cmp(&b.name));
        let batcher =
            Batcher::new(&dataset.name, &types, self.upstream.clone(), self.batch_neurons);
        Ok(Arc::new(Opened {
            dataset,
            untyped,
            types,
            batcher,
            complete: OnceCell::new(),
            complete_list: OnceLock::new(),
            hierarchy: OnceCell::new(),
        }))
    }

    /// The ROI hierarchy of a dataset.
    pub async fn hierarchy(&self, opened: &Opened) -> Result<Arc<RoiHierarchy>, SourceError> {
        let read = || async {
            let permit = self.upstream.permit().await;
            let mut hierarchy = permit.roi_hierarchy(&opened.dataset.name).await?;
            known::name_regions(&mut hierarchy);
            Ok(Arc::new(hierarchy))
        };
        opened.hierarchy.get_or_try_init(read).await.cloned()
    }

    /// The live figures of the datasets that have been opened.
    pub fn status(&self) -> BTreeMap<String, DatasetStatus> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let opened = open.values().filter_map(|cell| cell.get());
        opened.map(|opened| (opened.dataset.name.clone(), opened.status())).collect()
    }
}

impl Opened {
    /// The position of a type.
    pub fn find(&self, type_name: &str) -> Option<TypeIx> {
        self.types.binary_search_by(|entry| (*entry.name).cmp(type_name)).ok()
    }

    /// The list of types, each with its hash where that is known.
    pub fn list(&self) -> TypeList {
        let mut types = self.types.clone();
        for (entry, hash) in types.iter_mut().zip(self.batcher.hashes()) {
            entry.hash = hash;
        }
        TypeList { version: self.dataset.version.clone(), untyped: self.untyped, types }
    }

    fn status(&self) -> DatasetStatus {
        let (summaries, waiting) = self.batcher.progress();
        DatasetStatus {
            version: self.dataset.version.clone(),
            types: self.types.len() as u64,
            summaries: summaries as u64,
            waiting: waiting as u64,
        }
    }
}
