//! Draws: the only source of chance in the generator.
//!
//! The same seed must give the same dataset on every machine and after every update of a
//! library. So all draws are made here from the bare stream of ChaCha8, and with floats only
//! what IEEE 754 rounds exactly is done: no logarithm, no power, no sine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What is drawn for. Each has a stream of its own, so that a change to one leaves the draws of
/// the others as they were.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Types: names, sizes, what they are.
    Types,
    /// Neurons that have a type.
    Neurons,
    /// Neurons that have none.
    Untyped,
    /// Connections.
    Wiring,
    /// Which types' transmitters experiments have shown.
    Experiments,
}

/// A stream of draws.
#[derive(Debug)]
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// The draws of this seed for one purpose.
    pub fn new(seed: u64, purpose: Purpose) -> Draws {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(purpose as u64);
        Draws(rng)
    }

    /// A number below `limit`; 0 for a limit of 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// A position in something of this length.
    pub fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// One of these, which must not be empty.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// A number in 0..1.
    pub fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A factor around 1, bell-shaped, at most `spread` away from it.
    pub fn around(&mut self, spread: f64) -> f64 {
        let sum = self.unit() + self.unit() + self.unit();
        1.0 + spread * (sum - 1.5) / 1.5
    }

    /// A number between 2^`low` and 2^`high` whose order of magnitude is even: as many fall
    /// between 8 and 16 as between 16 and 32. Straight between two powers, which is as good.
    pub fn magnitude(&mut self, low: f64, high: f64) -> f64 {
        let exponent = low + (high - low) * self.unit();
        let whole = exponent as u32;
        (1u64 << whole) as f64 * (1.0 + exponent - f64::from(whole))
    }
}
