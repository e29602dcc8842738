//! axe-core, which looks for what keeps people from using a page.

use std::path::PathBuf;

use crate::npm;
use crate::pins::AXE;
use crate::process::{Result, say};
use crate::workspace::Workspace;

/// By which tests find its script.
pub const VARIABLE: &str = "QUICKPAGE_AXE";

/// Its script; none without Node.
pub fn set_up(workspace: &Workspace) -> Result<Option<PathBuf>> {
    if !npm::is_there() {
        say("! THERE IS NO NODE TO FETCH axe-core: WHAT IT FINDS IS NOT TESTED");
        return Ok(None);
    }
    let root = workspace.tools().join(format!("axe-core-{AXE}"));
    npm::install(workspace, "axe-core", AXE, &root)?;
    Ok(Some(root.join("node_modules").join("axe-core").join("axe.min.js")))
}
