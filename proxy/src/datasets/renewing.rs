//! How one version of a dataset takes the place of another: rows of two never go together.
//!
//! A new version that is noticed is read in the background while the old one is served, and is
//! served when it is whole. The first version of all is served while it is being read, so that it
//! is only known at its end whether it was overtaken: then the version is asked once more, and
//! where it is another, that one is read at once, and the readers of the first are told so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Datasets, Listed, Opened};
use crate::flights::{Flights, Wanted};
use crate::upstream::{AskError, Urgency};

/// How often a version is read that changes while it is read: once, and twice again.
const MOST_READINGS: usize = 3;

/// Types of a new version that could not be read are asked for so often, with a pause between: what
/// has failed may pass.
const MOST_ATTEMPTS: usize = 3;
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(2);

/// A new version of which more than one in so many types cannot be read does not take the place of
/// one that lacks fewer.
const MISSING: usize = 10;

/// How long the end of a stream waits for the answer to whether the version is still the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// New versions that are being read, and when one was last begun.
#[derive(Default)]
pub struct Renewals {
    begun: Mutex<HashMap<String, Instant>>,
    /// By dataset: whether the new version is served.
    readings: Flights<String, bool>,
    /// By dataset and version: whether what was read is of that version alone.
    questions: Flights<(String, String), bool>,
}

impl Renewals {
    /// Whether one may begin now; if so, it has.
    fn begin(&self, dataset: &str, at_most_every: Duration) -> bool {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let may_begin = begun.get(dataset).is_none_or(|begun| begun.elapsed() >= at_most_every);
        if may_begin {
            begun.insert(dataset.to_owned(), Instant::now());
        }
        may_begin
    }
}

impl Datasets {
    /// Asks the source for the version that it has now.
    pub(super) async fn ask_version(
        &self,
        opened: &Opened,
        urgency: Urgency,
    ) -> Result<String, AskError> {
        let permit = opened.upstream.permit(urgency).await?;
        permit.version(&opened.dataset.name).await
    }

    /// Reads a new version in the background, unless one was begun a short while ago.
    pub(super) fn renew(self: &Arc<Self>, old: &Arc<Opened>, listed: Listed, version: String) {
        let name = &old.dataset.name;
        if !self.may_read_now() || !self.renewals.begin(name, self.refresh.min_refetch_interval) {
            return;
        }
        let (datasets, old) = (self.clone(), old.clone());
        tokio::spawn(async move {
            datasets.renewed(&old, listed, version, Urgency::Ahead, MOST_READINGS).await
        });
    }

    /// Whether all that was read of this is of one version, as far as the source tells. Where it
    /// is not, the newer one is served by now, if it could be read. Asked when all has been read.
    pub async fn is_of_one_version(self: &Arc<Self>, opened: &Arc<Opened>) -> bool {
        if opened.is_settled() {
            return true;
        }
        let key = (opened.dataset.name.clone(), opened.dataset.version.clone());
        let (datasets, opened) = (self.clone(), opened.clone());
        let ask = |_| {
            let (datasets, opened) = (datasets.clone(), opened.clone());
            async move { Ok(datasets.ask_again(&opened).await) }
        };
        self.renewals.questions.join(key, || None, ask).await.unwrap_or(true)
    }

    async fn ask_again(self: &Arc<Self>, opened: &Arc<Opened>) -> bool {
        let was_whole = opened.is_whole();
        let asked = self.ask_version(opened, Urgency::Index);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(version)) if version == opened.dataset.version => {
                if was_whole {
                    opened.settle()
                } else {
                    opened.confirm()
                }
                true
            }
            Ok(Ok(version)) => {
                let name = &opened.dataset.name;
                tracing::warn!(dataset = name, version, "it has changed while it was read");
                opened.overtake();
                self.catch_up(opened, version).await;
                false
            }
            // It cannot be found out now; the next look does.
            Ok(Err(_)) | Err(_) => true,
        }
    }

    /// Reads the version that has overtaken this one, for those who wait for it.
    async fn catch_up(self: &Arc<Self>, old: &Arc<Opened>, version: String) {
        let name = &old.dataset.name;
        let list = self.known_list();
        let Some(listed) = list.into_iter().find(|it| it.dataset.name == *name) else { return };
        let interval = self.refresh.min_refetch_interval;
        if self.renewals.readings.has(name) || self.renewals.begin(name, interval) {
            self.renewed(old, listed, version, Urgency::Index, MOST_READINGS - 1).await;
        }
    }

    /// Waits until the new version is read and served, or cannot be.
    async fn renewed(
        self: &Arc<Self>,
        old: &Arc<Opened>,
        listed: Listed,
        version: String,
        urgency: Urgency,
        readings: usize,
    ) {
        let name = old.dataset.name.clone();
        if self.served(&name).is_some_and(|served| served.dataset.version == version) {
            return;
        }
        let read = |_| {
            let (datasets, old) = (self.clone(), old.clone());
            let (listed, version) = (listed.clone(), version.clone());
            async move {
                let name = &old.dataset.name;
                tracing::info!(dataset = name, version, "it has changed: the new version is read");
                let new = datasets.read_new(&old, listed, urgency, readings).await;
                Ok(datasets.take_over(name, new))
            }
        };
        // What became of it is in the log.
        let _ = self.renewals.readings.join(name, || None, read).await;
    }

    fn take_over(&self, name: &str, new: Result<Option<Arc<Opened>>, AskError>) -> bool {
        match new {
            Ok(Some(new)) => {
                let version = &new.dataset.version;
                tracing::info!(dataset = name, version, "the new version is served");
                self.serve(new);
                return true;
            }
            Ok(None) => tracing::warn!(dataset = name, "it changes faster than it can be read"),
            Err(error) => {
                tracing::warn!(dataset = name, %error, "the new version could not be read");
            }
        }
        false
    }

    /// Reads as much of the new version as is known of the old one; `None` where it changed again
    /// each time before it was whole.
    async fn read_new(
        self: &Arc<Self>,
        old: &Arc<Opened>,
        listed: Listed,
        urgency: Urgency,
        readings: usize,
    ) -> Result<Option<Arc<Opened>>, AskError> {
        let (wanted, _interest) = Wanted::new();
        for _ in 0..readings {
            let new = self.read(listed.clone(), urgency, &wanted).await?;
            new.inherit(old);
            let (known, _) = old.batcher.progress();
            if known > 0 {
                let failed = read_as_far_as_may_be(&new, urgency).await;
                let lacked = old.types.len() - known;
                if failed > lacked.max(new.types.len() / MISSING) {
                    let dataset = &new.dataset.name;
                    tracing::warn!(dataset, failed, "types of the new version cannot be read");
                    return Err(AskError::TooLate);
                }
            }
            if self.ask_version(&new, urgency).await? == new.dataset.version {
                // What is still to be read may be of the next version.
                match new.is_whole() {
                    true => new.settle(),
                    false => new.confirm(),
                }
                new.complete().await;
                if old.hierarchy(self.roi_ttl).is_some() {
                    // Without it the next visitor asks for it.
                    let _ = self.fresh_hierarchy(&new, urgency).await;
                }
                return Ok(Some(new));
            }
        }
        Ok(None)
    }
}

/// Reads all of a version but for what fails again and again: so many types.
async fn read_as_far_as_may_be(new: &Arc<Opened>, urgency: Urgency) -> usize {
    let mut failed = new.read_all(urgency).await.failed;
    for _ in 1..MOST_ATTEMPTS {
        if failed > 0 {
            tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            failed = new.read_all(urgency).await.failed;
        }
    }
    failed
}
