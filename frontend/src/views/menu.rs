//! A button that opens a panel of choices below itself. The panel closes by Escape, by the button
//! again, and when the focus goes elsewhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};

use super::live::{text, when};
use crate::markup::view;

/// The button and its panel, which is drawn when it opens.
#[component]
pub fn Menu(
    /// Id of the panel; the button's is the same with `-button` behind it.
    id: &'static str,
    /// What the button says.
    label: Signal<String>,
    /// What the panel holds.
    panel: fn() -> AnyView,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let button = format!("{id}-button");
    let to_button = button.clone();
    view! {
        <div
            class="menu"
            on:focusout=move |event| {
                if leaves(&event) {
                    is_open.set(false);
                }
            }
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" && is_open.get_untracked() {
                    event.prevent_default();
                    event.stop_propagation();
                    is_open.set(false);
                    super::keys::focus(&to_button);
                }
            }
        >
            <button
                class="pill"
                id=button
                aria-controls=id
                aria-expanded=text(move || is_open.get().to_string())
                on:click=move |_| is_open.update(|open| *open = !*open)
            >{label}<span class="twisty" aria-hidden="true">{"▾"}</span></button>
            {when(move || is_open.get(), move || view! {
                // Takes the focus when its ground is clicked, so that it does not go elsewhere.
                <div class="panel" id=id tabindex="-1">{panel()}</div>
            }.into_any())}
        </div>
    }
}

/// Whether the focus goes out of what the event is heard on.
fn leaves(event: &FocusEvent) -> bool {
    let Some(menu) = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let to = event.related_target().and_then(|it| it.dyn_into::<Node>().ok());
    !menu.contains(to.as_ref())
}
