//! Rebuilds the binary when the app it embeds has changed.

fn main() {
    // Debug builds read the app's files when they run.
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if embeds { "../dist" } else { "build.rs" });
}
