//! The proxy: the program `quickpage` with the app inside.

use std::ffi::OsString;
use std::process::Command;

use crate::process::{Failure, Result, forget_xtask, run, say};
use crate::workspace::Workspace;

/// As the README builds it by hand, so that both share what they compile.
pub fn build(workspace: &Workspace) -> Result<()> {
    let duration = if workspace.proxy().exists() { "" } else { " (about 3 min, once)" };
    say(format_args!("building the proxy{duration}…"));
    run(
        workspace.cargo().args(["build", "--release", "--bin", "quickpage"]),
        "the proxy does not build: mend what stands above",
    )
}

/// Runs `quickpage serve` in place of xtask, in the folder that the user is in: signals, exit code
/// and relative paths are then the server's own. Comes back only with a failure.
pub fn become_server(workspace: &Workspace, args: &[OsString]) -> Failure {
    let mut command = Command::new(workspace.proxy());
    command.arg("serve").args(args);
    forget_xtask(&mut command);
    become_program(command)
}

#[cfg(unix)]
fn become_program(mut command: Command) -> Failure {
    use std::os::unix::process::CommandExt;

    let cause = command.exec();
    Failure::new(format!("{} does not start: {cause}", command.get_program().display()))
}

#[cfg(not(unix))]
fn become_program(mut command: Command) -> Failure {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(cause) => {
            Failure::new(format!("{} does not start: {cause}", command.get_program().display()))
        }
    }
}
