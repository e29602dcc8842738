//! The places for queries at a source: as many as the limit of the moment allows.
//!
//! Who finds all places taken waits: a person before an index build, that before what is only
//! fetched ahead. Only so many may wait; the next one is refused at once.
//!
//! A query that nobody reads any more may go on at the source. Its place stays taken: it counts
//! among the most that may ever run, but not among those that the limit of the moment allows, or
//! a single one would keep all others waiting.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use super::limit::{Limit, Verdict};

/// Who waits for the answer to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A person who looks at one type.
    Person,
    /// An index that is being built.
    Index,
    /// Nobody yet.
    Ahead,
}

/// How many may wait for a place.
const MOST_WAITING: usize = 1_000;

/// Keeps the places.
#[derive(Debug)]
pub struct Gate {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: Limit,
    taken: usize,
    /// Those among the taken that are held for queries which nobody reads any more.
    held: usize,
    /// By urgency.
    waiting: [VecDeque<oneshot::Sender<Place>>; 3],
}

/// What the gate is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Places taken.
    pub taken: usize,
    /// Places that there are at the moment.
    pub limit: usize,
    /// Queries that wait for one.
    pub waiting: usize,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// Too many wait already.
    Crowded,
    /// All who waited were sent away.
    SentAway,
}

impl Gate {
    /// No place is taken yet.
    pub fn new(limit: Limit) -> Arc<Gate> {
        Arc::new(Gate {
            state: Mutex::new(State { limit, taken: 0, held: 0, waiting: Default::default() }),
        })
    }

    /// Waits for a place.
    ///
    /// # Errors
    /// When too many wait, or all who wait are sent away.
    pub async fn place(self: &Arc<Self>, urgency: Urgency) -> Result<Place, NoPlace> {
        let turn = {
            let mut state = self.state();
            if state.queued() >= MOST_WAITING {
                state.forget_those_who_left();
                if state.queued() >= MOST_WAITING {
                    return Err(NoPlace::Crowded);
                }
            }
            let (sender, turn) = oneshot::channel();
            state.waiting[urgency as usize].push_back(sender);
            self.hand_out(&mut state);
            turn
        };
        turn.await.map_err(|_sent_away| NoPlace::SentAway)
    }

    /// Sends all away who wait.
    pub fn send_away(&self) {
        let waiting = std::mem::take(&mut self.state().waiting);
        drop(waiting);
    }

    /// Lets the limit learn from a query.
    pub fn learn(self: &Arc<Self>, began: Instant, verdict: Verdict) {
        let mut state = self.state();
        let saturated = !state.has_room();
        state.limit.learn(began, verdict, saturated);
        self.hand_out(&mut state);
    }

    /// Places taken, the limit, and who waits.
    pub fn load(&self) -> Load {
        let mut state = self.state();
        state.forget_those_who_left();
        Load { taken: state.taken, limit: state.limit.now(), waiting: state.queued() }
    }

