//! What quickpage's browser app and its proxy have in common.
//!
//! Pure values and arithmetic: no I/O, no clock, no async, no browser, no queries. Everything
//! here compiles for the host and for wasm32 and is tested on the host.
//!
//! The modules stand in the order in which a neuron becomes a row on the screen: a source hands
//! over a [`neuron::Neuron`], whose [`aliases`] may hold several names in one text; [`summary`]
//! adds the neurons of a type up; [`wire`] carries the
//! result to the browser, [`site`] says where it lies on a static host, and [`mod@format`] how
//! numbers are written; [`roi`] says what its synapse counts mean for a region; [`index`] holds all
//! types; [`names`] and [`search`] find one by any name; [`view`] is what the person
//! asked for, an [`expression`] the part of it that no filter can show; [`facets`] answers it,
//! and [`mod@line`] is how it is written.
//! Of a single type, [`why`] says what lets it through, [`quality`] what deserves a second look,
//! [`tallies`] what its neurons say of themselves, [`similar`] which others receive and send in the same regions, and [`counterparts`] what other
//! datasets call it; [`partner_table`] and [`neuron_table`] order what is asked for when it
//! is opened, [`links`] leads on to other sites, and [`citation`] says what to cite.
//! [`export`] and [`copy_as`] carry what was found elsewhere, in the [`literals`] of other
//! languages.
//! [`matrix`] lays an answer out as types by regions, [`comparison`] a few types side by side,
//! [`changes`] says what is different between two versions of a dataset.

pub mod ordering;
pub mod side;
pub mod neuron;
pub mod aliases;
pub mod summary;
pub mod wire;
pub mod site;
pub mod format;
pub mod roi;
pub mod names;
pub mod index;
pub mod search;
pub mod view;
pub mod expression;
pub mod facets;
pub mod line;
pub mod why;
pub mod quality;
pub mod tallies;
pub mod similar;
pub mod counterparts;
pub mod partner_table;
pub mod neuron_table;
pub mod links;
pub mod citation;
pub mod export;
pub mod literals;
pub mod copy_as;
pub mod matrix;
pub mod comparison;
pub mod changes;

/// Stands for the code of this crate: what depends on it (how names are folded, what a flag means)
/// and is kept by a browser or in a site is good as long as this stays.
pub const CODE: &str = env!("QUICKPAGE_SHARED_CODE");
