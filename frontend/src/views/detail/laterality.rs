//! Whether neurons receive and send on their own side of the body or cross to the other.

use crate::markup::view;
use leptos::prelude::*;
use shared::roi::{InOut, Laterality, OutputUnit};

use crate::format::{count, number, percent_fine, share};

/// The table; nothing where no region has a side, or no neuron.
pub fn laterality(it: Laterality, unit: OutputUnit, total: u64) -> AnyView {
    let Laterality { neurons, same, other, unsided, outside } = it;
    if same == [0; 2] && other == [0; 2] {
        return ().into_any();
    }
    let of = if neurons == total {
        count(total, "neuron")
    } else {
        format!("{} of {} have a side", number(neurons), count(total, "neuron"))
    };
    let outputs = match unit {
        OutputUnit::Connections => "outputs",
        OutputUnit::Tbars => "T-bars",
    };
    let parts = [same, other, unsided, outside];
    view! {
        <div class="part">
            <h3>{"Own side or the other"}<small>{of}</small></h3>
            <table class="numbers laterality">
                <thead><tr>
                    <td></td>
                    <th scope="col">{"own side"}</th>
                    <th scope="col">{"other side"}</th>
                    <th scope="col">{"no side"}</th>
                    <th scope="col">{"outside"}</th>
                </tr></thead>
                <tbody>
                    {row("inputs", "of-input", 0, parts)}
                    {row(outputs, "of-output", 1, parts)}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(words: &'static str, class: &'static str, way: usize, parts: [InOut; 4]) -> AnyView {
    let counts = parts.map(|part| part[way]);
    let whole = counts.iter().sum();
    let cells: Vec<_> =
        counts.iter().map(|n| view! { <td>{percent_fine(share(*n, whole))}" %"</td> }).collect();
    let bar: Vec<_> =
        counts.iter().map(|n| view! { <i style:flex-grow=n.to_string()></i> }).collect();
    view! {
        <tr><th scope="row">{words}</th>{cells}</tr>
        <tr aria-hidden="true" class="picture"><td colspan="5"><div class=class>{bar}</div></td></tr>
    }
    .into_any()
}
