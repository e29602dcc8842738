//! The live counts of the filters, a frame behind the list: what a person looks for is found
//! before it is told, or even counted, how much there is of everything else. Letters typed faster
//! than that are counted once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::facets::Counts;
use shared::view::View;

use crate::pause;
use crate::state::State;
use crate::status::Phase;

/// The counts that are shown, and of what.
#[derive(Default)]
pub struct Counted {
    /// What was asked.
    pub asked: View,
    /// Of which build of the index; its numbers of values mean nothing in another.
    pub build: u32,
    /// Whether more types were to come.
    pub is_filling: bool,
    counts: Counts,
}

impl Counted {
    fn now(state: State) -> Counted {
        let answer = state.answer.get_untracked();
        Counted {
            asked: state.asked.get_untracked(),
            build: state.edition.with_untracked(|edition| edition.build),
            is_filling: untrack(|| is_filling(state)),
            counts: state.with_index(|index| answer.0.counts(index)),
        }
    }
}

/// Reads from the counts; none have been made yet of an index that has just been shown.
pub fn with_counts<T>(state: State, read: impl FnOnce(&Counts) -> T) -> T {
    let build = state.edition.with(|edition| edition.build);
    state.counted.with(|counted| match counted.build == build {
        true => read(&counted.counts),
        false => read(&Counts::default()),
    })
}

/// Keeps the counts up to the answer. Those of another index come with it.
pub fn follow(state: State) {
    let is_filling = Memo::new(move |_| is_filling(state));
    let is_coming = StoredValue::new(false);
    Effect::new(move |_| {
        state.answer.track();
        // A memo that is only tracked is never worked out.
        is_filling.get();
        let build = state.edition.with_untracked(|edition| edition.build);
        if state.counted.with_untracked(|counted| counted.build != build) {
            return state.counted.set(Counted::now(state));
        }
        if is_coming.get_value() {
            return;
        }
        is_coming.set_value(true);
        spawn_local(async move {
            pause::shown().await;
            is_coming.set_value(false);
            state.counted.set(Counted::now(state));
        });
    });
}

fn is_filling(state: State) -> bool {
    state.phase.with(|phase| matches!(phase, Phase::Filling(_)))
}
