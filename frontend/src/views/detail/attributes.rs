//! What the neurons of a type say of themselves, with their dissent.

use crate::markup::view;
use leptos::prelude::*;
use shared::neuron::Attribute;
use shared::tallies::{self, Segment};
use shared::wire::Summary;

use crate::format::transmitter_class;

/// Values shown by name; the others are counted.
const VALUES: usize = 3;

/// One line per attribute.
pub fn attributes(summary: &Summary) -> AnyView {
    let line = |attribute: Attribute| {
        let tally = summary.attributes.get(&attribute)?;
        if attribute == Attribute::Cropped && tally.keys().all(|value| value == "false") {
            return None;
        }
        let segments = tallies::segments(tally, summary.neurons.total, VALUES);
        let is_transmitter = Attribute::TRANSMITTER.contains(&attribute);
        Some(view! {
            <dt>{attribute.label()}</dt>
            <dd>{said(&segments, is_transmitter)}{(segments.len() > 1).then(|| bar(&segments))}</dd>
        })
    };
    let lines: Vec<_> = Attribute::ALL.into_iter().filter_map(line).collect();
    if lines.is_empty() {
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
fn said(segments: &[Segment], are_transmitters: bool) -> Vec<AnyView> {
    let part = |(at, segment): (usize, &Segment)| {
        let join = (at > 0).then_some(", ");
        let words = segment.words.clone();
        let dot = segment.value.as_ref().filter(|_| are_transmitters).map(|value| {
            view! { <span class=transmitter_class(value) aria-hidden="true"></span> }
        });
        view! { {join}<span class="said">{dot}<bdi class:value=segment.value.is_some()>{words}</bdi></span> }
            .into_any()
    };
    segments.iter().enumerate().map(part).collect()
}

fn bar(segments: &[Segment]) -> impl IntoView + use<> {
    let part = |segment: &Segment| {
        view! { <i class:value=segment.value.is_some() style:flex-grow=segment.neurons.to_string()></i> }
    };
    let parts = segments.iter().map(part).collect_view();
    view! { <span class="tally" aria-hidden="true">{parts}</span> }
}
