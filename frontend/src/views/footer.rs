//! What the data is: how much, from where, how old, whose, under which licence.

use leptos::prelude::*;
use shared::wire::Link;

use super::live::{flag, live, perhaps, text, when};
use crate::api;
use crate::format::{age, ago, count, duration, number};
use crate::markup::view;
use crate::opening;
use crate::state::{State, use_state};
use crate::status::{Phase, Reading};
use crate::sync::{HIERARCHY_TTL, is_fresh};

/// What the button does.
const CLEAR: &str = "Forget what this browser keeps of this dataset, and read it again";

/// The line at the bottom.
#[component]
pub fn Footer() -> impl IntoView {
    let state = use_state();
    let is_ready = move || state.phase.with(|phase| matches!(phase, Phase::Ready));
    let not_kept = move || state.provenance.with(|it| it.not_kept.clone());
    view! {
        <footer class="foot">
            <span class:none=flag(is_ready)>{perhaps(move || being_read(state))}</span>
            {when(is_ready, move || view! {
                <span>{text(move || totals(state))}</span>
                <span class="origin">
                    {text(move || origin(state))}
                    {perhaps(move || hierarchy(state).map(|words| format!(" · {words}")))}" · "
                    <button class="link" on:click=move |_| opening::refresh(state)>"refresh"</button>
                    " · "
                    <button class="link" title=CLEAR on:click=move |_| opening::clear(state)>"clear"</button>
                </span>
            }.into_any())}
            <span class="warns" class:none=flag(move || not_kept().is_none()) title=perhaps(not_kept)>
                {perhaps(move || not_kept().map(|it| format!("not kept in this browser: {it}")))}
            </span>
            <a class="link" href="?page=status">{"status"}</a>
            <Dataset/>
        </footer>
    }
}

fn being_read(state: State) -> Option<String> {
    let is_not_kept = state.phase.with(|phase| match phase {
        Phase::Filling(progress) => progress.reading != Reading::Copy,
        _ => false,
    });
    let origin = state.dataset.with(|it| it.as_ref().map(|it| it.origin.clone()))?;
    let origin = if origin.is_empty() { format!("from the {}", api::whom()) } else { origin };
    is_not_kept.then(|| format!("{origin}, being read now"))
}

fn totals(state: State) -> String {
    state.edition.track();
    let (types, neurons) = state.with_index(|index| {
        (index.len() as u64, index.entries.iter().map(|entry| entry.neurons.total).sum::<u64>())
    });
    let untyped = match state.totals.get().untyped {
        0 => String::new(),
        n => format!(" ({} without a type)", number(n)),
    };
    format!("{}, {}{untyped}", count(types, "type"), count(neurons, "neuron"))
}

fn origin(state: State) -> String {
    let now = state.now.get();
    state.provenance.with(|it| {
        let age = age(now - it.at);
        let renewed = match it.renewed {
            0 => String::new(),
            n => format!(" ({} read again)", count(n, "type")),
        };
        if it.from_copy {
            format!("from this browser's cache, {age}{renewed}")
        } else {
            let written = api::written().filter(|_| api::is_of_files());
            let written =
                written.map(|at| format!(", written {}", ago(((now - at) / 1_000.0) as u64)));
            format!("from the {}, {age}{}", api::whom(), written.unwrap_or_default())
        }
    })
}

fn hierarchy(state: State) -> Option<String> {
    if state.regions.with(|regions| regions.all.is_empty()) {
        return None;
    }
    let at = state.provenance.with(|it| it.hierarchy_at)?;
    let now = state.now.get().max(at);
    let age = duration(now - at);
    Some(if is_fresh(at, now) {
        format!("ROI hierarchy {age} of {} h", HIERARCHY_TTL / 3_600_000.0)
    } else {
        format!("ROI hierarchy {age} old")
    })
}

#[component]
fn Dataset() -> impl IntoView {
    let state = use_state();
    live(move || {
        let Some(dataset) = state.dataset.get() else { return ().into_any() };
        let synthetic =
            dataset.synthetic.then(|| view! { <b class="synthetic">{"synthetic demo data"}</b> });
        let origin = Some(dataset.origin).filter(|origin| !origin.is_empty());
        view! {
            <span class="whose" title=origin>
                <bdi>{dataset.name}</bdi>
                {synthetic}
                {dataset.licence.map(link)}
                {dataset.citation.map(|citation| cite(&citation))}
            </span>
        }
        .into_any()
    })
}

fn cite(citation: &Link) -> AnyView {
    link(Link { text: format!("cite: {}", citation.text), href: citation.href.clone() })
}

/// Only https leads out of the page; any other address is shown as words.
fn link(link: Link) -> AnyView {
    if link.href.starts_with("https://") {
        view! { <a href=link.href target="_blank" rel="noopener noreferrer">{link.text}</a> }
            .into_any()
    } else {
        view! { <span>{link.text}</span> }.into_any()
    }
}
