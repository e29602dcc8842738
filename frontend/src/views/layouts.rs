//! How the result is shown: a choice of one.

use leptos::prelude::*;
use shared::view::Layout;

use super::live::{flag, perhaps, text};
use crate::markup::view;
use crate::state::use_state;

/// How many types a comparison needs; of more than fit it shows the first.
pub const LEAST_COMPARED: usize = 2;

/// What can be chosen.
const LAYOUTS: [(Layout, &str); 4] = [
    (Layout::List, "List"),
    (Layout::Cards, "Cards"),
    (Layout::Heatmap, "Heat map"),
    (Layout::Compare, "Compare"),
];

/// Why there is nothing to compare yet.
const TOO_FEW: &str = "To compare, put two types or more into the basket";

/// The choice. What this dataset has nothing for is not there; what the basket has too little for
/// is, and says so: the others stay in their places when the basket fills.
#[component]
pub fn Layouts() -> impl IntoView {
    let state = use_state();
    let one = move |(layout, words): (Layout, &'static str)| {
        let is_chosen = move || state.view.with(|view| view.layout == layout);
        let is_there = move || layout != Layout::Heatmap || state.has_regions() || is_chosen();
        let is_too_early = move || {
            let picked = state.view.with(|view| view.basket.len());
            layout == Layout::Compare && picked < LEAST_COMPARED && !is_chosen()
        };
        view! {
            <button
                class:none=flag(move || !is_there())
                aria-pressed=text(move || is_chosen().to_string())
                aria-disabled=perhaps(move || is_too_early().then(|| "true".to_owned()))
                title=perhaps(move || is_too_early().then(|| TOO_FEW.to_owned()))
                on:click=move |_| if !untrack(is_too_early) {
                    state.choose(|view| view.layout = layout);
                }
            >{words}</button>
        }
    };
    view! {
        <div class="layouts" role="group" aria-label="Show as">{LAYOUTS.map(one).collect_view()}</div>
    }
}
