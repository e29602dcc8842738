//! The ROI hierarchy: kept for a day, read again when it is older or the dataset has changed.

use std::sync::Arc;

use leptos::prelude::*;
use shared::roi::Regions;
use shared::wire::{Dataset, FORMAT, RoiHierarchy};

use crate::api::{self, Error};
use crate::opening::Opening;
use crate::pause::now;
use crate::state::State;
use crate::status::Notice;
use crate::store::Hierarchy;
use crate::sync;

/// The hierarchy to use: the kept one while it is good, else the proxy's, else the kept one.
pub async fn fresh(
    opening: &Opening,
    dataset: &Dataset,
    version: &str,
    kept: Option<&Hierarchy>,
) -> Option<Hierarchy> {
    let good =
        kept.filter(|kept| kept.version == version && sync::is_fresh(kept.fetched_at, now()));
    if let Some(kept) = good {
        return Some(kept.clone());
    }
    let fetched = opening.patiently(|| api::roi_hierarchy(&dataset.name)).await;
    match fetched.and_then(|tree: RoiHierarchy| {
        serde_json::to_string(&tree).map_err(|error| Error::Unreadable(error.to_string()))
    }) {
        Ok(json) => Some(Hierarchy {
            dataset: dataset.name.clone(),
            version: version.to_owned(),
            format: FORMAT,
            fetched_at: now(),
            json,
        }),
        Err(error) => {
            opening.state.say(Notice::NoHierarchy(error.to_string()));
            kept.cloned()
        }
    }
}

/// The regions of a hierarchy; those of the page where there is none.
pub fn regions(state: State, hierarchy: Option<&Hierarchy>) -> Arc<Regions> {
    let regions = hierarchy.and_then(|hierarchy| regions_of(&hierarchy.json).ok());
    regions.unwrap_or_else(|| state.regions.get_untracked())
}

/// The regions of a hierarchy in JSON.
pub fn regions_of(json: &str) -> Result<Arc<Regions>, serde_json::Error> {
    let hierarchy: RoiHierarchy = serde_json::from_str(json)?;
    Ok(Arc::new(Regions::new(&hierarchy)))
}
