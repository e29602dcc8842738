//! The bar at the top: which dataset, the query line, help, the theme.

use leptos::prelude::*;

use super::basket::{Basket, Share};
use super::live::{either, flag, live, text};
use super::{help::HelpButton, search_box::SearchBox};
use crate::markup::view;
use crate::state::use_state;
use crate::switching::switch;
use crate::theme::Theme;

/// The bar.
#[component]
pub fn Topbar() -> impl IntoView {
    view! {
        <header class="top">
            <div class="brand">
                <img class="logo" src="favicon.svg" alt="" width="22" height="22"/>
                <span class="name">"quickpage"</span>
                <Datasets/>
            </div>
            <SearchBox/>
            <div class="acts"><Basket/><Share/><HelpButton/><ThemeButton/></div>
        </header>
    }
}

#[component]
fn Datasets() -> impl IntoView {
    let state = use_state();
    let name = text(move || {
        state.dataset.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default())
    });
    let is_synthetic = move || state.dataset.with(|it| it.as_ref().is_some_and(|it| it.synthetic));
    let has_choice = move || state.datasets.with(|datasets| datasets.len() > 1);
    let label = move || {
        view! {
            <span class="dataset" class:none=flag(move || name.with(String::is_empty)) title=name>
                <bdi>{name}</bdi>
            </span>
        }
        .into_any()
    };
    view! {
        {either(has_choice, move || view! { <DatasetChoice name/> }.into_any(), label)}
        <span
            class="synthetic"
            class:none=flag(move || !is_synthetic())
            title="Made up by a generator: no animal has these neurons."
        >
            "synthetic"<span class="long">" demo data"</span>
        </span>
    }
}

#[component]
fn DatasetChoice(name: Signal<String>) -> impl IntoView {
    let state = use_state();
    let option = move |option: String| {
        let is_open = name.with_untracked(|name| *name == option);
        view! { <option value=option.clone() selected=is_open>{option.clone()}</option> }
    };
    let options = live(move || {
        let datasets = state.datasets.get().into_iter();
        datasets.map(|dataset| option(dataset.name)).collect_view().into_any()
    });
    view! {
        <select
            class="dataset"
            aria-label="Dataset"
            prop:value=name
            on:change:target=move |event| switch(state, event.target().value())
        >{options}</select>
    }
}

/// Light, dark, or as the system says.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::remembered());
    if theme.get_untracked() != Theme::Auto {
        theme.get_untracked().apply();
    }
    let label = text(move || format!("Colours: {}. Change", theme.get().word()));
    view! {
        <button class="act theme" aria-label=label title=label on:click=move |_| {
            theme.update(|theme| *theme = theme.next());
            theme.get_untracked().apply();
        }>
            <span aria-hidden="true">"◐"</span>
            <span class="long" aria-hidden="true">{text(move || theme.get().word().to_owned())}</span>
        </button>
    }
}
