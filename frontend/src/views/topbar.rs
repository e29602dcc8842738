//! The bar at the top: which dataset, the search box, the theme.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::basket::{Basket, Share};
use super::keys;
use super::live::{either, flag, live, text};
use crate::markup::view;
use crate::state::{State, use_state};
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
            <div class="acts"><Basket/><Share/><ThemeButton/></div>
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

#[component]
fn SearchBox() -> impl IntoView {
    let state = use_state();
    let typed = text(move || state.view.with(|view| view.text.clone()));
    let is_empty = move || state.view.with(|view| view.text.is_empty());
    view! {
        <div class="search" role="search">
            <span class="glass" aria-hidden="true"></span>
            <input
                id=keys::SEARCH
                type="text"
                enterkeyhint="search"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="200"
                aria-label="Search every name of a neuron type, or a body id"
                aria-controls=keys::TYPES
                placeholder="Any name, or a body id"
                prop:value=typed
                on:input:target=move |event| {
                    let text = event.target().value();
                    state.refine(|view| view.text = text);
                }
                on:keydown=move |event| search_key(state, &event)
            />
            <kbd class:none=flag(move || !is_empty())>{"/"}</kbd>
            <button
                class="icon"
                class:none=flag(is_empty)
                aria-label="Clear the search"
                on:click=move |_| {
                    state.choose(|view| view.text.clear());
                    keys::focus(keys::SEARCH);
                }
            >"✕"</button>
        </div>
    }
}

fn search_key(state: State, event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            keys::focus(keys::TYPES);
        }
        "Enter" => {
            let first = state.answer.with_untracked(|answer| answer.0.types.first().copied());
            if let Some(id) = first {
                let name = state.with_index(|index| index.entries[id as usize].name.clone());
                state.active.set(Some(id));
                state.open_type(&name);
            }
        }
        "Escape" => {
            event.prevent_default();
            if state.view.with_untracked(|view| view.text.is_empty()) {
                keys::focus(keys::TYPES);
            } else {
                state.choose(|view| view.text.clear());
            }
        }
        _ => {}
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
        <button class="theme" aria-label=label title=label on:click=move |_| {
            theme.update(|theme| *theme = theme.next());
            theme.get_untracked().apply();
        }>
            <span aria-hidden="true">"◐"</span>
            <span class="long" aria-hidden="true">{text(move || theme.get().word().to_owned())}</span>
        </button>
    }
}
