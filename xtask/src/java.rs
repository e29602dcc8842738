//! Java, which Neo4j and the checker of HTML run on.

use std::path::PathBuf;
use std::process::Command;

use crate::debian;
use crate::pins::reported_version;
use crate::process::{Failure, Result, file_name, find_on_path, output};

/// The oldest version that runs both.
const OLDEST: u32 = 17;

/// The program, in JAVA_HOME or on PATH; it is installed where it is not there and can be.
pub fn set_up(needed_by: &str) -> Result<PathBuf> {
    let otherwise = format!("{needed_by} needs Java 17 or later, on PATH or in JAVA_HOME");
    if let Some(java) = find() {
        return Ok(java);
    }
    debian::install(&["default-jre-headless"], "about 1 min", &otherwise)?;
    find().ok_or_else(|| Failure::new(otherwise))
}

fn find() -> Option<PathBuf> {
    let home = std::env::var_os("JAVA_HOME").map(PathBuf::from);
    let named = home.map(|home| home.join("bin").join(file_name("java")));
    let is_new_enough = |java: &PathBuf| {
        output(Command::new(java).arg("--version"))
            .and_then(|text| major_version(&text))
            .is_some_and(|major| major >= OLDEST)
    };
    named.into_iter().chain(find_on_path("java")).find(is_new_enough)
}

fn major_version(text: &str) -> Option<u32> {
    reported_version(text)?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod version {
    use super::*;

    #[test]
    fn its_major_version_is_read() {
        let check = |text: &str, major| assert_eq!(major_version(text), major, "{text}");
        check("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment", Some(17));
        check("openjdk 21 2023-09-19", Some(21));
        check("", None);
    }
}
