//! Every setting with the value in force and where it came from. What may be secret is not in it.

use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};
use serde::Serialize;

use super::file::{OF_A_SOURCE, Values};
use super::given::{KINDS, has_source, id_of, leaf, winner};
use crate::config::Cache;
use crate::source::demo;
use crate::source::neo4j::Password;
use crate::source::neuprint::Token;

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The name of its flag; with several sources, that of the source before it.
    pub name: String,
    /// What it is set to, for people; `None` where it is not set.
    pub value: Option<String>,
    /// Where that came from.
    #[serde(flatten)]
    pub from: From,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum From {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Variable {
        /// Its name.
        variable: String,
    },
    /// The file.
    File {
        /// Its path.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// Nowhere: the program's own value, or none.
    Default,
}

const HIDDEN: &str = "(set, hidden)";
const NOT_USED: &str = "(not used)";

/// The settings of a command, each source's own ones once for each source. `takes_secrets` tells
/// whether a secret in a variable is meant for them.
pub fn settings(
    command: &clap::Command,
    file: &Path,
    parsed: &[(Values, ArgMatches)],
    takes_secrets: bool,
) -> Vec<Setting> {
    let Some((values, matches)) = parsed.first() else { return Vec::new() };
    let arguments = arguments_of(command, matches);
    let (of_source, of_proxy): (Vec<&Arg>, Vec<&Arg>) = arguments.into_iter().partition(|arg| {
        arg.get_help_heading().is_some_and(|heading| OF_A_SOURCE.contains(&heading))
    });
    let reading = |values, matches| Reading { file, values, matches: leaf(matches) };
    let mut settings: Vec<Setting> =
        of_proxy.iter().map(|argument| reading(values, matches).setting(argument)).collect();
    for (number, (values, matches)) in parsed.iter().enumerate() {
        let reading = reading(values, matches);
        let mut own: Vec<Setting> = of_source.iter().map(|arg| reading.setting(arg)).collect();
        if has_source(reading.matches) {
            let secrets = [
                ("token", Token::VARIABLE, "server"),
                ("neo4j-password", Password::VARIABLE, "neo4j"),
            ];
            own.extend(secrets.map(|(name, variable, kind)| {
                let is_used = takes_secrets && reading.takes_secret(name, kind);
                secret(name, variable, is_used)
            }));
        }
        if parsed.len() > 1 {
            own.iter_mut().for_each(|it| it.name = format!("source {}: {}", number + 1, it.name));
        }
        settings.append(&mut own);
    }
    settings
}

/// The arguments of the command that was called and of all commands, in the order of their help.
fn arguments_of<'a>(command: &'a clap::Command, matches: &ArgMatches) -> Vec<&'a Arg> {
    let mut arguments: Vec<&Arg> = command.get_arguments().collect();
    if let Some((name, below)) = matches.subcommand()
        && let Some(command) = command.find_subcommand(name)
    {
        arguments.extend(arguments_of(command, below));
    }
    arguments.retain(|argument| argument.get_env().is_some());
    arguments
}

/// Where the settings of one source are read from.
struct Reading<'a> {
    file: &'a Path,
    values: &'a Values,
    matches: &'a ArgMatches,
}

impl Reading<'_> {
    fn setting(&self, argument: &Arg) -> Setting {
        let name = argument.get_long().unwrap_or_default();
        let id = id_of(name);
        let raw = self.matches.get_raw(&id).into_iter().flatten();
        let texts: Vec<String> = raw.map(|text| text.to_string_lossy().into_owned()).collect();
        let value = (!texts.is_empty()).then(|| texts.join(", "));
        let is_overruled =
            KINDS.contains(&name) && winner(self.matches).is_some_and(|it| it != name);
        Setting {
            name: name.to_owned(),
            value: match value.or_else(|| self.unsaid(name)) {
                Some(_) if is_overruled => Some(NOT_USED.to_owned()),
                value => value.map(|value| without_secrets(name, value)),
            },
            from: self.origin(argument, name, &id),
        }
    }

    /// What holds where nothing is said, and nothing can be said as a default.
    fn unsaid(&self, name: &str) -> Option<String> {
        match name {
            "cache-dir" => Cache::default().folder().map(|folder| folder.display().to_string()),
            "demo" if winner(self.matches).is_none() => Some(demo::Size::default().to_string()),
            _ => None,
        }
    }

    /// Whether the source is of the kind that needs this secret, and has no file for it.
    fn takes_secret(&self, name: &str, kind: &str) -> bool {
        let has_file = self.matches.get_raw(&id_of(&format!("{name}-file"))).is_some();
        winner(self.matches) == Some(kind) && !has_file
    }

    fn origin(&self, argument: &Arg, name: &str, id: &str) -> From {
        match (self.matches.value_source(id), self.values.get(name)) {
            (Some(ValueSource::CommandLine), _) => From::Flag,
            (Some(ValueSource::EnvVariable), _) => {
                let variable = argument.get_env().unwrap_or_default();
                From::Variable { variable: variable.to_string_lossy().into_owned() }
            }
            (Some(_), Some(value)) => {
                From::File { file: self.file.display().to_string(), line: value.line }
            }
            _ => From::Default,
        }
    }
}

/// An address may hold a password or a token where none belongs.
fn without_secrets(name: &str, value: String) -> String {
    let is_address = ["server", "neo4j"].contains(&name);
    match is_address && value.contains(['@', '?', '#']) {
        true => HIDDEN.to_owned(),
        false => value,
    }
}

fn secret(name: &str, variable: &str, is_used: bool) -> Setting {
    let is_set = std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    let from = match is_set {
        true => From::Variable { variable: variable.to_owned() },
        false => From::Default,
    };
    let shown = if is_used { HIDDEN } else { NOT_USED };
    Setting { name: name.to_owned(), value: is_set.then(|| shown.to_owned()), from }
}
