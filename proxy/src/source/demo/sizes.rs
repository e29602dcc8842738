//! How many neurons each type has: mostly a pair, for some hundreds, for a few more than a
//! thousand, and in total exactly as many as asked for.

use super::draws::Draws;
use super::families::Crowd;

/// No type comes near this many neurons.
const CEILING: f64 = 4_000.0;

/// Sizes of types of these crowds, at least 1 each and `total` together. The small types are as
/// drawn; the crowds share what is left, each in proportion. `total` must not be less than the
/// number of types.
pub(super) fn sizes(crowds: &[Crowd], total: u64, draws: &mut Draws) -> Vec<u64> {
    let wanted: Vec<Wanted> = crowds.iter().map(|crowd| want(*crowd, draws)).collect();
    let scaled = |scale: f64| -> Vec<u64> { wanted.iter().map(|w| w.scaled(scale)).collect() };
    let (mut low, mut high) = (0.0, 64.0);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if scaled(middle).iter().sum::<u64>() <= total {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut sizes = scaled(low);
    settle(&mut sizes, total);
    sizes
}

enum Wanted {
    Exactly(u64),
    /// In proportion to the other crowds; the scale is found from the total.
    About(f64),
}

impl Wanted {
    /// Large crowds grow the less the nearer they come to the ceiling.
    fn scaled(&self, scale: f64) -> u64 {
        match self {
            Wanted::Exactly(size) => *size,
            Wanted::About(size) => {
                let size = size * scale;
                ((size * CEILING / (size + CEILING)) as u64).max(2)
            }
        }
    }
}

fn want(crowd: Crowd, draws: &mut Draws) -> Wanted {
    match crowd {
        Crowd::Few => Wanted::Exactly(few(draws)),
        Crowd::Dozens => Wanted::About(draws.magnitude(5.3, 8.3)),
        Crowd::Hundreds => Wanted::About(draws.magnitude(6.0, 12.7)),
        Crowd::Thousands => Wanted::About(draws.magnitude(15.5, 16.3)),
    }
}

/// As in the hemibrain: a third of the types has one neuron there, another third two.
fn few(draws: &mut Draws) -> u64 {
    match draws.below(100) {
        0..34 => 1,
        34..73 => 2,
        73..84 => 3,
        84..92 => 4,
        92..98 => draws.between(5, 8),
        _ => draws.between(9, 20),
    }
}

/// Adds or takes away one by one until the total is right.
fn settle(sizes: &mut [u64], total: u64) {
    let mut sum: u64 = sizes.iter().sum();
    let adds = sum < total;
    for floor in [20, 2, 1, 0] {
        let mut changed = true;
        while sum != total && changed {
            changed = false;
            for size in sizes.iter_mut().filter(|size| **size > floor) {
                if sum != total && (adds || *size > 1) {
                    *size = if adds { *size + 1 } else { *size - 1 };
                    sum = if adds { sum + 1 } else { sum - 1 };
                    changed = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draws::Purpose;
    use super::*;

    #[test]
    fn sizes_add_up_to_the_total_whatever_it_is() {
        let crowds = [Crowd::Few, Crowd::Dozens, Crowd::Thousands, Crowd::Few];
        for total in [4, 5, 17, 60, 1_000, 30_000] {
            let mut draws = Draws::new(total, Purpose::Types);
            let sizes = sizes(&crowds, total, &mut draws);
            assert_eq!(sizes.iter().sum::<u64>(), total);
            assert!(sizes.iter().all(|size| *size > 0), "{sizes:?}");
        }
    }
}
