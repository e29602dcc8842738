//! What the neurons of a type say of an attribute, in words: the most frequent values, and how
//! many neurons say something else or nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::format::{hundredths, number};
use crate::neuron::Attribute;
use crate::ordering;
use crate::wire::Tally;

/// Some of the neurons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The value that they have; `None` for all that have less frequent values, and for those
    /// that have none.
    pub value: Option<String>,
    /// What to say of them: `acetylcholine 44 · 0.93`.
    pub words: String,
    /// How many they are.
    pub neurons: u64,
}

/// The `few` most frequent values, then how many others there are, then the neurons of the type's
/// `total` that say nothing. Where all say the same, their number is left out: it would only
/// repeat how many neurons there are.
pub fn segments(
    attribute: Attribute,
    tally: &BTreeMap<String, Tally>,
    total: u64,
    few: usize,
) -> Vec<Segment> {
    let mut values: Vec<(&String, &Tally)> = tally.iter().collect();
    ordering::sort_by_key(&mut values, |(_, tally)| Reverse(tally.neurons));
    let said: u64 = values.iter().map(|(_, tally)| tally.neurons).sum();
    let others = values.split_off(values.len().min(few));
    let words = |value| attribute.value_label(value).to_owned();
    let mut segments: Vec<Segment> = values
        .into_iter()
        .map(|(value, tally)| of_value(value, words(value), tally, total))
        .collect();
    let rest = |words: String, neurons| Segment { value: None, words, neurons };
    if !others.is_empty() {
        let neurons = others.iter().map(|(_, tally)| tally.neurons).sum();
        segments.push(rest(format!("{} more", number(others.len() as u64)), neurons));
    }
    if said < total {
        segments.push(rest(format!("{} without", number(total - said)), total - said));
    }
    segments
}

fn of_value(value: &str, mut words: String, tally: &Tally, total: u64) -> Segment {
    if tally.neurons != total {
        words.push_str(&format!(" {}", number(tally.neurons)));
    }
    if let Some(confidence) = tally.confidence {
        words.push_str(&format!(" · {}", hundredths(f64::from(confidence))));
    }
    Segment { value: Some(value.to_owned()), words, neurons: tally.neurons }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(values: &[(&str, u64, Option<f32>)], total: u64) -> Vec<String> {
        let tally = |(value, neurons, confidence): &(&str, u64, Option<f32>)| {
            ((*value).to_owned(), Tally { neurons: *neurons, confidence: *confidence })
        };
        let tallies = values.iter().map(tally).collect();
        let segments = segments(Attribute::PredictedNt, &tallies, total, 3);
        segments.into_iter().map(|segment| segment.words).collect()
    }

    #[test]
    fn dissent_and_silence_are_counted() {
        let nt = [("acetylcholine", 44, Some(0.93)), ("gaba", 2, None)];
        assert_eq!(words(&nt, 46), ["acetylcholine 44 · 0.93", "GABA 2"]);
        assert_eq!(words(&[("EBa1", 13, None)], 25), ["EBa1 13", "12 without"]);
        let many = [("a", 5, None), ("b", 4, None), ("c", 3, None), ("d", 2, None), ("e", 1, None)];
        assert_eq!(words(&many, 15), ["a 5", "b 4", "c 3", "2 more"]);
    }

    #[test]
    fn where_all_agree_the_number_is_left_out() {
        assert_eq!(words(&[("EBa1", 25, Some(0.9))], 25), ["EBa1 · 0.90"]);
        assert_eq!(words(&[("unit 25", 25, None)], 25), ["unit 25"]);
    }
}
