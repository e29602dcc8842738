//! The numbers of a type: neurons and synapses, in all and by side, and what of them deserves a
//! second look.

use shared::format::{number, tenths};
use shared::quality::{self, FlagKind};
use shared::side::Side;
use shared::wire::Summary;

use super::subject::{Subject, side_word};

/// A large number.
#[derive(Debug)]
pub struct Figure {
    pub number: String,
    pub words: &'static str,
    /// The same per neuron, where there are several.
    pub per_neuron: Option<String>,
}

/// Outputs are connections where the dataset has them; T-bars stand beside them.
pub fn figures(summary: &Summary) -> Vec<Figure> {
    let neurons = summary.neurons.total;
    let figure = |n: u64, words| Figure {
        number: number(n),
        words,
        per_neuron: (neurons > 1).then(|| per_neuron(n, neurons)),
    };
    let mut figures = vec![
        Figure {
            number: number(neurons),
            words: if neurons == 1 { "neuron" } else { "neurons" },
            per_neuron: None,
        },
        figure(summary.post, "inputs"),
    ];
    figures.extend(summary.downstream.map(|outputs| figure(outputs, "outputs")));
    figures.push(figure(summary.pre, "T-bars"));
    figures
}

/// What outputs are counted in.
pub fn outputs(summary: &Summary) -> &'static str {
    if summary.downstream.is_some() { "outputs" } else { "T-bars" }
}

fn per_neuron(n: u64, neurons: u64) -> String {
    tenths(n as f64 / neurons.max(1) as f64)
}

/// The neurons of one side, and their synapses.
#[derive(Debug)]
pub struct SideRow {
    pub words: &'static str,
    pub neurons: String,
    pub inputs: String,
    pub outputs: String,
    pub inputs_per_neuron: String,
    pub outputs_per_neuron: String,
    /// How many percent of the neurons they are, for the bar.
    pub width: u64,
}

/// The sides that it has neurons of; none where all are of one.
pub fn sides(summary: &Summary) -> Vec<SideRow> {
    let row = |side: Side| {
        let neurons = summary.neurons.of(side);
        let [pre, post, _, downstream] = match (neurons, summary.sides.get(&side)) {
            (0, _) => return None,
            (_, sums) => sums.copied().unwrap_or_default(),
        };
        let outputs = if summary.downstream.is_some() { downstream } else { pre };
        Some(SideRow {
            words: side_word(side),
            neurons: number(neurons),
            inputs: number(post),
            outputs: number(outputs),
            inputs_per_neuron: per_neuron(post, neurons),
            outputs_per_neuron: per_neuron(outputs, neurons),
            width: width(neurons as f64 / summary.neurons.total.max(1) as f64),
        })
    };
    let rows: Vec<SideRow> = Side::ALL.into_iter().filter_map(row).collect();
    if rows.len() > 1 { rows } else { Vec::new() }
}

/// A share of 0..=1 as the length of a bar in percent, an even number since the style sheet has
/// a class for each of these: what is there is seen.
pub fn width(share: f64) -> u64 {
    match (share * 50.0).round() as u64 {
        0 if share > 0.0 => 2,
        half => half.min(50) * 2,
    }
}

/// Something that may be looked at once more.
#[derive(Debug)]
pub struct Flag {
    pub label: &'static str,
    pub words: String,
}

/// The flags. Of the neurons of one side it says nothing that they are of one side.
pub fn flags(subject: &Subject<'_>) -> Vec<Flag> {
    let is_told = |kind: FlagKind| match kind {
        FlagKind::OneSide => subject.is_whole(),
        FlagKind::OneNeuron => subject.whole.neurons.total == 1,
        _ => true,
    };
    let flags = quality::flags(subject.summary).into_iter().filter(|flag| is_told(flag.kind()));
    flags.map(|flag| Flag { label: flag.label(), words: flag.words() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_has_a_bar() {
        for (share, expected) in [(0.0, 0), (0.0001, 2), (0.434, 44), (1.0, 100), (1.2, 100)] {
            assert_eq!(width(share), expected, "{share}");
        }
    }
}
