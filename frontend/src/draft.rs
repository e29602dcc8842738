//! What is being written in the query line.
//!
//! [`State::view`] is the truth. A draft is the text that a person wrote for the view that there
//! is now: abbreviations, a condition not yet finished, spaces. It stands in the box for as long
//! as the view stays what the draft made it, so that nobody's words are rewritten while they
//! write; whatever else changes the view (a filter, Back) puts the view's own line there.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::line::{self, Completion, Problem};
use shared::view::View;

use crate::pasted::Report;
use crate::state::State;
use crate::status::Phase;

/// The query line. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    state: State,
    written: RwSignal<Option<Written>>,
    /// Where the caret stands, in bytes of the text.
    caret: RwSignal<usize>,
    is_offering: RwSignal<bool>,
    /// What could stand at the caret.
    pub completion: Memo<Completion>,
    /// The offer that the arrow keys have reached.
    pub active: RwSignal<Option<usize>>,
    /// What became of a pasted list.
    pub pasted: RwSignal<Option<Report>>,
}

#[derive(Clone, PartialEq)]
struct Written {
    text: String,
    /// The line of the view as this text left it.
    line: String,
    problem: Option<Problem>,
}

impl Draft {
    /// No draft.
    pub fn new(state: State) -> Draft {
        let written = RwSignal::new(None);
        let caret = RwSignal::new(0);
        let is_offering = RwSignal::new(false);
        let completion = Memo::new(move |_| {
            let text = written.with(|it: &Option<Written>| it.as_ref().map(|it| it.text.clone()));
            let Some(text) = text.filter(|_| is_offering.get()) else {
                return Completion::default();
            };
            state.edition.track();
            let view = state.view.get_untracked();
            state.with_index(|index| line::complete(&text, caret.get(), index, &view))
        });
        let active = RwSignal::new(None);
        let pasted = RwSignal::new(None);
        let draft = Draft { state, written, caret, is_offering, completion, active, pasted };
        draft.read_again_once_ready();
        draft
    }

    /// What was written while the index filled could not be held against its values.
    fn read_again_once_ready(self) {
        let is_ready = self.is_ready();
        Effect::new(move |before: Option<bool>| {
            let now = is_ready.get();
            let was_read = self.written.get_untracked().filter(|_| now && before == Some(false));
            if let Some(written) = was_read.filter(|it| self.is_current(it)) {
                self.read(written.text);
            }
            now
        });
    }

    fn is_ready(self) -> Memo<bool> {
        let phase = self.state.phase;
        Memo::new(move |_| phase.with(|phase| *phase == Phase::Ready))
    }

    /// The draft, if it is one of the view that there is.
    fn current(self) -> Option<Written> {
        self.written.get().filter(|written| self.is_current(written))
    }

    fn is_current(self, written: &Written) -> bool {
        self.state.view.with(View::line) == written.line
    }

    /// What the box shows.
    pub fn text(self) -> String {
        match self.current() {
            Some(written) => written.text,
            None => self.state.view.with(View::line),
        }
    }

    /// Why the text cannot be read.
    pub fn problem(self) -> Option<Problem> {
        self.current()?.problem
    }

    /// Takes in what was typed.
    pub fn write(self, text: String, caret: usize) {
        self.caret.set(caret);
        self.active.set(None);
        self.is_offering.set(true);
        self.read(text);
    }

    /// The caret was moved.
    pub fn move_caret(self, caret: usize) {
        if self.caret.get_untracked() != caret {
            self.caret.set(caret);
            self.active.set(None);
        }
    }

    /// What cannot be read is left out of what is shown, if the rest of the line can be read
    /// without it.
    fn read(self, text: String) {
        let is_ready = self.state.phase.with_untracked(|phase| *phase == Phase::Ready);
        let mut view = self.state.view.get_untracked();
        let mut problem = None;
        self.state.with_index(|index| {
            let index = is_ready.then_some(index);
            let asked = line::read(&text, index).or_else(|it| {
                let rest = line::read(&line::rest(&text, &it), index);
                problem = Some(it);
                rest
            });
            if let Ok(asked) = asked {
                asked.put_into(&mut view);
            }
        });
        self.written.set(Some(Written { text, line: view.line(), problem }));
        if self.state.view.with_untracked(|before| *before != view) {
            self.state.refine(|before| *before = view);
        }
    }

