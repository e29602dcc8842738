//! What the program was told by flags, variables and the file, put together.
//!
//! The file's values become the defaults of the command line's arguments, so that one parser
//! reads and checks them all, and a flag goes before a variable, and a variable before the file.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches};

use super::file::{File, FileError, Values, closest, refusal};
use super::settings::{From, Setting, settings};
use super::{Cli, Command, Limits, Log, Serve, SourceOptions};
use crate::source::neo4j::Password;

/// What the program was told.
#[derive(Debug)]
pub struct Given {
    /// The command line, with what is set elsewhere filled in. A source in it is the first of
    /// [`Given::sources`].
    pub cli: Cli,
    /// The sources, for a command that needs any: at least one.
    pub sources: Vec<AtSource>,
    /// Every setting of the command, with the value in force.
    pub settings: Vec<Setting>,
    /// Variables that look like settings and are none.
    pub unknown: Vec<Unknown>,
}

/// A variable that looks like a setting's and is none.
#[derive(Debug)]
pub struct Unknown {
    /// Its name behind the [`PREFIX`].
    name: String,
    /// The one that is most like it.
    meant: Option<String>,
}

/// One source with its limits.
#[derive(Debug, Clone)]
pub struct AtSource {
    /// What it is.
    pub options: SourceOptions,
    /// How hard it may be worked.
    pub limits: Limits,
    /// Whether the token or password in the environment is meant for it: only where all sources
    /// are at the same place, so that none is shown another one's secret.
    pub takes_secret_of_environment: bool,
}

/// What the variables of settings begin with.
const PREFIX: &str = "QUICKPAGE_";

/// The settings that name a source; one of them at a time.
pub const KINDS: [&str; 4] = ["table", "demo", "server", "neo4j"];

/// Reads the arguments, the variables and the file.
///
/// # Errors
/// A usage error, or the text that was asked for by `--help` or `--version`.
pub fn read(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<Given, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let first = parsed_by(Cli::command(), &arguments)?;
    let file = match first.get_one::<PathBuf>("config") {
        Some(path) => File::read(path, &every_setting()).map_err(in_file)?,
        None => File::default(),
    };
    let mut parsed = Vec::new();
    for values in source_by_source(leaf(&first), &file)? {
        let command = with_defaults(Cli::command(), &values);
        let matches = parsed_by(command, &arguments)?;
        parsed.push((values, matches));
    }
    let cli = match parsed.first() {
        Some((_, matches)) => Cli::from_arg_matches(matches)?,
        None => Cli::from_arg_matches(&first)?,
    };
    let mut sources = Vec::new();
    for (_, matches) in &parsed {
        sources.extend(at_source(leaf(matches))?);
    }
    let same_place = sources.windows(2).all(|pair| pair[0].is_beside(&pair[1]));
    sources.iter_mut().for_each(|source| source.takes_secret_of_environment = same_place);
    let settings = settings(&Cli::command(), &file.path, &parsed, same_place);
    Ok(Given { cli, sources, settings, unknown: unknown_variables() })
}

impl Given {
    /// What is logged. A bench starts many proxies, of which it says itself what there is to say.
    pub fn log(&self) -> Log {
        let is_default = |it: &Setting| it.name == "log" && it.from == From::Default;
        match self.cli.command {
            Command::Bench(_) if self.settings.iter().any(is_default) => {
                Log { log: "warn".to_owned(), ..self.cli.log.clone() }
            }
            _ => self.cli.log.clone(),
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the variable {PREFIX}{} is no setting and does nothing; ", self.name)?;
        match &self.meant {
            Some(meant) => write!(f, "{PREFIX}{meant} is one"),
            None => write!(f, "`quickpage serve --help` names them all"),
        }
    }
}

impl AtSource {
    /// Whether both are at one place: then they may share a secret, and their limits add up.
    pub fn is_beside(&self, other: &AtSource) -> bool {
        let (one, other) = (&self.options, &other.options);
        (&one.server, &one.neo4j) == (&other.server, &other.neo4j)
    }

