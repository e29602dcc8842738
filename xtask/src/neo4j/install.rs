//! What a Neo4j consists of: Java, and its jars from Maven's registry in `.tools/`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::pins::{MAVEN_DEPENDENCY_PLUGIN, NEO4J, reported_version};
use crate::process::{Failure, Result, file_name, find_on_path, output, run, say};
use crate::workspace::Workspace;

/// The oldest Java that runs it.
const OLDEST_JAVA: u32 = 17;

/// How to start one; both paths are absolute.
pub struct Program {
    pub java: PathBuf,
    /// The folder of its jars.
    pub jars: PathBuf,
}

pub fn set_up(workspace: &Workspace) -> Result<Program> {
    let java = set_up_java()?;
    let root = workspace.tools().join(format!("neo4j-{NEO4J}"));
    let jars = root.join("lib");
    if !jars.exists() {
        set_up_maven()?;
        say(format_args!("installing Neo4j {NEO4J} with Maven (about 20 s, once)…"));
        install_jars(workspace, &root)?;
    }
    Ok(Program { java, jars })
}

fn set_up_java() -> Result<PathBuf> {
    const OTHERWISE: &str = "Neo4j needs Java 17 or later, on PATH or in JAVA_HOME";
    if let Some(java) = find_java() {
        return Ok(java);
    }
    debian::install(&["default-jre-headless"], "about 1 min", OTHERWISE)?;
    find_java().ok_or_else(|| Failure::new(OTHERWISE))
}

fn find_java() -> Option<PathBuf> {
    let home = std::env::var_os("JAVA_HOME").map(PathBuf::from);
    let named = home.map(|home| home.join("bin").join(file_name("java")));
    let is_new_enough = |java: &PathBuf| {
        output(Command::new(java).arg("--version"))
            .and_then(|text| major_version(&text))
            .is_some_and(|major| major >= OLDEST_JAVA)
    };
    named.into_iter().chain(find_on_path("java")).find(is_new_enough)
}

fn major_version(text: &str) -> Option<u32> {
    reported_version(text)?.split('.').next()?.parse().ok()
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

#[cfg(test)]
mod java {
    use super::*;

    #[test]
    fn its_major_version_is_read() {
        let check = |text: &str, major| assert_eq!(major_version(text), major, "{text}");
        check("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment", Some(17));
        check("openjdk 21 2023-09-19", Some(21));
        check("", None);
    }
}
