//! The list of types, as rows or as cards: only those that can be seen, and a few around them,
//! are in the page.
//!
//! The list as a whole has the focus, and names the row that the arrow keys have reached
//! (`aria-activedescendant`): a row that scrolls away takes no focus with it. Only while the
//! person goes through the buttons of a row do these have it. All clicks are heard once, on the
//! list: rows carry what is meant by them as data.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::{ev, leptos_dom::helpers::request_animation_frame};
use shared::index::TypeId;
use shared::view::{Column, Layout};
use web_sys::{KeyboardEvent, MouseEvent, ScrollToOptions};

use super::columns::{self, Head};
use super::drawn::{Drawn, Marks, element_id};
use super::live::{flag, perhaps, text};
use super::row::row;
use super::{basket, keys, row_acts};
use crate::markup::view;
use crate::state::{State, use_state};

/// Height of a row in pixels; the style sheet has the same numbers.
const ROW: f64 = 56.0;
/// The same on a phone.
const ROW_PHONE: f64 = 100.0;
/// Height of a card and of the gap below it.
const CARD: f64 = 196.0;
/// Narrowest card, and the gap beside it.
const CARD_WIDTH: (f64, f64) = (232.0, 12.0);
/// Rows beyond the edges of the window that are in the page already.
const AROUND: usize = 6;
/// Lines of cards beyond them.
const AROUND_CARDS: usize = 2;
/// Lines below the window while the list stands at its top, where each letter of a search makes
/// all of them anew.
const BELOW_THE_FIRST: usize = 2;
/// What covers the list at the top and at the bottom, in pixels: bars that stay in place.
const COVERED: (f64, f64) = (96.0, 36.0);
/// The same on a phone.
const COVERED_PHONE: (f64, f64) = (112.0, 84.0);

/// The list.
#[component]
pub fn List() -> impl IntoView {
    let state = use_state();
    let body = NodeRef::<Div>::new();
    let list = ListState { state, body, seen: RwSignal::new(Seen::default()) };
    list.follow_window();
    let columns = list.columns();
    let types = move || state.answer.with(|answer| answer.0.types.len());
    let lines = Memo::new(move |_| list.lines());
    let range = Memo::new(move |_| list.seen.get().rows(lines.get(), types()));
    let window = NodeRef::<Div>::new();
    list.draw(window, range, columns);
    let active = move || {
        let at = list.active_at()?;
        let (from, to) = range.get();
        (from..to).contains(&at).then(|| element_id(at))
    };
    let is_cards = move || lines.get().is_cards;
    let tracks = text(move || match lines.get() {
        Lines { is_cards: true, per_line, .. } => format!("repeat({per_line}, minmax(0, 1fr))"),
        _ => columns.with(|columns| columns::tracks(columns)),
    });
    view! {
        <div
            id=keys::TYPES
            class="list"
            class:cards=flag(is_cards)
            class:none=flag(move || types() == 0)
            style:grid-template-columns=tracks
            role="grid"
            tabindex="0"
            aria-label="Neuron types"
            aria-multiselectable="true"
            aria-rowcount=text(move || (types() + 1).to_string())
            aria-activedescendant=perhaps(active)
            on:keydown=move |event| list.key(&event)
            on:focus=move |_| list.begin()
            on:click=move |event| list.click(&event)
        >
            <Head columns/>
            <div
                class="rows"
                role="rowgroup"
                node_ref=body
                style:height=text(move || format!("{}px", lines.get().height(types())))
            >
                <div
                    class="window"
                    role="presentation"
                    node_ref=window
                    style:transform=text(move || {
                        format!("translateY({}px)", lines.get().height(range.get().0))
                    })
                ></div>
            </div>
        </div>
    }
}

