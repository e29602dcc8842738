//! The only file that talks to the clipboard.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Copies a text; whether the browser let it.
pub async fn copy(text: String) -> bool {
    let navigator = window().navigator();
    // Over plain http from another machine there is no clipboard at all.
    let has_one = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object());
    has_one && JsFuture::from(navigator.clipboard().write_text(&text)).await.is_ok()
}
