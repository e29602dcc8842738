//! The heads of the list's columns; those that can order the list are buttons.

use leptos::prelude::*;
use shared::view::SortBy;

use super::live::{flag, text, when};
use super::order::order_by;
use crate::markup::view;
use crate::state::use_state;

/// The heads.
#[component]
pub fn Head() -> impl IntoView {
    let state = use_state();
    let has_regions = move || state.regions.with(|regions| !regions.all.is_empty());
    view! {
        <div role="rowgroup" class="head-group">
            <div class="row head" role="row" aria-rowindex="1">
                <Column words="Type" by=SortBy::Name/>
                <Column words="Neurons" by=SortBy::Neurons/>
                <span role="columnheader">{"Attributes"}</span>
                {when(has_regions, || view! { <span role="columnheader">{"Regions, %"}</span> }.into_any())}
                <Column words="Connections" by=SortBy::Inputs/>
            </div>
        </div>
    }
}

#[component]
fn Column(words: &'static str, by: SortBy) -> impl IntoView {
    let state = use_state();
    // Inputs and outputs stand in one column.
    let of_column = |other| if other == SortBy::Outputs { SortBy::Inputs } else { other };
    let sort = move || state.view.with(|view| view.sort.filter(|sort| of_column(sort.by) == by));
    let aria = move || match sort() {
        Some(sort) if sort.descending => "descending".to_owned(),
        Some(_) => "ascending".to_owned(),
        None => "none".to_owned(),
    };
    let arrow = move || {
        let Some(sort) = sort() else { return String::new() };
        let arrow = if sort.descending { "↓" } else { "↑" };
        let of_which = match sort.by {
            SortBy::Inputs => " in",
            SortBy::Outputs => " out",
            _ => "",
        };
        format!(" {arrow}{of_which}")
    };
    view! {
        <span role="columnheader" aria-sort=text(aria) class:sorted=flag(move || sort().is_some())>
            <button on:click=move |_| order_by(state, by)>{words}{text(arrow)}</button>
        </span>
    }
}
