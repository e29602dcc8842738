//! The list of types: only the rows that can be seen, and a few around them, are in the page.
//!
//! The list as a whole has the focus, and names the row that the arrow keys have reached
//! (`aria-activedescendant`): a row that scrolls away takes no focus with it.

use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::html::Div;
use leptos::prelude::*;
use leptos::{ev, leptos_dom::helpers::request_animation_frame};
use shared::index::TypeId;
use web_sys::{KeyboardEvent, ScrollToOptions};

use super::columns::Head;
use super::keys;
use super::live::{Key, flag, keyed, perhaps, text};
use super::row::{Row, RowKey, element_id};
use crate::markup::view;
use crate::state::{State, use_state};

/// Height of a row in pixels; the style sheet has the same numbers.
const ROW: f64 = 56.0;
/// The same on a phone.
const ROW_PHONE: f64 = 100.0;
/// Rows beyond the edges of the window that are in the page already.
const AROUND: usize = 8;
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
    let types = move || state.answer.with(|answer| answer.0.types.len());
    let range = Memo::new(move |_| list.seen.get().rows(list.row_height(), types()));
    let rows = move || {
        let (from, to) = range.get();
        let content = content(state);
        state.answer.with(|answer| {
            let ids = answer.0.types.get(from..to).unwrap_or_default().iter();
            ids.enumerate()
                .map(|(n, id)| RowKey { content, id: *id, at: from + n }.into())
                .collect()
        })
    };
    let row = move |key: Key| view! { <Row key={key.into()}/> }.into_any();
    let has_regions = move || state.regions.with(|regions| !regions.all.is_empty());
    let active = move || {
        let at = list.active_at()?;
        let (from, to) = range.get();
        (from..to).contains(&at).then(|| element_id(at))
    };
    view! {
        <div
            id=keys::TYPES
            class="list"
            class:no-regions=flag(move || !has_regions())
            class:none=flag(move || types() == 0)
            role="grid"
            tabindex="0"
            aria-label="Neuron types"
            aria-rowcount=text(move || (types() + 1).to_string())
            aria-activedescendant=perhaps(active)
            on:keydown=move |event| list.key(&event)
            on:focus=move |_| list.begin()
        >
            <Head/>
            <div
                class="rows"
                role="rowgroup"
                node_ref=body
                style:height=text(move || format!("{}px", types() * list.row_height() as usize))
            >
                <div
                    class="window"
                    role="presentation"
                    style:transform=text(move || {
                        format!("translateY({}px)", range.get().0 * list.row_height() as usize)
                    })
                >
                    {keyed(rows, row)}
                </div>
            </div>
        </div>
    }
}

/// Rows are drawn anew when this changes.
fn content(state: State) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.edition.get().build.hash(&mut hasher);
    state.asked.with(|asked| asked.text.hash(&mut hasher));
    hasher.finish()
}

/// What of the list is within the window, in pixels from the list's first row.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Seen {
    top: f64,
    height: f64,
}

impl Seen {
    /// The rows to be in the page. In steps, so that not each pixel makes a new list.
    fn rows(self, row: f64, types: usize) -> (usize, usize) {
        let first = ((self.top / row).max(0.0) as usize).min(types.saturating_sub(1));
        let from = (first / AROUND * AROUND).saturating_sub(AROUND).min(types);
        let rows = (self.height / row).ceil() as usize + 3 * AROUND;
        (from, (from + rows).min(types))
    }
}

#[derive(Clone, Copy)]
struct ListState {
    state: State,
    body: NodeRef<Div>,
    seen: RwSignal<Seen>,
}

impl ListState {
    fn row_height(self) -> f64 {
        if self.state.is_phone.get() { ROW_PHONE } else { ROW }
    }

    /// Keeps `seen` true: it changes by scrolling, by resizing, and by what stands above.
    fn follow_window(self) {
        let scroll = window_event_listener(ev::scroll, move |_| self.measure_soon());
        let resize = window_event_listener(ev::resize, move |_| self.measure_soon());
        on_cleanup(move || {
            scroll.remove();
            resize.remove();
        });
        Effect::new(move |_| {
            self.state.answer.track();
            self.state.notices.track();
            self.state.is_phone.track();
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
        let seen = Seen { top: -body.get_bounding_client_rect().top(), height };
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
        let row = untrack(|| self.row_height());
        let is_phone = self.state.is_phone.get_untracked();
        let (above, below) = if is_phone { COVERED_PHONE } else { COVERED };
        let Seen { top, height } = self.seen.get_untracked();
        let y = at as f64 * row - top;
        let by = if y < above {
            y - above
        } else if y + row > height - below {
            y + row - (height - below)
        } else {
            return;
        };
        let options = ScrollToOptions::new();
        options.set_top(by);
        window().scroll_by_with_scroll_to_options(&options);
    }

    fn open(self, id: TypeId) {
        let name = self.state.with_index(|index| index.entries[id as usize].name.clone());
        self.state.open_type(&name);
    }

    fn key(self, event: &KeyboardEvent) {
        let at = untrack(|| self.active_at());
        let page = (self.seen.get_untracked().height / untrack(|| self.row_height())) as usize;
        let page = page.saturating_sub(3).max(1);
        let is_head = event.target() != event.current_target();
        match event.key().as_str() {
            "ArrowDown" => self.go_to(at.map_or(0, |at| at + 1)),
            "ArrowUp" if at == Some(0) => keys::focus(keys::SEARCH),
            "ArrowUp" => self.go_to(at.map_or(0, |at| at - 1)),
            "PageDown" => self.go_to(at.unwrap_or(0) + page),
            "PageUp" => self.go_to(at.unwrap_or(0).saturating_sub(page)),
            "Home" => self.go_to(0),
            "End" => self.go_to(usize::MAX),
            // The buttons in the head have their own Enter.
            "Enter" | " " if !is_head => {
                self.state.active.get_untracked().into_iter().for_each(|id| self.open(id));
            }
            _ => return,
        }
        event.prevent_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_in_the_window_are_in_the_page_and_few_others() {
        for top in [-300.0, 0.0, 55.0, 56.0, 12_345.0, 655_000.0] {
            let seen = Seen { top, height: 900.0 };
            let (from, to) = seen.rows(56.0, 11_700);
            let first = (top.max(0.0) / 56.0).floor() as usize;
            let last = (((top + 900.0) / 56.0).ceil() as usize).min(11_700);
            assert!(from <= first && last <= to, "{top}: {from}..{to}, seen {first}..{last}");
            assert!(to - from <= 17 + 3 * AROUND);
        }
        assert_eq!(Seen { top: 900.0, height: 900.0 }.rows(56.0, 1), (0, 1));
        assert_eq!(Seen::default().rows(56.0, 0), (0, 0));
    }
}
