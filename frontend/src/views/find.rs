//! The search within one filter.

use leptos::prelude::*;

use super::live::flag;
use crate::markup::view;

/// The box: Escape empties it before it leaves anything else, the arrow down goes on to what was
/// found.
pub fn find_box(
    placeholder: String,
    name: String,
    wanted: RwSignal<String>,
    is_shown: Signal<bool>,
    go_on: impl Fn() + 'static,
) -> AnyView {
    view! {
        <input
            type="text"
            class="find"
            class:none=flag(move || !is_shown.get())
            placeholder=placeholder
            aria-label=name
            prop:value=wanted
            on:input:target=move |event| wanted.set(event.target().value())
            on:keydown=move |event| {
                match event.key().as_str() {
                    "Escape" if !wanted.with_untracked(String::is_empty) => {
                        wanted.set(String::new());
                    }
                    "ArrowDown" => go_on(),
                    _ => return,
                }
                event.prevent_default();
            }
        />
    }
    .into_any()
}
