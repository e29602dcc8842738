//! Opening a dataset: what this browser keeps is shown at once, in parallel with asking the
//! proxy, or the site, for its list of types; then whatever differs is fetched.
//!
//! What must stay true: with nothing kept, the page is searchable while it fills; with a copy
//! that is still good, no summaries and no hierarchy are requested; what cannot be kept, read
//! or reached is said on the page and never stops it.

use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Dataset, FORMAT};

use crate::address;
use crate::api::{self, Choice, Error, Wait};
use crate::kept;
use crate::library::Library;
use crate::listed::Listed;
use crate::newer;
use crate::pause;
use crate::resources;
use crate::state::{Run, State};
use crate::status::{Kept, Notice, Phase, Provenance};
use crate::store::{self, Store};
use crate::updating;

/// How long opening the database may take, in milliseconds: a browser in trouble never answers.
const STORE_PATIENCE: u32 = 3_000;

/// How often a dataset is asked for again that changed while it was read.
const MOST_ATTEMPTS: u8 = 2;

/// One opening: what every step of it needs.
pub struct Opening {
    /// The page.
    pub state: State,
    /// Ended by the next opening.
    pub run: Run,
    /// The database, or why there is none.
    pub store: Result<Store, String>,
    /// The dataset to open; `None` is the default one.
    wanted: Option<String>,
    /// How often it has begun anew since the dataset changed meanwhile.
    attempt: u8,
}

/// Opens the dataset that the view names, or the default one.
pub fn open(state: State) {
    open_dataset(state, state.view.with_untracked(|view| view.dataset.clone()));
}

fn open_dataset(state: State, wanted: Option<String>) {
    let run = state.begin_run();
    spawn_local(async move {
        state.phase.set(Phase::Starting);
        state.notices.set(Vec::new());
        state.provenance.set(Provenance::default());
        // Until it is known what is kept, to refresh is to open.
        state.kept.set_value(None);
        state.pages.set(Arc::default());
        api::begin();
        let opening = Opening { state, run, store: open_store().await, wanted, attempt: 0 };
        opening.open().await;
    });
}

/// Asks for what has changed, without touching what is shown until that is known.
pub fn refresh(state: State) {
    ask_anew(state, 0);
}

fn ask_anew(state: State, attempt: u8) {
    let Some(mut kept) = state.kept.get_value() else { return open(state) };
    let Some(dataset) = state.dataset.get_untracked() else { return open(state) };
    let run = state.begin_run();
    spawn_local(async move {
        state.notices.set(Vec::new());
        let wanted = Some(dataset.name.clone());
        let opening = Opening { state, run, store: open_store().await, wanted, attempt };
        api::begin();
        // As good as expired: to refresh is to ask.
        if let Some(hierarchy) = &mut kept.hierarchy {
            hierarchy.fetched_at = 0.0;
        }
        let (datasets, list) = opening.ask(&dataset.name).await;
        opening.compare(&dataset.name, Some(kept), datasets, list).await;
    });
}

/// Forgets what this browser keeps of the open dataset, and reads it anew.
pub fn clear(state: State) {
    let Some(dataset) = state.dataset.get_untracked() else { return };
    // Whatever is being read now must not be written after the clearing.
    state.begin_run();
    spawn_local(async move {
        if let Ok(store) = open_store().await {
            // What cannot be cleared cannot be read either, or is found out when it is written.
            drop(store.clear(&dataset.name).await);
        }
        open(state);
    });
}

async fn open_store() -> Result<Store, String> {
    match pause::within(STORE_PATIENCE, Store::open(&database())).await {
        Some(Ok(store)) => Ok(store),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("its storage does not answer".to_owned()),
    }
}

/// The sites of one host share what browsers keep of it, and may have other data under the same
/// name.
fn database() -> String {
    match api::is_site() {
        true => format!("{} {}", store::DATABASE, address::folder()),
        false => store::DATABASE.to_owned(),
    }
}

impl Opening {
    async fn open(&self) {
        let guess = self.kept_dataset().await;
        if self.run.is_over() {
            return;
        }
        let Some(dataset) = guess else { return self.open_unkept().await };
        self.state.dataset.set(Some(dataset.clone()));
        let (kept, (datasets, list)) =
            join(kept::show(self, &dataset.name), self.ask(&dataset.name)).await;
        self.compare(&dataset.name, kept, datasets, list).await;
    }

    /// Nothing is kept: which dataset there is has to be asked.
    async fn open_unkept(&self) {
        self.state.show(Library::default());
        let datasets = match self.patiently(api::datasets).await {
            Ok(datasets) => datasets,
            Err(error) => return self.fail(&error),
        };
        let picked = pick(&datasets, self.wanted.as_deref()).cloned();
        let list = match &picked {
            Some(dataset) => self.patiently(|| api::types_at_first(&dataset.name)).await,
            None => Ok(Listed::default()),
        };
        let asked = picked.map(|dataset| dataset.name).unwrap_or_default();
        self.compare(&asked, None, Ok(datasets), list).await;
    }

