//! The order of the list: a choice of its own, and the heads of the columns.

use leptos::prelude::*;
use shared::view::{Sort, SortBy};

use super::live::{flag, text};
use crate::choice::starts_descending;
use crate::markup::view;
use crate::state::{State, use_state};

/// The orders to choose from, besides the one that fits by itself.
const ORDERS: [(&str, SortBy, &str); 7] = [
    ("name", SortBy::Name, "name"),
    ("neurons", SortBy::Neurons, "neurons"),
    ("inputs", SortBy::Inputs, "inputs"),
    ("outputs", SortBy::Outputs, "outputs"),
    ("imbalance", SortBy::Imbalance, "left–right imbalance"),
    ("inputs-per-neuron", SortBy::InputsPerNeuron, "inputs per neuron"),
    ("outputs-per-neuron", SortBy::OutputsPerNeuron, "outputs per neuron"),
];

/// The choice.
#[component]
pub fn Order() -> impl IntoView {
    let state = use_state();
    let sort = move || state.view.with(|view| view.sort);
    let is_searching = move || state.view.with(|view| !view.text.trim().is_empty());
    let key = text(move || {
        let by = sort().map(|sort| sort.by);
        ORDERS.iter().find(|order| Some(order.1) == by).map_or("", |order| order.0).to_owned()
    });
    let natural = text(move || if is_searching() { "best match" } else { "name" }.to_owned());
    let options = ORDERS.map(|(key, _, words)| view! { <option value=key>{words}</option> });
    let is_descending = move || sort().is_some_and(|sort| sort.descending);
    let arrow = text(move || if is_descending() { "↓" } else { "↑" }.to_owned());
    view! {
        <span class="order">
            <label class="pill">
                <span class="word">"Sort"</span>
                <select prop:value=key on:change:target=move |event| {
                    let key = event.target().value();
                    let order = ORDERS.iter().find(|order| order.0 == key);
                    state.choose(|view| view.sort = order.map(|order| begin(order.1)));
                }>
                    <option value="">{natural}</option>
                    {options.collect_view()}
                </select>
            </label>
            <button
                class="pill"
                class:none=flag(move || sort().is_none())
                aria-label="Turn the order round"
                on:click=move |_| turn(state)
            >{arrow}</button>
        </span>
    }
}

/// An order as it begins.
pub fn begin(by: SortBy) -> Sort {
    Sort { by, descending: starts_descending(by) }
}

fn turn(state: State) {
    state.choose(|view| {
        if let Some(sort) = &mut view.sort {
            sort.descending = !sort.descending;
        }
    });
}

/// Orders by a column; again turns it round, or goes on to the next number of the column.
pub fn order_by(state: State, orders: &[SortBy], first: SortBy) {
    let sort = state.view.with_untracked(|view| view.sort);
    let place = sort.and_then(|sort| orders.iter().position(|by| *by == sort.by));
    let by = match (place, sort) {
        (Some(place), Some(sort)) if sort.descending != starts_descending(sort.by) => {
            orders[(place + 1) % orders.len()]
        }
        (Some(_), _) => return turn(state),
        (None, _) => first,
    };
    state.choose(|view| view.sort = Some(begin(by)));
}
