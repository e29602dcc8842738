//! What is remembered of types whose batches failed: how many may be sent together with them.
//!
//! A type that failed alone is sent alone for a while. A batch that was not answered in time is not
//! halved at once: the database has too much to do, or still works on it. But one of its types may
//! be to blame, so that they next go in smaller batches, until that type stands alone.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::TypeIx;

/// What is remembered.
#[derive(Debug, Default)]
pub struct Doubts {
    by_type: HashMap<TypeIx, Doubt>,
}

#[derive(Debug)]
struct Doubt {
    /// Types of a batch that it may be one of.
    most: usize,
    until: Instant,
}

impl Doubts {
    /// For so long a type that failed alone is sent alone.
    const POISONOUS: Duration = Duration::from_secs(60);
    /// For so long it is remembered that a batch took too long: whoever asks again may first have
    /// waited for the next answer as long as for this one.
    const SLOW: Duration = Duration::from_secs(600);
    /// A batch that took too long costs much, so that few attempts are to find the type.
    const PARTS: usize = 4;

    /// A type failed alone.
    pub fn isolate(&mut self, ix: TypeIx, now: Instant) {
        self.remember([ix], 1, now, Self::POISONOUS);
    }

    /// A batch was not answered in time.
    pub fn too_slow(&mut self, batch: &[TypeIx], now: Instant) {
        self.remember(batch.iter().copied(), batch.len().div_ceil(Self::PARTS), now, Self::SLOW);
    }

    fn remember(
        &mut self,
        types: impl IntoIterator<Item = TypeIx>,
        most: usize,
        now: Instant,
        time: Duration,
    ) {
        self.by_type.retain(|_, doubt| doubt.until > now);
        let doubts = types.into_iter().map(|ix| (ix, Doubt { most, until: now + time }));
        self.by_type.extend(doubts);
    }

    /// How many types a batch may have that this type is one of.
    pub fn most_with(&self, ix: TypeIx, now: Instant) -> usize {
        let doubt = self.by_type.get(&ix).filter(|doubt| doubt.until > now);
        doubt.map_or(usize::MAX, |doubt| doubt.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poisonous_type_is_sent_alone_for_a_minute() {
        let (mut doubts, now) = (Doubts::default(), Instant::now());
        doubts.isolate(6, now);
        assert_eq!((doubts.most_with(6, now), doubts.most_with(5, now)), (1, usize::MAX));
        let after = |seconds| doubts.most_with(6, now + Duration::from_secs(seconds));
        assert_eq!([59, 60].map(after), [1, usize::MAX]);
    }

    #[test]
    fn a_batch_that_took_too_long_goes_in_parts_the_next_time() {
        let (mut doubts, now) = (Doubts::default(), Instant::now());
        let mut batch: Vec<TypeIx> = (0..200).collect();
        let mut sizes = Vec::new();
        while batch.len() > 1 {
            doubts.too_slow(&batch, now);
            batch.truncate(doubts.most_with(0, now));
            sizes.push(batch.len());
        }
        assert_eq!(sizes, [50, 13, 4, 1]);
        assert_eq!([1, 5, 20, 100].map(|ix| doubts.most_with(ix, now)), [1, 4, 13, 50]);
        assert_eq!(doubts.most_with(0, now + Doubts::SLOW), usize::MAX);
    }
}
