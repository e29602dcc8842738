//! The versions of the app's tools, which Trunk.toml names and Cargo.lock has a say in, and of the
//! database of the tests.

use std::fs;

use crate::process::{Failure, Result};
use crate::workspace::Workspace;

/// The database of the tests: a version of the line that neuPrint's servers run.
pub const NEO4J: &str = "5.26.30";
/// Maven's plugin that fetches its jars.
pub const MAVEN_DEPENDENCY_PLUGIN: &str = "3.6.1";

/// What looks for barriers in the page.
pub const AXE: &str = "4.14.1";

/// What checks generated pages.
pub const VNU: &str = "26.9.27";

/// Exact versions, as the registries write them.
#[derive(Debug, PartialEq)]
pub struct Pins {
    pub trunk: String,
    /// The crate's and the program's: they work only together.
    pub wasm_bindgen: String,
    /// Of npm's `binaryen`, which has wasm-opt.
    pub binaryen: String,
}

impl Pins {
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let read = |name: &str| {
            let path = workspace.root.join(name);
            fs::read_to_string(&path).map_err(|cause| Failure::reading(&path, cause))
        };
        Self::parse(&read("Trunk.toml")?, &read("Cargo.lock")?)
    }

    fn parse(trunk_toml: &str, cargo_lock: &str) -> Result<Self> {
        let pin = |key: &str, prefix: &str| {
            setting(trunk_toml, key)
                .and_then(|value| value.strip_prefix(prefix))
                .ok_or_else(|| Failure::new(format!("Trunk.toml needs {key} = \"{prefix}…\"")))
        };
        let wasm_bindgen = pin("wasm_bindgen", "")?;
        let locked = locked_version(cargo_lock, "wasm-bindgen")
            .ok_or_else(|| Failure::new("Cargo.lock has no wasm-bindgen: run `cargo check`"))?;
        if wasm_bindgen != locked {
            return Err(Failure::new(format!(
                "Trunk.toml pins wasm_bindgen {wasm_bindgen}, Cargo.lock has {locked}: \
                 write wasm_bindgen = \"{locked}\" into Trunk.toml"
            )));
        }
        Ok(Self {
            trunk: pin("trunk-version", "=")?.to_owned(),
            wasm_bindgen: wasm_bindgen.to_owned(),
            binaryen: format!("{}.0.0", pin("wasm_opt", "version_")?),
        })
    }
}

/// The string that `key` has in a TOML file with one setting a line.
fn setting<'a>(toml: &'a str, key: &str) -> Option<&'a str> {
    toml.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
        value.trim_start().strip_prefix('"')?.split('"').next()
    })
}

fn locked_version<'a>(cargo_lock: &'a str, package: &str) -> Option<&'a str> {
    cargo_lock
        .split("[[package]]")
        .find(|entry| setting(entry, "name") == Some(package))
        .and_then(|entry| setting(entry, "version"))
}

/// The version in what a program prints about itself: `trunk 0.21.14`, `wasm-opt version 132 (…)`.
pub fn reported_version(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod versions {
    use super::*;

    const TRUNK_TOML: &str = "\
trunk-version = \"=0.21.14\"
[tools]
wasm_bindgen = \"0.2.130\" # a comment
wasm_opt = \"version_132\"
";
    const CARGO_LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen-macro\"
version = \"9.9.9\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";

    #[test]
    fn each_pin_is_an_exact_version() {
        let pins = Pins::parse(TRUNK_TOML, CARGO_LOCK).expect("the files agree");
        assert_eq!(pins.trunk, "0.21.14");
        assert_eq!(pins.wasm_bindgen, "0.2.130");
        assert_eq!(pins.binaryen, "132.0.0");
    }

    #[test]
    fn a_stale_pin_is_told_with_the_line_to_write() {
        let newer = CARGO_LOCK.replace("0.2.130", "0.2.131");
        let failure = Pins::parse(TRUNK_TOML, &newer).expect_err("they differ").to_string();
        assert!(failure.contains("write wasm_bindgen = \"0.2.131\" into Trunk.toml"), "{failure}");
    }

    #[test]
    fn a_missing_pin_is_named() {
        let failure = Pins::parse("", CARGO_LOCK).expect_err("there are none").to_string();
        assert_eq!(failure, "Trunk.toml needs wasm_bindgen = \"…\"");
    }

    #[test]
    fn the_files_of_this_checkout_agree() {
        let workspace = Workspace::find().expect("cargo runs this test");
        Pins::read(&workspace).unwrap_or_else(|failure| panic!("{failure}"));
    }

    #[test]
    fn a_programs_own_version_is_found() {
        let check = |text, expected| assert_eq!(reported_version(text), expected, "{text}");
        check("trunk 0.21.14\n", Some("0.21.14"));
        check("wasm-opt version 132 (version_132)\n", Some("132"));
        check("wasm-bindgen 0.2.130 (a1b2c3d4e 2026-01-01)", Some("0.2.130"));
        check("usage: trunk", None);
    }
}
