//! Light or dark: as the system says, unless the person says otherwise, which this browser's
//! local storage remembers where that is allowed.

use web_sys::Storage;

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
        }
        if let Some(storage) = storage() {
            // A private window may refuse: then the choice holds until the page is left.
            drop(storage.set_item(KEY, self.word()));
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
