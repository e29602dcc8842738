//! The partners of a type, as a table: which of them are shown, and in which order.

use crate::format::{count, number};
use crate::names::natural_order;
use crate::ordering;
use crate::view::Way;
use crate::wire::{Partner, Summary};

/// What a partner must have to be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Least {
    /// So many connections per neuron of the type asked for.
    PerNeuron(f64),
    /// Such a share (0..=1) of its connections of that direction.
    Share(f64),
}

/// What partners are ordered by. Their share and their connections per neuron give the order of
/// their connections: both are those divided by the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerOrder {
    /// Most connections first.
    Connections,
    /// Most connected neurons first.
    Neurons,
    /// The most even first: smallest coefficient of variation.
    Evenness,
    /// By name, in natural order; those without a type last.
    Name,
}

impl PartnerOrder {
    /// All orders.
    pub const ALL: [PartnerOrder; 4] = [
        PartnerOrder::Connections,
        PartnerOrder::Neurons,
        PartnerOrder::Evenness,
        PartnerOrder::Name,
    ];
}

/// Steps of the slider of thresholds, beside the first one, which shows all.
pub const STEPS: usize = 40;

impl Least {
    /// Shows all.
    pub const NOTHING: Least = Least::PerNeuron(0.0);

    /// Connections per neuron at a step of the slider: nothing at 0, then 0.1 to 1,000, ten steps
    /// for each factor of ten.
    pub fn per_neuron(step: usize) -> Least {
        Least::PerNeuron(logarithmic(step, 0.1, 1_000.0))
    }

    /// The share at a step of the slider: nothing at 0, then 0.01 % to 100 %.
    pub fn share(step: usize) -> Least {
        Least::Share(logarithmic(step, 0.000_1, 1.0))
    }

    /// Whether a partner has as much.
    pub fn lets(self, partner: &Partner) -> bool {
        match self {
            Least::PerNeuron(least) => partner.per_neuron >= least,
            Least::Share(least) => partner.share >= least,
        }
    }
}

fn logarithmic(step: usize, first: f64, last: f64) -> f64 {
    match step {
        0 => 0.0,
        // Exactly, whatever the power rounds to: a partner with all connections is always shown.
        STEPS.. => last,
        _ => first * (last / first).powf(step as f64 / STEPS as f64),
    }
}

/// What a table of partners shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arranged {
    /// Positions of the partners shown, in their order.
    pub rows: Vec<usize>,
    /// The share (0..=1) of all connections of that direction that the rows make up.
    pub share: f64,
}

/// The partners that have as much, in an order; equal ones stay in the order they come in.
pub fn arrange(partners: &[Partner], least: Least, order: PartnerOrder) -> Arranged {
    let mut rows: Vec<usize> =
        (0..partners.len()).filter(|at| least.lets(&partners[*at])).collect();
    let share = rows.iter().map(|at| partners[*at].share).sum::<f64>().min(1.0);
    ordering::sort_by(&mut rows, |a, b| {
        let (a, b) = (&partners[*a], &partners[*b]);
        match order {
            PartnerOrder::Connections => b.connections.cmp(&a.connections),
            PartnerOrder::Neurons => b.neurons.total.cmp(&a.neurons.total),
            PartnerOrder::Evenness => a.cv.total_cmp(&b.cv),
            PartnerOrder::Name => match (&a.name, &b.name) {
                (Some(a), Some(b)) => natural_order(a, b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            },
        }
    });
    Arranged { rows, share }
}

/// All synapses of a type in one direction, where that is known.
pub fn synapses(summary: &Summary, way: Way) -> Option<u64> {
    match way {
        Way::Input => Some(summary.post),
        Way::Output => summary.downstream,
    }
}

/// Of what the shares of partners are, in words. Synapses at the border of the volume, or with
/// pieces that are no neurons, have no partner: `synapses` are as [`synapses`] tells them.
pub fn whole_in_words(way: Way, connections: u64, synapses: Option<u64>) -> String {
    let end = match way {
        Way::Input => "come from",
        Way::Output => "go to",
    };
    let known = match synapses.filter(|all| *all > connections) {
        Some(all) => format!("{} of {} {}s", number(connections), number(all), way.word()),
        None => count(connections, "connection"),
    };
    format!("{known} {end} neurons of this dataset; shares are of these.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::SideCounts;

    fn partner(name: Option<&str>, neurons: u64, connections: u64, cv: f64) -> Partner {
        Partner {
            name: name.map(str::to_owned),
            neurons: SideCounts { total: neurons, ..SideCounts::default() },
            connections,
            sides: SideCounts::default(),
            share: connections as f64 / 100.0,
            per_neuron: connections as f64 / 4.0,
            cv,
            nt: None,
        }
    }

    fn partners() -> Vec<Partner> {
        vec![
            partner(Some("LC10"), 3, 60, 0.9),
            partner(None, 9, 30, 0.2),
            partner(Some("LC4"), 5, 10, 0.5),
        ]
    }

    #[test]
    fn every_order_is_of_all_partners_and_the_untyped_have_no_name() {
        let check = |order, expected: [usize; 3]| {
            assert_eq!(arrange(&partners(), Least::NOTHING, order).rows, expected, "{order:?}");
        };
        check(PartnerOrder::Connections, [0, 1, 2]);
        check(PartnerOrder::Neurons, [1, 2, 0]);
        check(PartnerOrder::Evenness, [1, 2, 0]);
        check(PartnerOrder::Name, [2, 0, 1]);
    }

    #[test]
    fn shares_say_what_they_are_of() {
        let check = |way, connections, synapses, expected: &str| {
            let words = whole_in_words(way, connections, synapses);
            assert_eq!(words, format!("{expected} neurons of this dataset; shares are of these."));
        };
        check(Way::Input, 1_910, Some(10_098), "1,910 of 10,098 inputs come from");
        check(Way::Output, 60, None, "60 connections go to");
        check(Way::Output, 60, Some(50), "60 connections go to");
    }

    #[test]
    fn a_threshold_says_how_much_it_leaves() {
        let check = |least, rows: &[usize], share: f64| {
            let arranged = arrange(&partners(), least, PartnerOrder::Connections);
            assert_eq!(arranged.rows, rows, "{least:?}");
            assert!((arranged.share - share).abs() < 1e-9, "{least:?} {}", arranged.share);
        };
        check(Least::NOTHING, &[0, 1, 2], 1.0);
        check(Least::PerNeuron(7.5), &[0, 1], 0.9);
        check(Least::Share(0.31), &[0], 0.6);
        check(Least::per_neuron(STEPS), &[], 0.0);
    }

    #[test]
    fn the_slider_goes_by_factors() {
        let at = |step| match Least::per_neuron(step) {
            Least::PerNeuron(least) => least,
            Least::Share(_) => f64::NAN,
        };
        for (step, least) in [(0, 0.0), (10, 1.0), (20, 10.0), (30, 100.0), (40, 1_000.0)] {
            assert!((at(step) - least).abs() < 1e-6, "{step}: {}", at(step));
        }
        assert_eq!(Least::share(STEPS), Least::Share(1.0));
        assert!((1..=STEPS).all(|step| at(step) > at(step - 1)));
    }
}
