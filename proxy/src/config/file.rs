//! The file of settings: which ones it holds, with their lines. It knows no setting by name but
//! `source` and `demo`; everything else about them is the command line's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::builder::ValueHint;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Settings by the names of their flags.
pub type Values = BTreeMap<String, Value>;

/// What the file says of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// One text, or several where the flag may be given several times.
    pub texts: Vec<String>,
    /// The line of its name, from 1.
    pub line: usize,
}

/// A file of settings.
#[derive(Debug, Default)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Settings outside of any source.
    pub top: Values,
    /// Its `[[source]]` tables.
    pub sources: Vec<SourceTable>,
}

/// A `[[source]]` table.
#[derive(Debug)]
pub struct SourceTable {
    /// Its settings.
    pub values: Values,
    /// Its line, from 1.
    pub line: usize,
}

/// What is wrong with the file, and where.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    line: Option<usize>,
    what: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, what) = (self.path.display(), &self.what);
        match self.line {
            Some(line) => write!(f, "{path}, line {line}: {what}"),
            None => write!(f, "{path}: {what}"),
        }
    }
}

/// The headings of the settings that a `[[source]]` may have of its own.
pub const OF_A_SOURCE: [&str; 2] = ["Source", "Limits"];

impl File {
    /// Reads a file; `settings` has every setting as an argument.
    ///
    /// # Errors
    /// For the first thing that is wrong with it.
    pub fn read(path: &Path, settings: &Command) -> Result<File, FileError> {
        let cannot = |error: std::io::Error| FileError {
            path: path.to_owned(),
            line: None,
            what: format!("the file of settings cannot be read: {error}"),
        };
        let text = std::fs::read_to_string(path).map_err(cannot)?;
        Reading { path, text: &text, settings }.file()
    }
}

/// A file while it is read.
struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    settings: &'a Command,
}