    /// Whether it is a server or a database.
    pub fn is_remote(&self) -> bool {
        self.options.server.is_some() || self.options.neo4j.is_some()
    }
}

/// Lets a command read the arguments; an error names the variable where a value came from one.
fn parsed_by(command: clap::Command, arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let parse = |command: clap::Command| command.try_get_matches_from(arguments);
    let error = match parse(command.clone()) {
        Ok(matches) => return Ok(matches),
        Err(error) => error,
    };
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return Err(error);
    };
    let name = flag.trim_start_matches('-').split(' ').next().unwrap_or_default();
    let variable = variables(&command).into_iter().find(|(flag, _)| flag == name);
    let Some((_, variable)) = variable else { return Err(error) };
    match parse(without_variable(command, name)) {
        Err(same) if same.to_string() == error.to_string() => Err(error),
        _ => Err(usage(&format!("the variable {variable}: {}", refusal(&error)))),
    }
}

/// Every setting as an argument of one command.
pub fn every_setting() -> clap::Command {
    Log::augment_args(Serve::augment_args(clap::Command::new("settings")))
}

/// The matches of the command itself, below `cache` and the like.
pub fn leaf(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, below)| leaf(below))
}

/// The file's values as each source has them.
fn source_by_source(matches: &ArgMatches, file: &File) -> Result<Vec<Values>, clap::Error> {
    if !has_source(matches) {
        return Ok(vec![file.top.clone()]);
    }
    if let Some(named) = named_outside(matches)? {
        // A source that is named here replaces the file's, with what belongs to it. The file's
        // other settings of the same kind of source still hold.
        let same = file.top.contains_key(named);
        let mut values = file.top.clone();
        values.retain(|name, _| same || !is_of_source(name));
        return Ok(vec![values]);
    }
    if file.sources.is_empty() {
        kind_in(&file.top, &file.path)?;
        return Ok(vec![file.top.clone()]);
    }
    if let Some((name, value)) = file.top.iter().find(|(name, _)| is_of_source(name)) {
        let path = file.path.display();
        let line = value.line;
        return Err(usage(&format!(
            "{path}, line {line}: `{name}` stands beside [[source]]; put it into that table"
        )));
    }
    let single = file.sources.len() == 1;
    if let Some(name) =
        every_setting().get_arguments().filter_map(|argument| argument.get_long()).find(|name| {
            !single && *name != "contact" && is_of_source(name) && is_outside(matches, name)
        })
    {
        return Err(usage(&format!(
            "--{name} (or its variable) does not say for which of the {} sources in {}; \
             set it there, or name the source beside it",
            file.sources.len(),
            file.path.display()
        )));
    }
    let mut all = Vec::new();
    for source in &file.sources {
        if kind_in(&source.values, &file.path)?.is_none() {
            let (path, line) = (file.path.display(), source.line);
            return Err(usage(&format!(
                "{path}, line {line}: a [[source]] is named by one of {}",
                KINDS.join(", ")
            )));
        }
        let mut values = file.top.clone();
        values.extend(source.values.clone());
        all.push(values);
    }
    Ok(all)
}

/// The kind of source that a flag names, else a variable.
fn named_outside(matches: &ArgMatches) -> Result<Option<&'static str>, clap::Error> {
    for source in [ValueSource::CommandLine, ValueSource::EnvVariable] {
        let from = |kind: &&str| matches.value_source(&id_of(kind)) == Some(source);
        let named: Vec<&'static str> = KINDS.into_iter().filter(from).collect();
        match *named {
            [] => {}
            [kind] => return Ok(Some(kind)),
            [one, other, ..] => {
                let what = format!("--{one} and --{other} (or their variables) exclude each other");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, what + "\n"));
            }
        }
    }
    Ok(None)
}

/// The kind of source that a table of the file names.
fn kind_in(values: &Values, path: &Path) -> Result<Option<&'static str>, clap::Error> {
    let named: Vec<&'static str> =
        KINDS.into_iter().filter(|kind| values.contains_key(*kind)).collect();
    match *named {
        [] => Ok(None),
        [kind] => Ok(Some(kind)),
        [one, other, ..] => Err(usage(&format!(
            "{}, line {}: `{one}` and `{other}` are two sources; give each a [[source]] table",
            path.display(),
            values[one].line.max(values[other].line)
        ))),
    }
}