    /// The kept dataset of this name, or the one that was the default when it was kept.
    async fn kept_dataset(&self) -> Option<Dataset> {
        let manifests = self.store.as_ref().ok()?.manifests(FORMAT).await.ok()?;
        let mut kept = manifests
            .iter()
            .filter_map(|manifest| serde_json::from_str::<Dataset>(&manifest.about).ok());
        kept.find(|dataset| match &self.wanted {
            Some(name) => dataset.name == *name,
            None => dataset.default,
        })
    }

    async fn ask(&self, dataset: &str) -> (Result<Vec<Dataset>, Error>, Result<Listed, Error>) {
        self.tell(api::choose().await);
        let types = || api::types(dataset);
        let (datasets, list) = join(self.patiently(api::datasets), self.patiently(types)).await;
        (datasets, list.map(Listed::from))
    }

    /// Brings what is shown of a dataset, if anything, to what there is.
    async fn compare(
        &self,
        asked: &str,
        kept: Option<Kept>,
        datasets: Result<Vec<Dataset>, Error>,
        list: Result<Listed, Error>,
    ) {
        if self.run.is_over() {
            return;
        }
        self.state.kept.set_value(kept.clone());
        let datasets = match datasets {
            Ok(datasets) => datasets,
            Err(error) => return self.stay(kept.as_ref(), &error),
        };
        if newer::heed(self, kept.is_some()).await || self.run.is_over() {
            return;
        }
        let picked = pick(&datasets, self.wanted.as_deref()).cloned();
        self.state.datasets.set(datasets);
        match (picked, list) {
            (None, _) => {
                let name = self.wanted.as_deref().unwrap_or_default();
                let words = format!("The {} has no dataset {name}.", api::whom());
                self.state.phase.set(Phase::Failed(words));
            }
            // The default has changed since it was kept: another dataset has to be opened.
            (Some(dataset), _) if dataset.name != asked => {
                open_dataset(self.state, Some(dataset.name));
            }
            (Some(dataset), Ok(list)) => {
                self.state.dataset.set(Some(dataset.clone()));
                updating::update(self, dataset, list, kept).await;
            }
            (Some(_), Err(error)) => self.stay(kept.as_ref(), &error),
        }
    }

    /// Nobody can be asked: what is kept stays on the page.
    fn stay(&self, kept: Option<&Kept>, error: &Error) {
        match (kept, error) {
            (None, error) => return self.fail(error),
            (Some(_), Error::Unreachable) => self.state.say(Notice::Offline),
            (Some(_), error) => self.state.say(Notice::Refused(error.sentence())),
        }
        resources::ask_pages(self.state, self.run);
    }

    fn tell(&self, choice: Choice) {
        if choice == Choice::Silent && !self.run.is_over() {
            self.state.say(Notice::SilentProxy);
        }
    }

    /// A site's files came first, since they come from near; now the proxy that it names is asked
    /// whether it has a newer version.
    pub async fn ask_proxy(&self) {
        let choice = api::choose().await;
        self.tell(choice);
        if choice == Choice::Newer && !self.run.is_over() {
            ask_anew(self.state, self.attempt);
        }
    }

    /// What was read may be of two versions: the proxy has the newer one by now.
    pub fn catch_up(&self) {
        match self.attempt < MOST_ATTEMPTS {
            true => ask_anew(self.state, self.attempt + 1),
            false => self.state.say(Notice::Overtaken),
        }
    }

    /// There is nothing to show.
    pub fn fail(&self, error: &Error) {
        if !self.run.is_over() {
            self.state.phase.set(Phase::Failed(error.sentence()));
        }
    }

    /// Asks, and asks again when a busy proxy says so, with the seconds on the page.
    pub async fn patiently<T, F>(&self, ask: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        loop {
            match ask().await {
                Err(Error::Busy(wait)) => self.wait(wait).await?,
                answer => return answer,
            }
        }
    }

    /// Lets the time pass after which a busy proxy wants to be asked again.
    pub async fn wait(&self, wait: Wait) -> Result<(), Error> {
        for seconds in (1..=wait.seconds).rev() {
            if self.run.is_over() {
                return Err(Error::Busy(wait));
            }
            self.state.waiting.set(Some(Wait { seconds, ..wait }));
            pause::seconds(1).await;
        }
        self.state.waiting.set(None);
        Ok(())
    }
}

fn pick<'a>(datasets: &'a [Dataset], wanted: Option<&str>) -> Option<&'a Dataset> {
    match wanted {
        Some(name) => datasets.iter().find(|dataset| dataset.name == name),
        None => datasets.iter().find(|dataset| dataset.default).or(datasets.first()),
    }
}
