//! The browser app of quickpage.
use leptos::prelude::*;
fn main() { leptos::mount::mount_to_body(|| view! { <h1>"quickpage"</h1> }); }
