//! What a Neo4j consists of: Java, and its jars from Maven's registry in `.tools/`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::java;
use crate::pins::{MAVEN_DEPENDENCY_PLUGIN, NEO4J};
use crate::process::{Failure, Result, find_on_path, run, say};
use crate::workspace::Workspace;

/// How to start one; both paths are absolute.
pub struct Program {
    pub java: PathBuf,
    /// The folder of its jars.
    pub jars: PathBuf,
}

pub fn set_up(workspace: &Workspace) -> Result<Program> {
    let java = java::set_up("Neo4j")?;
    let root = workspace.tools().join(format!("neo4j-{NEO4J}"));
    let jars = root.join("lib");
    if !jars.exists() {
        set_up_maven()?;
        say(format_args!("installing Neo4j {NEO4J} with Maven (about 20 s, once)…"));
        install_jars(workspace, &root)?;
    }
    Ok(Program { java, jars })
}

fn set_up_maven() -> Result<()> {
    const OTHERWISE: &str = "Neo4j is fetched with Maven: put mvn on PATH";
    if find_on_path("mvn").is_some() {
        return Ok(());
    }
    debian::install(&["maven"], "about 1 min", OTHERWISE)?;
    find_on_path("mvn").map(|_| ()).ok_or_else(|| Failure::new(OTHERWISE))
}

/// By way of a second folder, so that an install that was cut short leaves nothing in the first.
fn install_jars(workspace: &Workspace, root: &Path) -> Result<()> {
    let mut partial = OsString::from(root);
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(|cause| Failure::writing(&partial, cause))?;
    }
    fs::create_dir_all(&partial).map_err(|cause| Failure::writing(&partial, cause))?;
    let pom = partial.join("pom.xml");
    fs::write(&pom, project()).map_err(|cause| Failure::writing(&pom, cause))?;
    let mut command = workspace.command("mvn");
    command
        .args(["--quiet", "--batch-mode", "--file"])
        .arg(&pom)
        .arg(format!(
            "org.apache.maven.plugins:maven-dependency-plugin:{MAVEN_DEPENDENCY_PLUGIN}:\
             copy-dependencies"
        ))
        .args(["-DincludeScope=runtime", "-DoutputDirectory=lib"]);
    run(
        &mut command,
        format!("Neo4j {NEO4J} could not be installed: mend what stands above and run this again"),
    )?;
    fs::rename(&partial, root).map_err(|cause| Failure::writing(root, cause))
}

/// A project for Maven that has nothing but the one dependency.
fn project() -> String {
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">
  <modelVersion>4.0.0</modelVersion>
  <groupId>quickpage</groupId>
  <artifactId>neo4j</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>{NEO4J}</version>
    </dependency>
  </dependencies>
</project>
"
    )
}
