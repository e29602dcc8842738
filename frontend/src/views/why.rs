//! Why the open type is in the result, or why it is not.

use leptos::prelude::*;

use super::live::live;
use crate::markup::view;
use crate::state::use_state;

/// The line; nothing where nothing narrows the list.
#[component]
pub fn Why(name: String) -> impl IntoView {
    let state = use_state();
    live(move || {
        state.edition.track();
        let reasons = state.asked.with(|view| {
            state.with_index(|index| match index.find(&name) {
                Some(id) => shared::why::why(index, view, id),
                None => Vec::new(),
            })
        });
        if reasons.is_empty() {
            return ().into_any();
        }
        let is_in = reasons.iter().all(|reason| reason.holds);
        let begins = if is_in { "In this list: " } else { "Not in this list: " };
        let told = reasons.iter().filter(|reason| reason.holds == is_in);
        let words: Vec<&str> = told.map(|reason| reason.words.as_str()).collect();
        // A number stays with its sign.
        let words = words.join("; ").replace(" %", "\u{a0}%");
        view! { <p class="why" class:out=!is_in><b>{begins}</b>{words}</p> }.into_any()
    })
}
