//! The keyboard, where no single control has it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusOptions, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::state::State;

/// Id of the query line.
pub const SEARCH: &str = "search";
/// Id of the list of types.
pub const TYPES: &str = "types";

/// The element that an event is about.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Keys that work everywhere: `/` goes to the query line, `?` opens the help, Escape leaves what
/// lies on top.
pub fn everywhere(state: State, event: &KeyboardEvent) {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    // The browser itself minds the keys of an open dialog.
    if state.help_open.get_untracked() {
        return;
    }
    match event.key().as_str() {
        "?" if !is_writing() => state.help_open.set(true),
        "/" if !is_writing() => {
            event.prevent_default();
            state.filters_open.set(false);
            focus(SEARCH);
        }
        "Escape" if state.filters_open.get_untracked() => {
            state.filters_open.set(false);
            focus("open-filters");
        }
        "Escape" if state.view.with_untracked(|view| view.open.is_some()) => {
            state.close_type();
            focus(TYPES);
        }
        "ArrowDown" | "ArrowUp" if nothing_has_focus() => {
            event.prevent_default();
            focus(TYPES);
        }
        _ => {}
    }
}

/// Gives an element the focus.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        // The list is taller than the window, and scrolls by itself to the row that is meant.
        options.set_prevent_scroll(id == TYPES);
        // An element that cannot take it leaves the focus where it is.
        drop(element.focus_with_options(&options));
    }
}

/// Gives an element the focus once the view has been brought up to date.
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus(id));
}

fn is_writing() -> bool {
    let Some(active) = document().active_element() else { return false };
    match active.dyn_ref::<HtmlInputElement>() {
        Some(input) => !matches!(input.type_().as_str(), "checkbox" | "range" | "radio"),
        None => active.tag_name() == "TEXTAREA",
    }
}

fn nothing_has_focus() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}
