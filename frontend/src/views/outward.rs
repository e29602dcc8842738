//! A link that leads out of the page.

use crate::markup::view;
use leptos::prelude::*;
use shared::wire::Link;

/// The link. Only https leads out; any other address is shown as words.
pub fn outward(link: &Link, class: &'static str) -> AnyView {
    let Link { text, href } = link.clone();
    if !href.starts_with("https://") {
        return view! { <span>{text}</span> }.into_any();
    }
    view! {
        <a class=class href=href target="_blank" rel="noopener noreferrer">
            <bdi>{text}</bdi><span aria-hidden="true">" ↗"</span>
        </a>
    }
    .into_any()
}
