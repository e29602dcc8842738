//! Packages of Debian and what derives from it.

use std::path::Path;
use std::process::Command;

use crate::process::{Failure, Result, find_on_path, output, run, say};

/// Installs what is missing of the packages, or fails with `otherwise`; on Debian with the line to
/// run as root, too.
pub fn install(packages: &[&str], duration: &str, otherwise: &str) -> Result<()> {
    if !Path::new("/etc/debian_version").exists() || find_on_path("apt-get").is_none() {
        return Err(Failure::new(otherwise));
    }
    if are_installed(packages) {
        return Ok(());
    }
    let list = packages.join(" ");
    let by_hand =
        format!("{otherwise}; on Debian, as root: apt-get update && apt-get install -y {list}");
    if output(Command::new("id").arg("-u")).as_deref().map(str::trim) != Some("0") {
        return Err(Failure::new(by_hand));
    }
    say(format_args!("installing {list} with apt-get ({duration}, once)…"));
    run(&mut apt_get(&["update"]), &by_hand)?;
    run(apt_get(&["install", "-y", "--no-install-recommends"]).args(packages), &by_hand)
}

fn are_installed(packages: &[&str]) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}\n"]).args(packages);
    output(&mut query).is_some_and(|states| states.lines().all(|state| state == "installed"))
}

fn apt_get(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-q").args(args).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
