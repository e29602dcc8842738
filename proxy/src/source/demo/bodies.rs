//! Body ids: each one once, of the lengths that real ones have.

use std::collections::HashSet;

use super::draws::Draws;

/// Draws body ids.
#[derive(Debug, Default)]
pub(super) struct BodyIds {
    used: HashSet<u64>,
}

impl BodyIds {
    /// A body id that has not been drawn yet. One in a hundred looks like FlyWire's, which are
    /// beyond 2⁵³ and so no numbers to JavaScript.
    pub fn next(&mut self, draws: &mut Draws) -> u64 {
        loop {
            let id = match draws.below(100) {
                0 => 720_575_940_600_000_000 + draws.below(60_000_000),
                1..20 => draws.between(10_001, 999_999),
                _ => draws.between(200_000_000, 7_200_000_000),
            };
            if self.used.insert(id) {
                return id;
            }
        }
    }
}
