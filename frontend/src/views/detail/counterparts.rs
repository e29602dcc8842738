//! What other datasets call a type, by this dataset's own mapping.

use crate::markup::view;
use leptos::prelude::*;
use shared::counterparts::{self, Counterpart};
use shared::links;
use shared::neuron::NameKind;
use shared::wire::Name;

use crate::format::count;
use crate::state::{State, use_state};
use crate::views::live::live;
use crate::views::outward::outward;

/// Other types of the same counterpart that are named; more are counted.
const FEW: usize = 6;

/// The list; nothing where the dataset maps the type to none.
pub fn counterparts(name: String) -> AnyView {
    let state = use_state();
    live(move || {
        // Others that are mapped to the same may still come in.
        state.edition.track();
        let found = state.with_index(|index| {
            index.find(&name).map(|id| counterparts::counterparts(index, id)).unwrap_or_default()
        });
        if found.is_empty() {
            return ().into_any();
        }
        let lines = found.iter().map(|it| line(state, &name, it)).collect_view();
        let mut kinds: Vec<NameKind> = found.iter().map(|it| it.kind).collect();
        kinds.dedup();
        let properties = kinds.iter().enumerate().map(|(at, kind)| {
            let join = (at > 0).then_some(" and ");
            view! { {join}<code>{kind.key()}</code> }
        });
        let property = if kinds.len() == 1 { "property " } else { "properties " };
        view! {
            <div class="part">
                <h3>{"Counterparts elsewhere"}<small>{"types here : names there"}</small></h3>
                <ul class="counterparts">{lines}</ul>
                <p class="quiet">
                    {"As this dataset's own annotations map them, in the "}{property}
                    {properties.collect_view()}{" of its neurons; not by likeness of names."}
                </p>
            </div>
        }
        .into_any()
    })
    .into_any()
}

fn line(state: State, own: &str, it: &Counterpart) -> AnyView {
    let name = Name { kind: it.kind, name: it.name.clone(), source: None };
    let dataset = state.dataset.get_untracked().unwrap_or_default();
    let place = links::of_name(&dataset, &name).map(|link| outward(&link, "link"));
    let relation = format!("{} : {}", it.types.len(), it.names);
    let spoken =
        format!("{} here, {} there", count(it.types.len() as u64, "type"), count(it.names, "name"));
    view! {
        <li>
            <small>{it.kind.label()}</small>" "
            {there(state, it)}" "{place}
            <span class="relation"><span aria-hidden="true">{relation}</span><span class="only-read">{spoken}</span></span>
            {also(state, own, it)}
        </li>
    }
    .into_any()
}

/// The name; it opens that type where the proxy has its dataset, too.
fn there(state: State, it: &Counterpart) -> AnyView {
    let root = match it.kind {
        NameKind::FlywireType => "flywire",
        NameKind::HemibrainType => "hemibrain",
        _ => "manc",
    };
    let here = state.dataset.with_untracked(|it| it.as_ref().map(|it| it.name.clone()));
    let other = state.datasets.with_untracked(|datasets| {
        let mut names = datasets.iter().map(|it| it.name.clone());
        names.find(|name| name.starts_with(root) && here.as_ref() != Some(name))
    });
    let name = it.name.clone();
    let Some(dataset) = other else { return view! { <b><bdi>{name}</bdi></b> }.into_any() };
    let title = format!("Open it in {dataset}");
    let open = name.clone();
    view! {
        <button class="link strong" title=title on:click=move |_| state.choose(|view| {
            view.dataset = Some(dataset.clone());
            view.open = Some(open.clone());
        })><bdi>{name}</bdi></button>
    }
    .into_any()
}

/// The other types here that are mapped to the same.
fn also(state: State, own: &str, it: &Counterpart) -> AnyView {
    let mut others: Vec<String> = state.with_index(|index| {
        it.types.iter().map(|id| index.entries[*id as usize].name.to_string()).collect()
    });
    others.retain(|other| other != own);
    if others.is_empty() {
        return ().into_any();
    }
    let more = others.len().saturating_sub(FEW);
    let link = |(at, name): (usize, String)| {
        let open = name.clone();
        view! {
            {(at > 0).then_some(", ")}
            <button class="link" on:click=move |_| state.open_type(&open)><bdi>{name}</bdi></button>
        }
    };
    let links = others.into_iter().take(FEW).enumerate().map(link).collect_view();
    let more = (more > 0).then(|| format!(" and {}", count(more as u64, "more type")));
    view! { <span class="also">" with "{links}{more}</span> }.into_any()
}
