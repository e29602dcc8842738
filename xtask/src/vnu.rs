//! The Nu Html Checker, which says what is wrong in generated pages.

use std::path::PathBuf;

use crate::pins::VNU;
use crate::process::{Result, say};
use crate::tests::in_ci;
use crate::workspace::Workspace;
use crate::{java, npm};

/// By which tests find its jar.
pub const VARIABLE: &str = "QUICKPAGE_VNU";

/// Its jar; none without Node to fetch it, or without Java to run it. The latter is an error in
/// CI only.
pub fn set_up(workspace: &Workspace) -> Result<Option<PathBuf>> {
    if !npm::is_there() {
        say("! THERE IS NO NODE TO FETCH THE HTML CHECKER: GENERATED PAGES ARE NOT CHECKED");
        return Ok(None);
    }
    if let Err(failure) = java::set_up("the HTML checker") {
        if in_ci() {
            return Err(failure);
        }
        say(format_args!("! GENERATED PAGES ARE NOT CHECKED: {failure}"));
        return Ok(None);
    }
    let root = workspace.tools().join(format!("vnu-jar-{VNU}"));
    npm::install(workspace, "vnu-jar", VNU, &root)?;
    Ok(Some(root.join("node_modules").join("vnu-jar").join("build").join("dist").join("vnu.jar")))
}
