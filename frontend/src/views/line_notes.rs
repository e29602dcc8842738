//! Below the headline: why the query line cannot be read, and what became of a pasted list.

use leptos::prelude::*;

use super::live::{flag, live, text};
use crate::draft::use_draft;
use crate::markup::view;
use crate::state::use_state;

/// Both, while there is something to say.
#[component]
pub fn LineNotes() -> impl IntoView {
    let state = use_state();
    let draft = use_draft();
    // While something is offered for the very word, it is not wrong yet.
    let problem = move || {
        let is_offering = draft.completion.with(|it| !it.offers.is_empty());
        draft.problem().filter(|_| !is_offering)
    };
    let mend = live(move || match problem().and_then(|problem| problem.instead) {
        Some(instead) => view! {
            <button class="link strong" on:click=move |_| draft.mend()>
                "use "<bdi>{instead}</bdi>
            </button>
        }
        .into_any(),
        None => ().into_any(),
    });
    let report = move || {
        let report = draft.pasted.get()?;
        state.view.with(|view| report.is_shown(view)).then_some(report)
    };
    view! {
        <div id="line-problem" class="notice" class:none=flag(move || problem().is_none()) role="status">
            <span>{text(move || problem().map(|it| {
                format!("{it} The list shows the line without it.")
            }).unwrap_or_default())}</span>
            {mend}
        </div>
        <div class="notice plain" class:none=flag(move || report().is_none()) role="status">
            <span>{text(move || report().map(|it| it.words()).unwrap_or_default())}</span>
            <button class="icon" aria-label="Dismiss" on:click=move |_| draft.pasted.set(None)>"✕"</button>
        </div>
    }
}
