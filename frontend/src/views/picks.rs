//! What all filters by names have in common: how each name stands, how many types it would
//! leave, and how those chosen join.

use crate::markup::view;
use leptos::prelude::*;
use shared::view::{Choice, Mode};

use super::live::{flag, text};
use crate::choice::{Act, Filter, Stand, stands};
use crate::counting::with_counts;
use crate::state::{State, use_state};

/// One filter by names. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Picks {
    state: State,
    filter: Filter,
    /// By the number of a name, how many types it would leave.
    pub counts: Memo<Vec<u32>>,
    /// What is chosen and excluded.
    pub choice: Memo<Choice>,
}

/// How a name stands, and how many types it would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pick {
    /// How it stands.
    pub stand: Stand,
    /// How many types it would leave.
    pub types: u32,
}

impl Picks {
    /// Those of a filter.
    pub fn new(filter: Filter) -> Picks {
        let state = use_state();
        let counts =
            move |_: Option<&Vec<u32>>| with_counts(state, |counts| filter.counts(counts).to_vec());
        let choice = move |_: Option<&Choice>| state.view.with(|view| filter.choice(view));
        Picks { state, filter, counts: Memo::new(counts), choice: Memo::new(choice) }
    }

    /// One name, by its number.
    pub fn pick(self, at: usize, name: &str) -> Pick {
        Pick {
            stand: self.choice.with(|choice| stands(choice, name)),
            types: self.counts.with(|counts| counts.get(at).copied().unwrap_or(0)),
        }
    }

    /// Whether anything is chosen or excluded.
    pub fn is_in_use(self) -> Signal<bool> {
        flag(move || self.choice.with(|choice| !choice.is_open()))
    }

    /// Chooses or excludes a name, or takes that back.
    pub fn act(self, name: &str, what: Act) {
        self.state.choose(|view| self.filter.act(view, name, what));
    }

    /// The switch between any and all of what is chosen, called this.
    pub fn mode(self, chosen: String) -> AnyView {
        let is_all = move || self.choice.with(|choice| choice.mode == Mode::All);
        let words = move || if is_all() { "all of" } else { "any of" };
        view! {
            <button
                class="mode"
                aria-pressed=text(move || is_all().to_string())
                aria-label=text(move || format!("{} {chosen}", words()))
                on:click=move |_| self.state.choose(|view| self.filter.turn_mode(view))
            >{text(move || words().to_owned())}</button>
        }
        .into_any()
    }
}

impl Pick {
    /// The class that shows how a name stands, behind others.
    pub fn class(self, others: &str) -> String {
        let stand = match self.stand {
            Stand::Open => "",
            Stand::Chosen => " chosen",
            Stand::Excluded => " excluded",
        };
        let zero = if self.types == 0 { " zero" } else { "" };
        format!("{others}{stand}{zero}")
    }
}
