//! All signals and memos of the page, and the few ways to change them.

use std::sync::Arc;

use leptos::prelude::*;
use shared::facets::{self, Answer};
use shared::index::{Index, Read, TypeId};
use shared::roi::Regions;
use shared::site::Pages;
use shared::view::{Column, View};
use shared::wire::{Dataset, Summary};

use crate::address;
use crate::api::Wait;
use crate::counting::Counted;
use crate::habits;
use crate::library::Library;
use crate::pause;
use crate::status::{Edition, Kept, Notice, Phase, Provenance, Totals};

/// Everything that the views show. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct State {
    /// What the person asked for; change it by [`State::choose`] and [`State::refine`].
    pub view: RwSignal<View>,
    /// The part of the view that an answer depends on.
    pub asked: Memo<View>,
    /// The types and their order.
    pub answer: Memo<Shown>,
    /// The answer whose counts the filters show: see [`crate::counting`].
    pub counted: RwSignal<Counted>,
    /// The datasets that are answered for.
    pub datasets: RwSignal<Vec<Dataset>>,
    /// The dataset that is open.
    pub dataset: RwSignal<Option<Dataset>>,
    /// Its regions.
    pub regions: RwSignal<Arc<Regions>>,
    /// What its list of types says of it.
    pub totals: RwSignal<Totals>,
    /// The pages of its types, once that has been asked.
    pub pages: RwSignal<Arc<Pages>>,
    /// How far opening it has come.
    pub phase: RwSignal<Phase>,
    /// How long until a proxy that is busy or paused is asked again.
    pub waiting: RwSignal<Option<Wait>>,
    /// Where what is shown comes from.
    pub provenance: RwSignal<Provenance>,
    /// What the person should know, most recent last.
    pub notices: RwSignal<Vec<Notice>>,
    /// The type that the arrow keys have reached.
    pub active: RwSignal<Option<TypeId>>,
    /// Whether the person has asked to see the neurons of a type: then those of the next, too.
    pub wants_neurons: RwSignal<bool>,
    /// Whether the filters cover the page (phones).
    pub filters_open: RwSignal<bool>,
    /// Whether the help is open.
    pub help_open: RwSignal<bool>,
    /// Milliseconds since 1970, told every half minute.
    pub now: RwSignal<f64>,
    /// Two or three columns do not fit.
    pub is_phone: RwSignal<bool>,
    /// The columns that the person is used to, where they are not the page's own.
    pub habit: RwSignal<Option<Vec<Column>>>,
    /// Which state of the library is shown.
    pub edition: RwSignal<Edition>,
    /// Whether the library has the summaries, too: of a kept copy the index comes first.
    pub has_summaries: RwSignal<bool>,
    /// Whether what is being opened was switched to: the view is from another dataset.
    pub switching: StoredValue<bool>,
    library: StoredValue<Library, LocalStorage>,
    /// What the open dataset's copy in this browser holds, or would hold.
    pub kept: StoredValue<Option<Kept>, LocalStorage>,
    run: StoredValue<u32>,
}

