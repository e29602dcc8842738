//! What the buttons of a row do: each value that a row shows is a button that filters by it.
//!
//! Rows carry the value as data, and the list hears the clicks: a closure for each of some
//! hundred buttons would be drawn anew with every row.

use leptos::prelude::*;
use shared::index::Facet;
use shared::view::Way;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::keys;
use crate::choice::{Act, act_on_region, act_on_value};
use crate::state::State;

/// Says what a button filters by: a facet's key or a way's.
pub const BY: &str = "data-by";
/// The value that it filters by.
pub const VALUE: &str = "data-value";
/// Which type a row is.
pub const TYPE: &str = "data-type";

/// The class of a link to a page of the type.
pub const PAGE: &str = "page";

/// What takes the focus within a row.
const ACTS: &str = "input, [role=button], a.page";

/// A value that a row shows.
pub struct Value {
    by: String,
    value: String,
}

impl Value {
    /// The one whose button this element is, or is in.
    pub fn at(element: &Element) -> Option<Value> {
        let button = element.closest("[data-by]").ok()??;
        Some(Value { by: button.get_attribute(BY)?, value: button.get_attribute(VALUE)? })
    }

    /// Filters by it, or takes that back.
    pub fn choose(&self, state: State) {
        self.act(state, Act::Choose);
    }

    fn act(&self, state: State, act: Act) {
        let way = Way::ALL.into_iter().find(|way| way.key() == self.by);
        let facet = Facet::ALL.into_iter().find(|facet| facet.key() == self.by);
        state.choose(|view| match (way, facet) {
            (Some(way), _) => act_on_region(view, way, &self.value, act),
            (None, Some(facet)) => act_on_value(view, facet, &self.value, act),
            (None, None) => {}
        });
    }
}

/// The type whose row an element is in.
pub fn row_of(element: &Element) -> Option<u32> {
    element.closest("[data-type]").ok()??.get_attribute(TYPE)?.parse().ok()
}

/// Whether an element is in a link.
pub fn is_link(element: &Element) -> bool {
    matches!(element.closest("a"), Ok(Some(_)))
}

/// Whether an element is in a link to a page of the type, which leads out of the index.
pub fn is_page(element: &Element) -> bool {
    matches!(element.closest("a.page"), Ok(Some(_)))
}

/// Gives the focus to the first button of a row.
pub fn enter(row: &str) {
    if let Some(row) = document().get_element_by_id(row) {
        focus(&row, 0);
    }
}

/// A key on a button of a row; whether that was all that it means.
pub fn key(state: State, target: &Element, event: &KeyboardEvent) -> bool {
    let Ok(Some(row)) = target.closest("[data-type]") else { return false };
    let at = buttons(&row).iter().position(|it| it.is_same_node(Some(target))).unwrap_or(0);
    match event.key().as_str() {
        "ArrowRight" => focus(&row, at + 1),
        "ArrowLeft" if at > 0 => focus(&row, at - 1),
        "ArrowLeft" | "Escape" => keys::focus(keys::TYPES),
        key @ ("x" | "Enter" | " ") => {
            let Some(value) = Value::at(target) else { return false };
            value.act(state, if key == "x" { Act::Exclude } else { Act::Choose });
            keys::focus_soon(keys::TYPES);
        }
        _ => return false,
    }
    event.prevent_default();
    true
}

fn buttons(row: &Element) -> Vec<HtmlElement> {
    let Ok(found) = row.query_selector_all(ACTS) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focus(row: &Element, at: usize) {
    if let Some(button) = buttons(row).get(at) {
        // An element that cannot take it leaves the focus where it is.
        drop(button.focus());
    }
}
