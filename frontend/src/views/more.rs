//! The button below a list that is cut short.

use leptos::prelude::*;

use super::live::flag;
use crate::markup::view;

/// A button that shows the rest, until it does.
pub fn more(words: String, shows_all: RwSignal<bool>) -> AnyView {
    view! {
        <button
            class="link"
            class:none=flag(move || shows_all.get())
            on:click=move |_| shows_all.set(true)
        >{words}</button>
    }
    .into_any()
}
