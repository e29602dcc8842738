//! Settings through the command itself: flag, variable, file, default.

mod binary;

use binary::Place;

#[test]
fn a_flag_goes_before_a_variable_before_the_file_before_the_default() {
    let place = Place::new();
    let of = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    assert_eq!(place.setting("max-queries", &[]), of("4", "default"));
    let file = place.write("q.toml", "max-queries = 5\n[cache]\nroi_ttl = '2h'\n");
    let file = ["-c", &*file];
    assert_eq!(place.setting("max-queries", &file), of("5", "file"));
    assert_eq!(place.setting("roi-ttl", &file), of("2h", "file"));
    let place_with_variable = Place::new().set("QUICKPAGE_MAX_QUERIES", "6");
    assert_eq!(place_with_variable.setting("max-queries", &file), of("6", "variable"));
    let all = ["-c", file[1], "--max-queries", "7"];
    assert_eq!(place_with_variable.setting("max-queries", &all), of("7", "flag"));
    let by_variable = Place::new().set("QUICKPAGE_CONFIG", file[1]);
    assert_eq!(by_variable.setting("max-queries", &[]), of("5", "file"));
    assert_eq!(by_variable.setting("config", &[]), of(file[1], "variable"));
}

#[test]
fn the_table_names_the_line_of_the_file_and_the_variable() {
    let place = Place::new().set("QUICKPAGE_PREFETCH", "7");
    let file = place.write("q.toml", "# a comment\n\nwarm = \"all\"\n");
    let run = place.run(&["config", "-c", &file]);
    let line = |name: &str| {
        let line = run.stdout.lines().find(|line| line.split(' ').next() == Some(name));
        line.expect("a setting").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("warm"), format!("warm all {file}:3"));
    assert_eq!(line("prefetch"), "prefetch 7 variable QUICKPAGE_PREFETCH");
    assert_eq!(line("limit"), "limit adaptive default");
    assert_eq!(line("contact"), "contact (not set)");
}

#[test]
fn every_setting_may_stand_in_the_file_and_in_a_variable() {
    let place = Place::new();
    let run = place.run(&["config", "--json"]);
    let settings: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("JSON");
    let names: Vec<&str> = settings.iter().filter_map(|it| it["name"].as_str()).collect();
    assert!(names.len() > 30, "{names:?}");
    let elsewhere = ["config", "token", "neo4j-password"];
    let kinds = ["table", "server", "neo4j"];
    let mut text = String::new();
    let of = |name: &str| match name {
        "listen" | "admin-listen" => "'127.0.0.1:9'",
        "log-format" => "'json'",
        "log" => "'debug'",
        "warm" => "'none'",
        "limit" => "'fixed'",
        "quiet-hours" => "'22:00-06:00'",
        "demo" => "true",
        "dataset" => "['a', 'b']",
        "column" => "'type=t'",
        "allow-origin" => "'https://lab.example.org'",
        "max-requests" | "max-queries" | "prefetch" | "seed" | "batch-neurons" => "9",
        "cache-bytes" => "'1G'",
        name if name.contains("interval") || name.ends_with("timeout") => "'90s'",
        "silent-after" | "roi-ttl" | "queue-deadline" | "rest-after-refusal" | "stop-deadline" => {
            "'90s'"
        }
        _ => "'x'",
    };
    let mut in_environment = Place::new();
    for name in names.iter().filter(|name| !elsewhere.contains(name) && !kinds.contains(name)) {
        text.push_str(&format!("{name} = {}\n", of(name)));
        let (variable, value) = (name.to_uppercase().replace('-', "_"), of(name));
        let value = match *name {
            "demo" => "male-cns",
            "dataset" => "a,b",
            _ => value.trim_matches('\''),
        };
        in_environment = in_environment.set(&format!("QUICKPAGE_{variable}"), value);
    }
    let file = place.write("q.toml", &text);
    for (run, from) in [
        (place.run(&["config", "--json", "-c", &file]), "file"),
        (in_environment.run(&["config", "--json"]), "variable"),
    ] {
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let settings: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("JSON");
        for setting in settings {
            let name = setting["name"].as_str().expect("a name");
            let expected = text.lines().any(|line| line.starts_with(&format!("{name} =")));
            assert_eq!(setting["from"] == from, expected, "{setting}");
        }
    }
}

