//! The browser app of quickpage: an index of the neuron types of a connectome.
//!
//! The modules stand in the order in which data comes to the screen: [`api`] and [`store`] are
//! the only ones that talk to the network and to IndexedDB; [`sync`] decides what to fetch;
//! [`opening`], [`updating`] and [`filling`] carry that out; [`library`] holds the result;
//! [`state`] has every signal of the page, [`draft`] those of the query line; [`views`] turn
//! signals into [`markup`] and do nothing else.

mod lines;
mod listed;
mod api;
pub mod store;
mod sync;
mod pause;
mod clipboard;
mod keeping;
mod library;
mod opening;
mod packed;
mod kept;
mod newer;
mod updating;
mod hierarchy;
mod filling;
mod address;
mod choice;
mod outline;
mod status;
mod state;
mod counting;
mod switching;
mod habits;
mod exporting;
mod pasted;
mod draft;
mod resources;
mod ranking;
mod format;
mod wording;
mod theme;
mod folds;
mod files;
mod trusted;
mod offline;
mod markup;
mod views;

/// Puts the app into the page, in a turn of its own: the browser has just made this program ready.
pub fn start() {
    console_error_panic_hook::set_once();
    trusted::allow_templates();
    // Leptos has no executor before it has mounted something.
    wasm_bindgen_futures::spawn_local(async {
        pause::turn().await;
        views::app::mount();
    });
}
