//! The proxy beside neuPrint.
pub mod source;
