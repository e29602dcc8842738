//! What deserves a second look at a type, with its number and its reason.

use crate::markup::{Html, html, view};
use leptos::prelude::*;
use shared::quality::{self, Flag};
use shared::wire::Summary;

/// The list; nothing where there is nothing to say.
pub fn flags(summary: &Summary) -> AnyView {
    let flags = quality::flags(summary);
    if flags.is_empty() {
        return ().into_any();
    }
    let line = |flag: Flag| html! { <li><b>{flag.label()}</b>" "{flag.words()}</li> };
    let lines: Html = flags.into_iter().map(line).collect();
    view! {
        <div class="part">
            <h3>{"Worth a second look"}</h3>
            <ul class="flags">{lines}</ul>
        </div>
    }
    .into_any()
}
