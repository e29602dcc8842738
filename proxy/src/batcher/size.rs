//! How many neurons a batch holds: as many as the source reads in about a second.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The size of the next batch.
#[derive(Debug)]
pub struct BatchSize {
    state: Mutex<State>,
    most: u64,
}

#[derive(Debug)]
struct State {
    now: u64,
    /// It does not grow before then.
    held_until: Option<Instant>,
}

impl BatchSize {
    const AIM: Duration = Duration::from_secs(1);
    const START: u64 = 2_000;
    const LEAST: u64 = 200;
    /// After an overload batches stay small for so long.
    const HOLD: Duration = Duration::from_secs(60);

    /// Never more than `most` neurons.
    pub fn new(most: u64) -> BatchSize {
        let now = Self::START.min(most);
        BatchSize { state: Mutex::new(State { now, held_until: None }), most }
    }

    /// Neurons in the next batch.
    pub fn now(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).now
    }

    /// Grows or shrinks by at most a factor of two, towards what this query's speed allows. A
    /// query much smaller than a batch tells little and changes nothing.
    pub fn learn(&self, neurons: u64, took: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.now;
        if neurons < now / 2 {
            return;
        }
        let may_grow = state.held_until.is_none_or(|until| until < Instant::now());
        let largest = if may_grow { now * 2 } else { now };
        let fitting = neurons as f64 * Self::AIM.as_secs_f64() / took.as_secs_f64().max(1e-3);
        state.now =
            (fitting as u64).clamp(now / 2, largest).clamp(Self::LEAST.min(self.most), self.most);
    }

    /// Halves it for a minute: the database has too much to do.
    pub fn shrink(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now = (state.now / 2).max(Self::LEAST.min(self.most));
        state.held_until = Some(Instant::now() + Self::HOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_the_speed_of_queries_within_its_bounds() {
        let size = BatchSize::new(20_000);
        assert_eq!(size.now(), 2_000);
        for expected in [4_000, 8_000, 16_000, 20_000, 20_000] {
            size.learn(size.now(), Duration::from_millis(100));
            assert_eq!(size.now(), expected);
        }
        size.learn(20_000, Duration::from_secs(2));
        assert_eq!(size.now(), 10_000);
        size.learn(100, Duration::from_secs(9));
        assert_eq!(size.now(), 10_000, "a small query tells little");
        for _ in 0..20 {
            size.learn(size.now(), Duration::from_secs(60));
        }
        assert_eq!(size.now(), BatchSize::LEAST);
        assert_eq!(BatchSize::new(10).now(), 10, "the operator's bound is below all others");
    }

    #[test]
    fn after_an_overload_it_stays_small() {
        let size = BatchSize::new(20_000);
        size.shrink();
        assert_eq!(size.now(), 1_000);
        size.learn(1_000, Duration::from_millis(10));
        assert_eq!(size.now(), 1_000);
    }
}
