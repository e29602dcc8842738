//! Set-up.
fn main() { println!("xtask"); }
