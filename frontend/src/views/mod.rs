//! Markup. Views take signals and return markup; they fetch, rank and parse nothing.

pub mod app;
mod keys;
mod topbar;
mod notices;
mod progress;
mod failed;
mod filters;
mod region_tree;
mod facet;
mod histogram;
mod results;
mod chips;
mod body;
mod list;
mod row;
mod bars;
mod detail;
mod regions;
mod attributes;
mod partners;
mod neurons;
mod footer;