impl Reading<'_> {
    fn file(&self) -> Result<File, FileError> {
        // The message only: the parser's whole text repeats the line, and that may hold a secret.
        let table = DeTable::parse(self.text)
            .map_err(|error| self.error(error.span().unwrap_or_default(), error.message()))?;
        let mut file = File { path: self.path.to_owned(), ..File::default() };
        for (key, value) in table.get_ref() {
            match (flag(key), value.get_ref()) {
                (name, DeValue::Array(tables)) if name == "source" => {
                    for table in tables.iter() {
                        file.sources.push(self.source(table)?);
                    }
                }
                (name, DeValue::Table(_)) if name == "source" => {
                    file.sources.push(self.source(value)?);
                }
                (name, DeValue::Table(table)) if self.is_heading(&name) => {
                    self.settings_of(table, Some(&name), &mut file.top)?;
                }
                _ => self.setting(key, value, &mut file.top)?,
            }
        }
        Ok(file)
    }

    fn source(&self, table: &Spanned<DeValue<'_>>) -> Result<SourceTable, FileError> {
        let DeValue::Table(settings) = table.get_ref() else {
            return Err(self.error(table.span(), "a source is a table: [[source]]"));
        };
        let mut values = Values::new();
        self.settings_of(settings, None, &mut values)?;
        for (name, value) in &values {
            let heading = self.argument(name).and_then(Arg::get_help_heading);
            if !heading.is_some_and(|heading| OF_A_SOURCE.contains(&heading)) {
                let what =
                    format!("`{name}` is not a source's own: put it before the first [[source]]");
                return Err(FileError { path: self.path.to_owned(), line: Some(value.line), what });
            }
        }
        Ok(SourceTable { values, line: self.line(table.span()) })
    }

    /// The settings of a table, which must stand under its heading if it has one.
    fn settings_of(
        &self,
        table: &DeTable<'_>,
        heading: Option<&str>,
        values: &mut Values,
    ) -> Result<(), FileError> {
        for (key, value) in table {
            let own = self.argument(&flag(key)).and_then(Arg::get_help_heading);
            if let (Some(heading), Some(own)) = (heading, own)
                && !own.eq_ignore_ascii_case(heading)
            {
                let own = own.to_ascii_lowercase();
                let what = format!("`{}` belongs to [{own}]", key.get_ref());
                return Err(self.error(key.span(), &what));
            }
            self.setting(key, value, values)?;
        }
        Ok(())
    }

    fn setting(
        &self,
        key: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        values: &mut Values,
    ) -> Result<(), FileError> {
        let name = flag(key);
        let is_table = match value.get_ref() {
            DeValue::Table(_) => true,
            DeValue::Array(values) => values.iter().any(|it| it.get_ref().is_table()),
            _ => false,
        };
        if is_table {
            return Err(self.error(key.span(), &self.unknown_table(key.get_ref())));
        }
        let Some(argument) = self.argument(&name) else {
            return Err(self.error(key.span(), &self.unknown(key.get_ref(), &name)));
        };
        if let Some(before) = values.get(&name) {
            let what = format!("`{name}` is set on line {} already", before.line);
            return Err(self.error(key.span(), &what));
        }
        let texts = texts(argument, value.get_ref())
            .and_then(|texts| texts.map(|texts| self.checked(argument, texts)).transpose())
            .map_err(|what| self.error(key.span(), &format!("`{name}`: {what}")))?;
        if let Some(texts) = texts {
            values.insert(name, Value { texts, line: self.line(key.span()) });
        }
        Ok(())
    }

    /// Lets the argument's own parser look at the texts; paths start at the file's folder.
    fn checked(&self, argument: &Arg, texts: Vec<String>) -> Result<Vec<String>, String> {
        let name = argument.get_long().unwrap_or_default();
        let is_path = argument.get_value_hint() == ValueHint::AnyPath;
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut checked = Vec::new();
        for text in texts {
            let alone = argument.clone().env(None::<&'static str>);
            let command = Command::new("settings").arg(alone);
            if let Err(error) =
                command.try_get_matches_from(["settings".to_owned(), format!("--{name}={text}")])
            {
                return Err(refusal(&error));
            }
            checked.push(match is_path {
                true => folder.join(text).to_string_lossy().into_owned(),
                false => text,
            });
        }
        Ok(checked)
    }

    fn unknown(&self, key: &str, name: &str) -> String {
        let wants_secret = ["token", "password", "neo4j-password", "credentials"].contains(&name);
        if wants_secret {
            return format!(
                "`{key}` is not read from here: name a file by token-file or \
                 neo4j-password-file, or set the variable"
            );
        }
        match closest(&self.names(), name) {
            Some(meant) => format!("there is no setting `{key}`; `{meant}` is one"),
            None => {
                format!("there is no setting `{key}`; `quickpage config` lists them all")
            }
        }
    }

    /// What a table is called that has no setting's name.
    fn unknown_table(&self, name: &str) -> String {
        let headings = self.settings.get_arguments().filter_map(Arg::get_help_heading);
        let headings: BTreeSet<String> = headings.map(str::to_ascii_lowercase).collect();
        match closest(&headings, name).as_deref() {
            Some("source") => format!("there is no table `{name}`; [[source]] is one"),
            Some(meant) => format!("there is no table `{name}`; [{meant}] is one"),
            None => format!("there is no table `{name}`; [[source]] and [limits] are such"),
        }
    }

    fn names(&self) -> BTreeSet<String> {
        let names = self.settings.get_arguments().filter_map(Arg::get_long);
        names.map(str::to_owned).collect()
    }

    fn argument(&self, name: &str) -> Option<&Arg> {
        self.settings.get_arguments().find(|argument| argument.get_long() == Some(name))
    }

    fn is_heading(&self, name: &str) -> bool {
        let mut headings = self.settings.get_arguments().filter_map(Arg::get_help_heading);
        headings.any(|heading| heading.eq_ignore_ascii_case(name))
    }

    fn error(&self, span: Range<usize>, what: &str) -> FileError {
        FileError {
            path: self.path.to_owned(),
            line: Some(self.line(span)),
            what: what.replace('\n', ", "),
        }
    }

    fn line(&self, span: Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// The flag of a key: `_` is as good as `-`.
fn flag(key: &Spanned<toml::de::DeString<'_>>) -> String {
    key.get_ref().replace('_', "-")
}

/// A value as the command line would have it; `None` where it says that there is none.
fn texts(argument: &Arg, value: &DeValue<'_>) -> Result<Option<Vec<String>>, String> {
    let may_repeat = matches!(argument.get_action(), ArgAction::Append);
    match value {
        DeValue::Array(values) if may_repeat => {
            let one = |value: &Spanned<DeValue<'_>>| text(value.get_ref());
            values.iter().map(one).collect::<Result<_, _>>().map(Some)
        }
        DeValue::Array(_) => Err("it takes one value, not a list".to_owned()),
        // A flag that needs no value on the command line.
        DeValue::Boolean(on) if argument.get_long() == Some("demo") => {
            Ok(on.then(|| vec!["hemibrain".to_owned()]))
        }
        value => text(value).map(|text| Some(vec![text])),
    }
}

fn text(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) if text.trim().is_empty() => Err("it is empty".to_owned()),
        DeValue::String(text) => Ok(text.clone().into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(|number| number.to_string())
            .map_err(|_| "the number is too large".to_owned()),
        other => Err(format!("it takes text or a number, not a {}", other.type_str())),
    }
}

/// Which value the command line's parser refuses, and why.
pub fn refusal(error: &clap::Error) -> String {
    let why = match (std::error::Error::source(error), error.get(ContextKind::ValidValue)) {
        (Some(source), _) => source.to_string(),
        (None, Some(ContextValue::Strings(values))) => {
            format!("it is one of {}", values.join(", "))
        }
        _ => "the flag of this name does not take it".to_owned(),
    };
    match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) => format!("`{value}` will not do: {why}"),
        _ => why,
    }
}

/// The name that is most like this one: what the command line would propose.
pub fn closest(names: &BTreeSet<String>, name: &str) -> Option<String> {
    let flag = |name: &String| Arg::new(name.clone()).long(name.clone());
    let command = Command::new("names").args(names.iter().map(flag));
    let tried = format!("--{name}=x");
    match command
        .try_get_matches_from(["names".to_owned(), tried])
        .err()?
        .get(ContextKind::SuggestedArg)?
    {
        ContextValue::String(flag) => Some(flag.trim_start_matches('-').to_owned()),
        _ => None,
    }
}
