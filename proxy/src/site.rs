//! A whole site as files: the app, its data and a page per type and side, for any static host.
//!
//! In reading order: what files are called ([`stems`]); how types are read whole ([`reading`],
//! with what is [`gathering`] of them) into their [`material`]; how its [`page`]s are printed and
//! all its [`files`] written, by a recipe ([`recipe`]) and with a journal ([`part`]); what is made
//! of all types together ([`whole`]) and of the [`app`]; the [`manifest`] of it all; and how one
//! site takes the [`place`] of another ([`workshop`]). [`scan`] finds pages that others have made.

pub mod stems;
pub mod reading;
pub mod gathering;
pub mod material;
pub mod page;
pub mod files;
pub mod recipe;
pub mod part;
pub mod whole;
pub mod app;
pub mod manifest;
pub mod place;
pub mod workshop;
pub mod scan;

/// The folder of a site in which the program keeps what is its own: it is no part of the site.
pub const CACHE: &str = ".cache";
