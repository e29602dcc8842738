//! demo (stub)
use super::table::{Builder, Table};
/// Size.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub enum Size {
    /// Hemibrain.
    #[default]
    Hemibrain,
}
impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "hemibrain")
    }
}
/// Generate.
pub fn generate(_size: Size, _seed: u64) -> Table {
    Builder::default().finish(Default::default(), Default::default(), None)
}
