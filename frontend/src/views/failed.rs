//! The page when there is nothing to show: what happened and what to do.

use leptos::prelude::*;

use super::live::{flag, live, text};
use crate::api;
use crate::markup::view;
use crate::opening;
use crate::state::use_state;
use crate::status::Phase;

/// The whole page below the bar.
#[component]
pub fn Failed() -> impl IntoView {
    let state = use_state();
    let words = text(move || match state.phase.get() {
        Phase::Failed(words) => words,
        _ => String::new(),
    });
    let others = live(move || {
        let datasets = state.datasets.get().into_iter();
        let link = |name: String| {
            let open = name.clone();
            view! {
                <li><button class="link" on:click=move |_| {
                    let name = open.clone();
                    state.choose(|view| view.dataset = Some(name));
                }><bdi>{name}</bdi></button></li>
            }
        };
        datasets.map(|dataset| link(dataset.name)).collect_view().into_any()
    });
    let has_others = move || state.datasets.with(|datasets| !datasets.is_empty());
    view! {
        <main class="failed">
            <h1>{words}</h1>
            <p class:none=flag(has_others)>
                "This browser keeps no copy of the data yet, so there is nothing to show. "
                {what_to_check()}
            </p>
            <p class:none=flag(move || !has_others())>"These it has:"</p>
            <ul>{others}</ul>
            <button class="button" on:click=move |_| opening::open(state)>"Try again"</button>
        </main>
    }
}

fn what_to_check() -> AnyView {
    if api::is_site() {
        return "Check the network, and that all of the site's files are there; then try again."
            .into_any();
    }
    view! {
        "Check that "
        <code>"quickpage serve"</code>
        " is running and that this address is the right one; then try again."
    }
    .into_any()
}
