//! Where a type is shown elsewhere.

use std::sync::Arc;

use crate::markup::view;
use leptos::prelude::*;
use shared::links::{self, Known};
use shared::wire::{Name, NeuronList};

use super::NeuronsOf;
use crate::format::count;
use crate::resources::ask_neurons;
use crate::state::use_state;
use crate::views::keys;
use crate::views::live::live;
use crate::views::outward::outward;

/// Id of the link to Neuroglancer, which takes the focus when it comes.
const NEUROGLANCER: &str = "to-neuroglancer";

/// The links that are known; none for a dataset that no other site has.
pub fn links(name: String, total: u64, names: &[Name], neurons_of: NeuronsOf) -> AnyView {
    let dataset = use_state().dataset.get_untracked().unwrap_or_default();
    let Some(known) = Known::of(&dataset) else { return ().into_any() };
    let links = links::of_type(&dataset, &name, names);
    let links: Vec<AnyView> = links.iter().map(|link| outward(link, "pill")).collect();
    view! {
        <nav class="outward" aria-label="This type elsewhere">
            {links}
            {neuroglancer(known, name, total, neurons_of)}
        </nav>
    }
    .into_any()
}

/// Neuroglancer is given the ids of all neurons, so these are asked for first.
fn neuroglancer(known: &'static Known, name: String, total: u64, neurons_of: NeuronsOf) -> AnyView {
    let state = use_state();
    let has_pressed = StoredValue::new(false);
    let shown = live(move || match neurons_of.asked.get() {
        Some(Ok(list)) => {
            if has_pressed.get_value() {
                keys::focus_soon(NEUROGLANCER);
            }
            link(known, &list)
        }
        _ => {
            let name = name.clone();
            let ask = move |_| {
                has_pressed.set_value(true);
                neurons_of.are_wanted.set(true);
                ask_neurons(state, name.clone(), neurons_of.asked);
            };
            view! {
                <button class="pill" on:click=ask>
                    {format!("Neuroglancer: get {}", count(total, "id"))}
                </button>
            }
            .into_any()
        }
    });
    view! { <span id=NEUROGLANCER tabindex="-1">{shown}</span> }.into_any()
}

fn link(known: &'static Known, list: &Arc<NeuronList>) -> AnyView {
    let ids = list.neurons.iter().map(|neuron| neuron.body_id.as_str());
    match known.neuroglancer(ids) {
        Some(link) => outward(&link, "pill"),
        None => ().into_any(),
    }
}
