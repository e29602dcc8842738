//! Bringing what is shown to what there is: fetches what `sync` decides, puts it on the
//! page, and keeps it.

use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;
use shared::changes::{Changes, Figures};
use shared::index::Index;
use shared::roi::Regions;
use shared::wire::{Dataset, FORMAT, Line};

use crate::api::{self, Error, SummaryStream, Wait};
use crate::filling::{Filling, Target};
use crate::hierarchy;
use crate::keeping::Keeping;
use crate::library::Library;
use crate::listed::Listed;
use crate::opening::Opening;
use crate::packed;
use crate::pause::{Slices, now};
use crate::resources;
use crate::state::State;
use crate::status::{Kept, Notice, Phase, Reading, Since, Totals};
use crate::store::{Hierarchy, Manifest, Store};
use crate::sync::{self, Fetch, Plan};

/// Fetches what differs from the list, shows it and keeps it.
pub async fn update(opening: &Opening, dataset: Dataset, list: Listed, kept: Option<Kept>) {
    let state = opening.state;
    state.totals.set(Totals { types: list.types as u64, untyped: list.untyped });
    let is_first = state.with_index(Index::is_empty);
    let kept = kept.unwrap_or_default();
    let plan = state.with_library(|library| {
        let version = &kept.manifest.version;
        sync::plan(&list, version, &library.hashes(), api::most_by_name())
    });
    let before = state.with_index(|index| remembered(&plan, &kept, index));
    let all = async {
        match &plan.fetch {
            Fetch::All => Some(opening.patiently(|| api::all_summaries(&dataset.name)).await),
            _ => None,
        }
    };
    let (hierarchy, stream) =
        join(hierarchy::fresh(opening, &dataset, &list.version, kept.hierarchy.as_ref()), all)
            .await;
    if opening.run.is_over() {
        return;
    }
    let mut update = Updating {
        opening,
        keeping: Keeping::resume(
            opening.store.as_ref().map_err(Clone::clone),
            Manifest { dataset: dataset.name.clone(), format: FORMAT, ..kept.manifest.clone() },
        ),
        regions: hierarchy::regions(state, hierarchy.as_ref()),
        hierarchy,
        dataset,
        list,
        plan,
        before,
        renewed: 0,
        overtaken: false,
        packed: kept.packed,
    };
    let done = match (update.plan.fetch.clone(), stream) {
        (Fetch::Some(types), _) => update.renew(types).await,
        (Fetch::Nothing, _) if update.plan.vanished.is_empty() => update.keep_regions().await,
        (Fetch::Nothing, _) => update.renew(Vec::new()).await,
        (Fetch::All, Some(Ok(stream))) if update.adds_only() => update.fill(stream).await,
        (Fetch::All, Some(Ok(stream))) => update.replace(stream).await,
        (Fetch::All, Some(Err(error))) => Err(error),
        (Fetch::All, None) => Ok(()),
    };
    if opening.run.is_over() {
        return;
    }
    match done {
        Err(error) if state.with_index(Index::is_empty) => opening.fail(&error),
        Err(Error::Unreachable) => state.say(Notice::Offline),
        Err(error) => state.say(Notice::Refused(error.sentence())),
        Ok(()) => {}
    }
    let overtaken = update.overtaken;
    update.finish(is_first).await;
    if opening.run.is_over() {
        return;
    }
    match overtaken {
        true => opening.catch_up(),
        false => {
            resources::ask_pages(state, opening.run);
            if is_first && api::is_of_files() {
                opening.ask_proxy().await;
            }
        }
    }
}

struct Updating<'a> {
    opening: &'a Opening,
    dataset: Dataset,
    list: Listed,
    plan: Plan,
    keeping: Keeping<'a>,
    hierarchy: Option<Hierarchy>,
    regions: Arc<Regions>,
    /// What the kept copy was, where it is not what the list says.
    before: Option<Remembered>,
    renewed: u64,
    /// Whether the dataset changed while it was read.
    overtaken: bool,
    /// What the packed index is of that is kept.
    packed: Option<String>,
}

/// What is remembered of a copy that is about to be brought up to date.
struct Remembered {
    figures: Vec<Figures>,
    saved_at: f64,
    version: String,
}

/// A copy that was not whole says nothing of what has changed: what it lacks was there, too.
fn remembered(plan: &Plan, kept: &Kept, index: &Index) -> Option<Remembered> {
    let is_same = plan.fetch == Fetch::Nothing && plan.vanished.is_empty();
    (kept.manifest.complete && !is_same).then(|| Remembered {
        figures: Figures::of_all(index),
        saved_at: kept.manifest.saved_at,
        version: kept.manifest.version.clone(),
    })
}

