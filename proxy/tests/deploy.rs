//! The recipes of `docs/deploy.md` and `deploy/`: what they tell people to type is what the program
//! takes, and the files that they name are there.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use quickpage::config::Cli;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The documents with recipes: their paths and texts.
fn recipes() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(repository().join("deploy")).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut paths: Vec<String> =
        names.map(|name| format!("deploy/{}", name.to_str().expect("a plain name"))).collect();
    paths.push("docs/deploy.md".to_owned());
    paths.sort();
    paths.into_iter().map(|path| (read(&path), path)).map(|(text, path)| (path, text)).collect()
}

/// A word as a shell would hand it over, any variable being 1.
fn word(written: &str) -> String {
    let mut word = String::new();
    let mut rest = written.trim_matches(|c| matches!(c, '"' | '\''));
    while let Some((before, after)) = rest.split_once('$') {
        word += before;
        word.push('1');
        rest = match after.strip_prefix("((") {
            Some(sum) => sum.split_once("))").map_or("", |(_, rest)| rest),
            None => after.trim_start_matches(|c: char| c.is_alphanumeric() || "_{}".contains(c)),
        };
    }
    word + rest
}

/// The words of each line that runs a command of quickpage, which are those of a setting, too.
fn command_lines(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\\\n", " ").replace(" + ", "+");
    let commands: Vec<String> = clap_commands();
    let mut lines = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_program = |word: &str| {
            let word = word.strip_prefix("ExecStart=").unwrap_or(word);
            word == "quickpage" || word.ends_with("/quickpage")
        };
        let begins = words.windows(2).position(|pair| {
            is_program(pair[0]) && commands.iter().any(|command| command == pair[1])
        });
        let Some(at) = begins else { continue };
        let ends = |word: &&&str| !matches!(**word, "&" | "&&" | "|" | "#" | ">" | "2>" | ";");
        lines.push(words[at..].iter().take_while(ends).map(|it| word(it)).collect());
    }
    lines
}

fn clap_commands() -> Vec<String> {
    let command = <Cli as clap::CommandFactory>::command();
    command.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn what_a_recipe_says_to_type_is_what_the_program_takes() {
    let mut count = 0;
    for (path, text) in recipes() {
        for line in command_lines(&text) {
            let taken = Cli::try_parse_from(&line);
            assert!(taken.is_ok(), "{path}: {line:?}: {}", taken.expect_err("an error"));
            count += 1;
        }
    }
    assert!(count >= 15, "only {count} lines were found: are they written otherwise now?");
}

#[test]
fn a_line_that_the_program_does_not_take_is_found() {
    let check = |text: &str, expected: bool| {
        let lines = command_lines(text);
        assert_eq!(lines.len(), 1, "{text}");
        assert_eq!(Cli::try_parse_from(&lines[0]).is_ok(), expected, "{lines:?}");
    };
    check("$ quickpage create-index --output-dir \"$SITE\" --shard \"$TASK/4\" &", true);
    check("- quickpage create-index --output-dir a --shard \"$((INDEX + 1))/4\"", true);
    check("ExecStart=/usr/local/bin/quickpage serve \\\n  --token-file %d/token", true);
    check("quickpage create-index --output-dir a --part 1/4", false);
    check("quickpage create-index --output-dir a --shard 1", false);
    check("quickpage serve --demo tiny", false);
}

#[test]
fn the_image_runs_what_the_program_takes() {
    let text = read("deploy/Containerfile");
    let of = |word: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(word)).expect("the line");
        serde_json::from_str::<Vec<String>>(line.trim()).expect("a list in JSON")
    };
    let line = [of("ENTRYPOINT"), of("CMD")].concat();
    assert!(Cli::try_parse_from(&line).is_ok(), "{line:?}");
}

#[test]
fn the_files_that_a_recipe_names_are_there() {
    let mut count = 0;
    for (path, text) in recipes() {
        let of_name = |c: char| !(c.is_alphanumeric() || "/._-".contains(c));
        let names = text.split(of_name).map(|name| name.trim_end_matches('.'));
        let ours = ["deploy/", "docs/", "proxy/src/"];
        for name in names.filter(|name| ours.iter().any(|folder| name.starts_with(folder))) {
            assert!(repository().join(name).exists(), "{path} names {name}");
            count += 1;
        }
    }
    assert!(count >= 8, "only {count} names were found");
    let text = read("docs/deploy.md");
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
        assert!(repository().join("docs").join(link).exists(), "docs/deploy.md leads to {link}");
    }
}

/// Whether nginx takes a file of `deploy/` within its own `http { … }`.
fn nginx_takes(file: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().to_str().expect("a plain path");
    let tls = repository().join("proxy/tests/tls");
    let tls = tls.to_str().expect("a plain path");
    // Who runs tests may not listen at 443, which nginx tries.
    let text = read(file)
        .replace("listen 443 ", "listen 127.0.0.1:8443 ")
        .replace("/etc/ssl/quickpage/fullchain.pem", &format!("{tls}/good.pem"))
        .replace("/etc/ssl/quickpage/key.pem", &format!("{tls}/server.key"));
    std::fs::write(folder.path().join("ours.conf"), text).expect("a file");
    let around = format!(
        "pid {place}/pid;\nerror_log {place}/log;\nevents {{}}\n\
         http {{ access_log off; include {place}/ours.conf; }}\n"
    );
    let main = folder.path().join("nginx.conf");
    std::fs::write(&main, around).expect("a file");
    let mut command = Command::new("nginx");
    command.args(["-t", "-e", "stderr", "-p", place, "-c"]).arg(&main);
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("SKIPPED: there is no nginx on PATH to take {file}");
        }
        output => {
            let output = output.expect("nginx runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{file}: {said}");
        }
    }
}

#[test]
fn nginx_takes_its_settings() {
    nginx_takes("deploy/nginx.conf");
    nginx_takes("deploy/nginx-proxy.conf");
}
