//! What the neurons of a type say of themselves, with their dissent.

use crate::markup::view;
use leptos::prelude::*;
use shared::neuron::Attribute;
use shared::wire::{Summary, Tally};

use crate::format::{hundredths, number, transmitter_class};
use crate::ranking::largest_first;

/// Values shown by name; the others are counted.
const VALUES: usize = 3;

/// One line per attribute.
pub fn attributes(summary: &Summary) -> AnyView {
    let line = |attribute: Attribute| {
        let tally = summary.attributes.get(&attribute)?;
        if attribute == Attribute::Cropped && tally.keys().all(|value| value == "false") {
            return None;
        }
        let segments = segments(tally.iter(), summary.neurons.total);
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

#[derive(Debug, PartialEq)]
struct Segment {
    /// The value; empty where there is none.
    value: String,
    words: String,
    neurons: u64,
    is_value: bool,
}

/// The most frequent values, then how many others there are, then the neurons that say nothing.
fn segments<'a>(tally: impl Iterator<Item = (&'a String, &'a Tally)>, total: u64) -> Vec<Segment> {
    let mut values = largest_first(tally.collect(), |(_, tally)| tally.neurons as f64);
    let said: u64 = values.iter().map(|(_, tally)| tally.neurons).sum();
    let others = values.split_off(values.len().min(VALUES));
    let mut segments: Vec<Segment> =
        values.into_iter().map(|(value, tally)| value_of(value, tally)).collect();
    if let [segment] = segments.as_mut_slice()
        && segment.neurons == total
    {
        // All agree: the number would only repeat how many neurons there are.
        segment.words = segment.words.replacen(&format!(" {}", number(total)), "", 1);
    }
    let rest =
        |words: String, neurons| Segment { value: String::new(), words, neurons, is_value: false };
    if !others.is_empty() {
        let neurons = others.iter().map(|(_, tally)| tally.neurons).sum();
        segments.push(rest(format!("{} more", others.len()), neurons));
    }
    if said < total {
        segments.push(rest(format!("{} without", number(total - said)), total - said));
    }
    segments
}

fn value_of(value: &str, tally: &Tally) -> Segment {
    let confidence = match tally.confidence {
        Some(confidence) => format!(" · {}", hundredths(f64::from(confidence))),
        None => String::new(),
    };
    let words = format!("{value} {}{confidence}", number(tally.neurons));
    Segment { value: value.to_owned(), words, neurons: tally.neurons, is_value: true }
}

/// The values in words; transmitters with the dot that they have everywhere.
fn said(segments: &[Segment], are_transmitters: bool) -> Vec<AnyView> {
    let part = |(at, segment): (usize, &Segment)| {
        let join = (at > 0).then_some(", ");
        let words = segment.words.clone();
        let dot = (are_transmitters && segment.is_value).then(|| {
            view! { <span class=transmitter_class(&segment.value) aria-hidden="true"></span> }
        });
        view! { {join}<span class="said">{dot}<bdi class:value=segment.is_value>{words}</bdi></span> }
            .into_any()
    };
    segments.iter().enumerate().map(part).collect()
}

fn bar(segments: &[Segment]) -> impl IntoView + use<> {
    let part = |segment: &Segment| {
        view! { <i class:value=segment.is_value style:flex-grow=segment.neurons.to_string()></i> }
    };
    let parts = segments.iter().map(part).collect_view();
    view! { <span class="tally" aria-hidden="true">{parts}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(values: &[(&str, u64, Option<f32>)], total: u64) -> Vec<String> {
        let tally: std::collections::BTreeMap<String, Tally> = values
            .iter()
            .map(|(value, neurons, confidence)| {
                ((*value).to_owned(), Tally { neurons: *neurons, confidence: *confidence })
            })
            .collect();
        segments(tally.iter(), total).into_iter().map(|segment| segment.words).collect()
    }

    #[test]
    fn dissent_and_silence_are_counted() {
        let nt = [("acetylcholine", 44, Some(0.93)), ("gaba", 2, None)];
        assert_eq!(words(&nt, 46), ["acetylcholine 44 · 0.93", "gaba 2"]);
        assert_eq!(words(&[("EBa1", 13, None)], 25), ["EBa1 13", "12 without"]);
        let many = [("a", 5, None), ("b", 4, None), ("c", 3, None), ("d", 2, None), ("e", 1, None)];
        assert_eq!(words(&many, 15), ["a 5", "b 4", "c 3", "2 more"]);
    }

    #[test]
    fn where_all_agree_the_number_is_left_out() {
        assert_eq!(words(&[("EBa1", 25, Some(0.9))], 25), ["EBa1 · 0.90"]);
    }
}
