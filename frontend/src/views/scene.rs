//! All neurons of the basket in one Neuroglancer scene: their ids are asked for first.

use leptos::prelude::*;
use shared::links::Known;

use super::live::live;
use super::outward::outward;
use crate::exporting::Which;
use crate::format::{count, number};
use crate::markup::view;
use crate::resources::{Asked, ask_ids};
use crate::state::{State, use_state};

/// Most neurons of one scene: their ids stand in its address.
const MOST_NEURONS: u64 = 2_000;

/// The button, then the link; nothing for a dataset that Neuroglancer has no scene of.
pub fn scene() -> AnyView {
    let state = use_state();
    let dataset = state.dataset.get_untracked().unwrap_or_default();
    let known = Known::of(&dataset).filter(|known| known.neuroglancer(["1"]).is_some());
    let Some(known) = known else { return ().into_any() };
    let asked: Asked<Vec<String>> = RwSignal::new(None);
    // The types that the ids are of: a basket that has changed since is another scene.
    let of = RwSignal::new(Vec::new());
    let shown = move || {
        let names = Which::Basket.names(state);
        let neurons = neurons(state, &names);
        if neurons > MOST_NEURONS {
            let words =
                format!("{} are too many for one Neuroglancer link.", count(neurons, "neuron"));
            return view! { <p class="quiet">{words}</p> }.into_any();
        }
        match asked.get() {
            Some(Ok(ids)) if of.with(|of| *of == names) => {
                let link = known.neuroglancer(ids.iter().map(String::as_str));
                link.map(|link| outward(&link, "button")).into_any()
            }
            Some(Err(error)) if of.with(|of| *of == names) => {
                let words = format!("The neurons could not be read: {error}.");
                view! { <p class="quiet">{words}</p> }.into_any()
            }
            None if of.with(|of| !names.is_empty() && *of == names) => {
                view! { <p class="quiet">{"reading the ids…"}</p> }.into_any()
            }
            _ => {
                let words = format!("Neuroglancer: get {} ids", number(neurons));
                let ask = move |_| {
                    of.set(names.clone());
                    ask_ids(state, names.clone(), asked);
                };
                view! { <button class="button" on:click=ask>{words}</button> }.into_any()
            }
        }
    };
    view! { <div class="files" aria-live="polite">{live(shown)}</div> }.into_any()
}

fn neurons(state: State, names: &[String]) -> u64 {
    state.edition.track();
    state.with_index(|index| {
        let found = names.iter().filter_map(|name| index.find(name));
        found.map(|id| index.entries[id as usize].neurons.total).sum()
    })
}
