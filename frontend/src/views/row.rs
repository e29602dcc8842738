//! One row of the list, or one card: what a type is called, how many neurons it has, what it is,
//! where it receives and sends, and how connected it is.
//!
//! With each letter typed all rows are written anew, so they are made of little: as few elements
//! as they can be, of the kinds that Chromium's quick parser knows (`bdi`, `mark` and `small` make it
//! take the other one), and buttons are spans, which have no box within their box.

use std::ops::Range;

use leptos::prelude::*;
use shared::index::{Entry, Facet, Index, Measure, TypeId};
use shared::neuron::NameKind;
use shared::search::{self, Matched};
use shared::side::Side;
use shared::view::{Column, View, Way};

use super::bars::{region_bar, side_bar};
use super::drawn::{Marks, element_id};
use super::pages;
use crate::address;
use crate::format::{number, percent, sides_in_words, transmitter, transmitter_class};
use crate::markup::{Html, html};
use crate::state::State;

/// Regions shown in a bar.
const REGIONS: usize = 3;
/// Values shown of a facet; the others are counted.
const VALUES: usize = 2;

/// The row of a type at a place of the list, from 0; nothing where the index has no such type.
pub fn row(state: State, at: usize, id: TypeId, marks: Marks, columns: &[Column]) -> Html {
    state.with_index(|index| {
        // An id outlives its index for the moment in which another takes its place.
        let Some(entry) = index.entries.get(id as usize) else { return Html::default() };
        let picked = format!("{} in the basket", entry.name);
        html! {
            <div
                id=element_id(at)
                class=marks.classes()
                role="row"
                data-type=id.to_string()
                aria-rowindex=(at + 2).to_string()
                aria-selected=marks.is_picked.to_string()
                aria-current=marks.is_open.to_string()
            >
                <div class="cell pick" role="gridcell">
                    <input type="checkbox" class="box" tabindex="-1" aria-label=picked checked=marks.is_picked/>
                </div>
                {cells(state, index, id, columns)}
            </div>
        }
    })
}

fn cells(state: State, index: &Index, id: TypeId, columns: &[Column]) -> Html {
    let entry = &index.entries[id as usize];
    let cells = columns.iter().map(|column| match column {
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
    });
    [name_cell(state, index, id)].into_iter().chain(cells).collect()
}

fn name_cell(state: State, index: &Index, id: TypeId) -> Html {
    let entry = &index.entries[id as usize];
    let text = state.view.with_untracked(|view| view.text.clone());
    let matched = state.answer.with_untracked(|answer| {
        answer.0.found.get(id).map(|found| search::matched(index, found, &text))
    });
    let (of_type, of_other) = match matched {
        Some(matched) if matched.kind == NameKind::Type => (Some(matched), None),
        other => (None, other),
    };
    let name = &*entry.name;
    let href = state.view.with_untracked(|view| {
        address::href(&View { open: Some(name.to_owned()), ..view.clone() })
    });
    let alias = match of_other {
        Some(matched) => Some(matched_view(matched)),
        None => entry.alias.as_ref().map(|(_, alias)| alias_view(alias)),
    };
    let pages = pages::of_row(state, name, &entry.neurons);
    let shown = match of_type {
        Some(matched) => highlighted(&matched),
        None => html! { {name} },
    };
    html! {
        <div class="cell type" role="gridcell">
            <a class="name" dir="auto" tabindex="-1" href=href title=name>{shown}</a>
            <span class="below">{pages}{alias}</span>
        </div>
    }
}

fn alias_view(alias: &str) -> Html {
    html! { <span class="alias" dir="auto" title=alias>{alias}</span> }
}

fn matched_view(matched: Matched) -> Html {
    let source = matched.source.as_ref().map(|source| format!(" · {source}"));
    let kind = matched.kind.label();
    let title = format!("{kind} {}{}", matched.name, source.clone().unwrap_or_default());
    html! {
        <span class="alias" title=title>
            {kind}" "<b dir="auto">{highlighted(&matched)}</b>{source}
        </span>
    }
}

/// A name with the parts that matched marked.
fn highlighted(matched: &Matched) -> Html {
    let part = |range: Range<usize>| matched.name.get(range).unwrap_or_default();
    let mut marked = Html::default();
    let mut from = 0;
    for range in &matched.ranges {
        marked.show(part(from..range.start));
        marked.show(html! { <span class="mark">{part(range.clone())}</span> });
        from = range.end;
    }
    marked.show(part(from..matched.name.len()));
    marked
}

