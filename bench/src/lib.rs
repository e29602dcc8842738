//! The search engine, for measuring: `cargo xtask bench-web` runs it as WebAssembly in a browser,
//! beside other libraries on the same names and queries; `cargo run --release -p quickpage-bench
//! --example native` measures it alone. Nothing of this is in the app.

pub mod random;
pub mod names;
pub mod queries;
pub mod engine;
