//! How many queries may run at a source at once.
//!
//! The adaptive limit is additive increase, multiplicative decrease (Chiu and Jain 1989, the
//! control of TCP): while all places are in use and queries are fast, the limit grows by one per
//! round of queries; a query that is slow, refused for overload or not answered in time halves
//! it. Queries that were under way when it was halved do not halve it again. Until the first
//! halving it grows by one per query (TCP's slow start): an index is read in a handful of queries.

use std::time::{Duration, Instant};

/// The limit of the moment.
#[derive(Debug)]
pub struct Limit {
    now: f64,
    most: usize,
    adapts: bool,
    /// When it was last halved.
    halved: Option<Instant>,
}

/// What a query tells about the load of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was answered after this time.
    Answered(Duration),
    /// The database is overloaded.
    Overloaded,
    /// It failed for a reason that has nothing to do with load.
    Neither,
}

impl Limit {
    /// Batches are made for queries of one second; one that takes so much longer is slow.
    const SLOW: Duration = Duration::from_secs(4);
    const START: usize = 2;

    /// Always the same.
    pub fn fixed(limit: usize) -> Limit {
        Limit { now: limit.max(1) as f64, most: limit.max(1), adapts: false, halved: None }
    }

    /// From two up to `most`, down to one.
    pub fn adaptive(most: usize) -> Limit {
        let now = Self::START.min(most).max(1) as f64;
        Limit { now, most: most.max(1), adapts: true, halved: None }
    }

    /// How many queries may ever run.
    pub fn most(&self) -> usize {
        self.most
    }

    /// How many queries may run.
    pub fn now(&self) -> usize {
        self.now as usize
    }

    /// Learns from a query that began then; `saturated` tells whether all places were taken.
    pub fn learn(&mut self, began: Instant, verdict: Verdict, saturated: bool) {
        if !self.adapts {
            return;
        }
        match verdict {
            Verdict::Answered(took) if took < Self::SLOW => {
                if saturated {
                    let round = if self.halved.is_some() { self.now.floor() } else { 1.0 };
                    self.now = (self.now + 1.0 / round).min(self.most as f64);
                }
            }
            Verdict::Answered(_) | Verdict::Overloaded => {
                if self.halved.is_none_or(|halved| began > halved) {
                    self.now = (self.now / 2.0).max(1.0);
                    self.halved = Some(Instant::now());
                }
            }
            Verdict::Neither => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAST: Verdict = Verdict::Answered(Duration::from_millis(300));
    const SLOW: Verdict = Verdict::Answered(Duration::from_secs(9));

    #[test]
    fn it_grows_by_one_per_fast_query_at_first_and_per_round_once_it_was_halved() {
        let mut limit = Limit::adaptive(6);
        let mut next = |verdict, times: usize| {
            let grown = (0..times).map(|_| {
                limit.learn(Instant::now(), verdict, true);
                limit.now()
            });
            grown.collect::<Vec<_>>()
        };
        assert_eq!(next(FAST, 6), [3, 4, 5, 6, 6, 6]);
        assert_eq!(next(SLOW, 1), [3]);
        assert_eq!(next(FAST, 8), [3, 3, 4, 4, 4, 4, 5, 5]);
    }

    #[test]
    fn it_does_not_grow_while_places_are_free() {
        let mut limit = Limit::adaptive(4);
        (0..20).for_each(|_| limit.learn(Instant::now(), FAST, false));
        assert_eq!(limit.now(), 2);
    }

    #[test]
    fn a_slow_round_halves_it_once_and_never_below_one() {
        let mut limit = Limit::adaptive(8);
        (0..60).for_each(|_| limit.learn(Instant::now(), FAST, true));
        assert_eq!(limit.now(), 8);
        let began = Instant::now();
        (0..8).for_each(|_| limit.learn(began, SLOW, true));
        assert_eq!(limit.now(), 4, "all eight were under way together");
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(1));
            limit.learn(Instant::now(), Verdict::Overloaded, true);
        }
        assert_eq!(limit.now(), 1);
        limit.learn(Instant::now(), FAST, true);
        assert_eq!(limit.now(), 2, "and it recovers");
    }

    #[test]
    fn a_fixed_limit_stays() {
        let mut limit = Limit::fixed(3);
        for verdict in [FAST, SLOW, Verdict::Overloaded, Verdict::Neither] {
            limit.learn(Instant::now(), verdict, true);
            assert_eq!(limit.now(), 3);
        }
    }
}
