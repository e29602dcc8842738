//! Everything about one type: a column on a wide screen, a panel over the page on a narrower
//! one, a page on a phone.

mod names;
mod regions;
mod attributes;
mod partners;
mod neurons;

use leptos::prelude::*;
use shared::side::Side;
use shared::wire::Summary;

use self::{attributes::Attributes, names::Names, neurons::Neurons, partners::PartnersView};
use super::bars::{side_bar, sides_in_words};
use super::keys;
use super::live::{flag, live};
use crate::format::number;
use crate::markup::view;
use crate::state::use_state;
use crate::status::Phase;
use regions::RegionShares;

/// The column.
#[component]
pub fn Detail() -> impl IntoView {
    let state = use_state();
    let open = Memo::new(move |_| state.view.with(|view| view.open.clone()));
    view! {
        <section class="detail" class:open=flag(move || open.get().is_some()) aria-label="Neuron type">
            {live(move || match open.get() {
                Some(name) => view! { <TypeDetail name/> }.into_any(),
                None => view! { <Hint/> }.into_any(),
            })}
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
        {live(move || match summary_and_regions() {
            Some(summary) => view! { <Facts summary/> }.into_any(),
            None => view! { <Absent name=name.clone()/> }.into_any(),
        })}
    }
}

/// The address names a type that is not there (yet).
#[component]
fn Absent(name: String) -> impl IntoView {
    let state = use_state();
    let is_ready = move || state.phase.with(|phase| matches!(phase, Phase::Ready));
    let wanted = StoredValue::new(name);
    view! {
        <p class:none=flag(is_ready)>"This type has not been read yet."</p>
        <p class:none=flag(move || !is_ready())>"This dataset has no type of this name. "
            <button class="link" on:click=move |_| state.choose(|view| {
                view.text = wanted.get_value();
                view.open = None;
            })>"Search for it"</button>
        </p>
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
