//! On which side the neurons of a type lie, and how their side and instance are written.

use shared::side::Side;

use super::draws::Draws;
use super::naming::Named;

/// What stands where a side is expected, and names none.
const NO_SIDE: [&str; 4] = ["BIL", "none", "na", "both?"];

/// How many of a type's neurons lie on which side, in the order of [`Side::ALL`].
pub(super) fn by_side(named: &Named, size: u64, draws: &mut Draws) -> [u64; 4] {
    let unpaired = named.name.contains("VUM") || size == 1 && draws.chance(0.05);
    if unpaired {
        return [0, 0, size, 0];
    }
    if draws.chance(0.015) {
        return [0, 0, 0, size];
    }
    let unknown = unknown(named.group.superclass, size, draws);
    let middle = u64::from(size > 5 && draws.chance(0.04));
    let paired = size - unknown - middle;
    let left = paired / 2 + paired % 2 * draws.below(2);
    // Counts of the two sides rarely agree in large types.
    let shift = draws.below(paired / 10 + 1);
    let left = if draws.chance(0.5) { left + shift } else { left - shift };
    [left, paired - left, middle, unknown]
}

/// The axons of sensory neurons often cannot be followed to their side.
fn unknown(superclass: &str, size: u64, draws: &mut Draws) -> u64 {
    if superclass.contains("sensory") && draws.chance(0.4) {
        return draws.below(size / 3 + 1);
    }
    u64::from(size > 1 && draws.chance(0.06))
}

/// What is written where the side of this neuron should stand, if that names no side.
pub(super) fn as_written(side: Side, draws: &mut Draws) -> Option<&'static str> {
    (side == Side::Unknown && draws.chance(0.15)).then(|| *draws.pick(&NO_SIDE))
}

/// The instance of a neuron: `SMP123_L`, or with a glomerulus of the protocerebral bridge,
/// whose letter is not the neuron's side: `EPG(PB08)_L3`.
pub(super) fn instance(named: &Named, side: Side, draws: &mut Draws) -> Option<String> {
    let name = &named.name;
    if named.family.regions.starts_with("PB ") && draws.chance(0.8) {
        let glomerulus = format!("{}{}", draws.pick(&["L", "R"]), draws.between(1, 9));
        return Some(format!("{name}(PB{:02})_{glomerulus}", 8 + name.len() % 7));
    }
    match side {
        Side::Unknown => draws.chance(0.5).then(|| name.clone()),
        _ if draws.chance(0.02) => None,
        _ => Some(format!("{name}_{}", side.letter())),
    }
}
