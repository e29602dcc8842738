//! What is counted, and how it is told to Prometheus.
//!
//! A thing is counted where it happens: [`queries`] beside each way to a source, [`caches`] beside
//! what is known, [`requests`] beside what is served. What the state of the moment tells anyhow
//! is not counted twice: [`exposition`] reads it when it is asked for.
//!
//! The number of series does not depend on what clients ask for: a label's value is a word of one
//! of the enums here, a route's template, a source's place in the order of the sources, or the
//! name of a dataset that a source lists.

pub mod words;
pub mod queries;
pub mod caches;
pub mod requests;
pub mod exposition;
