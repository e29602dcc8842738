//! What happens without being asked: looking for new versions, reading ahead, forgetting.
//!
//! Every so often each source is asked for its list, and each dataset that is served for its
//! version. A new version is read in the background while the old one is served, and takes its
//! place when it is whole, so that browsers fetch only what has changed (`renewing`). A dataset that is no
//! longer listed, or that the source refuses to answer for, is dropped with all that is known of
//! it. While a source is idle, what people ask for most is fetched ahead.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use crate::config::Warm;
use crate::upstream::Urgency;

use super::details::Detail;
use super::opened::Unread;
use super::{Datasets, Listed, Opened, is_withdrawn_by, key};

/// How often it is looked whether a source is idle.
const IDLE_LOOK: Duration = Duration::from_millis(500);

/// Between attempts to read ahead from a source that does not answer yet: twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Types that could not be read ahead are tried again until then; what fails longer is left to who
/// asks for it.
const ATTEMPTS: usize = 6;

impl Datasets {
    /// Does all this from now on, until the datasets are dropped.
    pub fn keep(self: &Arc<Self>) {
        tokio::spawn(warm_up(Arc::downgrade(self)));
        // Each source by itself: one of them may not answer.
        for at in 0..self.upstreams.len() {
            tokio::spawn(look_for_changes(Arc::downgrade(self), at));
        }
        if self.refresh.prefetch > 0 {
            tokio::spawn(fetch_ahead(Arc::downgrade(self)));
        }
    }

    /// Reads what is to be known before anybody asks, for this time. Tells whether there is nothing
    /// left to read: a source may not answer yet, and there are hours for not reading.
    async fn warm(self: &Arc<Self>, attempt: usize) -> bool {
        if let Warm::None = self.refresh.warm {
            return true;
        }
        if self.list().await.is_err() {
            return false;
        }
        let mut all_read = self.all_have_listed();
        for name in self.to_warm() {
            all_read &= self.may_read_now() && self.warm_one(&name, attempt).await;
        }
        all_read
    }

    /// The datasets that are read ahead, of those that are listed.
    fn to_warm(&self) -> Vec<String> {
        let most = match self.refresh.warm {
            Warm::None => 0,
            Warm::Default => 1,
            Warm::All => usize::MAX,
        };
        let list = self.known_list().into_iter();
        list.take(most).map(|listed| listed.dataset.name).collect()
    }

    /// Reads ahead in the background what was not listed before.
    fn warm_what_is_new(self: &Arc<Self>, before: &[String]) {
        let mut names = self.to_warm();
        names.retain(|name| !before.contains(name));
        if names.is_empty() || !self.may_read_now() {
            return;
        }
        let datasets = self.clone();
        tokio::spawn(async move {
            for name in names {
                datasets.warm_one(&name, ATTEMPTS).await;
            }
        });
    }

    async fn warm_one(self: &Arc<Self>, name: &str, attempt: usize) -> bool {
        match self.open(name).await {
            Ok(opened) if opened.upstream.is_paused() => false,
            Ok(opened) => {
                let Unread { failed, not_sent } = opened.read_all(Urgency::Ahead).await;
                self.is_of_one_version(&opened).await;
                opened.complete().await;
                let most = if attempt < ATTEMPTS { 0 } else { opened.types.len() / 2 };
                let is_read = not_sent == 0 && failed <= most;
                is_read && self.hierarchy(&opened).await.is_ok()
            }
            Err(error) => {
                tracing::warn!(dataset = name, %error, "could not be read ahead");
                false
            }
        }
    }

    /// Looks once whether anything has changed at a source.
    async fn look(self: &Arc<Self>, at: usize) {
        self.keep_within_memory();
        let upstream = &self.upstreams[at];
        if upstream.is_paused() {
            return;
        }
        let before = self.to_warm();
        // Without an answer, the list of before goes on being true.
        let _ = self.read_list(at).await;
        self.warm_what_is_new(&before);
        let mut list = self.known_list();
        list.retain(|listed| Arc::ptr_eq(&listed.upstream, upstream));
        for opened in self.all_served_by(upstream) {
            let name = &opened.dataset.name;
            if let Some(listed) = list.iter().find(|listed| listed.dataset.name == *name) {
                self.look_at(&opened, listed).await;
            }
        }
    }

    async fn look_at(self: &Arc<Self>, opened: &Arc<Opened>, listed: &Listed) {
        let name = &opened.dataset.name;
        match self.ask_version(opened, Urgency::Ahead).await {
            Ok(version) if version == opened.dataset.version => opened.confirm(),
            Ok(version) => {
                opened.outdate();
                self.renew(opened, listed.clone(), version);
            }
            Err(error) if is_withdrawn_by(&opened.upstream, &error) => {
                tracing::warn!(dataset = name, %error, "no longer answered: all that is known of it is dropped");
                self.purge(name, &opened.upstream);
            }
            Err(error) => tracing::warn!(dataset = name, %error, "its version could not be asked"),
        }
    }

    /// Whether background reading is allowed at this hour.
    pub(super) fn may_read_now(&self) -> bool {
        let now = SystemTime::now();
        self.refresh.quiet_hours.as_ref().is_none_or(|quiet| !quiet.contains(now))
    }

    /// Fetches one detail ahead that people are likely to ask for. Tells whether there was one.
    async fn fetch_one_ahead(self: &Arc<Self>) -> bool {
        for opened in self.all_served() {
            if !opened.upstream.is_idle() {
                continue;
            }
            for ix in opened.most_asked(self.refresh.prefetch) {
                let name = || opened.types[ix].name.clone();
                let mut details = vec![Detail::Neurons(name())];
                if opened.dataset.partners {
                    details.push(Detail::Partners(name()));
                }
                let mut keys = details.into_iter().map(|detail| key(&opened, detail));
                if let Some(key) = keys.find(|key| self.details.is_worth_fetching(key)) {
                    let detail = key.detail.clone();
                    let fetched = self.detail(&opened, detail, Urgency::Ahead).await;
                    if let Err(error) = &fetched {
                        tracing::debug!(dataset = key.dataset, %error, "a detail could not be fetched ahead");
                    }
                    // Also what was fetched: there may be no room to keep it.
                    self.details.leave_alone(key);
                    return fetched.is_ok();
                }
            }
        }
        false
    }
}

/// A server may start later than the proxy: it is tried again until it answers.
async fn warm_up(datasets: Weak<Datasets>) {
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let Some(datasets) = datasets.upgrade() else { return };
        if datasets.warm(attempt).await {
            return;
        }
        drop(datasets);
        tokio::time::sleep(pause).await;
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

async fn look_for_changes(datasets: Weak<Datasets>, at: usize) {
    loop {
        let Some(interval) = datasets.upgrade().map(|it| it.refresh.check_interval) else { return };
        // Several proxies shall not ask together.
        tokio::time::sleep(interval.mul_f64(0.9 + fastrand::f64() / 5.0)).await;
        let Some(datasets) = datasets.upgrade() else { return };
        datasets.look(at).await;
    }
}

async fn fetch_ahead(datasets: Weak<Datasets>) {
    loop {
        tokio::time::sleep(IDLE_LOOK).await;
        let Some(datasets) = datasets.upgrade() else { return };
        while datasets.may_read_now() && datasets.fetch_one_ahead().await {}
    }
}
