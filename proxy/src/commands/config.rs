//! `quickpage config`: every setting with the value in force and where it came from.

use super::{Ended, aligned, print, print_json};
use crate::config::settings::{From, Setting};

/// Prints the settings.
///
/// # Errors
/// When they cannot be written.
pub fn run(settings: &[Setting], json: bool) -> anyhow::Result<Ended> {
    match json {
        true => print_json(&settings)?,
        false => print(&table(settings))?,
    }
    Ok(Ended::Done)
}

fn table(settings: &[Setting]) -> String {
    let row = |setting: &Setting| {
        let value = setting.value.as_deref().unwrap_or("(not set)");
        [setting.name.clone(), one_line(value), origin(setting)]
    };
    let head = ["setting", "value", "from"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(settings.iter().map(row)).collect();
    aligned(&rows)
}

fn origin(setting: &Setting) -> String {
    match &setting.from {
        From::Flag => "flag".to_owned(),
        From::Variable { variable } => format!("variable {variable}"),
        From::File { file, line } => format!("{file}:{line}"),
        From::Default if setting.value.is_none() => String::new(),
        From::Default => "default".to_owned(),
    }
}

/// Values come from outside: what would move the cursor is written out.
fn one_line(value: &str) -> String {
    let escaped = |c: char| match c.is_control() {
        true => c.escape_default().collect::<String>(),
        false => c.to_string(),
    };
    value.chars().map(escaped).collect()
}
