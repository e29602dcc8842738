//! A whole site as files: the app, its data and a page per type and side, for any static host.
//!
//! In reading order: what is known of a type when its files are written ([`material`]), and its
//! pages ([`page`]).

pub mod material;
pub mod page;
