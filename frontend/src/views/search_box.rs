//! The query line: what is written in it, and what it is read as at each letter.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, KeyboardEvent};

use super::completion::{OFFERS, Offers, offer_id};
use super::keys;
use super::live::{flag, perhaps, text};
use crate::draft::{Draft, byte_at, units_at, use_draft};
use crate::markup::view;
use crate::state::{State, use_state};

/// The box with what it offers.
#[component]
pub fn SearchBox() -> impl IntoView {
    let state = use_state();
    let draft = use_draft();
    let line = Memo::new(move |_| draft.text());
    let is_empty = move || line.with(String::is_empty);
    let has_offers = move || draft.completion.with(|it| !it.offers.is_empty());
    view! {
        <div class="search" role="search">
            <span class="glass" aria-hidden="true"></span>
            <input
                id=keys::SEARCH
                type="text"
                role="combobox"
                enterkeyhint="search"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label="Search every name of a neuron type, a body id, or write conditions"
                aria-autocomplete="list"
                aria-expanded=text(move || has_offers().to_string())
                aria-controls=OFFERS
                aria-activedescendant=perhaps(move || draft.active.get().map(offer_id))
                aria-invalid=text(move || draft.problem().is_some().to_string())
                aria-describedby="line-problem"
                placeholder="Any name, a body id, or a condition: nt:GABA"
                prop:value=line
                on:input:target=move |event| typed(draft, &event.target())
                on:keyup:target=move |event| moved(draft, &event.target())
                on:click:target=move |event| moved(draft, &event.target())
                on:keydown:target=move |event| key(state, draft, &event, &event.target())
                on:paste=move |event| paste(draft, &event)
                on:blur=move |_| draft.leave()
            />
            <kbd class:none=flag(move || !is_empty())>{"/"}</kbd>
            <button
                class="icon"
                class:none=flag(is_empty)
                aria-label="Clear the line"
                on:click=move |_| {
                    draft.clear();
                    keys::focus(keys::SEARCH);
                }
            >"✕"</button>
            <Offers/>
        </div>
    }
}

fn caret(input: &HtmlInputElement, text: &str) -> usize {
    let units = input.selection_end().ok().flatten();
    units.map_or(text.len(), |units| byte_at(text, units))
}

fn typed(draft: Draft, input: &HtmlInputElement) {
    let text = input.value();
    let caret = caret(input, &text);
    draft.write(text, caret);
}

fn moved(draft: Draft, input: &HtmlInputElement) {
    draft.move_caret(caret(input, &input.value()));
}

/// Puts an offer into the box, the caret behind it.
pub fn accept(draft: Draft, at: usize) {
    let Some((line, caret)) = draft.accept(at) else { return };
    let input = document().get_element_by_id(keys::SEARCH);
    let Some(input) = input.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else { return };
    input.set_value(&line);
    let caret = units_at(&line, caret);
    // A box that refuses to place the caret leaves it at the end.
    drop(input.set_selection_range(caret, caret));
}

fn key(state: State, draft: Draft, event: &KeyboardEvent, input: &HtmlInputElement) {
    if event.is_composing() {
        return;
    }
    let offers = draft.completion.with_untracked(|it| it.offers.len());
    let active = draft.active.get_untracked();
    match event.key().as_str() {
        "ArrowDown" if offers > 0 => draft.active.set(next(active, offers)),
        "ArrowUp" if offers > 0 => draft.active.set(before(active, offers)),
        "ArrowDown" => keys::focus(keys::TYPES),
        "Enter" | "Tab" if active.is_some() && !event.shift_key() => {
            active.into_iter().for_each(|at| accept(draft, at));
        }
        "Enter" => {
            draft.stop_offering();
            if !open_first(state) {
                draft.take_as_list();
            }
        }
        "Escape" if offers > 0 => draft.stop_offering(),
        "Escape" if input.value().is_empty() => keys::focus(keys::TYPES),
        "Escape" => draft.clear(),
        _ => return,
    }
    event.prevent_default();
}

/// From the last offer back to the text itself.
fn next(active: Option<usize>, offers: usize) -> Option<usize> {
    let next = active.map_or(0, |at| at + 1);
    (next < offers).then_some(next)
}

fn before(active: Option<usize>, offers: usize) -> Option<usize> {
    active.map_or(Some(offers - 1), |at| at.checked_sub(1))
}

/// Opens the first type of the list, if there is one.
fn open_first(state: State) -> bool {
    let first = state.answer.with_untracked(|answer| answer.0.types.first().copied());
    if let Some(id) = first {
        let name = state.with_index(|index| index.entries[id as usize].name.clone());
        state.active.set(Some(id));
        state.open_type(&name);
    }
    first.is_some()
}

/// A box has one line: a list would lose its line breaks.
fn paste(draft: Draft, event: &ClipboardEvent) {
    let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
    if text.is_some_and(|text| draft.paste(&text)) {
        event.prevent_default();
    }
}
