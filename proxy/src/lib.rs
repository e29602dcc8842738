//! The proxy beside neuPrint: gathers what all browsers want into batched queries, caches, and
//! never lets the database be overrun.
//!
//! The modules stand in the order in which a want meets them: [`http`] takes requests,
//! [`datasets`] knows what is known, [`batcher`] gathers the rest, [`upstream`] keeps the limit,
//! [`source`] asks. [`site`] writes all of it
//! as files for a static host. [`metrics`] are what is counted on the way, [`log`] what is written. [`config`]
//! has every number that a person may set.

pub mod config;
pub mod log;
pub mod http;
pub mod datasets;
pub mod flights;
pub mod known;
pub mod nomenclature;
pub mod batcher;
pub mod upstream;
pub mod source;
pub mod disk;
pub mod opening;
pub mod site;
pub mod listening;
pub mod commands;
pub mod metrics;
