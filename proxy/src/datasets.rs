//! The datasets that the proxy answers for, each with everything that is known of it.
//!
//! A dataset is opened when it is first asked for and kept under its version. While the source
//! does not answer, or another version is being read, what is known goes on being served: see
//! [`keeper`] and [`renewing`]. What the source no longer lists, or no longer answers, is dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use shared::wire::{Body, Dataset, DatasetStatus, RoiHierarchy};

use crate::config::{Cache, Refresh};
use crate::disk::RoiCache;
use crate::flights::{Flights, Landed, Wanted};
use crate::http::Stored;
use crate::known;
use crate::metrics::caches::{Caches, Found, From};
use crate::source::SourceError;
use crate::upstream::{AskError, Upstream, Urgency};
use details::{Detail, Details, Key};
use missing::Missing;

pub mod lists;
pub mod missing;
pub mod opened;
pub mod details;
pub mod keeper;
pub mod renewing;

pub use lists::Listed;
pub use opened::Opened;

/// All datasets of all sources.
pub struct Datasets {
    upstreams: Vec<Arc<Upstream>>,
    batch_neurons: u64,
    began: Instant,
    refresh: Refresh,
    summary_bytes: u64,
    roi_ttl: Duration,
    /// Hierarchies on disk.
    rois: RoiCache,
    /// By upstream: what its source listed last, else why it has not listed anything yet.
    lists: RwLock<Vec<Result<Vec<Dataset>, String>>>,
    /// The versions that are served, by the name of their dataset.
    open: RwLock<HashMap<String, Arc<Opened>>>,
    missing: Missing,
    details: Details,
    tallies: Caches,
    list_flights: Flights<usize, ()>,
    open_flights: Flights<String, Arc<Opened>>,
    hierarchy_flights: Flights<(String, String), Arc<Stored>>,
    body_flights: Flights<(String, u64), Option<Body>>,
    renewals: renewing::Renewals,
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
    Ask(#[from] Arc<AskError>),
}

impl Datasets {
    /// The datasets of these sources; batches hold at most `batch_neurons` neurons.
    pub fn new(
        upstreams: Vec<Arc<Upstream>>,
        batch_neurons: u64,
        cache: &Cache,
        refresh: Refresh,
    ) -> Arc<Datasets> {
        let lists = RwLock::new(vec![Err(lists::NOT_ASKED.to_owned()); upstreams.len()]);
        let details_bytes = cache.cache_bytes / 4;
        Arc::new(Datasets {
            upstreams,
            batch_neurons,
            began: Instant::now(),
            refresh,
            summary_bytes: cache.cache_bytes - details_bytes,
            roi_ttl: cache.roi_ttl,
            rois: RoiCache::new(cache.folder().as_deref(), cache.roi_ttl),
            lists,
            open: RwLock::default(),
            missing: Missing::default(),
            details: Details::new(details_bytes),
            tallies: Caches::default(),
            list_flights: Flights::default(),
            open_flights: Flights::default(),
            hierarchy_flights: Flights::default(),
            body_flights: Flights::default(),
            renewals: renewing::Renewals::default(),
        })
    }

    /// The ways to the sources.
    pub fn upstreams(&self) -> &[Arc<Upstream>] {
        &self.upstreams
    }

    /// The dataset of exactly this name, in the version that is served.
    ///
    /// # Errors
    /// When no source lists it, or its source does not answer.
    pub async fn open(self: &Arc<Self>, name: &str) -> Result<Arc<Opened>, OpenError> {
        if let Some(opened) = self.served(name) {
            opened.touch();
            return Ok(opened);
        }
        let mut list = self.known_list();
        // A source that does not answer is waited for only where the others do not have it.
        if list.iter().all(|listed| listed.dataset.name != name) {
            list = self.list().await?;
        }
        let Some(listed) = list.iter().find(|listed| listed.dataset.name == name) else {
            let names = || list.iter().map(|listed| &listed.dataset.name);
            let meant = names().find(|listed| listed.eq_ignore_ascii_case(name)).cloned();
            return Err(OpenError::Unknown { name: name.to_owned(), meant });
        };
        if self.missing.has(name) {
            return Err(OpenError::Unknown { name: name.to_owned(), meant: None });
        }
        let read = |wanted| self.clone().read_first(listed.clone(), wanted);
        // While the list was read, others may have opened it: a second reading would part those
        // who came later from those who came first.
        let opened = || self.served(name);
        Ok(self.open_flights.join(name.to_owned(), opened, read).await?)
    }

