//! One row of the list, or one card: what a type is called, how many neurons it has, what it is,
//! where it receives and sends, and how connected it is.

use leptos::prelude::*;
use shared::index::{Entry, Facet, Index, Measure, TypeId};
use shared::neuron::NameKind;
use shared::search::{self, Matched};
use shared::side::Side;
use shared::view::{Column, View, Way};

use super::bars::{region_bar, side_bar};
use super::live::{Key, flag, text};
use super::pages;
use crate::address;
use crate::format::{number, percent, sides_in_words, transmitter, transmitter_class};
use crate::markup::view;
use crate::state::{State, use_state};

/// Regions shown in a bar.
const REGIONS: usize = 3;
/// Values shown of a facet; the others are counted.
const VALUES: usize = 2;

/// What makes a row what it is: two rows that agree in this look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowKey {
    /// Stands for the index it is from, the text searched for and the columns.
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
pub fn Row(key: RowKey, columns: Memo<Vec<Column>>) -> impl IntoView {
    let state = use_state();
    let RowKey { id, at, .. } = key;
    // An id outlives its index for the moment in which another takes its place.
    let name = state.with_index(|index| index.entries.get(id as usize).map(|it| it.name.clone()));
    let Some(name) = name else { return ().into_any() };
    let (opened, picked) = (name.clone(), name.clone());
    let is_open = flag(move || state.view.with(|view| view.open.as_deref() == Some(&*opened)));
    let is_picked = flag(move || state.view.with(|view| view.basket.contains(&*picked)));
    let columns = columns.get_untracked();
    let cells = state.with_index(|index| cells(state, index, id, &columns));
    view! {
        <div
            id=element_id(at)
            class="row"
            class:open=is_open
            class:picked=is_picked
            class:active=flag(move || state.active.get() == Some(id))
            role="row"
            data-type={id as usize}
            aria-rowindex=at + 2
            aria-selected=text(move || is_picked.get().to_string())
            aria-current=text(move || is_open.get().to_string())
        >
            <div class="cell pick" role="gridcell">
                <input
                    type="checkbox"
                    class="box"
                    tabindex="-1"
                    aria-label=format!("{name} in the basket")
                    prop:checked=is_picked
                />
            </div>
            {cells}
        </div>
    }
    .into_any()
}

fn cells(state: State, index: &Index, id: TypeId, columns: &[Column]) -> Vec<AnyView> {
    let entry = &index.entries[id as usize];
    let mut cells = vec![name_cell(state, index, id)];
    cells.extend(columns.iter().map(|column| match column {
        Column::Neurons => neurons_cell(entry),
        Column::Balance => balance_cell(entry),
        Column::Attributes => attributes_cell(index, entry),
        Column::Value(facet) => values_cell(index, entry, *facet),
        Column::Names => names_cell(entry),
        Column::Regions => regions_cell(index, id),
        Column::Connections => {
            let (outputs, unit) = outputs(entry);
            numbers_cell([(Some(entry.post), "in"), (Some(outputs), unit)])
        }
        Column::Inputs => numbers_cell([(Some(entry.post), "in"), (None, "")]),
        Column::Outputs => {
            let (outputs, unit) = outputs(entry);
            numbers_cell([(Some(outputs), unit), (None, "")])
        }
        Column::PerNeuron => {
            let (_, unit) = outputs(entry);
            let inputs = Measure::InputsPerNeuron.of(entry);
            numbers_cell([(inputs, "in"), (Measure::OutputsPerNeuron.of(entry), unit)])
        }
    }));
    cells
}

fn name_cell(state: State, index: &Index, id: TypeId) -> AnyView {
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
        None => entry.alias.as_ref().map(|(_, alias)| alias_view(alias)),
    };
    let title = name.clone();
    let pages = pages::of_row(state, &name, &entry.neurons);
    let shown = match of_type {
        Some(matched) => highlighted(&matched).into_any(),
        None => name.into_any(),
    };
    view! {
        <div class="cell type" role="gridcell">
            <a class="name" tabindex="-1" href=href title=title><bdi>{shown}</bdi></a>
            <span class="below">{pages}{alias}</span>
        </div>
    }
    .into_any()
}

