//! Which filters are folded: a habit, which this browser's local storage remembers where that is
//! allowed.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::theme::storage;

const KEY: &str = "quickpage-folds";

/// Folded until the person opens them: looked for rarely, or long.
const FOLDED: [&str; 12] = [
    "sources",
    "subclass",
    "neuromere",
    "dimorphism",
    "inputs",
    "outputs",
    "inputsPerNeuron",
    "outputsPerNeuron",
    "status",
    "cropped",
    "has",
    "attention",
];

/// The filters that the person has folded or opened, against what they are at first. A handle,
/// free to copy.
#[derive(Clone, Copy)]
pub struct Folds(RwSignal<BTreeSet<String>>);

impl Folds {
    /// Those remembered.
    pub fn remembered() -> Folds {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let turned = kept.unwrap_or_default();
        Folds(RwSignal::new(turned.split_whitespace().map(str::to_owned).collect()))
    }

    /// Whether the filter of this key is open.
    pub fn is_open(self, key: &str) -> bool {
        self.0.with(|turned| turned.contains(key)) == FOLDED.contains(&key)
    }

    /// Opens the filter, or folds it.
    pub fn turn(self, key: &str) {
        self.0.update(|turned| {
            if !turned.remove(key) {
                turned.insert(key.to_owned());
            }
        });
        if let Some(storage) = storage() {
            let turned: Vec<String> = self.0.get_untracked().into_iter().collect();
            // A private window may refuse: then the habit lasts until the page is left.
            drop(storage.set_item(KEY, &turned.join(" ")));
        }
    }
}
