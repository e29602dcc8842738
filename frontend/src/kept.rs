//! Showing what this browser keeps of a dataset.

use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;
use shared::wire::{FORMAT, Line};

use crate::filling::{Filling, Target};
use crate::hierarchy::regions_of;
use crate::library::Library;
use crate::opening::Opening;
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
    state.show(Library::new(regions));
    state.provenance.set(Provenance {
        from_copy: true,
        at: manifest.saved_at,
        hierarchy_at: hierarchy.as_ref().map(|hierarchy| hierarchy.fetched_at),
        ..Provenance::default()
    });
    let lines = u64::from(manifest.lines);
    state.totals.set(Totals { types: lines, untyped: manifest.untyped });
    let mut filling = Filling::new(state, opening.run, Target::Page, Reading::Copy, lines);
    read_chunks(&mut filling, store, &manifest).await?;
    if opening.run.is_over() {
        return Ok(None);
    }
    state.show_additions();
    let types = state.with_index(|index| index.len() as u64);
    state.totals.set(Totals { types, untyped: manifest.untyped });
    state.phase.set(Phase::Ready);
    Ok(Some(Kept { manifest, hierarchy }))
}

/// Later lines hold, so they are read first; a line that says its type is gone hides earlier
/// ones. The next chunk comes while one is read.
async fn read_chunks(
    filling: &mut Filling,
    store: &Store,
    manifest: &Manifest,
) -> Result<(), store::Error> {
    let Some(last) = manifest.chunks.checked_sub(1) else { return Ok(()) };
    let mut chunk = store.chunk(&manifest.dataset, last).await?;
    for next in (0..last).rev() {
        let (done, lines) =
            join(read_lines(filling, &chunk), store.chunk(&manifest.dataset, next)).await;
        done?;
        chunk = lines?;
    }
    read_lines(filling, &chunk).await
}

async fn read_lines(filling: &mut Filling, chunk: &str) -> Result<(), store::Error> {
    for line in chunk.lines().rev() {
        if filling.is_over() {
            return Ok(());
        }
        match Line::parse_as(line).map_err(damaged)? {
            Line::Summary(read) => filling.take(&read, line),
            Line::Failed { name, .. } => drop(filling.arrived.insert(name)),
            Line::End { .. } => {}
        }
        filling.breathe().await;
    }
    Ok(())
}

fn damaged(error: serde_json::Error) -> store::Error {
    store::Error::Damaged(error.to_string())
}
