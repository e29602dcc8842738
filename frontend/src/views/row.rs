//! One row of the list: what the type is called, how many neurons and on which side, what it
//! is, where it receives and sends, how connected it is.

use leptos::prelude::*;
use shared::index::{Entry, Facet, Index, TypeId};
use shared::neuron::NameKind;
use shared::search::{self, Matched};
use shared::view::View;

use super::bars::{region_bar, side_bar, sides_in_words};
use super::live::{Key, flag, text};
use crate::address;
use crate::format::{number, transmitter, transmitter_class};
use crate::markup::view;
use crate::state::{State, use_state};
use shared::view::Way;

/// Regions shown in a bar.
const REGIONS: usize = 3;

/// What makes a row what it is: two rows that agree in this look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowKey {
    /// Stands for the index it is from and the text searched for.
    pub content: u64,
    /// The type.
    pub id: TypeId,
    /// Its place in the list, from 0.
    pub at: usize,
}

impl From<RowKey> for Key {
    fn from(key: RowKey) -> Key {
        (key.content, ((key.at as u64) << 32) | u64::from(key.id))
    }
}

impl From<Key> for RowKey {
    fn from((content, place): Key) -> RowKey {
        RowKey { content, id: place as TypeId, at: (place >> 32) as usize }
    }
}

/// Id of the row's element.
pub fn element_id(at: usize) -> String {
    format!("row-{at}")
}

/// The row.
#[component]
pub fn Row(key: RowKey) -> impl IntoView {
    let state = use_state();
    let RowKey { id, at, .. } = key;
    // An id outlives its index for the moment in which another takes its place.
    let name = state.with_index(|index| index.entries.get(id as usize).map(|it| it.name.clone()));
    let Some(name) = name else { return ().into_any() };
    let is_open = {
        let name = name.clone();
        move || state.view.with(|view| view.open.as_deref() == Some(&*name))
    };
    let is_selected = is_open.clone();
    let cells = state.with_index(|index| cells(state, index, id));
    view! {
        <div
            id=element_id(at)
            class="row"
            class:open=flag(is_open)
            class:active=flag(move || state.active.get() == Some(id))
            role="row"
            aria-rowindex=at + 2
            aria-selected=text(move || is_selected().to_string())
            on:click=move |_| {
                state.active.set(Some(id));
                state.open_type(&name);
            }
        >{cells}</div>
    }
    .into_any()
}

fn cells(state: State, index: &Index, id: TypeId) -> impl IntoView + use<> {
    let entry = &index.entries[id as usize];
    let has_regions = !index.regions.all.is_empty();
    (
        name_cell(state, index, id),
        neurons_cell(entry),
        attributes_cell(index, entry),
        has_regions.then(|| regions_cell(index, id)),
        connections_cell(entry),
    )
}

fn name_cell(state: State, index: &Index, id: TypeId) -> impl IntoView + use<> {
    let entry = &index.entries[id as usize];
    let text = state.view.with_untracked(|view| view.text.clone());
    let matched = state.answer.with_untracked(|answer| {
        answer.0.found.get(id).map(|found| search::matched(index, found, &text))
    });
    let (of_type, of_other) = match matched {
        Some(matched) if matched.kind == NameKind::Type => (Some(matched), None),
        other => (None, other),
    };
    let name = entry.name.to_string();
    let href = state
        .view
        .with_untracked(|view| address::href(&View { open: Some(name.clone()), ..view.clone() }));
    let alias = match of_other {
        Some(matched) => Some(matched_view(matched)),
        None => entry.alias.as_ref().map(|(_, alias)| {
            view! { <span class="alias" title=alias.to_string()><bdi>{alias.to_string()}</bdi></span> }.into_any()
        }),
    };
    let title = name.clone();
    let shown = match of_type {
        Some(matched) => highlighted(&matched).into_any(),
        None => name.into_any(),
    };
    view! {
        <div class="cell type" role="gridcell">
            <a class="name" tabindex="-1" href=href title=title on:click=follow><bdi>{shown}</bdi></a>
            {alias}
        </div>
    }
}

/// With a modifier the browser opens the address in another tab; else the row opens the type.
fn follow(event: leptos::ev::MouseEvent) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        event.stop_propagation();
    } else {
        event.prevent_default();
    }
}

fn matched_view(matched: Matched) -> AnyView {
    let source = matched.source.as_ref().map(|source| format!(" · {source}"));
    let kind = matched.kind.label();
    let title = format!("{kind} {}{}", matched.name, source.clone().unwrap_or_default());
    view! {
        <span class="alias" title=title>
            {kind}" "<b><bdi>{highlighted(&matched)}</bdi></b>{source}
        </span>
    }
    .into_any()
}

/// A name with the parts that matched marked.
fn highlighted(matched: &Matched) -> impl IntoView + use<> {
    let part =
        |range: std::ops::Range<usize>| matched.name.get(range).unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    let mut from = 0;
    for range in &matched.ranges {
        parts.push(part(from..range.start).into_any());
        parts.push(view! { <mark>{part(range.clone())}</mark> }.into_any());
        from = range.end;
    }
    parts.push(part(from..matched.name.len()).into_any());
    parts
}

fn neurons_cell(entry: &Entry) -> impl IntoView + use<> {
    view! {
        <div class="cell neurons" role="gridcell">
            <b>{number(entry.neurons.total)}</b>
            <small>{sides_in_words(&entry.neurons)}</small>
            {side_bar(&entry.neurons)}
        </div>
    }
}

fn attributes_cell(index: &Index, entry: &Entry) -> impl IntoView + use<> {
    let sends = entry.transmitter.and_then(|it| {
        let name = index.values(Facet::Transmitter).get(usize::from(it.value))?.to_string();
        let mixed = it.mixed.then_some(" mixed");
        let title = match mixed {
            Some(_) => format!("{}: {name}, but not by all neurons", it.attribute.label()),
            None => format!("{}: {name}", it.attribute.label()),
        };
        Some(view! {
            <span class="tag" title=title>
                <span class=transmitter_class(&name) aria-hidden="true"></span>
                {transmitter(&name)}{mixed}
            </span>
        })
    });
    let kind = [Facet::Hemilineage, Facet::Class, Facet::Superclass].into_iter().find_map(|facet| {
        let values: Vec<_> = entry.values.iter().filter(|(of, _)| *of == facet).collect();
        let (_, first) = values.first()?;
        let label = facet.label();
        let words = match values.len() {
            1 => index.values(facet)[usize::from(*first)].to_string(),
            n => format!("mixed ({n})"),
        };
        Some(view! { <span class="tag" title=format!("{label}: {words}")><bdi>{words.clone()}</bdi></span> })
    });
    view! { <div class="cell tags" role="gridcell">{sends}{kind}</div> }
}

fn regions_cell(index: &Index, id: TypeId) -> impl IntoView + use<> {
    let top = index.top_regions(id, REGIONS);
    view! {
        <div class="cell profile" role="gridcell">
            <small>{"in"}</small>{region_bar(index, Way::Input, &top.input)}
            <small>{"out"}</small>{region_bar(index, Way::Output, &top.output)}
        </div>
    }
}

/// Outputs are connections where the dataset has them; T-bars are called T-bars.
fn connections_cell(entry: &Entry) -> impl IntoView + use<> {
    let (outputs, unit) = match entry.downstream {
        Some(connections) => (connections, "out"),
        None => (entry.pre, "T-bars"),
    };
    view! {
        <div class="cell connections" role="gridcell">
            <span><b>{number(entry.post)}</b>" in"</span>
            <span><b>{number(outputs)}</b>" "{unit}</span>
        </div>
    }
}
