//! Packages of Debian and what derives from it.

use std::path::Path;
use std::process::Command;

use crate::process::{Failure, Result, find_on_path, output, run, say};

/// Installs the packages, or fails with `otherwise` and the line to run, where there is one.
pub fn install(packages: &[&str], duration: &str, otherwise: &str) -> Result<()> {
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() || find_on_path("apt-get").is_none() {
        return Err(Failure::new(otherwise));
    }
    let by_hand = format!("{otherwise}: apt-get update && apt-get install -y {list} (as root)");
    if output(Command::new("id").arg("-u")).as_deref().map(str::trim) != Some("0") {
        return Err(Failure::new(by_hand));
    }
    say(format_args!("installing {list} with apt-get ({duration}, once)…"));
    run(&mut apt_get(&["update"]), &by_hand)?;
    run(apt_get(&["install", "-y", "--no-install-recommends"]).args(packages), &by_hand)
}

fn apt_get(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-q").args(args).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
