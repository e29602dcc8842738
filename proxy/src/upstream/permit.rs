//! The right to one query, and the query while it is under way.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};
use tower::retry::budget::Budget;

use super::gate::Place;
use super::{AskError, Upstream};
use crate::metrics::queries::Kind;
use crate::source::{Each, Lost, SourceError, Totals};

/// The right to one query at the source.
pub struct Permit<'a> {
    upstream: &'a Upstream,
    /// Until the query is sent.
    place: Option<Place>,
}

impl<'a> Permit<'a> {
    pub(super) fn new(upstream: &'a Upstream, place: Place) -> Permit<'a> {
        Permit { upstream, place: Some(place) }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.place.is_some() {
            self.upstream.circuit.not_sent();
        }
    }
}

/// A query that is under way.
struct Sent<'a> {
    upstream: &'a Upstream,
    place: Option<Place>,
    began: Instant,
    is_answered: bool,
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            // Where it was the probe, nobody will hear of it.
            self.upstream.circuit.not_sent();
        }
        if let Some(place) = self.place.take()
            && self.upstream.source.goes_on_unread()
        {
            self.upstream.hold_back(place, self.began);
        }
    }
}

impl Permit<'_> {
    async fn ask<T>(
        mut self,
        kind: Kind,
        dataset: &str,
        query: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, AskError> {
        let upstream = self.upstream;
        let began = Instant::now();
        let mut sent = Sent { upstream, place: self.place.take(), began, is_answered: false };
        upstream.count_sent();
        upstream.retries.deposit();
        let running = upstream.tallies.begin(kind);
        let listening = upstream.silence.listen(dataset);
        let answer = tokio::select! {
            answer = query => answer,
            () = upstream.silence.given_up(began) => {
                // Of the source this says nothing new, and nothing of what was asked for.
                sent.is_answered = true;
                running.end(&Err::<T, _>(SourceError::TimedOut));
                return Err(upstream.sent_away());
            }
        };
        drop(listening);
        sent.is_answered = true;
        running.end(&answer);
        upstream.learn(began, &answer);
        if !matches!(answer, Err(SourceError::TimedOut)) {
            // The answer has been read: nothing runs any more.
            sent.place = None;
        }
        Ok(answer?)
    }

    /// See [`Source::datasets`](crate::source::Source::datasets).
    pub async fn datasets(self) -> Result<Vec<Dataset>, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Datasets, "", source.datasets()).await
    }

    /// See [`Source::version`](crate::source::Source::version).
    pub async fn version(self, dataset: &str) -> Result<String, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Version, dataset, source.version(dataset)).await
    }

    /// See [`Source::has_partners`](crate::source::Source::has_partners).
    pub async fn has_partners(self, dataset: &str) -> Result<bool, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::HasPartners, dataset, source.has_partners(dataset)).await
    }

    /// See [`Source::types`](crate::source::Source::types).
    pub async fn types(self, dataset: &str) -> Result<TypeList, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Types, dataset, source.types(dataset)).await
    }

    /// See [`Source::neurons`](crate::source::Source::neurons).
    pub async fn neurons(
        self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, AskError> {
        let upstream = self.upstream;
        let lost =
            self.ask(Kind::Neurons, dataset, upstream.source.neurons(dataset, types, each)).await?;
        upstream.tallies.lost(lost);
        Ok(lost)
    }

    /// See [`Source::totals`](crate::source::Source::totals).
    pub async fn totals(self, dataset: &str) -> Result<Totals, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Totals, dataset, source.totals(dataset)).await
    }

    /// See [`Source::body`](crate::source::Source::body).
    pub async fn body(self, dataset: &str, id: u64) -> Result<Option<Body>, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Body, dataset, source.body(dataset, id)).await
    }

    /// See [`Source::partners`](crate::source::Source::partners).
    pub async fn partners(self, dataset: &str, type_name: &str) -> Result<Partners, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Partners, dataset, source.partners(dataset, type_name)).await
    }

    /// See [`Source::untyped`](crate::source::Source::untyped).
    pub async fn untyped(self, dataset: &str, from: u64, each: Each<'_>) -> Result<(), AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::Neurons, dataset, source.untyped(dataset, from, each)).await
    }

    /// See [`Source::roi_hierarchy`](crate::source::Source::roi_hierarchy).
    pub async fn roi_hierarchy(self, dataset: &str) -> Result<RoiHierarchy, AskError> {
        let source = &*self.upstream.source;
        self.ask(Kind::RoiHierarchy, dataset, source.roi_hierarchy(dataset)).await
    }
}
