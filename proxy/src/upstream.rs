//! The way to the source: every query takes a permit, and holding it *is* the limit.
//!
//! A permit is taken before a query is sent and given back after its answer has been read.
//! Who finds all of them taken waits; how many wait is bounded by the limit on clients'
//! requests and by each dataset's [`crate::batcher`] having no more workers than permits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shared::wire::{Body, Dataset, Gauge, Partners, RoiHierarchy, TypeList};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::source::{Each, Source, SourceError};

/// A source behind its limit.
pub struct Upstream {
    source: Box<dyn Source>,
    permits: Semaphore,
    limit: usize,
    sent: AtomicU64,
}

impl Upstream {
    /// At most `limit` queries at the source at once.
    pub fn new(source: Box<dyn Source>, limit: usize) -> Arc<Upstream> {
        let sent = AtomicU64::new(0);
        Arc::new(Upstream { source, permits: Semaphore::new(limit), limit, sent })
    }

    /// Waits for a permit.
    pub async fn permit(&self) -> Permit<'_> {
        let Ok(held) = self.permits.acquire().await else {
            unreachable!("the semaphore is never closed")
        };
        Permit { upstream: self, _held: held }
    }

    /// Queries in progress.
    pub fn queries(&self) -> Gauge {
        let now = self.limit - self.permits.available_permits();
        Gauge { now: now as u64, limit: self.limit as u64 }
    }

    /// Queries sent since the start.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// How many queries may run at once.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

/// The right to one query at the source.
pub struct Permit<'a> {
    upstream: &'a Upstream,
    _held: SemaphorePermit<'a>,
}

impl Permit<'_> {
    fn source(&self) -> &dyn Source {
        self.upstream.sent.fetch_add(1, Ordering::Relaxed);
        &*self.upstream.source
    }

    /// See [`Source::datasets`].
    pub async fn datasets(self) -> Result<Vec<Dataset>, SourceError> {
        self.source().datasets().await
    }

    /// See [`Source::types`].
    pub async fn types(self, dataset: &str) -> Result<TypeList, SourceError> {
        self.source().types(dataset).await
    }

    /// See [`Source::neurons`].
    pub async fn neurons(
        self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<(), SourceError> {
        self.source().neurons(dataset, types, each).await
    }

    /// See [`Source::body`].
    pub async fn body(self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        self.source().body(dataset, id).await
    }

    /// See [`Source::partners`].
    pub async fn partners(self, dataset: &str, type_name: &str) -> Result<Partners, SourceError> {
        self.source().partners(dataset, type_name).await
    }

    /// See [`Source::roi_hierarchy`].
    pub async fn roi_hierarchy(self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        self.source().roi_hierarchy(dataset).await
    }
}
