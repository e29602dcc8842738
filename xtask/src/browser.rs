//! The browser in which pages are tested, and its driver.

use std::env;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::process::{Failure, Result, find_on_path};
use crate::workspace::absolute;

/// Both paths are absolute.
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

const OTHERWISE: &str =
    "the tests need Chromium and chromedriver, on PATH or in CHROME and CHROMEDRIVER";

pub fn set_up() -> Result<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    debian::install(&["chromium", "chromium-driver"], "about 1 min", OTHERWISE)?;
    find()?.ok_or_else(|| Failure::new(OTHERWISE))
}

fn find() -> Result<Option<Browser>> {
    let chrome = named_or_on_path("CHROME", &["chromium", "chromium-browser", "google-chrome"])?;
    let driver = named_or_on_path("CHROMEDRIVER", &["chromedriver"])?;
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

fn named_or_on_path(variable: &str, programs: &[&str]) -> Result<Option<PathBuf>> {
    let Some(named) = env::var_os(variable) else {
        return Ok(programs.iter().find_map(|program| find_on_path(program)));
    };
    let path = absolute(Path::new(&named));
    if !path.is_file() {
        return Err(Failure::new(format!("{variable} names no program: {}", path.display())));
    }
    Ok(Some(path))
}
