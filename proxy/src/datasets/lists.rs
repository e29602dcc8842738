//! Which datasets there are: what each source listed last.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use shared::wire::Dataset;
use tokio::time::timeout;

use super::Datasets;
use crate::flights::{Landed, Wanted};
use crate::known;
use crate::upstream::{AskError, Upstream, Urgency};

/// A dataset and the way to its source.
#[derive(Clone)]
pub struct Listed {
    /// The dataset.
    pub dataset: Dataset,
    /// The way to its source.
    pub upstream: Arc<Upstream>,
}

/// Why a source has not listed anything before it is asked.
pub(super) const NOT_ASKED: &str = "it has not answered yet";

/// How long, from the start of the proxy, the datasets of the other sources wait for a source that
/// has never answered.
const FOR_OTHERS: Duration = Duration::from_secs(1);

impl Datasets {
    /// All datasets, each name once: the first source that lists it has it, and the first of all
    /// is the default one. A source that has never answered yet is asked now; it is not waited for
    /// while others have answered.
    ///
    /// # Errors
    /// When no source has ever answered.
    pub async fn list(self: &Arc<Self>) -> Landed<Vec<Listed>> {
        let missing: Vec<usize> = {
            let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
            (0..lists.len()).filter(|at| lists[*at].is_err()).collect()
        };
        let mut reads: FuturesUnordered<_> =
            missing.into_iter().map(|at| self.first_list(at)).collect();
        let mut failed = None;
        loop {
            let is_any_known = !self.known_list().is_empty();
            let patience = match is_any_known {
                true => FOR_OTHERS.saturating_sub(self.began.elapsed()),
                false => Duration::MAX,
            };
            match timeout(patience, reads.next()).await {
                Ok(Some(Ok(()))) => {}
                Ok(Some(Err(error))) => failed = Some(error),
                Ok(None) | Err(_) => break,
            }
        }
        match failed {
            Some(error) if self.known_list().is_empty() => Err(error),
            _ => Ok(self.known_list()),
        }
    }

    /// Whether every source has listed its datasets.
    pub fn all_have_listed(&self) -> bool {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        lists.iter().all(Result::is_ok)
    }

    /// Names that more than one source lists: the first one has the dataset.
    pub fn listed_twice(&self) -> BTreeSet<String> {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        let mut seen = BTreeSet::new();
        let names = lists.iter().flatten().flatten().map(|dataset| &dataset.name);
        names.filter(|name| !seen.insert(*name)).cloned().collect()
    }

    pub(super) fn known_list(&self) -> Vec<Listed> {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Listed> = Vec::new();
        for (list, upstream) in lists.iter().zip(&self.upstreams) {
            for dataset in list.iter().flatten() {
                if all.iter().all(|listed| listed.dataset.name != dataset.name) {
                    let default = all.is_empty();
                    let dataset = Dataset { default, ..dataset.clone() };
                    all.push(Listed { dataset, upstream: upstream.clone() });
                }
            }
        }
        all
    }

    /// Asks a source for its list; many who want it cost one query.
    pub(super) async fn read_list(self: &Arc<Self>, at: usize) -> Landed<()> {
        self.list_flights.join(at, || None, |wanted| self.clone().ask_for_list(at, wanted)).await
    }

    /// The same, unless it has answered by now.
    async fn first_list(self: &Arc<Self>, at: usize) -> Landed<()> {
        let known = || {
            let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
            lists[at].as_ref().ok().map(|_| ())
        };
        self.list_flights.join(at, known, |wanted| self.clone().ask_for_list(at, wanted)).await
    }

