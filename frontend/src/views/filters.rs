//! What narrows the list: a column beside it, or a sheet over the page on a phone.

use leptos::prelude::*;
use shared::index::{Facet, Measure};

use super::chips::chips;
use super::live::{flag, text, when};
use super::{facet::FacetFilter, histogram::Histogram, keys, region_tree::RegionFilterView};
use crate::format::{count, number};
use crate::markup::view;
use crate::state::use_state;
use shared::view::Way;

/// All filters.
#[component]
pub fn Filters() -> impl IntoView {
    let state = use_state();
    let has_regions = move || state.regions.with(|regions| !regions.all.is_empty());
    let types = move || state.answer.with(|answer| answer.0.types.len() as u64);
    let close = move |_| {
        state.filters_open.set(false);
        keys::focus_soon("open-filters");
    };
    view! {
        <aside class="filters" class:open=flag(move || state.filters_open.get()) aria-label="Filters">
            <div class="sheet-head">
                <h2>{"Filters"}</h2>
                <button id="close-filters" class="icon" aria-label="Close the filters" on:click=close>"✕"</button>
            </div>
            {when(has_regions, || view! {
                <RegionFilterView way=Way::Input/>
                <RegionFilterView way=Way::Output/>
            }.into_any())}
            <Histogram measure=Measure::Neurons/>
            {Facet::ALL.map(|facet| view! { <FacetFilter facet/> }).collect_view()}
            <div class="sheet-foot">
                <button class="button strong" on:click=close>
                    {text(move || format!("Show {}", count(types(), "type")))}
                </button>
            </div>
        </aside>
    }
}

/// The button that opens the sheet, on a phone.
#[component]
pub fn OpenFilters() -> impl IntoView {
    let state = use_state();
    let words = text(move || match state.view.with(|view| chips(view).len() as u64) {
        0 => "Filters".to_owned(),
        n => format!("Filters · {}", number(n)),
    });
    view! {
        <button id="open-filters" class="open-filters" on:click=move |_| {
            state.filters_open.set(true);
            keys::focus_soon("close-filters");
        }>{words}</button>
    }
}
