//! Rebuilds the binary when the app it embeds has changed, and tells the program by which code
//! static sites are written.

#[path = "../shared/build/code.rs"]
mod code;

/// What decides how the files of a type look, from the rows of a source on.
const SITE_CODE: [&str; 7] = [
    "src/source",
    "src/source.rs",
    "src/site",
    "src/site.rs",
    "src/commands/create_index/making.rs",
    "templates",
    "../shared/src",
];

fn main() {
    // Debug builds read the app's files when they run.
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if embeds { "../dist" } else { "build.rs" });

    println!("cargo::rustc-env=QUICKPAGE_SITE_CODE={}", code::number_of(&SITE_CODE));
}
