//! Whether neurons receive and send on their own side of the body or cross to the other.

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::roi::{InOut, Laterality, OutputUnit};

use crate::format::{count, number, percent_fine, share};
use crate::views::bars::wide;

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
    let table = html! {
        <h3>"Own side or the other"<small>{of}</small></h3>
        <table class="numbers laterality">
            <thead><tr>
                <td></td>
                <th scope="col">"own side"</th>
                <th scope="col">"other side"</th>
                <th scope="col">"no side"</th>
                <th scope="col">"outside"</th>
            </tr></thead>
            <tbody>
                {row("inputs", "of-input", 0, parts)}
                {row(outputs, "of-output", 1, parts)}
            </tbody>
        </table>
    };
    view! { <div class="part">{table}</div> }.into_any()
}

fn row(words: &str, class: &str, way: usize, parts: [InOut; 4]) -> Html {
    let counts = parts.map(|part| part[way]);
    let whole = counts.iter().sum();
    let shares = counts.map(|n| share(n, whole));
    let cells = shares.iter().map(|share| html! { <td>{percent_fine(*share)}" %"</td> });
    let bar = shares.iter().map(|share| html! { <i class=wide(*share)></i> });
    html! {
        <tr><th scope="row">{words}</th>{cells.collect::<Html>()}</tr>
        <tr aria-hidden="true" class="picture">
            <td colspan="5"><div class=class>{bar.collect::<Html>()}</div></td>
        </tr>
    }
}