fn alias_view(alias: &str) -> AnyView {
    view! { <span class="alias" title=alias.to_owned()><bdi>{alias.to_owned()}</bdi></span> }
        .into_any()
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

fn neurons_cell(entry: &Entry) -> AnyView {
    view! {
        <div class="cell neurons" role="gridcell">
            <b>{number(entry.neurons.total)}</b>
            <small>{sides_in_words(&entry.neurons)}</small>
            {side_bar(&entry.neurons)}
        </div>
    }
    .into_any()
}

/// How many more on which side, and how much that is of all on the two.
fn balance_cell(entry: &Entry) -> AnyView {
    let (left, right) = (entry.neurons.left, entry.neurons.right);
    let words = match (left, right) {
        (0, 0) => ("–".to_owned(), "no L or R".to_owned()),
        _ if left == right => ("even".to_owned(), String::new()),
        _ => {
            let side = if left > right { Side::Left } else { Side::Right };
            let more = format!("+{} {}", number(left.abs_diff(right)), side.letter());
            (more, format!("{} %", percent(entry.imbalance().unwrap_or(0.0))))
        }
    };
    view! { <div class="cell balance" role="gridcell"><b>{words.0}</b><small>{words.1}</small></div> }
        .into_any()
}

fn attributes_cell(index: &Index, entry: &Entry) -> AnyView {
    let sends = transmitter_tag(index, entry);
    let kind =
        [Facet::Hemilineage, Facet::Class, Facet::Superclass].into_iter().find_map(|facet| {
            let values: Vec<_> = entry.values.iter().filter(|(of, _)| *of == facet).collect();
            let (_, first) = values.first()?;
            Some(match values.len() {
                1 => tag(facet, &index.values(facet)[usize::from(*first)]),
                n => mixed_tag(facet, n),
            })
        });
    view! { <div class="cell tags" role="gridcell">{sends}{kind}</div> }.into_any()
}

fn values_cell(index: &Index, entry: &Entry, facet: Facet) -> AnyView {
    if facet == Facet::Transmitter {
        let tag = transmitter_tag(index, entry);
        return view! { <div class="cell tags" role="gridcell">{tag}</div> }.into_any();
    }
    let values: Vec<_> = entry.values.iter().filter(|(of, _)| *of == facet).collect();
    let more = values.len().saturating_sub(VALUES);
    let shown = values.iter().take(VALUES);
    let tags =
        shown.map(|(_, id)| tag(facet, &index.values(facet)[usize::from(*id)])).collect_view();
    let more = (more > 0).then(|| view! { <small>{format!("and {more} more")}</small> });
    view! { <div class="cell tags" role="gridcell">{tags}{more}</div> }.into_any()
}

fn transmitter_tag(index: &Index, entry: &Entry) -> Option<AnyView> {
    let it = entry.transmitter?;
    let name = index.values(Facet::Transmitter).get(usize::from(it.value))?.to_string();
    let mixed = it.mixed.then_some(" mixed");
    let sure = it.confidence.map(|percent| format!(", confidence {percent} %")).unwrap_or_default();
    let dissent = if it.mixed { ", but not by all neurons" } else { "" };
    let title = format!("{}: {name}{sure}{dissent}. Filter by it", it.attribute.label());
    Some(view! {
        <button class="tag" tabindex="-1" title=title data-by=Facet::Transmitter.key() data-value=name.clone()>
            <span class=transmitter_class(&name) aria-hidden="true"></span>
            {transmitter(&name)}{mixed}
        </button>
    }.into_any())
}

fn tag(facet: Facet, value: &str) -> AnyView {
    let words = facet.value_label(value).to_owned();
    let title = format!("{}: {words}. Filter by it", facet.label());
    view! {
        <button class="tag" tabindex="-1" title=title data-by=facet.key() data-value=value.to_owned()>
            <bdi>{words}</bdi>
        </button>
    }
    .into_any()
}

fn mixed_tag(facet: Facet, values: usize) -> AnyView {
    let words = format!("mixed ({values})");
    let title = format!("{}: {values} values", facet.label());
    view! { <span class="tag" title=title>{words}</span> }.into_any()
}

fn names_cell(entry: &Entry) -> AnyView {
    let alias = entry.alias.as_ref().map(|(kind, alias)| {
        view! { <small>{kind.label()}</small>{alias_view(alias)} }
    });
    view! { <div class="cell names" role="gridcell">{alias}</div> }.into_any()
}

fn regions_cell(index: &Index, id: TypeId) -> AnyView {
    let top = index.top_regions(id, REGIONS);
    view! {
        <div class="cell profile" role="gridcell">
            <small>{"in"}</small>{region_bar(index, Way::Input, &top.input)}
            <small>{"out"}</small>{region_bar(index, Way::Output, &top.output)}
        </div>
    }
    .into_any()
}

/// Outputs are connections where the dataset has them; T-bars are called T-bars.
fn outputs(entry: &Entry) -> (u64, &'static str) {
    match entry.downstream {
        Some(connections) => (connections, "out"),
        None => (entry.pre, "T-bars"),
    }
}

fn numbers_cell(numbers: [(Option<u64>, &'static str); 2]) -> AnyView {
    let lines = numbers
        .into_iter()
        .filter_map(|(n, unit)| n.map(|n| view! { <span><b>{number(n)}</b>" "{unit}</span> }));
    view! { <div class="cell connections" role="gridcell">{lines.collect_view()}</div> }.into_any()
}
