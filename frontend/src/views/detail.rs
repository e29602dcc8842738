//! Everything about one type: a column on a wide screen, a panel over the page on a narrower
//! one, a page on a phone.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::neuron::NameKind;
use shared::side::Side;
use shared::wire::{Name, Summary};

use super::bars::{side_bar, sides_in_words};
use super::regions::RegionShares;
use super::{attributes::Attributes, keys, neurons::Neurons, partners::PartnersView};
use crate::format::number;
use crate::state::{Phase, use_state};

/// Other names of one kind shown before "more".
const NAMES: usize = 3;

/// The column.
#[component]
pub fn Detail() -> impl IntoView {
    let state = use_state();
    let open = Memo::new(move |_| state.view.with(|view| view.open.clone()));
    view! {
        <section class="detail" class:open=move || open.get().is_some() aria-label="Neuron type">
            {move || match open.get() {
                Some(name) => view! { <TypeDetail name/> }.into_any(),
                None => view! { <Hint/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Hint() -> impl IntoView {
    view! {
        <div class="hint">
            <p>{"Choose a type to see its regions, partners and neurons."}</p>
            <dl>
                <dt><kbd>{"/"}</kbd></dt><dd>{"search"}</dd>
                <dt><kbd>{"↑"}</kbd>" "<kbd>{"↓"}</kbd></dt><dd>{"move through the list"}</dd>
                <dt><kbd>{"Enter"}</kbd></dt><dd>{"open a type"}</dd>
                <dt><kbd>{"Esc"}</kbd></dt><dd>{"close it, or clear the search"}</dd>
                <dt><kbd>{"x"}</kbd></dt><dd>{"exclude the filter value that has the focus"}</dd>
            </dl>
        </div>
    }
}

#[component]
fn TypeDetail(name: String) -> impl IntoView {
    let state = use_state();
    let summary = {
        let name = name.clone();
        Memo::new(move |_| state.summary(&name))
    };
    let close = move |_| {
        state.close_type();
        keys::focus(keys::TYPES);
    };
    // Other regions draw all of it anew.
    let summary_and_regions = move || {
        state.regions.track();
        summary.get()
    };
    let title = name.clone();
    view! {
        <div class="title">
            <button class="back" on:click=close>"← Back"</button>
            <h2><bdi>{title}</bdi></h2>
            <button class="icon close" aria-label="Close" on:click=close>"✕"</button>
        </div>
        {move || match summary_and_regions() {
            Some(summary) => view! { <Facts summary/> }.into_any(),
            None => view! { <Absent name=name.clone()/> }.into_any(),
        }}
    }
}

/// The address names a type that is not there (yet).
#[component]
fn Absent(name: String) -> impl IntoView {
    let state = use_state();
    let is_ready = move || state.phase.with(|phase| matches!(phase, Phase::Ready));
    let wanted = StoredValue::new(name);
    view! {
        <Show
            when=is_ready
            fallback=|| view! { <p>{"This type has not been read yet."}</p> }
        >
            <p>{"This dataset has no type of this name. "}
                <button class="link" on:click=move |_| state.choose(|view| {
                    view.text = wanted.get_value();
                    view.open = None;
                })>{"Search for it"}</button>
            </p>
        </Show>
    }
}

#[component]
fn Facts(summary: Summary) -> impl IntoView {
    let state = use_state();
    let profile = state
        .regions
        .with_untracked(|regions| (!regions.all.is_empty()).then(|| regions.profile(&summary)));
    let has_partners = state.dataset.with_untracked(|it| it.as_ref().is_some_and(|it| it.partners));
    let name = summary.name.clone();
    let partners = has_partners.then(|| view! { <PartnersView name=name.clone()/> });
    view! {
        <Names names=summary.names.clone()/>
        {figures(&summary)}
        {sides(&summary)}
        {profile.map(|profile| view! { <RegionShares profile/> })}
        <Attributes summary=summary.clone()/>
        {partners}
        <Neurons name total=summary.neurons.total/>
    }
}

/// One line per kind of name.
#[component]
fn Names(names: Vec<Name>) -> impl IntoView {
    let mut kinds: BTreeMap<NameKind, Vec<Name>> = BTreeMap::new();
    for name in names {
        kinds.entry(name.kind).or_default().push(name);
    }
    let lines = kinds.into_iter().map(|(kind, names)| view! { <NamesOfKind kind names/> });
    view! { <ul class="names" aria-label="Other names">{lines.collect_view()}</ul> }
}

#[component]
fn NamesOfKind(kind: NameKind, names: Vec<Name>) -> impl IntoView {
    let more = names.len().saturating_sub(NAMES);
    let shows_all = RwSignal::new(more == 0);
    let shown = move || {
        let few = if shows_all.get() { names.len() } else { NAMES };
        let name = |(at, name): (usize, Name)| {
            let source = name.source.map(|source| format!(" ({source})"));
            let join = (at > 0).then_some(", ");
            view! { {join}<b><bdi>{name.name}</bdi></b>{source} }
        };
        names.iter().take(few).cloned().enumerate().map(name).collect_view()
    };
    view! {
        <li>
            <small>{kind.label()}</small>" "{shown}
            <Show when=move || !shows_all.get()>
                {", "}<button class="link" on:click=move |_| shows_all.set(true)>
                    {format!("{} more", number(more as u64))}
                </button>
            </Show>
        </li>
    }
}

/// Outputs are connections where the dataset has them; T-bars stand beside them.
fn figures(summary: &Summary) -> impl IntoView + use<> {
    let figure = |n: u64, words: &'static str| {
        view! { <div><dd>{number(n)}</dd><dt>{words}</dt></div> }
    };
    view! {
        <dl class="figures">
            {figure(summary.neurons.total, if summary.neurons.total == 1 { "neuron" } else { "neurons" })}
            {figure(summary.post, "inputs")}
            {summary.downstream.map(|n| figure(n, "outputs"))}
            {figure(summary.pre, "T-bars")}
        </dl>
    }
}

fn sides(summary: &Summary) -> impl IntoView + use<> {
    let neurons = summary.neurons;
    let has_connections = summary.downstream.is_some();
    let outputs = if has_connections { "outputs" } else { "T-bars" };
    let row = |side: Side| {
        let [pre, post, _, downstream] = *summary.sides.get(&side)?;
        let out = if has_connections { downstream } else { pre };
        let word = match side {
            Side::Left => "left",
            Side::Right => "right",
            Side::Middle => "middle",
            Side::Unknown => "unknown",
        };
        Some(view! {
            <tr><th scope="row">{word}</th><td>{number(neurons.of(side))}</td><td>{number(post)}</td><td>{number(out)}</td></tr>
        })
    };
    let rows = Side::ALL.into_iter().filter_map(row).collect_view();
    let table = (!summary.sides.is_empty()).then(|| {
        view! {
            <table class="numbers">
                <thead><tr><th scope="col">{"side"}</th><th scope="col">{"neurons"}</th>
                <th scope="col">{"inputs"}</th><th scope="col">{outputs}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <div class="part">
            <h3>{"Side"}<small>{sides_in_words(&neurons)}</small></h3>
            {side_bar(&neurons)}
            {table}
        </div>
    }
}
