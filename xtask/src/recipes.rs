//! nginx and systemd, which the recipes of `deploy/` are tried with.

use std::path::Path;

use crate::debian;
use crate::process::{Result, find_on_path, say};
use crate::tests::in_ci;

/// Each program with its package.
const PROGRAMS: [(&str, &str); 2] = [("nginx", "nginx-light"), ("systemd-analyze", "systemd")];

/// Installs what is missing, in CI only: Debian starts a web server with the package.
pub fn set_up() -> Result<()> {
    let missing: Vec<_> = PROGRAMS.into_iter().filter(|(program, _)| !is_there(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|(program, _)| *program).collect();
    let names = names.join(" and ");
    if !in_ci() {
        say(format_args!("! THERE IS NO {names}: ITS RECIPES IN deploy/ ARE NOT TRIED"));
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
    debian::install(&packages, "some seconds", &format!("the recipes of deploy/ need {names}"))
}

/// Root has these on PATH, others may not.
fn is_there(program: &str) -> bool {
    find_on_path(program).is_some() || Path::new("/usr/sbin").join(program).is_file()
}
