//! The choice of what to write or copy of the result or of the basket.

use leptos::prelude::*;
use shared::copy_as::Language;
use shared::export::Format;
use shared::index::Index;
use shared::view::Layout;

use super::live::text;
use crate::exporting::{Which, copy, export};
use crate::format::count;
use crate::markup::view;
use crate::state::use_state;

/// The panel of what is shown: the result, or what is compared.
pub fn of_what_is_shown() -> AnyView {
    let state = use_state();
    let which = match state.view.with(|view| view.layout) {
        Layout::Compare => Which::Basket,
        _ => Which::Result,
    };
    view! { <Export which/> }.into_any()
}

/// The choice.
#[component]
pub fn Export(which: Which) -> impl IntoView {
    let state = use_state();
    let said = RwSignal::new(String::new());
    let with_regions = RwSignal::new(false);
    let types = text(move || count(which.len(state) as u64, "type"));
    let has_regions = state.with_index(Index::has_regions);
    let file = move |format: Format| {
        let words = format.label();
        view! {
            <button class="button" on:click=move |_| {
                export(state, which, format, with_regions.get_untracked(), said);
            }>{words}</button>
        }
    };
    let language = move |language: Language| {
        view! {
            <li><button class="link" on:click=move |_| copy(state, which, language, said)>
                {language.label()}
            </button></li>
        }
    };
    let regions = has_regions.then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" on:change:target=move |event| {
                    with_regions.set(event.target().checked());
                }/>
                {"with shares of every primary region"}
            </label>
        }
    });
    view! {
        <h2>{"Save "}{types}{" as a file"}</h2>
        <div class="files">{Format::ALL.map(file).collect_view()}</div>
        {regions}
        <h2>{"Copy as"}</h2>
        <ul class="languages">{Language::ALL.map(language).collect_view()}</ul>
        <p class="quiet" role="status">{text(move || said.get())}</p>
    }
}
