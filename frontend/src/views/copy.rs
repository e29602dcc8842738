//! A button that copies a text and says so.

use std::sync::Arc;

use crate::markup::view;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::live::text;
use crate::clipboard;
use crate::pause;

/// How long it says that it has copied, in seconds.
const SAYS_SO: u32 = 3;

/// The button, called `words`; the text is made when it is pressed.
pub fn copy(
    class: &'static str,
    words: &'static str,
    made: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    boxed(class, words, Arc::new(made))
}

fn boxed(
    class: &'static str,
    words: &'static str,
    made: Arc<dyn Fn() -> String + Send + Sync>,
) -> AnyView {
    let shown = RwSignal::new(words);
    let press = move |_| {
        let copying = clipboard::copy(made());
        spawn_local(async move {
            let said = if copying.await { "copied" } else { "this browser does not allow copying" };
            shown.try_set(said);
            pause::seconds(SAYS_SO).await;
            shown.try_set(words);
        });
    };
    view! {
        <button class=class on:click=press>
            <span role="status">{text(move || shown.get().to_owned())}</span>
        </button>
    }
    .into_any()
}
