//! What to cite when something is shown that was seen here.

use crate::markup::view;
use leptos::prelude::*;
use shared::citation;

use crate::pause;
use crate::state::{State, use_state};
use crate::views::copy::copy;
use crate::views::live::{text, when};

/// A button that copies the text, and another that shows it.
pub fn cite() -> AnyView {
    let state = use_state();
    let is_shown = RwSignal::new(false);
    let shown = move || view! { <p class="citation">{text(move || written(state))}</p> }.into_any();
    view! {
        <div class="part">
            <h3>{"Cite this view"}</h3>
            <div class="table-acts">
                {copy("link", "copy the citation", move || untrack(|| written(state)))}
                <button
                    class="link"
                    aria-expanded=text(move || is_shown.get().to_string())
                    on:click=move |_| is_shown.update(|it| *it = !*it)
                >"show it"</button>
            </div>
            {when(move || is_shown.get(), shown)}
        </div>
    }
    .into_any()
}

fn written(state: State) -> String {
    let open = state.view.with(|view| view.open.clone());
    // The day by UTC.
    let day: String = pause::date().chars().take("2026-11-26".len()).collect();
    let address = window().location().href().unwrap_or_default();
    state.dataset.with(|dataset| {
        let dataset = dataset.clone().unwrap_or_default();
        citation::of_view(&dataset, open.as_deref(), &address, &day)
    })
}
