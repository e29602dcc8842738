//! What the neurons of a type say of themselves, with their dissent.

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::neuron::Attribute;
use shared::tallies::{self, Segment};
use shared::wire::Summary;

use crate::format::transmitter_class;
use crate::views::bars::wide;

/// Values shown by name; the others are counted.
const VALUES: usize = 3;

/// One line per attribute.
pub fn attributes(summary: &Summary) -> AnyView {
    let line = |attribute: Attribute| {
        let tally = summary.attributes.get(&attribute)?;
        if attribute == Attribute::Cropped && tally.keys().all(|value| value == "false") {
            return None;
        }
        let total = summary.neurons.total;
        let segments = tallies::segments(attribute, tally, total, VALUES);
        let is_transmitter = Attribute::TRANSMITTER.contains(&attribute);
        let bar = (segments.len() > 1).then(|| bar(&segments, total));
        Some(html! {
            <dt>{attribute.label()}</dt>
            <dd>{said(&segments, is_transmitter)}{bar}</dd>
        })
    };
    let lines: Html = Attribute::ALL.into_iter().filter_map(line).collect();
    if lines == Html::default() {
        return ().into_any();
    }
    let has_confidence =
        summary.attributes.values().flatten().any(|(_, it)| it.confidence.is_some());
    let what =
        if has_confidence { "neurons that say so · confidence" } else { "neurons that say so" };
    view! {
        <div class="part">
            <h3>{"Attributes"}<small>{what}</small></h3>
            <dl class="attributes">{lines}</dl>
        </div>
    }
    .into_any()
}

/// The values in words; transmitters with the dot that they have everywhere.
fn said(segments: &[Segment], are_transmitters: bool) -> Html {
    let part = |(at, segment): (usize, &Segment)| {
        let join = (at > 0).then_some(", ");
        let dot = segment.value.as_ref().filter(|_| are_transmitters).map(|value| {
            html! { <span class=transmitter_class(value) aria-hidden="true"></span> }
        });
        let class = class(segment);
        html! { {join}<span class="said">{dot}<bdi class=class>{&*segment.words}</bdi></span> }
    };
    segments.iter().enumerate().map(part).collect()
}

fn class(segment: &Segment) -> &'static str {
    if segment.value.is_some() { "value" } else { "" }
}

fn bar(segments: &[Segment], total: u64) -> Html {
    let part = |segment: &Segment| {
        let share = segment.neurons as f64 / total.max(1) as f64;
        html! { <i class=format!("{} {}", class(segment), wide(share))></i> }
    };
    let parts: Html = segments.iter().map(part).collect();
    html! { <span class="tally" aria-hidden="true">{parts}</span> }
}
