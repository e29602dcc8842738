//! One neuron: its row, and what is known of it beyond that.

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::links::Known;
use shared::neuron_table::Column;
use shared::wire::NeuronRow;

use crate::format::{count, number};
use crate::ranking::largest_first;
use crate::state::use_state;
use crate::views::copy::copy;
use crate::views::live::{flag, text};
use crate::views::outward::outward;

/// A row of the table. `at` is the neuron's position in the list and the place of its row.
pub fn row(
    neuron: &NeuronRow,
    columns: &[Column],
    at: (usize, usize),
    chosen: RwSignal<Option<usize>>,
    grid: String,
) -> AnyView {
    let (at, place) = at;
    let is_chosen = move || chosen.get() == Some(at);
    let cells: Html = columns.iter().map(|column| cell(neuron, *column)).collect();
    let label = format!("Regions and links of {}", neuron.body_id);
    view! {
        <div
            class="neuron"
            class:opened=flag(is_chosen)
            role="row"
            aria-rowindex=(place + 2).to_string()
            style:grid-template-columns=grid
        >
            <span role="cell">
                <button
                    class="twist"
                    class:opened=flag(is_chosen)
                    aria-label=label
                    aria-expanded=text(move || is_chosen().to_string())
                    on:click=move |_| chosen.set(if untrack(is_chosen) { None } else { Some(at) })
                ></button>
            </span>
            {cells}
        </div>
    }
    .into_any()
}

fn cell(neuron: &NeuronRow, column: Column) -> Html {
    if column.is_number() {
        return html! { <span role="cell" class="number">{column.number(neuron).map(number)}</span> };
    }
    html! { <span role="cell"><bdi>{column.text(neuron).unwrap_or_default()}</bdi></span> }
}

/// What is known of a neuron: its counts by ROI, and where it is shown elsewhere.
pub fn panel(neuron: &NeuronRow, chosen: RwSignal<Option<usize>>) -> AnyView {
    let state = use_state();
    let dataset = state.dataset.get_untracked().unwrap_or_default();
    let known = Known::of(&dataset);
    let id = neuron.body_id.clone();
    let links = known.map(|known| {
        let links = [known.neuroglancer([id.as_str()]), known.neuronbridge(&id)];
        links.iter().flatten().map(|link| outward(link, "link")).collect_view()
    });
    let copied = id.clone();
    let title = match &neuron.instance {
        Some(instance) => format!("{id} · {instance}"),
        None => id,
    };
    let tbars = neuron.pre.map(|n| html! { <p class="quiet">{count(n, "T-bar")}</p> });
    view! {
        <div class="one-neuron">
            <h4><bdi>{title}</bdi>
                <button class="icon" aria-label="Close" on:click=move |_| chosen.set(None)>"✕"</button>
            </h4>
            <div class="table-acts">{copy("link", "copy its id", move || copied.clone())}{links}</div>
            {tbars.unwrap_or_default()}
            {rois(neuron)}
        </div>
    }
    .into_any()
}

/// Only ROIs that are summed, so that nothing is there twice.
fn rois(neuron: &NeuronRow) -> Html {
    if neuron.rois.is_empty() {
        return html! { <p class="quiet">"Nothing is known of its regions."</p> };
    }
    let regions = use_state().regions.get_untracked();
    let summed = neuron.rois.iter().filter(|(roi, _)| regions.is_summed(roi));
    let summed: Vec<(&String, [u64; 2])> = summed.map(|(roi, counts)| (roi, *counts)).collect();
    let inside = |way: usize| summed.iter().map(|(_, counts)| counts[way]).sum::<u64>();
    let outside = |all: Option<u64>, way: usize| all.map(|all| all.saturating_sub(inside(way)));
    let outside = [outside(neuron.pre, 0), outside(neuron.post, 1)];
    let others = neuron.rois.len() - summed.len();
    let row = |roi: &str, pre: Option<u64>, post: Option<u64>| {
        html! {
            <tr><th scope="row"><bdi>{roi}</bdi></th><td>{post.map(number)}</td><td>{pre.map(number)}</td></tr>
        }
    };
    let rows = largest_first(summed, |(_, [pre, post])| (*pre).max(*post) as f64);
    let rows = rows.into_iter().map(|(roi, [pre, post])| row(roi, Some(pre), Some(post)));
    let rows: Html = rows.collect();
    let others = (others > 0).then(|| {
        let words = format!("{} within these or around them left out", count(others as u64, "ROI"));
        html! { <p class="quiet">{words}</p> }
    });
    html! {
        <table class="numbers">
            <thead><tr>
                <th scope="col">"ROI"</th><th scope="col">"inputs"</th><th scope="col">"T-bars"</th>
            </tr></thead>
            <tbody>{rows}{row("outside", outside[0], outside[1])}</tbody>
        </table>
        {others}
    }
}
