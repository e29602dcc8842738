//! neuprint (stub)
use super::table::{Builder, Table};
/// Options.
pub struct Options {
    /// s
    pub server: String,
    /// d
    pub datasets: Option<Vec<String>>,
    /// t
    pub token: Option<Token>,
    /// c
    pub contact: Option<String>,
}
/// Token.
pub struct Token;
impl Token {
    /// From env.
    pub fn from_environment() -> Option<Token> {
        None
    }
}
/// Neuprint.
pub struct Neuprint;
impl Neuprint {
    /// New.
    pub fn new(_o: Options) -> anyhow::Result<Table> {
        Ok(Builder::default().finish(Default::default(), Default::default(), None))
    }
}