#[test]
fn what_is_wrong_with_the_file_is_told_with_its_line_and_what_to_do() {
    let check = |text: &str, expected: &str| {
        let place = Place::new();
        let file = place.write("q.toml", text);
        let run = place.run(&["serve", "-c", &file]);
        assert_eq!(run.code, Some(2), "{text}: {}", run.stderr);
        assert_eq!(run.stderr.trim_end(), format!("error: {file}{expected}"), "{text}");
        assert_eq!(run.stdout, "");
    };
    check("\nmax-querys = 3", ", line 2: there is no setting `max-querys`; `max-queries` is one");
    check("[limit]\nmax-queries = 3", ", line 1: there is no table `limit`; [limits] is one");
    check("[[sources]]\ndemo = true", ", line 1: there is no table `sources`; [[source]] is one");
    check("[zzz]\na = 3", ", line 1: there is no table `zzz`; [[source]] and [limits] are such");
    check("zzz = 3", ", line 1: there is no setting `zzz`; `quickpage config` lists them all");
    check(
        "max-queries = 300",
        ", line 1: `max-queries`: `300` will not do: it must be from 1 to 200",
    );
    check(
        "max-queries = true",
        ", line 1: `max-queries`: it takes text or a number, not a boolean",
    );
    check("max-queries = [1, 2]", ", line 1: `max-queries`: it takes one value, not a list");
    check(
        "limit = 'often'",
        ", line 1: `limit`: `often` will not do: it is one of adaptive, fixed",
    );
    check(
        "check-interval = '1 fortnight'",
        ", line 1: `check-interval`: `1 fortnight` will not do: write it as 500ms, 90s, 5m, 24h \
         or 7d",
    );
    // What a source no longer gives is gone soon, whatever is set.
    check(
        "check-interval = '121s'",
        ", line 1: `check-interval`: `121s` will not do: it must be 2m or less",
    );
    check("warm = 'all'\nwarm = 'none'", ", line 2: duplicate key");
    check(
        "roi-ttl = '1h'\n[cache]\nroi_ttl = '2h'",
        ", line 1: `roi-ttl` is set on line 3 already",
    );
    check("[limits]\nwarm = 'all'", ", line 2: `warm` belongs to [refresh]");
    check(
        "token = 'x'",
        ", line 1: `token` is not read from here: name a file by token-file or neo4j-password-file, or set the variable",
    );
    check(
        "[[source]]\nlisten = '127.0.0.1:1'\ndemo = true",
        ", line 2: `listen` is not a source's own: put it before the first [[source]]",
    );
    check(
        "[[source]]\ndataset = 'a'",
        ", line 1: a [[source]] is named by one of table, demo, server, neo4j",
    );
    check(
        "[[source]]\ndemo = true\nserver = 'a'",
        ", line 3: `demo` and `server` are two sources; give each a [[source]] table",
    );
    check(
        "table = 'a'\nserver = 'b'",
        ", line 2: `table` and `server` are two sources; give each a [[source]] table",
    );
    check(
        "contact = 'a'\n[[source]]\ndemo = true",
        ", line 1: `contact` stands beside [[source]]; put it into that table",
    );
}

