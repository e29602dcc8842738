//! Light or dark: as the system says, unless the person says otherwise, which this browser's
//! local storage remembers where that is allowed.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, Storage};

const KEY: &str = "quickpage-theme";

/// Which colours the page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The one remembered.
    pub fn remembered() -> Theme {
        match storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    /// The next one of the button.
    pub fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }

    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Puts it onto the page and remembers it.
    pub fn apply(self) {
        let root = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.document_element());
        if let Some(root) = root {
            // Setting an attribute of a valid name cannot fail.
            drop(root.set_attribute("data-theme", self.word()));
            announce();
        }
        if let Some(storage) = storage() {
            // A private window may refuse: then the choice holds until the page is left.
            drop(storage.set_item(KEY, self.word()));
        }
    }
}

/// What the window is told when the page's colours have changed.
const CHANGED: &str = "colours-changed";

/// Counts changes of the page's colours, for what is painted and not styled; for as long as its
/// owner lives.
pub fn count_changes(changes: RwSignal<u32>) {
    let listener = window_event_listener_untyped(CHANGED, move |_| changes.update(|n| *n += 1));
    on_cleanup(move || listener.remove());
}

/// Takes note of changes of the system's colours; once per page.
pub fn follow_system() {
    let Ok(Some(media)) = window().match_media("(prefers-color-scheme: dark)") else { return };
    let changed = Closure::<dyn Fn()>::new(announce);
    media.set_onchange(Some(changed.as_ref().unchecked_ref()));
    // The page listens for as long as it lives, and so must the list that it listens to.
    changed.forget();
    std::mem::forget(media);
}

fn announce() {
    if let Ok(event) = Event::new(CHANGED) {
        // An event that nobody can stop is always delivered.
        drop(window().dispatch_event(&event));
    }
}

/// This browser's local storage, where it is allowed.
pub fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
