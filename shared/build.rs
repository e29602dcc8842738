//! Tells the crate what its own code is, as one number.

#[path = "build/code.rs"]
mod code;

fn main() {
    println!("cargo::rustc-env=QUICKPAGE_SHARED_CODE={}", code::number_of(&["src"]));
}