fn neurons_cell(entry: &Entry) -> Html {
    html! {
        <div class="cell neurons" role="gridcell">
            <b>{number(entry.neurons.total)}</b>" "
            <span class="small">{unbroken(&sides_in_words(&entry.neurons))}</span>
            {side_bar(&entry.neurons)}
        </div>
    }
}

/// Sides in words that a line breaks between, never within.
fn unbroken(sides: &str) -> String {
    let parts: Vec<String> = sides.split("  ").map(|side| side.replace(' ', "\u{a0}")).collect();
    parts.join(" ")
}

/// How many more on which side, and how much that is of all on the two.
fn balance_cell(entry: &Entry) -> Html {
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
    html! { <div class="cell balance" role="gridcell"><b>{words.0}</b><span class="small">{words.1}</span></div> }
}

fn attributes_cell(index: &Index, entry: &Entry) -> Html {
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
    html! { <div class="cell tags" role="gridcell">{sends}{kind}</div> }
}

fn values_cell(index: &Index, entry: &Entry, facet: Facet) -> Html {
    if facet == Facet::Transmitter {
        let tag = transmitter_tag(index, entry);
        return html! { <div class="cell tags" role="gridcell">{tag}</div> };
    }
    let values: Vec<_> = entry.values.iter().filter(|(of, _)| *of == facet).collect();
    let more = values.len().saturating_sub(VALUES);
    let shown = values.iter().take(VALUES);
    let tags =
        shown.map(|(_, id)| tag(facet, &index.values(facet)[usize::from(*id)])).collect::<Html>();
    let more =
        (more > 0).then(|| html! { <span class="small">{format!("and {more} more")}</span> });
    html! { <div class="cell tags" role="gridcell">{tags}{more}</div> }
}

fn transmitter_tag(index: &Index, entry: &Entry) -> Option<Html> {
    let it = entry.transmitter?;
    let name = index.values(Facet::Transmitter).get(usize::from(it.value))?;
    let mixed = it.mixed.then_some(" mixed");
    let sure = it.confidence.map(|percent| format!(", confidence {percent} %")).unwrap_or_default();
    let dissent = if it.mixed { ", but not by all neurons" } else { "" };
    let title = format!("{}: {name}{sure}{dissent}. Filter by it", it.attribute.label());
    Some(html! {
        <span
            class=format!("tag {}", transmitter_class(name))
            role="button"
            tabindex="-1"
            title=title
            data-by=Facet::Transmitter.key()
            data-value=name
        >{transmitter(name)}{mixed}</span>
    })
}

fn tag(facet: Facet, value: &str) -> Html {
    let words = facet.value_label(value);
    let title = format!("{}: {words}. Filter by it", facet.label());
    html! {
        <span
            class="tag"
            role="button"
            dir="auto"
            tabindex="-1"
            title=title
            data-by=facet.key()
            data-value=value
        >{words}</span>
    }
}

fn mixed_tag(facet: Facet, values: usize) -> Html {
    let words = format!("mixed ({values})");
    let title = format!("{}: {values} values", facet.label());
    html! { <span class="tag" title=title>{words}</span> }
}

fn names_cell(entry: &Entry) -> Html {
    let alias = entry.alias.as_ref().map(|(kind, alias)| {
        html! { <span class="small">{kind.label()}</span>{alias_view(alias)} }
    });
    html! { <div class="cell names" role="gridcell">{alias}</div> }
}

fn regions_cell(index: &Index, id: TypeId) -> Html {
    let top = index.top_regions(id, REGIONS);
    html! {
        <div class="cell profile" role="gridcell">
            <span class="small">"in"</span>{region_bar(index, Way::Input, &top.input)}
            <span class="small">"out"</span>{region_bar(index, Way::Output, &top.output)}
        </div>
    }
}

/// Outputs are connections where the dataset has them; T-bars are called T-bars.
fn outputs(entry: &Entry) -> (u64, &'static str) {
    match entry.downstream {
        Some(connections) => (connections, "out"),
        None => (entry.pre, "T-bars"),
    }
}

fn numbers_cell(numbers: [(Option<u64>, &'static str); 2]) -> Html {
    let line = |(n, unit): (Option<u64>, &str)| Some(html! { <b>{number(n?)}</b>" "{unit} });
    let [first, second] = numbers.map(line);
    let second = second.map(|line| html! { <br/>{line} });
    html! { <div class="cell connections" role="gridcell">{first}{second}</div> }
}
