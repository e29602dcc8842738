//! Showing what this browser keeps of a dataset.

use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;
use shared::roi::Regions;
use shared::wire::{FORMAT, Line, type_in};

use crate::filling::{Filling, Target};
use crate::hierarchy::regions_of;
use crate::library::Library;
use crate::opening::Opening;
use crate::packed;
use crate::pause::Slices;
use crate::status::{Kept, Notice, Phase, Provenance, Reading, Totals};
use crate::store::{self, Manifest, Store};

/// Shows the kept copy; `None` if there is none that can be read.
pub async fn show(opening: &Opening, dataset: &str) -> Option<Kept> {
    let state = opening.state;
    let store = opening.store.as_ref().ok()?;
    match read(opening, store, dataset).await {
        Ok(kept) => kept,
        Err(store::Error::Unavailable(_)) => None,
        Err(store::Error::Damaged(_)) => {
            state.say(Notice::Damaged);
            state.show(Library::default());
            drop(store.clear(dataset).await);
            None
        }
    }
}

async fn read(
    opening: &Opening,
    store: &Store,
    dataset: &str,
) -> Result<Option<Kept>, store::Error> {
    let state = opening.state;
    let (manifest, hierarchy) =
        join(store.manifest(dataset, FORMAT), store.hierarchy(dataset, FORMAT)).await;
    let hierarchy = hierarchy?;
    let Some(manifest) = manifest? else { return Ok(None) };
    let regions = match &hierarchy {
        Some(hierarchy) => regions_of(&hierarchy.json).map_err(damaged)?,
        None => Arc::default(),
    };
    let stamp = packed::stamp(&manifest, &regions);
    let index = packed::read(store, dataset, &stamp, &regions).await?;
    if opening.run.is_over() {
        return Ok(None);
    }
    state.provenance.set(Provenance {
        from_copy: true,
        at: manifest.saved_at,
        hierarchy_at: hierarchy.as_ref().map(|hierarchy| hierarchy.fetched_at),
        ..Provenance::default()
    });
    let is_packed = index.is_some();
    match index {
        Some(index) => {
            state.totals.set(Totals { types: index.len() as u64, untyped: manifest.untyped });
            state.show(Library::of(index));
            state.phase.set(Phase::Ready);
            read_lines(opening, store, &manifest).await?;
        }
        None => build(opening, store, &manifest, regions).await?,
    }
    if opening.run.is_over() {
        return Ok(None);
    }
    Ok(Some(Kept { manifest, hierarchy, packed: is_packed.then_some(stamp) }))
}

/// Builds the index from the lines.
async fn build(
    opening: &Opening,
    store: &Store,
    manifest: &Manifest,
    regions: Arc<Regions>,
) -> Result<(), store::Error> {
    let state = opening.state;
    state.show(Library::new(regions));
    let lines = u64::from(manifest.lines);
    state.totals.set(Totals { types: lines, untyped: manifest.untyped });
    let mut filling = Filling::new(state, opening.run, Target::Page, Reading::Copy, lines);
    each_line(opening, store, manifest, async |line| {
        match Line::parse_as(line).map_err(damaged)? {
            Line::Summary(read) => filling.take(&read, line),
            Line::Failed { name, .. } => drop(filling.arrived.insert(name)),
            Line::End { .. } => {}
        }
        filling.breathe().await;
        Ok(())
    })
    .await?;
    if !opening.run.is_over() {
        state.show_additions();
        let types = state.with_index(|index| index.len() as u64);
        state.totals.set(Totals { types, untyped: manifest.untyped });
        state.phase.set(Phase::Ready);
    }
    Ok(())
}

/// Reads the lines of an index that is shown already.
async fn read_lines(
    opening: &Opening,
    store: &Store,
    manifest: &Manifest,
) -> Result<(), store::Error> {
    let mut slices = Slices::new();
    each_line(opening, store, manifest, async |line| {
        let damaged = || store::Error::Damaged("a line is not whole".to_owned());
        opening.state.add_line(&type_in(line).ok_or_else(damaged)?, line);
        slices.breathe().await;
        Ok(())
    })
    .await?;
    if opening.run.is_over() {
        return Ok(());
    }
    if !opening.state.with_library(Library::is_whole) {
        return Err(store::Error::Damaged("lines are missing".to_owned()));
    }
    opening.state.has_summaries.set(true);
    Ok(())
}

/// Hands over the kept lines, until another opening begins. Later lines hold, so they come first; a
/// line that says its type is gone hides earlier ones. The next chunk comes while one is read.
async fn each_line(
    opening: &Opening,
    store: &Store,
    manifest: &Manifest,
    mut take: impl AsyncFnMut(&str) -> Result<(), store::Error>,
) -> Result<(), store::Error> {
    let mut read = async |chunk: &str| {
        for line in chunk.lines().rev() {
            if opening.run.is_over() {
                break;
            }
            take(line).await?;
        }
        Ok::<(), store::Error>(())
    };
    let Some(last) = manifest.chunks.checked_sub(1) else { return Ok(()) };
    let mut chunk = store.chunk(&manifest.dataset, last).await?;
    for next in (0..last).rev() {
        let (lines, done) = join(store.chunk(&manifest.dataset, next), read(&chunk)).await;
        done?;
        chunk = lines?;
    }
    read(&chunk).await
}

fn damaged(error: serde_json::Error) -> store::Error {
    store::Error::Damaged(error.to_string())
}
