//! Markup. Views take signals and return markup; they fetch, rank and parse nothing.

pub mod app;
mod live;
mod more;
mod keys;
mod topbar;
mod notices;
mod progress;
mod failed;
mod filters;
mod region_tree;
mod threshold;
mod facet;
mod histogram;
mod results;
mod order;
mod chips;
mod body;
mod repairs;
mod list;
mod columns;
mod row;
mod bars;
mod detail;
mod asking;
mod footer;
mod status;
