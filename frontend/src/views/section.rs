//! The frame of a filter: a heading that folds it, and what is in it while it is open or in use.

use crate::markup::view;
use leptos::prelude::*;

use super::live::{flag, text, when};
use crate::folds::Folds;

/// What a frame says of its filter.
pub struct Frame {
    /// Name of the filter, unlike that of any other.
    pub key: &'static str,
    /// Its heading.
    pub title: AnyView,
    /// What stands at the end of the heading.
    pub aside: AnyView,
    /// Whether the dataset has anything that this filter could tell apart.
    pub is_there: Signal<bool>,
    /// Whether it narrows the list.
    pub is_in_use: Signal<bool>,
}

/// A filter in its frame. `body` is told whether the filter is open: folded it is drawn only
/// where it is in use, and then shows no more than that, so that nothing narrows unseen.
pub fn section(frame: Frame, body: impl Fn(Signal<bool>) -> AnyView + Send + 'static) -> AnyView {
    let Frame { key, title, aside, is_there, is_in_use } = frame;
    let folds = use_folds();
    let is_open = flag(move || folds.is_open(key));
    let is_drawn = move || is_there.get() && (is_open.get() || is_in_use.get());
    let id = format!("filter-{key}");
    view! {
        <div
            class="filter"
            class:none=flag(move || !is_there.get())
            role="group"
            aria-labelledby=id
        >
            <h3>
                <button
                    id=id.clone()
                    class="fold"
                    aria-expanded=text(move || is_open.get().to_string())
                    on:click=move |_| folds.turn(key)
                >{title}</button>
                {aside}
            </h3>
            {when(is_drawn, move || body(is_open))}
        </div>
    }
    .into_any()
}

/// A filter within another one's frame: it has a heading, and does not fold by itself.
pub fn part(
    key: &'static str,
    title: &'static str,
    aside: AnyView,
    is_drawn: Signal<bool>,
    body: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let id = format!("filter-{key}");
    view! {
        <div class="part-filter" class:none=flag(move || !is_drawn.get()) role="group" aria-labelledby=id>
            <h4><span id=id.clone()>{title}</span>{aside}</h4>
            {when(move || is_drawn.get(), body)}
        </div>
    }
    .into_any()
}

/// Which filters are folded, from within any of them.
pub fn use_folds() -> Folds {
    expect_context::<Folds>()
}
