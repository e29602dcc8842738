//! Which regions, and which parts of them, a type visits.

use super::super::anatomy::{Anatomy, RegionId};
use super::super::draws::Draws;
use super::super::families::{Crowd, Family};

/// A type visits at least this many regions.
pub(super) const FEWEST: usize = 3;
/// And at most this many, so that left and right together make 20 primary ROIs at most.
const MOST: usize = 10;

/// The family's regions first, though not all of them and not strictly in their order; then
/// regions nearby, unless neurons are many: such types keep to their places.
pub(super) fn choose(family: &Family, anatomy: &Anatomy, draws: &mut Draws) -> Vec<RegionId> {
    let mut home: Vec<RegionId> =
        family.regions.split(' ').filter_map(|base| anatomy.region(base)).collect();
    let strays = family.crowd == Crowd::Few;
    let most = if strays { MOST } else { home.len().max(FEWEST) };
    let wanted = few(most, draws);
    let mut chosen = Vec::with_capacity(wanted);
    while chosen.len() < wanted {
        if home.is_empty() || strays && chosen.len() > FEWEST && draws.chance(0.15) {
            let nearby = anatomy.nearby(*draws.pick(&chosen), &chosen);
            chosen.push(*draws.pick(&nearby));
        } else {
            chosen.push(home.remove(draws.index(home.len().min(2))));
        }
        home.retain(|region| !chosen.contains(region));
    }
    chosen
}

/// From [`FEWEST`] to `most`; the lesser of two draws, since most types visit few regions.
fn few(most: usize, draws: &mut Draws) -> usize {
    let range = most + 1 - FEWEST;
    FEWEST + draws.index(range).min(draws.index(range))
}

/// Parts (layers, glomeruli) of a region, as positions, each with its share of the arbor. A
/// part that the type is named after comes before any other: `ORN_DA1` lies in `AL-DA1`.
pub(super) fn parts(
    region: RegionId,
    type_name: &str,
    anatomy: &Anatomy,
    draws: &mut Draws,
) -> Vec<(usize, f64)> {
    let parts = &anatomy.regions[region].left.parts;
    if parts.is_empty() {
        return Vec::new();
    }
    let named_after = |roi: &usize| {
        let part = anatomy.rois[*roi].base.as_str();
        part.strip_prefix("AL-").is_some_and(|g| type_name.split(['_', '+']).any(|word| word == g))
    };
    if let Some(at) = parts.iter().position(named_after) {
        return vec![(at, 0.93)];
    }
    let mut chosen: Vec<(usize, f64)> = Vec::new();
    let mut share = 0.3 + 0.3 * draws.unit();
    for _ in 0..draws.between(1, 3) {
        let at = draws.index(parts.len());
        if chosen.iter().all(|(other, _)| *other != at) {
            chosen.push((at, share));
            share *= 0.4;
        }
    }
    chosen
}