    async fn ask_for_list(self: Arc<Self>, at: usize, wanted: Wanted) -> Result<(), AskError> {
        let upstream = &self.upstreams[at];
        let ask =
            || async { upstream.permit_while(Urgency::Person, &wanted).await?.datasets().await };
        let began = Instant::now();
        let note_failure = |error: &AskError| {
            let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
            if let Err(why) = &mut lists[at] {
                *why = error.to_string();
            }
        };
        let mut list = upstream.retrying(ask).await.inspect_err(note_failure)?;
        let took = began.elapsed();
        list.iter_mut().for_each(known::complete);
        let asked = list.iter().map(|dataset| has_partners(upstream, dataset));
        let partners = futures_util::future::join_all(asked).await;
        for (dataset, partners) in list.iter_mut().zip(partners) {
            dataset.partners = partners;
        }
        let of_first = list.first().map(|dataset| dataset.origin.clone());
        let place = of_first.unwrap_or_else(|| upstream.source().address());
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        let before = lists[at].as_deref().unwrap_or_default();
        let is_new = |it: &&Dataset| before.iter().all(|other| other.name != it.name);
        list.iter().filter(is_new).for_each(|it| self.missing.forget(&it.name));
        let before = std::mem::replace(&mut lists[at], Ok(list)).ok();
        drop(lists);
        if before.is_none() {
            tracing::info!("connected to {place} in {} ms", took.as_millis());
        }
        self.drop_unlisted(at, before.as_deref());
        Ok(())
    }

    /// Drops all that is known of datasets that a source has listed before and no longer lists, and
    /// what is served of it that is not its any more; of what an earlier run has kept on disk, what
    /// the source does not list either.
    fn drop_unlisted(&self, at: usize, before: Option<&[Dataset]>) {
        let (list, upstream) = (self.known_list(), &self.upstreams[at]);
        let listed = |name: &str| list.iter().find(|listed| listed.dataset.name == name);
        let is_listed = |name: &str| listed(name).is_some();
        let is_here = |it: &Listed| Arc::ptr_eq(&it.upstream, upstream);
        let names_before = before.unwrap_or_default().iter().map(|dataset| dataset.name.clone());
        let mut gone: BTreeSet<String> = names_before.filter(|name| !is_listed(name)).collect();
        let served = self.all_served_by(upstream).into_iter();
        let served = served.map(|opened| opened.dataset.name.clone());
        gone.extend(served.filter(|name| !listed(name).is_some_and(is_here)));
        for dataset in gone {
            tracing::warn!(dataset, "no longer listed: all that is known of it is dropped");
            self.purge(&dataset, upstream);
        }
        let source = upstream.source();
        if before.is_none() && source.is_remote() {
            let stays = |name: &str| is_listed(name) || !source.answers_for(name);
            let cleared = self.rois.clear_source(&source.address(), stays);
            if let Err(error) = cleared {
                tracing::warn!(%error, "ROI hierarchies that are no longer listed are still on disk");
            }
        }
    }

    /// Whether every source lists datasets, and none is left alone after failures;
    /// else why not.
    pub fn readiness(&self) -> Result<(), Vec<String>> {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        let mut reasons = Vec::new();
        for (at, (list, upstream)) in lists.iter().zip(&self.upstreams).enumerate() {
            let source = at + 1;
            match list {
                Err(why) => {
                    reasons.push(format!("source {source} has not listed its datasets yet: {why}"))
                }
                Ok(list) if list.is_empty() => {
                    reasons.push(format!("source {source} lists none of the datasets to serve"));
                }
                Ok(_) => {}
            }
            if upstream.tallies().identity_is_refused() {
                reasons.push(format!("source {source} refuses the proxy's identity"));
            }
            if upstream.is_resting() {
                reasons.push(format!("source {source} is left alone after failures"));
            }
        }
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }
}

/// Whether a dataset has partners; where that cannot be found out, it is looked at again with the
/// next list.
async fn has_partners(upstream: &Upstream, dataset: &Dataset) -> bool {
    if dataset.partners {
        return true;
    }
    let Ok(permit) = upstream.permit(Urgency::Person).await else { return false };
    permit.has_partners(&dataset.name).await.unwrap_or(false)
}
