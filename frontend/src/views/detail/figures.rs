//! The numbers of a type: neurons and synapses, in all and by side.

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::side::Side;
use shared::wire::Summary;

use crate::format::{number, sides_in_words};
use crate::views::bars::side_bar;

/// Outputs are connections where the dataset has them; T-bars stand beside them.
pub fn figures(summary: &Summary) -> AnyView {
    let figure = |n: u64, words: &'static str| {
        html! { <div><dd>{number(n)}</dd><dt>{words}</dt></div> }
    };
    let figures = html! {
        {figure(summary.neurons.total, if summary.neurons.total == 1 { "neuron" } else { "neurons" })}
        {figure(summary.post, "inputs")}
        {summary.downstream.map(|n| figure(n, "outputs"))}
        {figure(summary.pre, "T-bars")}
    };
    view! { <dl class="figures">{figures}</dl> }.into_any()
}

/// Neurons by side, and their synapses where the sides differ.
pub fn sides(summary: &Summary) -> AnyView {
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
        Some(html! {
            <tr><th scope="row">{word}</th><td>{number(neurons.of(side))}</td><td>{number(post)}</td><td>{number(out)}</td></tr>
        })
    };
    let rows: Html = Side::ALL.into_iter().filter_map(row).collect();
    let table = (!summary.sides.is_empty()).then(|| {
        html! {
            <table class="numbers">
                <thead><tr><th scope="col">"side"</th><th scope="col">"neurons"</th>
                <th scope="col">"inputs"</th><th scope="col">{outputs}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    let sides = html! {
        <h3>"Side"<small>{sides_in_words(&neurons)}</small></h3>
        {side_bar(&neurons)}
        {table}
    };
    view! { <div class="part">{sides}</div> }.into_any()
}
