//! Rows of a long table within the page: a few at first, and all of them in a window of their own
//! when asked for. Only those that can be seen are in the page.

use std::sync::Arc;

use crate::markup::view;
use leptos::html::Div;
use leptos::prelude::*;

use super::live::{Key, flag, keyed, perhaps, text};
use crate::format::number;

/// Rows beyond the edges that are in the page already.
const AROUND: usize = 8;

/// Tallest window, in pixels; the style sheet has the same number.
const TALLEST: f64 = 480.0;

/// What a scroller needs to know.
#[derive(Clone, Copy)]
pub struct Rows {
    /// Positions of the things shown, in their order.
    pub shown: Memo<Vec<usize>>,
    /// Height of a row in pixels, which the style sheet keeps to.
    pub height: Signal<f64>,
    /// So many rows are shown at first.
    pub few: usize,
    /// What the rows are within, and what they are, for those who cannot see it.
    pub role: &'static str,
    /// See `role`.
    pub label: &'static str,
}

/// The rows, and the button that shows all of them: it is no row, and stands beside them.
pub struct Scroller {
    /// The rows.
    pub rows: AnyView,
    /// The button.
    pub more: AnyView,
}

/// The rows. `row` is given the position of the thing and the place of its row, from 0.
pub fn scroller(
    rows: Rows,
    row: impl Fn(usize, usize) -> AnyView + Send + Sync + 'static,
) -> Scroller {
    boxed(rows, Arc::new(row))
}

fn boxed(rows: Rows, row: Arc<dyn Fn(usize, usize) -> AnyView + Send + Sync>) -> Scroller {
    let Rows { shown, height, few, role, label } = rows;
    let element = NodeRef::<Div>::new();
    let shows_all = RwSignal::new(false);
    let top = RwSignal::new(0.0);
    let count = Memo::new(move |_| shown.with(Vec::len));
    let range = Memo::new(move |_| match shows_all.get() {
        true => in_sight(top.get(), height.get(), count.get()),
        false => (0, count.get().min(few)),
    });
    // Another order is read from its top.
    Effect::new(move |_| {
        shown.track();
        top.set(0.0);
        if let Some(element) = element.get_untracked() {
            element.set_scroll_top(0);
        }
    });
    let keys = move || {
        let (from, to) = range.get();
        let key = |(n, at): (usize, &usize)| -> Key { (*at as u64, (from + n) as u64) };
        shown.with(|rows| {
            rows.get(from..to).unwrap_or_default().iter().enumerate().map(key).collect()
        })
    };
    let whole = move || if shows_all.get() { count.get() } else { count.get().min(few) };
    let has_more = move || !shows_all.get() && count.get() > few;
    let rows = view! {
        <div
            class="scroller"
            node_ref=element
            role=role
            tabindex=perhaps(move || shows_all.get().then(|| "0".to_owned()))
            aria-label=label
            on:scroll=move |_| if let Some(element) = element.get_untracked() {
                top.set(f64::from(element.scroll_top()));
            }
        >
            <div role="presentation" style:height=text(move || pixels(whole(), height.get()))>
                <div
                    role="presentation"
                    style:transform=text(move || {
                        format!("translateY({})", pixels(range.get().0, height.get()))
                    })
                >
                    {keyed(keys, move |(at, place)| row(at as usize, place as usize))}
                </div>
            </div>
        </div>
    };
    let more = view! {
        <button
            class="link show-all"
            class:none=flag(move || !has_more())
            on:click=move |_| shows_all.set(true)
        >{text(move || format!("show all {}", number(count.get() as u64)))}</button>
    };
    Scroller { rows: rows.into_any(), more: more.into_any() }
}

/// In whole pixels: a stylesheet needs no more.
fn pixels(rows: usize, height: f64) -> String {
    format!("{}px", rows * height as usize)
}

/// The rows to be in the page. In steps, so that not each pixel makes a new list.
fn in_sight(top: f64, height: f64, count: usize) -> (usize, usize) {
    let first = (top / height).max(0.0) as usize;
    let from = (first / AROUND * AROUND).saturating_sub(AROUND).min(count);
    let rows = (TALLEST / height).ceil() as usize + 3 * AROUND;
    (from, (from + rows).min(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_seen_is_in_the_page_and_little_else() {
        for (top, count) in [(0.0, 4_000), (137.0, 4_000), (28.0 * 3_990.0, 4_000), (0.0, 3)] {
            let (from, to) = in_sight(top, 28.0, count);
            let (first, last) = ((top / 28.0) as usize, ((top + TALLEST) / 28.0).ceil() as usize);
            assert!(from <= first && to >= last.min(count), "{top}: {from}..{to}");
            assert!(to - from <= 42 && to <= count, "{top}: {from}..{to}");
        }
    }
}
