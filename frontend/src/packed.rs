//! The index itself, kept beside the lines that it was built from: reading it takes a fraction of
//! the time that the lines take, so a page that is opened again shows it first.

use std::sync::Arc;

use futures_util::future::join;
use shared::index::{self, Index, Unpacking};
use shared::roi::Regions;

use crate::opening::Opening;
use crate::pause::Slices;
use crate::store::{Error, Manifest, Store};

/// What an index is made of: the lines that are kept, the regions and the code.
pub fn stamp(manifest: &Manifest, regions: &Regions) -> String {
    let Manifest { version, chunks, lines, .. } = manifest;
    format!("{:016x} {chunks} {lines} {version}", index::stamp(regions))
}

/// The kept index of this stamp; `None` where there is none, or none that can be read. The next
/// piece comes while one is read.
pub async fn read(
    store: &Store,
    dataset: &str,
    stamp: &str,
    regions: &Arc<Regions>,
) -> Result<Option<Index>, Error> {
    let Some(first) = store.piece(dataset, 0, stamp).await? else { return Ok(None) };
    let begin = async { Unpacking::begin(Arc::clone(regions), &first) };
    let (begun, mut next) = join(begin, store.piece(dataset, 1, stamp)).await;
    let Ok(mut unpacking) = begun else { return Ok(None) };
    let mut slices = Slices::new();
    let mut number = 1;
    while !unpacking.is_whole() {
        slices.breathe().await;
        let Some(piece) = next? else { return Ok(None) };
        number += 1;
        let (added, after) =
            join(async { unpacking.add(&piece) }, store.piece(dataset, number, stamp)).await;
        if added.is_err() {
            return Ok(None);
        }
        next = after;
    }
    Ok(unpacking.finish().ok())
}

/// Keeps the index that is shown, in slices. That it cannot be kept costs time at the next opening
/// and nothing else.
pub async fn keep(opening: &Opening, manifest: &Manifest, stamp: &str) {
    let Ok(store) = &opening.store else { return };
    let mut pieces = Vec::new();
    let mut slices = Slices::new();
    while let Some(piece) = opening.state.with_index(|index| index.piece(pieces.len())) {
        pieces.push(piece);
        slices.breathe().await;
        if opening.run.is_over() {
            return;
        }
    }
    drop(store.keep_pieces(manifest, stamp, &pieces).await);
}