    fn hand_out(self: &Arc<Self>, state: &mut State) {
        while state.has_room()
            && let Some(next) = state.waiting.iter_mut().find_map(VecDeque::pop_front)
        {
            state.taken += 1;
            if let Err(mut unwanted) = next.send(Place { gate: Some(self.clone()), is_held: false })
            {
                // Whoever waited has gone. Dropped as it is, the place would lock the state again.
                unwanted.gate = None;
                state.taken -= 1;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_room(&self) -> bool {
        self.taken < self.limit.most() && self.taken - self.held < self.limit.now()
    }

    /// Who waits, those among them who have left.
    fn queued(&self) -> usize {
        self.waiting.iter().map(VecDeque::len).sum()
    }

    fn forget_those_who_left(&mut self) {
        self.waiting.iter_mut().for_each(|waiting| waiting.retain(|turn| !turn.is_closed()));
    }
}

/// A place; given on when it is dropped.
#[derive(Debug)]
pub struct Place {
    gate: Option<Arc<Gate>>,
    is_held: bool,
}

impl Place {
    /// Keeps the place for a query that nobody reads any more.
    pub fn hold(&mut self) {
        if let Some(gate) = self.gate.as_ref().filter(|_| !self.is_held) {
            self.is_held = true;
            let mut state = gate.state();
            state.held += 1;
            gate.hand_out(&mut state);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(gate) = self.gate.take() {
            let mut state = gate.state();
            state.taken -= 1;
            state.held -= usize::from(self.is_held);
            gate.hand_out(&mut state);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    #[tokio::test]
    async fn those_who_have_left_take_no_room_from_those_who_wait() {
        let gate = Gate::new(Limit::fixed(1));
        let _taken = gate.place(Urgency::Index).await.expect("a free place");
        for _ in 0..MOST_WAITING {
            assert!(poll!(Box::pin(gate.place(Urgency::Person))).is_pending(), "it leaves");
        }
        assert_eq!(gate.load().waiting, 0);
        let mut waiting: Vec<_> =
            (0..=MOST_WAITING).map(|_| Box::pin(gate.place(Urgency::Index))).collect();
        let last = waiting.pop();
        for place in &mut waiting {
            assert!(poll!(place).is_pending());
        }
        assert!(matches!(last.expect("one more").await, Err(NoPlace::Crowded)));
    }

    #[tokio::test]
    async fn a_person_goes_before_an_index_and_that_before_what_nobody_waits_for() {
        let gate = Gate::new(Limit::fixed(1));
        let first = gate.place(Urgency::Ahead).await.expect("a free place");
        let mut ahead = Box::pin(gate.place(Urgency::Ahead));
        let mut index = Box::pin(gate.place(Urgency::Index));
        let mut person = Box::pin(gate.place(Urgency::Person));
        assert!(poll!(&mut ahead).is_pending() && poll!(&mut index).is_pending());
        assert!(poll!(&mut person).is_pending());
        assert_eq!(gate.load(), Load { taken: 1, limit: 1, waiting: 3 });
        drop(first);
        let person = person.await.expect("its turn");
        assert!(poll!(&mut index).is_pending());
        drop(person);
        let index = index.await.expect("its turn");
        assert!(poll!(&mut ahead).is_pending());
        drop(index);
        drop(ahead.await.expect("its turn"));
        assert_eq!(gate.load().taken, 0);
    }

    #[tokio::test]
    async fn a_place_for_somebody_who_has_gone_goes_to_the_next() {
        let gate = Gate::new(Limit::fixed(1));
        let held = gate.place(Urgency::Index).await.expect("a free place");
        let mut gone = Box::pin(gate.place(Urgency::Index));
        assert!(poll!(&mut gone).is_pending());
        drop(gone);
        let mut next = Box::pin(gate.place(Urgency::Index));
        assert!(poll!(&mut next).is_pending());
        drop(held);
        drop(next.await.expect("its turn"));
        assert_eq!(gate.load(), Load { taken: 0, limit: 1, waiting: 0 });
    }

    #[tokio::test]
    async fn a_place_that_is_held_counts_among_the_most_only() {
        let mut limit = Limit::adaptive(2);
        limit.learn(Instant::now(), Verdict::Overloaded, true);
        assert_eq!(limit.now(), 1);
        let gate = Gate::new(limit);
        let mut unread = gate.place(Urgency::Index).await.expect("a free place");
        let mut next = Box::pin(gate.place(Urgency::Index));
        assert!(poll!(&mut next).is_pending());
        unread.hold();
        let mut next = next.await.expect("the unread query keeps nobody waiting");
        next.hold();
        let mut third = Box::pin(gate.place(Urgency::Index));
        assert!(poll!(&mut third).is_pending(), "no more than two ever run");
        drop(unread);
        drop(third.await.expect("its turn"));
        drop(next);
        assert_eq!(gate.load(), Load { taken: 0, limit: 1, waiting: 0 });
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let gate = Gate::new(Limit::fixed(1));
        let _held = gate.place(Urgency::Index).await.expect("a free place");
        let mut waiting = Vec::new();
        for _ in 0..MOST_WAITING {
            let mut turn = Box::pin(gate.place(Urgency::Index));
            assert!(poll!(&mut turn).is_pending());
            waiting.push(turn);
        }
        assert_eq!(gate.place(Urgency::Person).await.err(), Some(NoPlace::Crowded));
        gate.send_away();
        for turn in waiting {
            assert_eq!(turn.await.err(), Some(NoPlace::SentAway));
        }
    }
}