impl Updating<'_> {
    fn state(&self) -> State {
        self.opening.state
    }

    /// The first time, or after one that did not come to its end: the page fills while the
    /// stream comes in.
    async fn fill(&mut self, stream: SummaryStream) -> Result<(), Error> {
        if self.state().with_index(Index::is_empty) {
            self.state().show(Library::new(self.regions.clone()));
        }
        self.describe();
        self.keeping.start_over().await;
        let mut filling = self.filling(Target::Page, Reading::Index, self.list.types);
        let read = filling.read(stream, &mut self.keeping).await;
        let more = match self.missing(&filling).await {
            Ok(missing) => self.fetch(&mut filling, missing).await,
            Err(error) => Err(error),
        };
        self.state().show_additions();
        self.tell(&filling);
        if filling.arrived.is_empty() { read.and(more) } else { Ok(()) }
    }

    /// Most of it has changed: all is read aside, then takes the place of what is shown.
    async fn replace(&mut self, stream: SummaryStream) -> Result<(), Error> {
        let aside = Target::Aside(Vec::new());
        let mut filling = self.filling(aside, Reading::Changes, self.list.types);
        // Lines are kept when all are there; a stream that breaks leaves the old copy whole.
        let mut unwritten = Keeping::resume(Err(String::new()), Manifest::default());
        drop(filling.read(stream, &mut unwritten).await);
        let missing = self.missing(&filling).await?;
        self.fetch_into(&mut filling, missing, &mut unwritten).await?;
        self.tell(&filling);
        let Target::Aside(lines) = filling.target else { return Ok(()) };
        self.keeping.manifest.saved_at = 0.0;
        self.describe();
        self.state().provenance.update(|provenance| provenance.from_copy = false);
        self.keeping.start_over().await;
        lines.iter().for_each(|line| self.keeping.push(line));
        self.rebuild(lines).await;
        Ok(())
    }

    /// Some of it has changed.
    async fn renew(&mut self, types: Vec<String>) -> Result<(), Error> {
        let state = self.state();
        let target = if self.adds_only() { Target::Page } else { Target::Aside(Vec::new()) };
        let mut filling = self.filling(target, Reading::Changes, types.len());
        self.fetch(&mut filling, types).await?;
        self.tell(&filling);
        self.renewed = filling.arrived.len() as u64;
        self.describe();
        let vanished = &self.plan.vanished;
        vanished.iter().for_each(|name| self.keeping.push_gone(name));
        let Target::Aside(mut lines) = filling.target else {
            state.show_additions();
            return Ok(());
        };
        let is_good = |name: &str| {
            !filling.arrived.contains(name) && !vanished.iter().any(|gone| gone == name)
        };
        lines.extend(state.with_library(|library| library.lines_of(is_good)));
        self.rebuild(lines).await;
        Ok(())
    }

    /// No type has changed; the regions may have.
    async fn keep_regions(&mut self) -> Result<(), Error> {
        self.describe();
        if self.has_other_regions() {
            let lines = self.state().with_library(|library| library.lines_of(|_| true));
            self.rebuild(lines).await;
        }
        Ok(())
    }

    /// Whether nothing that the page shows changes: then what comes can be shown as it comes.
    fn adds_only(&self) -> bool {
        self.state().with_index(Index::is_empty)
            || self.plan.changed == 0 && self.plan.vanished.is_empty() && !self.has_other_regions()
    }

    fn has_other_regions(&self) -> bool {
        let shown = self.state().regions.get_untracked();
        shown.all != self.regions.all
    }

    fn filling(&self, target: Target, reading: Reading, total: usize) -> Filling {
        Filling::new(self.state(), self.opening.run, target, reading, total as u64)
    }

    /// The types that have not come; only now is it asked which there are, if nobody had to know.
    async fn missing(&mut self, filling: &Filling) -> Result<Vec<String>, Error> {
        if self.list.entries.is_none() {
            if filling.arrived.len() + filling.failed.len() >= self.list.types {
                return Ok(Vec::new());
            }
            let ask = || api::types(&self.dataset.name);
            self.list = self.opening.patiently(ask).await?.into();
        }
        let names = self.list.entries.iter().flatten().map(|entry| &entry.name);
        Ok(names.filter(|name| !filling.has(name)).cloned().collect())
    }

    async fn fetch(&mut self, filling: &mut Filling, types: Vec<String>) -> Result<(), Error> {
        let idle = Keeping::resume(Err(String::new()), Manifest::default());
        let mut keeping = std::mem::replace(&mut self.keeping, idle);
        let done = self.fetch_into(filling, types, &mut keeping).await;
        self.keeping = keeping;
        done
    }

    /// Asks for these types until they have come or failed, for as long as asking brings any or the
    /// operator has paused it.
    async fn fetch_into(
        &self,
        filling: &mut Filling,
        mut types: Vec<String>,
        keeping: &mut Keeping<'_>,
    ) -> Result<(), Error> {
        while !types.is_empty() {
            if let Some(seconds) = filling.paused.take() {
                self.opening.wait(Wait { seconds, paused: true }).await?;
            }
            let before = types.len();
            let done = self.fetch_once(filling, &types, keeping).await;
            types.retain(|name| !filling.has(name));
            if self.opening.run.is_over() {
                return Ok(());
            }
            if types.len() == before && filling.paused.is_none() {
                self.state().say(Notice::Incomplete { missing: types.len() as u64 });
                return done;
            }
        }
        Ok(())
    }

    async fn fetch_once(
        &self,
        filling: &mut Filling,
        types: &[String],
        keeping: &mut Keeping<'_>,
    ) -> Result<(), Error> {
        let dataset = &self.dataset.name;
        // What a broken stream has brought need not come again.
        let is_most = filling.arrived.is_empty() && sync::is_most(types.len(), self.list.types);
        if is_most || types.len() > api::most_by_name() {
            let stream = self.opening.patiently(|| api::all_summaries(dataset)).await?;
            return filling.read(stream, keeping).await.map(drop);
        }
        for post in sync::posts(types) {
            let ask = || api::summaries_of(dataset, post.clone());
            let stream = self.opening.patiently(ask).await?;
            filling.read(stream, keeping).await?;
        }
        Ok(())
    }

    fn tell(&mut self, filling: &Filling) {
        self.overtaken |= filling.overtaken;
        if !filling.failed.is_empty() {
            self.state().say(Notice::Unanswered(filling.failed.clone()));
        }
    }

    /// Notes in the manifest what it now describes.
    fn describe(&mut self) {
        let manifest = &mut self.keeping.manifest;
        manifest.version.clone_from(&self.list.version);
        manifest.untyped = self.list.untyped;
        manifest.about = serde_json::to_string(&self.dataset).unwrap_or_default();
        if manifest.saved_at == 0.0 {
            manifest.saved_at = now();
        }
    }

    /// Builds the index anew from these lines, in slices, then shows it.
    async fn rebuild(&self, lines: Vec<String>) {
        let mut library = Library::new(self.regions.clone());
        let mut slices = Slices::new();
        for line in lines {
            if let Ok(Line::Summary(read)) = Line::parse_as(&line) {
                library.add(&read, &line);
            }
            slices.breathe().await;
        }
        if !self.opening.run.is_over() {
            self.state().show(library);
        }
    }

    /// Writes what is to be kept, and says what is shown now.
    async fn finish(mut self, is_first: bool) {
        let state = self.state();
        let types = state.with_index(|index| index.len());
        if self.keeping.refused.is_none() && sync::is_worth_rewriting(self.keeping.lines(), types) {
            self.keeping.start_over().await;
            let lines = state.with_library(|library| library.lines_of(|_| true));
            lines.iter().for_each(|line| self.keeping.push(line));
        }
        self.keeping.manifest.complete = types >= self.list.types;
        if types > 0 {
            self.keeping.finish().await;
        }
        self.keep_hierarchy().await;
        if self.opening.run.is_over() {
            return;
        }
        self.tell_changes();
        state.provenance.update(|provenance| {
            provenance.from_copy &= !is_first;
            provenance.at = self.keeping.manifest.saved_at;
            provenance.renewed = self.renewed;
            provenance.hierarchy_at = self.hierarchy.as_ref().map(|kept| kept.fetched_at);
            provenance.not_kept = self.keeping.refused.clone();
        });
        let stamp = packed::stamp(&self.keeping.manifest, &self.regions);
        state.kept.set_value(Some(Kept {
            manifest: self.keeping.manifest.clone(),
            hierarchy: self.hierarchy.clone(),
            packed: Some(stamp.clone()),
        }));
        if state.phase.with_untracked(|phase| !matches!(phase, Phase::Failed(_))) {
            state.phase.set(Phase::Ready);
        }
        if self.keeping.refused.is_none() && self.packed.as_ref() != Some(&stamp) {
            packed::keep(self.opening, &self.keeping.manifest, &stamp).await;
        }
    }

    /// Says what has changed since the copy. What the source could not answer for this time has
    /// not vanished.
    fn tell_changes(&self) {
        let Some(Remembered { figures, saved_at, version }) = &self.before else { return };
        let after = self.state().with_index(Figures::of_all);
        let mut changes = Changes::between(figures, &after);
        changes.vanished.retain(|gone| self.plan.vanished.iter().any(|name| **name == *gone.name));
        if !changes.is_empty() {
            let (from, to) = (version.clone(), self.list.version.clone());
            let since = Since { changes, saved_at: *saved_at, from, to };
            self.state().say(Notice::Changed(Arc::new(since)));
        }
    }

    async fn keep_hierarchy(&mut self) {
        let store: Option<&Store> = self.opening.store.as_ref().ok();
        if let (Some(store), Some(hierarchy)) = (store, &self.hierarchy)
            && let Err(error) = store.keep_hierarchy(hierarchy).await
        {
            self.keeping.refused.get_or_insert(error.to_string());
        }
    }
}