fn at_source(matches: &ArgMatches) -> Result<Option<AtSource>, clap::Error> {
    if !has_source(matches) {
        return Ok(None);
    }
    let mut options = SourceOptions::from_arg_matches(matches)?;
    let limits = Limits::from_arg_matches(matches)?;
    options.keep_only(winner(matches));
    let is_flag =
        |name: &&str| matches.value_source(&id_of(name)) == Some(ValueSource::CommandLine);
    let is_demo = options.table.is_none() && options.server.is_none() && options.neo4j.is_none();
    if is_demo && is_flag(&"dataset") {
        let what = "--dataset belongs to a table or a server: the demo has one dataset, which has \
                    a name of its own";
        return Err(usage(what));
    }
    let of_a_table = ["connections", "roi-hierarchy", "column"];
    if let Some(name) = of_a_table.iter().find(|name| options.table.is_none() && is_flag(name)) {
        let what = format!("--{name} belongs to a table: name that by --table\n");
        return Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, what));
    }
    Ok(Some(AtSource { options, limits, takes_secret_of_environment: true }))
}

/// The setting that names the source: a flag before a variable before the file.
pub fn winner(matches: &ArgMatches) -> Option<&'static str> {
    let rank = |kind: &str| match matches.value_source(&id_of(kind))? {
        ValueSource::CommandLine => Some(3),
        ValueSource::EnvVariable => Some(2),
        _ => Some(1),
    };
    KINDS.into_iter().filter(|kind| rank(kind).is_some()).max_by_key(|kind| rank(kind))
}

/// Whether the command needs a source. The seed has a default, so that it is among the matches of
/// every command that takes it. (Whether a command takes an argument at all, matches tell in builds
/// with debug assertions only.)
pub fn has_source(matches: &ArgMatches) -> bool {
    matches.ids().any(|id| id.as_str() == "seed")
}

/// The argument of a setting.
pub fn id_of(name: &str) -> String {
    match name {
        "column" => "columns".to_owned(),
        "dataset" => "datasets".to_owned(),
        name => name.replace('-', "_"),
    }
}

/// Whether a flag or a variable sets it.
fn is_outside(matches: &ArgMatches, name: &str) -> bool {
    let outside = [Some(ValueSource::CommandLine), Some(ValueSource::EnvVariable)];
    outside.contains(&matches.value_source(&id_of(name)))
}

fn is_of_source(name: &str) -> bool {
    let settings = every_setting();
    let argument = settings.get_arguments().find(|argument| argument.get_long() == Some(name));
    argument.and_then(|argument| argument.get_help_heading()) == Some("Source")
}

/// The flags of a command and of those below it that are also variables, with the variable.
fn variables(command: &clap::Command) -> Vec<(String, String)> {
    let of = |argument: &clap::Arg| {
        let variable = argument.get_env()?.to_string_lossy().into_owned();
        Some((argument.get_long()?.to_owned(), variable))
    };
    let mut all: Vec<_> = command.get_arguments().filter_map(of).collect();
    all.extend(command.get_subcommands().flat_map(variables));
    all
}

/// What begins like a setting's variable and is none. Left out is what Kubernetes tells every pod
/// of a service that is called quickpage.
fn unknown_variables() -> Vec<Unknown> {
    let known = variables(&Cli::command()).into_iter().map(|(_, variable)| variable);
    let known = known.chain([Password::VARIABLE.to_owned()]);
    let known: BTreeSet<String> =
        known.filter_map(|name| Some(name.strip_prefix(PREFIX)?.to_owned())).collect();
    let of_others = ["SERVICE_", "PORT", "TEST_"];
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    set.filter_map(|name| Some(name.strip_prefix(PREFIX)?.to_owned()))
        .filter(|name| !known.contains(name))
        .filter(|name| of_others.iter().all(|start| !name.starts_with(start)))
        .map(|name| Unknown { meant: closest(&known, &name), name })
        .collect()
}

/// The command with these values where nothing else is given.
fn with_defaults(command: clap::Command, values: &Values) -> clap::Command {
    let command = command.mut_args(|argument| {
        let name = argument.get_long().filter(|_| argument.get_env().is_some());
        match name.and_then(|name| values.get(name)) {
            Some(value) => argument.default_values(value.texts.clone()),
            None => argument,
        }
    });
    command.mut_subcommands(|below| with_defaults(below, values))
}

/// The command without the variable of this flag.
fn without_variable(command: clap::Command, name: &str) -> clap::Command {
    let command = command.mut_args(|argument| match argument.get_long() == Some(name) {
        true => argument.env(None::<&'static str>),
        false => argument,
    });
    command.mut_subcommands(|below| without_variable(below, name))
}

fn in_file(error: FileError) -> clap::Error {
    usage(&error.to_string())
}

fn usage(what: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{what}\n"))
}
