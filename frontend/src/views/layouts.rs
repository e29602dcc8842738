//! How the result is shown: a choice of one.

use leptos::prelude::*;
use shared::view::Layout;

use super::live::{flag, text};
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

/// The choice; what this dataset or this basket has nothing for is not there.
#[component]
pub fn Layouts() -> impl IntoView {
    let state = use_state();
    let one = move |(layout, words): (Layout, &'static str)| {
        let is_chosen = move || state.view.with(|view| view.layout == layout);
        let has_something = move || match layout {
            Layout::List | Layout::Cards => true,
            Layout::Heatmap => state.has_regions(),
            Layout::Compare => state.view.with(|view| view.basket.len()) >= LEAST_COMPARED,
        };
        view! {
            <button
                class:none=flag(move || !has_something() && !is_chosen())
                aria-pressed=text(move || is_chosen().to_string())
                on:click=move |_| state.choose(|view| view.layout = layout)
            >{words}</button>
        }
    };
    view! {
        <div class="layouts" role="group" aria-label="Show as">{LAYOUTS.map(one).collect_view()}</div>
    }
}