    /// Reads the types of a dataset that is not served yet, and serves it.
    async fn read_first(
        self: Arc<Self>,
        listed: Listed,
        wanted: Wanted,
    ) -> Result<Arc<Opened>, AskError> {
        let read = self.read(listed.clone(), Urgency::Person, &wanted).await;
        if let Err(error) = &read
            && is_withdrawn_by(&listed.upstream, error)
        {
            self.purge(&listed.dataset.name, &listed.upstream);
        }
        if let Err(AskError::Source(SourceError::UnknownDataset)) = read {
            self.miss(&listed).await;
        }
        let opened = read?;
        self.serve(opened.clone());
        Ok(opened)
    }

    /// A dataset that is listed is not there: the list is out of date.
    async fn miss(self: &Arc<Self>, listed: &Listed) {
        self.missing.note(&listed.dataset.name);
        let at = self.upstreams.iter().position(|it| Arc::ptr_eq(it, &listed.upstream));
        if let Some(at) = at {
            // What becomes of it is for the next who asks for the list.
            let _ = self.read_list(at).await;
        }
    }

    /// The version of a dataset that is served.
    fn served(&self, name: &str) -> Option<Arc<Opened>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// All versions that are served.
    fn all_served(&self) -> Vec<Arc<Opened>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Those of one source.
    fn all_served_by(&self, upstream: &Arc<Upstream>) -> Vec<Arc<Opened>> {
        let mut all = self.all_served();
        all.retain(|opened| Arc::ptr_eq(&opened.upstream, upstream));
        all
    }

    /// Serves a version from now on, in place of the one before.
    fn serve(&self, opened: Arc<Opened>) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(opened.dataset.name.clone(), opened);
        drop(open);
        self.keep_within_memory();
    }