/// An answer; two are equal if they are one.
#[derive(Clone, Default)]
pub struct Shown(pub Arc<Answer>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl State {
    /// The state of a page that opens at its address.
    pub fn new() -> State {
        let view = RwSignal::new(address::view());
        let library = StoredValue::new_local(Library::default());
        let edition = RwSignal::new(Edition::default());
        let asked = Memo::new(move |_| view.with(View::asked));
        let answer = Memo::new(move |_| {
            edition.track();
            let answer = library
                .with_value(|library| asked.with(|view| facets::answer(&library.index, view)));
            Shown(Arc::new(answer))
        });
        State {
            view,
            asked,
            answer,
            counted: RwSignal::new(Counted::default()),
            datasets: RwSignal::new(Vec::new()),
            dataset: RwSignal::new(None),
            regions: RwSignal::new(Arc::default()),
            totals: RwSignal::new(Totals::default()),
            pages: RwSignal::new(Arc::default()),
            phase: RwSignal::new(Phase::Starting),
            waiting: RwSignal::new(None),
            provenance: RwSignal::new(Provenance::default()),
            notices: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            wants_neurons: RwSignal::new(false),
            filters_open: RwSignal::new(false),
            help_open: RwSignal::new(false),
            now: RwSignal::new(pause::now()),
            is_phone: RwSignal::new(false),
            habit: RwSignal::new(habits::columns()),
            edition,
            has_summaries: RwSignal::new(true),
            switching: StoredValue::new(false),
            library,
            kept: StoredValue::new_local(None),
            run: StoredValue::new(0),
        }
    }

    /// Changes the view by a choice: Back undoes it.
    pub fn choose(self, change: impl FnOnce(&mut View)) {
        address::settle();
        let before = self.view.get_untracked();
        self.view.update(change);
        if self.view.with_untracked(|view| *view != before) {
            self.forget_active(&before);
            self.view.with_untracked(address::push_soon);
        }
    }

    /// Changes the view by a step of many (a letter, a notch of a slider): no step of its own
    /// for Back.
    pub fn refine(self, change: impl FnOnce(&mut View)) {
        let before = self.view.get_untracked();
        self.view.update(change);
        self.forget_active(&before);
        address::replace_soon(self.view);
    }

    /// The view that the address has after Back or Forward.
    pub fn follow_address(self) {
        address::forget_changes();
        let view = address::view();
        if self.view.with_untracked(|before| *before != view) {
            self.view.set(view);
        }
    }

    /// Another answer starts at its top, but opening a type does not make another answer.
    fn forget_active(self, before: &View) {
        let is_same = self.view.with_untracked(|view| view.asked() == before.asked());
        if !is_same {
            self.active.set(None);
        }
    }

    /// Whether a type is open: its detail takes room from the list.
    pub fn has_detail(self) -> Memo<bool> {
        Memo::new(move |_| self.view.with(|view| view.open.is_some()))
    }

    /// Opens the detail of a type.
    pub fn open_type(self, name: &str) {
        self.choose(|view| view.open = Some(name.to_owned()));
    }

    /// Closes the detail.
    pub fn close_type(self) {
        self.choose(|view| view.open = None);
    }

    /// Reads from the index; to be told of later changes, track [`State::edition`].
    pub fn with_index<T>(self, read: impl FnOnce(&Index) -> T) -> T {
        self.library.with_value(|library| read(&library.index))
    }

    /// Whether types say where their synapses lie; tracks what tells so.
    pub fn has_regions(self) -> bool {
        self.regions.track();
        self.edition.track();
        self.with_index(Index::has_regions)
    }

    /// Reads from the library.
    pub fn with_library<T>(self, read: impl FnOnce(&Library) -> T) -> T {
        self.library.with_value(read)
    }

    /// All of what is known of a type, as of the edition shown; nothing where it is still to come.
    pub fn summary(self, name: &str) -> Option<Summary> {
        self.edition.track();
        self.has_summaries.track();
        self.library.with_value(|library| library.summary(name))
    }

    /// Whether a type that is not there may still come.
    pub fn is_reading(self) -> bool {
        !self.has_summaries.get() || self.phase.with(|phase| *phase != Phase::Ready)
    }

    /// Puts another library in place of the one shown.
    pub fn show(self, library: Library) {
        self.regions.set(library.index.regions.clone());
        self.has_summaries.set(library.is_whole());
        self.library.set_value(library);
        self.active.set(None);
        self.edition.update(|edition| edition.build += 1);
    }

    /// Adds to the library; shown with the next [`State::show_additions`].
    pub fn add(self, read: &Read<'_>, line: &str) {
        self.library.update_value(|library| library.add(read, line));
    }

    /// Adds the line of a type that is shown already.
    pub fn add_line(self, name: &str, line: &str) {
        self.library.update_value(|library| library.add_line(name, line));
    }

    /// Shows what has been added.
    pub fn show_additions(self) {
        self.edition.update(|edition| edition.addition += 1);
    }

    /// Says something, once.
    pub fn say(self, notice: Notice) {
        self.notices.update(|notices| {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        });
    }

    /// Ends whatever is being opened, and begins something else.
    pub fn begin_run(self) -> Run {
        self.waiting.set(None);
        self.run.update_value(|run| *run += 1);
        Run { number: self.run.get_value(), current: self.run }
    }
}

/// One opening of a dataset; a later one ends it.
#[derive(Clone, Copy)]
pub struct Run {
    number: u32,
    current: StoredValue<u32>,
}

impl Run {
    /// Whether a later one has begun: then it must not change anything any more.
    pub fn is_over(self) -> bool {
        self.current.get_value() != self.number
    }
}

/// The state, from within any view.
pub fn use_state() -> State {
    expect_context::<State>()
}