/// Rows are written anew when this changes.
fn content(state: State, columns: Memo<Vec<Column>>) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.edition.get().build.hash(&mut hasher);
    state.asked.with(|asked| asked.text.hash(&mut hasher));
    columns.with(|columns| Column::write(columns).hash(&mut hasher));
    state.pages.with(|pages| Arc::as_ptr(pages).hash(&mut hasher));
    hasher.finish()
}

/// How types stand in lines.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lines {
    /// Height of a line in pixels.
    line: f64,
    /// Types side by side.
    per_line: usize,
    is_cards: bool,
}

impl Lines {
    /// Of so many types, in whole pixels.
    fn height(self, types: usize) -> usize {
        types.div_ceil(self.per_line) * self.line as usize
    }
}

/// What of the list is within the window, in pixels from the list's first row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Seen {
    top: f64,
    height: f64,
    width: f64,
}

impl Seen {
    /// The types to be in the page: whole lines, in steps, so that not each pixel makes a new
    /// list.
    fn rows(self, lines: Lines, types: usize) -> (usize, usize) {
        let around = if lines.is_cards { AROUND_CARDS } else { AROUND };
        let all = types.div_ceil(lines.per_line);
        let line = |y: f64| ((y / lines.line).max(0.0) as usize).min(all);
        let (first, end) = (line(self.top), line(self.top + self.height) + 1);
        let from = (first / around * around).saturating_sub(around);
        let to = match self.top > 0.0 {
            true => ((end.div_ceil(around) + 1) * around).min(all),
            false => (end + BELOW_THE_FIRST).min(all),
        };
        (from * lines.per_line, (to * lines.per_line).min(types))
    }
}

#[derive(Clone, Copy)]
struct ListState {
    state: State,
    body: NodeRef<Div>,
    seen: RwSignal<Seen>,
}

impl ListState {
    fn lines(self) -> Lines {
        let is_cards = self.state.view.with(|view| view.layout == Layout::Cards);
        let line = match (is_cards, self.state.is_phone.get()) {
            (true, _) => CARD,
            (false, true) => ROW_PHONE,
            (false, false) => ROW,
        };
        let (width, gap) = CARD_WIDTH;
        let fitting = ((self.seen.get().width + gap) / (width + gap)) as usize;
        Lines { line, per_line: if is_cards { fitting.max(1) } else { 1 }, is_cards }
    }

    /// The columns that are shown and have room. A phone and cards put them below each other, and
    /// a list that has not been measured is taken for wide.
    fn columns(self) -> Memo<Vec<Column>> {
        let shown = columns::shown(self.state);
        let width = Memo::new(move |_| self.seen.get().width);
        Memo::new(move |_| {
            let is_cards = self.state.view.with(|view| view.layout == Layout::Cards);
            let is_in_columns = !self.state.is_phone.get() && !is_cards;
            match width.get() {
                width if width > 0.0 && is_in_columns => columns::fitting(shown.get(), width),
                _ => shown.get(),
            }
        })
    }

    /// Keeps the rows in the page true.
    fn draw(self, window: NodeRef<Div>, range: Memo<(usize, usize)>, columns: Memo<Vec<Column>>) {
        let state = self.state;
        let drawn = StoredValue::new(Drawn::default());
        Effect::new(move |_| {
            let next = self.to_be_drawn(range.get(), content(state, columns));
            let Some(page) = window.get() else { return };
            let row = |at, id, marks| {
                columns.with_untracked(|columns| row(state, at, id, marks, columns))
            };
            drawn.update_value(|drawn| drawn.become_next(next, &page, row));
        });
    }

    fn to_be_drawn(self, (from, to): (usize, usize), content: u64) -> Drawn {
        let State { view, answer, active, .. } = self.state;
        let active = active.get();
        let rows = view.with(|view| {
            let marks = |name: &str, id| Marks {
                is_open: view.open.as_deref() == Some(name),
                is_picked: view.basket.contains(name),
                is_active: active == Some(id),
            };
            answer.with(|answer| {
                let ids = answer.0.types.get(from..to).unwrap_or_default().iter();
                self.state.with_index(|index| {
                    let names = ids.filter_map(|id| Some((*id, index.entries.get(*id as usize)?)));
                    names.map(|(id, entry)| (id, marks(&entry.name, id))).collect()
                })
            })
        });
        Drawn { content, from, rows }
    }

