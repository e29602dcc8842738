//! The filter by regions: a tree with live counts, a search within it, and what counts as "in".

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::markup::view;
use leptos::prelude::*;
use shared::roi::{RegionId, Regions};
use shared::view::Way;
use web_sys::KeyboardEvent;

use super::find::find_box;
use super::keys;
use super::live::{Key, flag, keyed};
use super::node::node;
use super::picks::Picks;
use super::section::{Frame, section};
use super::threshold::threshold_view;
use crate::choice::{Act, Filter};
use crate::format::number;
use crate::outline;
use crate::pause::now;
use crate::state::{State, use_state};

/// Regions above which there is a search within them.
const MANY: usize = 20;

/// Letters typed within so many milliseconds of each other are one word.
const ONE_WORD: f64 = 700.0;

/// The tree and its threshold.
pub fn region_filter(way: Way) -> AnyView {
    let state = use_state();
    let picks = Picks::new(Filter::Regions(way));
    let title = match way {
        Way::Input => "Input in",
        Way::Output => "Output in",
    };
    let swatch = format!("swatch {}", way.word());
    let frame = Frame {
        key: way.word(),
        title: view! { <span class=swatch aria-hidden="true"></span>{title} }.into_any(),
        aside: picks.mode(format!("the chosen {} regions", way.word())),
        is_there: flag(move || state.has_regions()),
        is_in_use: picks.is_in_use(),
    };
    section(frame, move |is_open| {
        let tree = Tree::new(way, picks, is_open);
        tree.open_around_what_is_chosen();
        view! {
            {tree.search(is_open)}
            {tree.nodes(is_open)}
            {threshold_view(way)}
        }
        .into_any()
    })
}

/// What one tree knows of itself. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Tree {
    /// The page's state.
    pub state: State,
    /// Whether it is of input or of output.
    pub way: Way,
    /// What is chosen, and the counts.
    pub picks: Picks,
    opened: RwSignal<BTreeSet<RegionId>>,
    wanted: RwSignal<String>,
    /// The nodes to be seen, in tree order.
    seen: Memo<Vec<RegionId>>,
    /// The node that the keyboard has reached.
    active: RwSignal<Option<RegionId>>,
    /// What is being typed to go to a node, and when its last letter came.
    typed: StoredValue<(String, f64)>,
}

impl Tree {
    fn new(way: Way, picks: Picks, is_open: Signal<bool>) -> Tree {
        let state = use_state();
        let opened = RwSignal::new(BTreeSet::new());
        let wanted = RwSignal::new(String::new());
        let seen = Memo::new(move |_| {
            let regions = state.regions.get();
            let choice = picks.choice.get();
            let seen = if !is_open.get() {
                outline::picked(&regions, &choice)
            } else if wanted.with(|wanted| wanted.trim().is_empty()) {
                opened.with(|opened| outline::unfolded(&regions, opened))
            } else {
                wanted.with(|wanted| outline::found(&regions, wanted))
            };
            outline::cut(seen, &regions, &choice)
        });
        let active = RwSignal::new(None);
        let typed = StoredValue::new((String::new(), 0.0));
        Tree { state, way, picks, opened, wanted, seen, active, typed }
    }

    /// Whatever is chosen can be seen; and where all regions lie in one, what is in that.
    fn open_around_what_is_chosen(self) {
        Effect::new(move |_| {
            let regions = self.state.regions.get();
            let picked = outline::picked(&regions, &self.picks.choice.get());
            let mut around: Vec<RegionId> =
                picked.iter().flat_map(|id| outline::ancestors(&regions, *id)).collect();
            if regions.within(None).count() == 1 {
                around.push(0);
            }
            if self.opened.with_untracked(|opened| around.iter().any(|id| !opened.contains(id))) {
                self.opened.update(|opened| opened.extend(around));
            }
        });
    }

    fn search(self, is_open: Signal<bool>) -> AnyView {
        let Tree { state, wanted, seen, .. } = self;
        let name = format!("Find a region of {}", self.way.word());
        let total = move || state.regions.with(|regions| regions.all.len());
        let is_long = flag(move || is_open.get() && total() > MANY);
        let is_searching = move || wanted.with(|wanted| !wanted.trim().is_empty());
        view! {
            {find_box("Find a region".to_owned(), name, wanted, is_long, move || self.go_to_first())}
            <p class="quiet" class:none=flag(move || !is_searching() || seen.with(|seen| !seen.is_empty()))>
                "No region has this in its name."
            </p>
        }
        .into_any()
    }