    /// Puts an offer into the line: the text that the box has to show then, and its caret.
    pub fn accept(self, at: usize) -> Option<(String, usize)> {
        let text = self.written.with_untracked(|it| it.as_ref().map(|it| it.text.clone()))?;
        let (line, caret) = self.completion.with_untracked(|completion| {
            completion.offers.get(at).map(|offer| completion.accept(&text, offer))
        })?;
        self.write(line.clone(), caret);
        Some((line, caret))
    }

    /// Puts what would be right in place of what is wrong.
    pub fn mend(self) {
        let Some(Written { mut text, problem: Some(problem), .. }) = self.current() else { return };
        if let Some(instead) = problem.instead {
            text.replace_range(problem.range, &instead);
            self.read(text);
        }
    }

    /// Offers nothing until more is typed.
    pub fn stop_offering(self) {
        self.is_offering.set(false);
        self.active.set(None);
    }

    /// The person has left the box: a text that could not be read stays there.
    pub fn leave(self) {
        self.stop_offering();
        if self.current().is_some_and(|written| written.problem.is_none()) {
            self.written.set(None);
        }
    }

    /// Empties the line.
    pub fn clear(self) {
        self.choose("");
    }

    /// Puts another line in place of all that narrows.
    pub fn choose(self, line: &str) {
        self.written.set(None);
        self.stop_offering();
        if let Ok(asked) = self.state.with_index(|index| line::read(line, Some(index))) {
            self.state.choose(|view| asked.put_into(view));
        }
    }

    /// Takes in a pasted text if it is a list of names or body ids; else it is for the box.
    pub fn paste(self, text: &str) -> bool {
        self.list(text, |_| {})
    }

    /// Takes the text that is searched for as a list, if it is one.
    pub fn take_as_list(self) -> bool {
        let text = self.state.asked.with_untracked(|view| view.text.clone());
        self.list(&text, |view| view.text.clear())
    }

    fn list(self, text: &str, change: impl FnOnce(&mut View)) -> bool {
        let Some(mut report) = self.state.with_index(|index| Report::new(index, text)) else {
            return false;
        };
        self.stop_offering();
        self.written.set(None);
        self.state.choose(|view| {
            change(view);
            report.put_into(view);
        });
        let ids = report.ids.clone();
        self.pasted.set(Some(report));
        if !ids.is_empty() {
            spawn_local(self.look_up(ids));
        }
        true
    }

    /// Asks whose the ids are, one after the other, and adds the types to the list.
    async fn look_up(self, ids: Vec<String>) {
        let dataset = self.state.dataset.with_untracked(|it| it.as_ref().map(|it| it.name.clone()));
        for id in ids {
            let answer = crate::api::body(dataset.as_deref().unwrap_or_default(), &id).await;
            let mut report = self.pasted.get_untracked();
            // Another list, or none, may have taken its place meanwhile.
            let Some(asked) = report.as_mut().filter(|it| it.ids.contains(&id)) else { return };
            if !self.state.view.with_untracked(|view| asked.is_shown(view)) {
                return;
            }
            asked.is_of(&id, answer);
            if asked.ids.is_empty() {
                self.state.refine(|view| asked.put_into(view));
            }
            self.pasted.set(report);
        }
    }
}

/// The byte of a text at which so many UTF-16 units, in which browsers count, have passed.
pub fn byte_at(text: &str, units: u32) -> usize {
    let mut passed = 0;
    for (at, c) in text.char_indices() {
        if passed >= units as usize {
            return at;
        }
        passed += c.len_utf16();
    }
    text.len()
}

/// How many UTF-16 units stand before a byte of a text.
pub fn units_at(text: &str, byte: usize) -> u32 {
    text.get(..byte).map_or(0, |before| before.encode_utf16().count() as u32)
}

/// The draft, from within any view.
pub fn use_draft() -> Draft {
    expect_context::<Draft>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_is_found_behind_letters_of_any_width() {
        for text in ["nt:gaba", "KCαβ x", "漢é𝄞x"] {
            for (byte, _) in text.char_indices() {
                assert_eq!(byte_at(text, units_at(text, byte)), byte, "{text}");
            }
        }
        assert_eq!(byte_at("ab", 9), 2);
    }
}
