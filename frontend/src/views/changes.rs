//! What is different since the copy that this browser had kept: one line, and a panel with all
//! types concerned.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use shared::changes::{Changed, Changes, Figures};
use shared::view::View;

use super::live::{text, when};
use crate::address;
use crate::format::{count, duration, number};
use crate::markup::view;
use crate::state::{State, use_state};
use crate::status::Since;

/// Types of one kind that are listed; the others are counted.
const LISTED: usize = 200;

/// `the data has changed: 2 types appeared, 1 vanished, 12 have other counts.`
pub fn in_words(since: &Since) -> String {
    let Changes { appeared, vanished, changed, otherwise } = &since.changes;
    let age = duration(crate::pause::now() - since.saved_at);
    let parts = [
        (appeared.len(), "appeared"),
        (vanished.len(), "vanished"),
        (changed.len(), if changed.len() == 1 { "has other counts" } else { "have other counts" }),
        (*otherwise, if *otherwise == 1 { "differs otherwise" } else { "differ otherwise" }),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{} {what}", count(n as u64, "type")))
        .collect();
    format!("The data has changed since this browser's copy, {age} old: {}.", parts.join(", "))
}

/// The panel.
#[component]
pub fn WhatChanged(since: Arc<Since>, is_open: RwSignal<bool>) -> impl IntoView {
    when(move || is_open.get(), move || panel(&since))
}

/// The button that opens and closes the panel.
#[component]
pub fn WhatChangedButton(is_open: RwSignal<bool>) -> impl IntoView {
    let words = text(move || if is_open.get() { "hide" } else { "show what changed" }.to_owned());
    view! {
        <button
            class="link"
            aria-expanded=text(move || is_open.get().to_string())
            on:click=move |_| is_open.update(|it| *it = !*it)
        >{words}</button>
    }
}

fn panel(since: &Since) -> AnyView {
    let state = use_state();
    let Changes { appeared, vanished, changed, otherwise } = &since.changes;
    let lines = |figures: &[Figures], is_there: bool| -> Vec<AnyView> {
        figures.iter().take(LISTED).map(|it| figures_line(state, it, is_there)).collect()
    };
    let changed_lines =
        changed.iter().take(LISTED).map(|it| changed_line(state, it)).collect::<Vec<_>>();
    let versions = format!("version {} → {}", since.from, since.to);
    let rest = (*otherwise > 0).then(|| {
        let words = format!(
            "{} with the same counts, but other attributes, names or regions",
            count(*otherwise as u64, "type")
        );
        view! { <p class="quiet">{words}</p> }
    });
    view! {
        <div class="changes">
            <p class="quiet"><bdi>{versions}</bdi></p>
            {section("Appeared", appeared.len(), lines(appeared, true))}
            {section("Vanished", vanished.len(), lines(vanished, false))}
            {section("Other counts", changed.len(), changed_lines)}
            {rest}
        </div>
    }
    .into_any()
}

fn section(title: &'static str, all: usize, lines: Vec<AnyView>) -> Option<AnyView> {
    let more = all - lines.len();
    let more = (more > 0)
        .then(|| view! { <li class="quiet">{format!("and {} more", number(more as u64))}</li> });
    (all > 0).then(|| {
        view! {
            <h3>{title}<small>{number(all as u64)}</small></h3>
            <ul>{lines}{more}</ul>
        }
        .into_any()
    })
}

fn figures_line(state: State, figures: &Figures, is_there: bool) -> AnyView {
    let neurons = count(figures.neurons, "neuron");
    let name = if is_there {
        link(state, &figures.name)
    } else {
        view! { <b><bdi>{figures.name.to_string()}</bdi></b> }.into_any()
    };
    view! { <li>{name}" "<small>{neurons}</small></li> }.into_any()
}

fn changed_line(state: State, changed: &Changed) -> AnyView {
    let Changed { before, after } = changed;
    let pairs = [
        ("neurons", before.neurons, after.neurons),
        ("inputs", before.inputs, after.inputs),
        ("outputs", before.outputs, after.outputs),
    ];
    let words: Vec<String> = pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| format!("{what} {} → {}", number(before), number(after)))
        .collect();
    view! { <li>{link(state, &after.name)}" "<small>{words.join(", ")}</small></li> }.into_any()
}

fn link(state: State, name: &str) -> AnyView {
    let name = name.to_owned();
    let href = state
        .view
        .with_untracked(|view| address::href(&View { open: Some(name.clone()), ..view.clone() }));
    let opened = name.clone();
    let open = move |event: MouseEvent| {
        // With a modifier the browser opens the address in another tab.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            state.open_type(&opened);
        }
    };
    view! { <a href=href on:click=open><bdi>{name}</bdi></a> }.into_any()
}
