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
    let mut unpacking = Unpacking::new(Arc::clone(regions));
    let mut slices = Slices::new();
    let mut piece = store.piece(dataset, 0, stamp).await?;
    let mut number = 0;
    while let Some(bytes) = piece {
        number += 1;
        let (next, added) =
            join(store.piece(dataset, number, stamp), async { unpacking.add(&bytes) }).await;
        if added.is_err() || unpacking.is_whole() {
            break;
        }
        piece = next?;
        slices.breathe().await;
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
