//! Another dataset with the same question: what the other dataset does not know is taken away
//! once it is there, and said.

use leptos::prelude::*;
use shared::view::Unknown;

use crate::state::State;
use crate::status::{Notice, Phase};

/// Opens another dataset with the view as it is.
pub fn switch(state: State, name: String) {
    let is_default = state
        .datasets
        .with_untracked(|all| all.iter().any(|dataset| dataset.default && dataset.name == name));
    state.switching.set_value(true);
    state.choose(|view| view.dataset = (!is_default).then_some(name));
}

/// Waits for a dataset that was switched to.
pub fn follow(state: State) {
    Effect::new(move |_| {
        let is_ready = state.phase.with(|phase| *phase == Phase::Ready);
        if is_ready && state.switching.get_value() {
            state.switching.set_value(false);
            take_away(state);
        }
    });
}

/// Takes away what the dataset does not know. No step of its own for Back, which leads to the
/// dataset that was left, with all of it.
fn take_away(state: State) {
    let view = state.view.get_untracked();
    let (known, unknown) = state.with_index(|index| view.known_to(index));
    if !unknown.is_empty() {
        state.refine(|view| *view = known);
        state.say(Notice::Unknown(unknown.iter().map(in_words).collect()));
    }
}

fn in_words(unknown: &Unknown) -> String {
    match unknown {
        Unknown::Region(way, name) => format!("{} region {name}", way.word()),
        Unknown::Value(facet, value) => format!("{} {value}", facet.label().to_lowercase()),
        Unknown::Conditions(1) => "a condition of the query line".to_owned(),
        Unknown::Conditions(n) => format!("{n} conditions of the query line"),
        Unknown::Type(name) => format!("type {name}"),
    }
}
