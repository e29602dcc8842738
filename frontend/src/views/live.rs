//! Parts of views that follow signals.
//!
//! Every closure that Leptos is given is a type of its own, and what draws it is compiled for
//! each of them anew. These functions put the closures into boxes of a few types: with plain
//! closures, `<Show>` and `<For>` the app was 1,300 kB where it was 1,140 kB with these.
//!
//! The one file that uses Leptos' own `view!`; see [`crate::markup`] for ours.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// What tells two items of a list apart.
pub type Key = (u64, u64);

/// A view that changes.
pub type Live = SharedReactiveFunction<AnyView>;

/// Text that follows signals.
pub fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    boxed(Box::new(words))
}

/// Text that follows signals, and may be absent.
pub fn perhaps(
    words: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    boxed(Box::new(words))
}

/// A condition that follows signals.
pub fn flag(holds: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    boxed(Box::new(holds))
}

/// One signal of each type of value, whatever works it out.
#[inline(never)]
fn boxed<T: Send + Sync + 'static>(value: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
    Signal::derive(value)
}

/// A view that is drawn anew whenever a signal that it reads changes.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> Live {
    Arc::new(Mutex::new(view))
}

/// A view that is there while a condition holds, and is drawn anew only when it comes back.
pub fn when(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> Live {
    either(holds, view, || ().into_any())
}

/// One of two views.
pub fn either(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
    other: impl Fn() -> AnyView + Send + 'static,
) -> Live {
    let holds: Box<dyn Fn() -> bool + Send + Sync> = Box::new(holds);
    let holds = Memo::new(move |_| holds());
    live(move || if holds.get() { view() } else { other() })
}

/// A list whose items keep their element for as long as their key stays.
pub fn keyed(
    keys: impl Fn() -> Vec<Key> + Send + Sync + 'static,
    view: impl Fn(Key) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys: Box<dyn Fn() -> Vec<Key> + Send + Sync> = Box::new(keys);
    boxed_list(keys, Arc::new(view))
}

fn boxed_list(
    keys: Box<dyn Fn() -> Vec<Key> + Send + Sync>,
    view: Arc<dyn Fn(Key) -> AnyView + Send + Sync>,
) -> AnyView {
    view! { <For each=keys key=|key| *key children=move |key| view(key)/> }.into_any()
}
