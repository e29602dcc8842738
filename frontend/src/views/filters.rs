//! What narrows the list: a column beside it, or a sheet over the page on a phone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::index::{Facet, Measure};
use shared::view::{View, Way};

use super::chips::chips;
use super::facet::{facet_filter, facet_part, has_values};
use super::histogram::{histogram, histogram_part};
use super::keys;
use super::live::{flag, text, when};
use super::region_tree::region_filter;
use super::section::use_folds;
use crate::folds::Folds;
use crate::format::{count, number};
use crate::markup::view;
use crate::pause;
use crate::state::use_state;

/// The attributes that may name a transmitter, told apart.
const SOURCES: [Facet; 4] =
    [Facet::ConsensusNt, Facet::ExperimentalNt, Facet::CelltypePredictedNt, Facet::PredictedNt];

/// How sure the best known transmitter is: a part of its filter.
const CONFIDENCE: Measure = Measure::NtConfidence;

/// All filters.
#[component]
pub fn Filters() -> impl IntoView {
    let state = use_state();
    provide_context(Folds::remembered());
    // They are some hundred elements: made together with the rest of the page, they would keep the
    // browser from everything else for too long.
    let is_time = RwSignal::new(false);
    spawn_local(async move {
        pause::shown().await;
        is_time.set(true);
    });
    let types = move || state.answer.with(|answer| answer.0.types.len() as u64);
    let close = move |_| {
        state.filters_open.set(false);
        keys::focus_soon("open-filters");
    };
    view! {
        <aside class="filters" class:open=flag(move || state.filters_open.get()) aria-label="Filters">
            <div class="sheet-head">
                <h2>"Filters"</h2>
                <button id="close-filters" class="icon" aria-label="Close the filters" on:click=close>"✕"</button>
            </div>
            {when(move || is_time.get(), || all().into_any())}
            <div class="sheet-foot">
                <button class="button strong" on:click=close>
                    {text(move || format!("Show {}", count(types(), "type")))}
                </button>
            </div>
        </aside>
    }
}

fn all() -> Vec<AnyView> {
    let values = |facet| facet_filter(facet, || false, |_| ().into_any());
    vec![
        region_filter(Way::Input),
        region_filter(Way::Output),
        histogram(Measure::Neurons),
        transmitter(),
        values(Facet::Superclass),
        values(Facet::Class),
        values(Facet::Subclass),
        values(Facet::Side),
        values(Facet::Hemilineage),
        values(Facet::Neuromere),
        values(Facet::Dimorphism),
        histogram(Measure::Inputs),
        histogram(Measure::Outputs),
        histogram(Measure::InputsPerNeuron),
        histogram(Measure::OutputsPerNeuron),
        values(Facet::Attention),
        values(Facet::Status),
        values(Facet::Cropped),
        values(Facet::Has),
    ]
}

/// The best known transmitter, below it what each source says, and how sure it is.
fn transmitter() -> AnyView {
    let state = use_state();
    let is_in_use = move || state.view.with(uses_sources);
    facet_filter(Facet::Transmitter, is_in_use, move |is_open| {
        let folds = use_folds();
        let is_told_apart = flag(move || folds.is_open("sources"));
        let shows = flag(move || is_open.get() && is_told_apart.get());
        let has_sources = SOURCES.map(|facet| has_values(state, facet));
        let is_single = flag(move || !has_sources.iter().any(Signal::get));
        let parts = SOURCES.map(|facet| facet_part(facet, shows)).into_iter().collect_view();
        view! {
            <button
                class="link"
                class:none=flag(move || is_single.get() || !is_open.get())
                aria-expanded=text(move || is_told_apart.get().to_string())
                on:click=move |_| folds.turn("sources")
            >
                {text(move || match is_told_apart.get() {
                    true => "best known only",
                    false => "told apart by source",
                }.to_owned())}
            </button>
            {parts}
            {histogram_part(CONFIDENCE, shows)}
        }
        .into_any()
    })
}

fn uses_sources(view: &View) -> bool {
    let is_chosen = |facet| view.facets.get(facet).is_some_and(|choice| !choice.is_open());
    SOURCES.iter().any(is_chosen) || !view.bounds(CONFIDENCE).is_open()
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