    /// Drops the datasets that were used longest ago, while all together take too much memory and
    /// there is more than one.
    fn keep_within_memory(&self) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        while open.len() > 1
            && open.values().map(|opened| opened.bytes()).sum::<u64>() > self.summary_bytes
            && let Some(oldest) = open.values().min_by_key(|opened| opened.used())
        {
            let name = oldest.dataset.name.clone();
            tracing::info!(dataset = name, "dropped to keep within the memory for summaries");
            open.remove(&name);
        }
    }

    /// Drops everything that is known of a dataset of this source.
    fn purge(&self, name: &str, upstream: &Upstream) {
        self.open.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        self.details.forget(name);
        let address = upstream.source().address();
        if let Err(error) = self.rois.clear_source(&address, |other| other != name) {
            tracing::warn!(dataset = name, %error, "its ROI hierarchy is still on disk");
        }
    }

    /// Reads the types of a dataset as it is now.
    async fn read(
        &self,
        listed: Listed,
        urgency: Urgency,
        wanted: &Wanted,
    ) -> Result<Arc<Opened>, AskError> {
        let Listed { mut dataset, upstream } = listed;
        let ask =
            || async { upstream.permit_while(urgency, wanted).await?.types(&dataset.name).await };
        let list = upstream.retrying(ask).await?;
        // The list may have been read some time ago.
        dataset.version.clone_from(&list.version);
        Ok(Opened::new(dataset, upstream, list, self.batch_neurons))
    }

    /// The ROI hierarchy of a dataset as it is sent: from memory, from disk, else from its source.
    /// One that is too old is read anew in the background.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn hierarchy(self: &Arc<Self>, opened: &Arc<Opened>) -> Landed<Arc<Stored>> {
        let is_in_memory = opened.hierarchy(self.roi_ttl).is_some();
        if is_in_memory {
            self.tallies.hierarchies.of(From::Memory).one();
        } else {
            self.load_hierarchy(opened);
        }
        match opened.hierarchy(self.roi_ttl) {
            Some((hierarchy, true)) => Ok(hierarchy),
            Some((hierarchy, false)) => {
                if self.may_read_now() && opened.try_hierarchy_again() {
                    tokio::spawn(self.clone().renew_hierarchy(opened.clone()));
                }
                Ok(hierarchy)
            }
            None => self.fresh_hierarchy(opened, Urgency::Person).await,
        }
    }

    async fn renew_hierarchy(self: Arc<Self>, opened: Arc<Opened>) {
        if let Err(error) = self.fresh_hierarchy(&opened, Urgency::Ahead).await {
            let dataset = &opened.dataset.name;
            tracing::warn!(dataset, %error, "its old ROI hierarchy is still served");
        }
    }

    /// Takes what is on disk into memory, however old it is.
    fn load_hierarchy(&self, opened: &Opened) {
        let Dataset { name, version, .. } = &opened.dataset;
        let source = opened.upstream.source();
        if !source.is_remote() {
            return;
        }
        let kept = self.rois.load_any(&source.address(), name, version);
        if let Some((hierarchy, age)) = kept {
            self.keep_hierarchy(opened, hierarchy, From::Disk, age);
        }
    }

    /// The hierarchy as the source has it; many who want it cost one query.
    async fn fresh_hierarchy(
        self: &Arc<Self>,
        opened: &Arc<Opened>,
        urgency: Urgency,
    ) -> Landed<Arc<Stored>> {
        let Dataset { name, version, .. } = &opened.dataset;
        let key = (name.clone(), version.clone());
        let known = || {
            let (hierarchy, is_fresh) = opened.hierarchy(self.roi_ttl)?;
            is_fresh.then_some(hierarchy)
        };
        let read = |wanted| self.clone().read_hierarchy(opened.clone(), urgency, wanted);
        self.hierarchy_flights.join(key, known, read).await
    }

    async fn read_hierarchy(
        self: Arc<Self>,
        opened: Arc<Opened>,
        urgency: Urgency,
        wanted: Wanted,
    ) -> Result<Arc<Stored>, AskError> {
        let Dataset { name, version, .. } = &opened.dataset;
        let upstream = &opened.upstream;
        let ask =
            || async { upstream.permit_while(urgency, &wanted).await?.roi_hierarchy(name).await };
        let began = Instant::now();
        let hierarchy = upstream.retrying(ask).await?;
        let milliseconds = began.elapsed().as_millis() as u64;
        tracing::info!(dataset = name, milliseconds, "ROI hierarchy from source");
        let source = upstream.source();
        if source.is_remote() {
            self.rois.store(&source.address(), name, version, &hierarchy);
        }
        Ok(self.keep_hierarchy(&opened, hierarchy, From::Source, Duration::ZERO))
    }

    fn keep_hierarchy(
        &self,
        opened: &Opened,
        mut hierarchy: RoiHierarchy,
        from: From,
        age: Duration,
    ) -> Arc<Stored> {
        known::name_regions(&mut hierarchy);
        self.tallies.hierarchies.of(from).one();
        if let From::Disk = from {
            let (dataset, seconds) = (&opened.dataset.name, age.as_secs());
            tracing::info!(dataset, seconds, "ROI hierarchy from disk, of this age");
        }
        let stored = Arc::new(Stored::json(&hierarchy));
        opened.keep_hierarchy(stored.clone(), age);
        stored
    }

    /// What is behind a type of a dataset.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn detail(
        &self,
        opened: &Arc<Opened>,
        detail: Detail,
        urgency: Urgency,
    ) -> Landed<Arc<Stored>> {
        let key = key(opened, detail.clone());
        if urgency == Urgency::Person {
            let found = Found::known(self.details.has(&key));
            self.tallies.details.of(detail.kind()).of(found).one();
        }
        let read = |wanted| detail.clone().read(opened.clone(), urgency, wanted);
        self.details.get(key, read).await
    }

    /// What is known of a body; `None` where there is no such neuron.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn body(&self, opened: &Arc<Opened>, id: u64) -> Landed<Option<Body>> {
        let key = (opened.dataset.name.clone(), id);
        let read = |wanted: Wanted| {
            let opened = opened.clone();
            async move {
                let (upstream, name) = (&opened.upstream, &opened.dataset.name);
                let ask = || async {
                    upstream.permit_while(Urgency::Person, &wanted).await?.body(name, id).await
                };
                upstream.retrying(ask).await
            }
        };
        self.body_flights.join(key, || None, read).await
    }

    /// How long ago a source last confirmed what is served of it, where that is longer than it
    /// should be, or the source has another version by now.
    pub fn stale_for(&self, opened: &Opened) -> Option<Duration> {
        let age = opened.unconfirmed_for();
        (opened.is_outdated() || age > 3 * self.refresh.check_interval).then_some(age)
    }

    /// What is counted of what is known.
    pub fn tallies(&self) -> &Caches {
        &self.tallies
    }

    /// Details that are kept, and their bytes.
    pub fn details_kept(&self) -> (u64, u64) {
        self.details.size()
    }

    /// The live figures of the datasets that have been opened.
    pub fn status(&self) -> BTreeMap<String, DatasetStatus> {
        let opened = self.all_served().into_iter();
        opened.map(|opened| (opened.dataset.name.clone(), opened.status())).collect()
    }
}

fn key(opened: &Opened, detail: Detail) -> Key {
    let Dataset { name, version, .. } = &opened.dataset;
    Key { dataset: name.clone(), version: version.clone(), detail }
}

/// Whether a source says by this that it no longer gives a dataset to the proxy. Where it is asked
/// under an identity, that may have expired.
fn is_withdrawn_by(upstream: &Upstream, error: &AskError) -> bool {
    use SourceError::{Forbidden, TermsOfService, Unauthorized, UnknownDataset};
    let AskError::Source(error) = error else { return false };
    let is_refused =
        matches!(error, UnknownDataset | Unauthorized | Forbidden | TermsOfService { .. });
    is_refused && !upstream.source().has_identity()
}