    fn nodes(self, is_open: Signal<bool>) -> AnyView {
        let Tree { state, seen, .. } = self;
        let keys = move || {
            // Another hierarchy draws all nodes anew: the same number is another region there.
            let hierarchy = state.regions.with(|regions| Arc::as_ptr(regions) as usize as u64);
            seen.with(|seen| seen.iter().map(|id| (hierarchy, u64::from(*id))).collect())
        };
        let is_cut = move || seen.with(|seen| seen.len() >= outline::MOST);
        let words =
            format!("The first {} regions. Search to see others.", number(outline::MOST as u64));
        view! {
            <div
                class="tree"
                class:only-picked=flag(move || !is_open.get())
                role="tree"
                aria-multiselectable="true"
                aria-label=format!("Regions of {}", self.way.word())
                on:keydown=move |event| self.key(&event)
            >
                {keyed(keys, move |key: Key| node(self, key.1 as RegionId))}
            </div>
            <p class="quiet" class:none=flag(move || !is_cut())>{words}</p>
        }
        .into_any()
    }

    /// The id of a node's element.
    pub fn element_id(self, id: RegionId) -> String {
        format!("{}-region-{id}", self.way.word())
    }

    /// Whether Tab reaches this node: the one reached last, else the first.
    pub fn is_reachable(self, id: RegionId) -> bool {
        let active = self.active.get();
        self.seen.with(|seen| active.filter(|id| seen.contains(id)).or(seen.first().copied()))
            == Some(id)
    }

    /// A node has been reached.
    pub fn reach(self, id: RegionId) {
        self.active.set(Some(id));
    }

    /// Whether the nodes within one are to be seen: all that fit are while searching.
    pub fn is_opened(self, id: RegionId) -> bool {
        if self.wanted.with(|wanted| wanted.trim().is_empty()) {
            return self.opened.with(|opened| opened.contains(&id));
        }
        let regions = self.state.regions.get();
        self.seen.with(|seen| {
            let after = seen.iter().position(|other| *other == id).and_then(|at| seen.get(at + 1));
            after.is_some_and(|after| regions.all[usize::from(*after)].parent == Some(id))
        })
    }

    /// Chooses or excludes a region, or takes that back.
    pub fn act(self, id: RegionId, what: Act) {
        let regions = self.state.regions.get_untracked();
        if let Some(region) = regions.all.get(usize::from(id)) {
            self.picks.act(&region.name, what);
        }
    }

    /// Shows what lies within a region, or hides it.
    pub fn toggle(self, id: RegionId) {
        self.opened.update(|opened| {
            if !opened.remove(&id) {
                opened.insert(id);
            }
        });
    }

    fn go_to(self, id: RegionId) {
        self.reach(id);
        keys::focus(&self.element_id(id));
    }

    fn go_to_first(self) {
        let first = self.seen.with_untracked(|seen| seen.first().copied());
        first.into_iter().for_each(|id| self.go_to(id));
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let regions = self.state.regions.get_untracked();
        let seen = self.seen.get_untracked();
        let active = self.active.get_untracked();
        let Some(at) = seen.iter().position(|id| active == Some(*id)) else { return };
        if self.acts_on(&regions, &seen, at, &event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// What the practices for trees ask of each key; `false` for keys that are not the tree's.
    fn acts_on(self, regions: &Regions, seen: &[RegionId], at: usize, key: &str) -> bool {
        let id = seen[at];
        let is_open = untrack(|| self.is_opened(id));
        let within = outline::has_children(regions, id);
        let child = || seen.get(at + 1).copied().filter(|_| is_open);
        let typed = self.typed.with_value(|(typed, when)| {
            if now() - when < ONE_WORD { typed.clone() } else { String::new() }
        });
        match key {
            "ArrowDown" => self.go_to(seen[(at + 1).min(seen.len() - 1)]),
            "ArrowUp" => self.go_to(seen[at.saturating_sub(1)]),
            "Home" => self.go_to(seen[0]),
            "End" => self.go_to(seen[seen.len() - 1]),
            "ArrowRight" if within && !is_open => self.toggle(id),
            "ArrowRight" => child().into_iter().for_each(|child| self.go_to(child)),
            "ArrowLeft" if is_open && self.opened.with_untracked(|it| it.contains(&id)) => {
                self.toggle(id);
            }
            "ArrowLeft" => {
                let around = regions.all[usize::from(id)].parent;
                around.filter(|up| seen.contains(up)).into_iter().for_each(|up| self.go_to(up));
            }
            " " if typed.is_empty() => self.act(id, Act::Choose),
            "Enter" => self.act(id, Act::Choose),
            "x" if typed.is_empty() => self.act(id, Act::Exclude),
            "*" => self.opened.update(|opened| {
                let siblings = outline::siblings(regions, id).into_iter();
                opened.extend(siblings.filter(|id| outline::has_children(regions, *id)));
            }),
            letter if letter.chars().count() == 1 && letter != "/" && letter != "?" => {
                let typed = format!("{typed}{letter}");
                let fits = outline::beginning_with(regions, seen, id, &typed);
                self.typed.set_value((typed, now()));
                fits.into_iter().for_each(|id| self.go_to(id));
            }
            _ => return false,
        }
        true
    }
}