#[test]
fn a_file_that_is_not_there_or_no_toml_is_said_so() {
    let place = Place::new();
    let run = place.run(&["serve", "-c", "missing.toml"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("missing.toml: the file of settings cannot be read"), "{run:?}");
    let file = place.write("q.toml", "warm = 'all'\ncontact = \"canary-7f3a\n");
    let run = place.run(&["serve", "-c", &file]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("q.toml, line 2: "), "{run:?}");
    assert!(!run.stderr.contains("canary"), "the line itself is not shown");
}

#[test]
fn a_wrong_variable_is_named_as_it_is_set() {
    let check = |name: &str, value: &str, arguments: &[&str], expected: &str| {
        let run = Place::new().set(name, value).run(arguments);
        assert_eq!((run.code, &*run.stderr), (Some(2), expected), "{run:?}");
    };
    let many = "QUICKPAGE_MAX_QUERIES";
    check(
        many,
        "300",
        &["serve"],
        "error: the variable QUICKPAGE_MAX_QUERIES: `300` will not do: it must be from 1 to 200\n",
    );
    check(
        "QUICKPAGE_LIMIT",
        "often",
        &["create-index", "--output-dir", "x"],
        "error: the variable QUICKPAGE_LIMIT: `often` will not do: it is one of adaptive, fixed\n",
    );
    let run = Place::new().set(many, "3").run(&["config", "--max-queries", "300"]);
    assert!(run.stderr.contains("invalid value '300' for '--max-queries <N>'"), "{run:?}");
}

#[test]
fn a_variable_that_is_none_is_told_with_the_one_that_was_meant() {
    let warned = |name: &str| Place::new().set(name, "3").run(&["config", "--json"]).stderr;
    let told = warned("QUICKPAGE_MAX_QUERYS");
    assert!(told.contains("QUICKPAGE_MAX_QUERYS is no setting"), "{told}");
    assert!(told.contains("; QUICKPAGE_MAX_QUERIES is one"), "{told}");
    let told = warned("QUICKPAGE_ZZZ");
    assert!(told.contains("; `quickpage serve --help` names them all"), "{told}");
    for name in ["QUICKPAGE_NEO4J_PASSWORD", "QUICKPAGE_PORT_8787_TCP", "QUICKPAGE_SERVICE_HOST"] {
        assert_eq!(warned(name), "", "{name}");
    }
}

#[test]
fn an_address_that_cannot_be_used_is_a_usage_error() {
    for arguments in [["--neo4j", "http://127.0.0.1"], ["--server", "http://example.org"]] {
        let run = Place::new().run(&[&["serve"], &arguments[..]].concat());
        assert_eq!(run.code, Some(2), "{run:?}");
    }
    let run = Place::new().run(&["serve", "--queue-deadline", "10000000000000000000s"]);
    assert!(run.code == Some(2) && run.stderr.contains("ten years or less"), "{run:?}");
}

#[test]
fn the_demo_cannot_be_given_another_name() {
    let run = Place::new().run(&["serve", "--demo", "--dataset", "mine"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--dataset belongs to a table or a server"), "{run:?}");
}

#[test]
fn secrets_are_never_printed() {
    let canary = "canary-7f3a";
    let place = Place::new()
        .set("NEUPRINT_APPLICATION_CREDENTIALS", canary)
        .set("QUICKPAGE_NEO4J_PASSWORD", canary);
    place.write("token", canary);
    let server = format!("https://user:{canary}@neuprint.example.org?token={canary}");
    for arguments in [
        vec!["config"],
        vec!["config", "--json"],
        vec!["config", "--server", &server],
        vec!["config", "--neo4j", &server, "--neo4j-password-file", "token"],
        vec!["config", "--token-file", "token"],
        vec!["doctor", "--server", &server],
        vec!["doctor", "--neo4j", &server],
        vec!["serve", "--server", &server],
        vec!["serve", "--neo4j", &server],
        vec!["doctor", "--server", "http://127.0.0.1:1"],
        vec!["doctor", "--server", "http://127.0.0.1:1", "--log", "trace"],
        vec!["doctor", "--neo4j", "bolt://127.0.0.1:1", "--log", "trace"],
    ] {
        let run = place.run(&arguments);
        assert!(!format!("{run:?}").contains(canary), "{arguments:?}: {run:?}");
    }
    let (value, from) = place.setting("token", &[]);
    assert_eq!((&*value, &*from), ("(not used)", "variable"), "the demo needs no token");
    let of = |arguments: &[&str]| place.setting("token", arguments).0;
    assert_eq!(of(&["--server", "https://a.example.org"]), "(set, hidden)");
    assert_eq!(of(&["--server", "https://a.example.org", "--token-file", "t"]), "(not used)");
    assert_eq!(of(&["--neo4j", "bolt://127.0.0.1:1"]), "(not used)");
    let two = place.write("two.toml", "[[source]]\nserver = 'a'\n[[source]]\nserver = 'b'\n");
    assert_eq!(place.setting("source 1: token", &["-c", &two]).0, "(not used)");
    assert_eq!(Place::new().setting("token", &[]), ("-".to_owned(), "default".to_owned()));
}

#[test]
fn a_source_that_is_named_replaces_one_of_another_kind_in_the_file() {
    let place = Place::new();
    let file = place.write(
        "q.toml",
        "server = 'https://a.example.org'\ndataset = 'x'\ntoken-file = 'token'\nmax-queries = 3",
    );
    let of = |name: &str, more: &[&str]| place.setting(name, &[&["-c", &*file], more].concat()).0;
    assert_eq!(of("server", &[]), "https://a.example.org");
    assert_eq!(of("server", &["--server", "https://b.example.org"]), "https://b.example.org");
    assert_eq!(of("dataset", &["--server", "https://b.example.org"]), "x");
    let table = ["--table", "t.csv"];
    assert_eq!(of("table", &table), "t.csv");
    assert_eq!((of("server", &table), of("dataset", &table)), ("-".to_owned(), "-".to_owned()));
    assert_eq!(of("max-queries", &table), "3", "what is no source's is kept");
    assert!(of("token-file", &[]).ends_with("token"), "it begins at the file's folder");
    assert!(of("token-file", &[]).starts_with('/'));
    let place = Place::new().set("QUICKPAGE_SERVER", "https://c.example.org");
    assert_eq!(place.setting("server", &table).0, "(not used)");
    let run = place.run(&["config", "--table", "t.csv", "--demo"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--table and --demo"), "{run:?}");
}

#[test]
fn a_setting_of_one_source_is_not_guessed_among_several() {
    let place = Place::new();
    let file = place.write("q.toml", "[[source]]\ndemo = true\n[[source]]\nserver = 'b'\n");
    let run = place.run(&["config", "-c", &file, "--token-file", "t"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("--token-file (or its variable) does not say for which"),
        "{run:?}"
    );
    assert_eq!(place.setting("source 1: demo", &["-c", &file]).0, "hemibrain");
    assert_eq!(place.setting("source 2: server", &["-c", &file]).0, "b");
    assert_eq!(place.setting("server", &["-c", &file, "--server", "c"]).0, "c");
}

#[test]
fn a_source_has_limits_of_its_own() {
    let place = Place::new();
    let text =
        "max-queries = 3\n[[source]]\nserver = 'a'\n[[source]]\nserver = 'b'\nmax_queries = 8";
    let file = place.write("q.toml", text);
    let of = |name: &str, more: &[&str]| place.setting(name, &[&["-c", &*file], more].concat()).0;
    assert_eq!(of("source 1: max-queries", &[]), "3");
    assert_eq!(of("source 2: max-queries", &[]), "8");
    assert_eq!(of("source 2: max-queries", &["--max-queries", "2"]), "2");
}

#[test]
fn what_belongs_to_a_table_needs_one() {
    let place = Place::new();
    let run = place.run(&["serve", "--connections", "c.csv"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--connections belongs to a table"), "{run:?}");
    let file = place.write("q.toml", "table = 't.csv'\n");
    let run = place.run(&["config", "-c", &file, "--connections", "c.csv"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn the_sample_file_is_a_file_of_settings() {
    let place = Place::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../quickpage.example.toml");
    let run = place.run(&["config", "-c", sample]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let text = std::fs::read_to_string(sample).expect("the sample");
    // What is commented out must be right too, each line alone.
    let settings = text.lines().filter_map(|line| line.strip_prefix("# "));
    let settings: Vec<&str> = settings.filter(|line| is_setting(line)).collect();
    let named = |name: &str| text.lines().any(|line| shows(line, name));
    let all = place.run(&["config", "--demo", "--json"]).stdout;
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).expect("JSON");
    let names = all.iter().map(|setting| setting["name"].as_str().expect("a name"));
    // The file itself, and what no file may hold.
    let missing: Vec<_> = names
        .filter(|name| !["config", "token", "neo4j-password"].contains(name) && !named(name))
        .collect();
    assert_eq!(missing, [""; 0]);
    for line in settings {
        let file = place.write("q.toml", line);
        let run = place.run(&["config", "-c", &file]);
        assert_eq!(run.code, Some(0), "{line}: {}", run.stderr);
    }
}

/// Whether a line of the sample, be it commented out, gives a setting of this name.
fn shows(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches("# ");
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(" = "))
}

fn is_setting(line: &str) -> bool {
    let name = line.split(" = ").next().unwrap_or_default();
    line.contains(" = ")
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-4".contains(&byte))
}