    /// Keeps `seen` true: it changes by scrolling, by resizing, and by what stands above.
    fn follow_window(self) {
        let scroll = window_event_listener(ev::scroll, move |_| self.measure_soon());
        let resize = window_event_listener(ev::resize, move |_| self.measure_soon());
        on_cleanup(move || {
            scroll.remove();
            resize.remove();
        });
        let layout = Memo::new(move |_| self.state.view.with(|view| view.layout));
        let has_detail = self.state.has_detail();
        Effect::new(move |_| {
            has_detail.track();
            self.state.answer.track();
            self.state.notices.track();
            self.state.is_phone.track();
            layout.track();
            self.measure_soon();
        });
        // Another answer is read from its top.
        let asked = self.state.asked;
        Effect::new(move |before: Option<()>| {
            asked.track();
            if before.is_some() {
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
        });
    }

    fn measure_soon(self) {
        request_animation_frame(move || self.measure());
    }

    fn measure(self) {
        let Some(Some(body)) = self.body.try_get_untracked() else { return };
        let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
        let place = body.get_bounding_client_rect();
        let seen = Seen { top: -place.top(), height, width: place.width() };
        if self.seen.get_untracked() != seen {
            self.seen.set(seen);
        }
    }

    /// Where the row that the keys have reached stands.
    fn active_at(self) -> Option<usize> {
        let id = self.state.active.get()?;
        self.state.answer.with(|answer| answer.0.types.iter().position(|other| *other == id))
    }

    /// The first row, if the keys have reached none yet.
    fn begin(self) {
        if untrack(|| self.active_at()).is_none() {
            self.go_to(0);
        }
    }

    fn go_to(self, at: usize) {
        let answer = self.state.answer.get_untracked();
        let at = at.min(answer.0.types.len().saturating_sub(1));
        let Some(id) = answer.0.types.get(at).copied() else { return };
        self.state.active.set(Some(id));
        self.scroll_to(at);
    }

    fn scroll_to(self, at: usize) {
        self.measure();
        let Lines { line, per_line, .. } = untrack(|| self.lines());
        let is_phone = self.state.is_phone.get_untracked();
        let (above, below) = if is_phone { COVERED_PHONE } else { COVERED };
        let Seen { top, height, .. } = self.seen.get_untracked();
        let y = (at / per_line) as f64 * line - top;
        let by = if y < above {
            y - above
        } else if y + line > height - below {
            y + line - (height - below)
        } else {
            return;
        };
        let options = ScrollToOptions::new();
        options.set_top(by);
        window().scroll_by_with_scroll_to_options(&options);
    }

    fn name(self, id: TypeId) -> Option<String> {
        let name = |entry: &shared::index::Entry| entry.name.to_string();
        self.state.with_index(|index| index.entries.get(id as usize).map(name))
    }

    fn open(self, id: TypeId) {
        self.name(id).into_iter().for_each(|name| self.state.open_type(&name));
    }

    fn pick(self, id: TypeId) {
        self.name(id).into_iter().for_each(|name| basket::toggle(self.state, &name));
    }

    fn click(self, event: &MouseEvent) {
        let Some((target, id)) =
            keys::target(event).and_then(|it| row_acts::row_of(&it).map(|id| (it, id)))
        else {
            return;
        };
        let in_another_tab = event.ctrl_key() || event.meta_key() || event.shift_key();
        if target.tag_name() == "INPUT" {
            return self.pick(id);
        }
        if let Some(value) = row_acts::Value::at(&target) {
            value.choose(self.state);
            return keys::focus_soon(keys::TYPES);
        }
        // With a modifier the browser opens the link's address in another tab.
        if in_another_tab && row_acts::is_link(&target) || row_acts::is_page(&target) {
            return;
        }
        event.prevent_default();
        self.state.active.set(Some(id));
        self.open(id);
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let within = keys::target(event).filter(|it| it.id() != keys::TYPES);
        if let Some(target) = &within
            && (row_acts::row_of(target).is_none() || row_acts::key(self.state, target, event))
        {
            // The buttons in the head have keys of their own.
            return;
        }
        if self.move_by_key(&event.key()) {
            if within.is_some() {
                keys::focus(keys::TYPES);
            }
            return event.prevent_default();
        }
        let Some(id) = self.state.active.get_untracked() else { return };
        match event.key().as_str() {
            // A button of a row has its own Enter and Space.
            _ if within.is_some() => return,
            "Enter" => self.open(id),
            " " => self.pick(id),
            "ArrowRight" | "F2" => untrack(|| self.active_at())
                .into_iter()
                .for_each(|at| row_acts::enter(&element_id(at))),
            _ => return,
        }
        event.prevent_default();
    }

    /// Whether the key moves from type to type.
    fn move_by_key(self, key: &str) -> bool {
        let at = untrack(|| self.active_at());
        let Lines { line, per_line, is_cards } = untrack(|| self.lines());
        let page = (self.seen.get_untracked().height / line) as usize;
        let page = page.saturating_sub(3).max(1) * per_line;
        match key {
            "ArrowDown" => self.go_to(at.map_or(0, |at| at + per_line)),
            "ArrowUp" if at.is_some_and(|at| at < per_line) => keys::focus_soon(keys::SEARCH),
            "ArrowUp" => self.go_to(at.map_or(0, |at| at - per_line)),
            "ArrowRight" if is_cards => self.go_to(at.map_or(0, |at| at + 1)),
            "ArrowLeft" if is_cards => self.go_to(at.unwrap_or(0).saturating_sub(1)),
            "PageDown" => self.go_to(at.unwrap_or(0) + page),
            "PageUp" => self.go_to(at.unwrap_or(0).saturating_sub(page)),
            "Home" => self.go_to(0),
            "End" => self.go_to(usize::MAX),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: Lines = Lines { line: 56.0, per_line: 1, is_cards: false };

    #[test]
    fn all_rows_in_the_window_are_in_the_page_and_few_others() {
        for top in [-300.0, 0.0, 55.0, 56.0, 12_345.0, 655_000.0] {
            let seen = Seen { top, height: 900.0, width: 800.0 };
            let (from, to) = seen.rows(ROWS, 11_700);
            let first = (top.max(0.0) / 56.0).floor() as usize;
            let last = (((top + 900.0) / 56.0).ceil() as usize).min(11_700);
            assert!(from <= first && last <= to, "{top}: {from}..{to}, seen {first}..{last}");
            assert!(to - from <= 17 + 4 * AROUND);
        }
        assert_eq!(Seen { top: 900.0, height: 900.0, width: 0.0 }.rows(ROWS, 1), (0, 1));
        assert_eq!(Seen::default().rows(ROWS, 0), (0, 0));
    }

    #[test]
    fn cards_stand_in_whole_lines() {
        let lines = Lines { line: 184.0, per_line: 3, is_cards: true };
        assert_eq!(lines.height(10), 4 * 184);
        for top in [0.0, 1_000.0, 700_000.0] {
            let seen = Seen { top, height: 900.0, width: 760.0 };
            let (from, to) = seen.rows(lines, 11_701);
            let first = ((top / 184.0) as usize * 3).min(11_700);
            assert_eq!(from % 3, 0, "a line begins with its first card");
            assert!(from <= first && (to == 11_701 || to >= first + 15), "{top}: {from}..{to}");
        }
    }
}
