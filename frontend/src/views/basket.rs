//! The types that a person collects over several searches, and the link that shares all of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::view::Layout;

use super::export::Export;
use super::layouts::LEAST_COMPARED;
use super::live::{flag, live, text};
use super::menu::Menu;
use super::scene::scene;
use crate::exporting::Which;
use crate::format::{count, number};
use crate::markup::view;
use crate::state::{State, use_state};
use crate::{address, files};

/// The button at the top, and its panel.
#[component]
pub fn Basket() -> impl IntoView {
    let state = use_state();
    let label = text(move || match Which::Basket.len(state) {
        0 => "Basket".to_owned(),
        n => format!("Basket {}", number(n as u64)),
    });
    view! { <Menu id="basket" label panel=panel/> }
}

/// Puts a type into the basket, or takes it out. No step of its own for Back: collecting is many
/// small ones.
pub fn toggle(state: State, name: &str) {
    state.refine(|view| {
        if !view.basket.remove(name) {
            view.basket.insert(name.to_owned());
        }
        view.only_basket &= !view.basket.is_empty();
    });
}

/// The button that does so, for one type.
#[component]
pub fn BasketButton(name: String) -> impl IntoView {
    let state = use_state();
    let is_picked = {
        let name = name.clone();
        Memo::new(move |_| state.view.with(|view| view.basket.contains(&name)))
    };
    let words = text(move || match is_picked.get() {
        true => "In basket".to_owned(),
        false => "Add to basket".to_owned(),
    });
    view! {
        <button
            class="pill in-basket"
            aria-pressed=text(move || is_picked.get().to_string())
            on:click=move |_| toggle(state, &name)
        >{words}</button>
    }
}

fn panel() -> AnyView {
    let state = use_state();
    let types = move || Which::Basket.len(state);
    let is_empty = move || types() == 0;
    let listed = live(move || {
        let names = state.view.with(|view| view.basket.iter().cloned().collect::<Vec<_>>());
        names.into_iter().map(|name| picked(state, name)).collect_view().into_any()
    });
    let too_long = move || state.view.with(|view| !address::holds_basket(view));
    let all = text(move || {
        format!("Add all {} of the list", count(Which::Result.len(state) as u64, "type"))
    });
    let can_compare = move || types() >= LEAST_COMPARED;
    let only = text(move || match state.view.with(|view| view.only_basket) {
        true => "Show all types again".to_owned(),
        false => "Show only these".to_owned(),
    });
    view! {
        <p class:none=flag(move || !is_empty())>
            {"Nothing is in the basket. Tick a type in the list, or press Space on its row: what is \
              picked stays here over all searches."}
        </p>
        <ul class="collected" class:none=flag(is_empty)>{listed}</ul>
        <p class="quiet" class:none=flag(move || !too_long())>
            {"These are too many for a link. This browser keeps them; to share them, save a file."}
        </p>
        <div class="files">
            <button class="button" class:none=flag(is_empty) on:click=move |_| {
                state.choose(|view| view.only_basket = !view.only_basket);
            }>{only}</button>
            <button class="button" class:none=flag(move || !can_compare()) on:click=move |_| {
                state.choose(|view| view.layout = Layout::Compare);
            }>{"Compare"}</button>
            <button class="button" on:click=move |_| add_all(state)>{all}</button>
            <button class="button" class:none=flag(is_empty) on:click=move |_| {
                state.choose(|view| {
                    view.basket.clear();
                    view.only_basket = false;
                });
            }>{"Empty the basket"}</button>
        </div>
        <div class:none=flag(is_empty)>{scene()}<Export which=Which::Basket/></div>
    }
    .into_any()
}

fn picked(state: State, name: String) -> impl IntoView {
    let (to_open, to_remove) = (name.clone(), name.clone());
    let label = format!("Take {name} out of the basket");
    view! {
        <li>
            <button class="link" on:click=move |_| state.open_type(&to_open)><bdi>{name}</bdi></button>
            <button class="icon" aria-label=label on:click=move |_| toggle(state, &to_remove)>
                {"✕"}
            </button>
        </li>
    }
}

fn add_all(state: State) {
    let names = untrack(|| Which::Result.names(state));
    state.choose(|view| view.basket.extend(names));
}

/// Copies the address of what is seen.
#[component]
pub fn Share() -> impl IntoView {
    let state = use_state();
    let said = RwSignal::new("Share");
    let words = text(move || said.get().to_owned());
    view! {
        <button class="pill share-link" aria-live="polite" title="Copy a link to what you see" on:click=move |_| {
            let link = state.view.with_untracked(address::whole);
            spawn_local(async move {
                said.set(match files::copy(&link).await {
                    true => "Link copied",
                    false => "Copy the address instead",
                });
                crate::pause::seconds(3).await;
                said.try_set("Share");
            });
        }>{words}</button>
    }
}
