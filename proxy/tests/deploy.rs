//! The recipes of `docs/deploy.md` and `deploy/`: what they tell people to type is what the program
//! takes, the files that they name are there, and nginx, systemd and an empty root do with them
//! what the recipes say.
//!
//! Where nginx or systemd is missing, that is said loudly; in CI it is a failure.

mod binary;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use binary::Place;
use clap::Parser;
use quickpage::config::Cli;
use reqwest::header::HeaderMap;

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
    let line = command_of_image();
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

/// The lines below a line of YAML, as far as they are indented by more.
fn below(text: &str, line: &str) -> String {
    let mut lines = text.lines().skip_while(|it| it.trim() != line);
    let indent = |it: &str| it.len() - it.trim_start().len();
    let of_line = lines.next().map_or(0, indent);
    let block = lines.take_while(|it| it.is_empty() || indent(it) > of_line);
    block.map(|it| it.to_owned() + "\n").collect()
}

/// A place where the commands of a recipe run as its host runs them.
fn run_recipe(script: &str) -> Place {
    let place = Place::new();
    place.write("neurons.csv", "bodyId,type\n1,EPG\n");
    place.write("pages/CNAME", "lab.example.org\n");
    let program = place.command([""; 0]).get_program().to_owned();
    std::fs::create_dir(place.path("bin")).expect("a folder");
    std::os::unix::fs::symlink(program, place.path("bin/quickpage")).expect("a link");
    let path = format!("{}:/usr/bin:/bin", place.path("bin").display());
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", script]).current_dir(place.path("")).env("PATH", path);
    let output = shell.output().expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    place
}

#[test]
fn a_pages_host_publishes_all_of_a_site_but_what_the_next_run_goes_on_from() {
    let is_there = |place: &Place, path: &str| place.path(path).exists();
    let text = read("deploy/github-pages.yml");
    let [made, published] = ["The site", "What is published"]
        .map(|step| below(&below(&text, &format!("- name: {step}")), "run: |"));
    let place = run_recipe(&(made + &published));
    assert!(below(&text, "- uses: actions/upload-pages-artifact@v3").contains("path: published\n"));
    for path in ["quickpage.json", "types/EPG.html", "CNAME", ".nojekyll"] {
        assert!(is_there(&place, &format!("published/{path}")), "{path}");
    }
    assert!(!is_there(&place, "published/.cache") && is_there(&place, "site/.cache"));

    let text = read("deploy/gitlab-pages.yml");
    let script = below(&text, "script:");
    let lines: Vec<&str> =
        script.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect();
    let place = run_recipe(&lines.join("\n"));
    assert!(is_there(&place, "public/types/EPG.html") && is_there(&place, "public/CNAME"));
    assert!(is_there(&place, "public/.cache"));
    assert_eq!(below(&below(&text, "artifacts:"), "exclude:").trim(), "- public/.cache/**/*");
}

/// What is only missed where nothing may be skipped.
fn skip(what: &str) {
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "CI needs what is missing: {what}"
    );
    std::io::stderr().write_all(format!("SKIPPED: {what}\n").as_bytes()).expect("stderr");
}

/// A program of the system, which root has on PATH and others may not.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        skip(&format!("there is no {name}, so what needs it is not tried"));
    }
    found
}

/// nginx with a file of `deploy/` within its own `http { … }`.
struct Nginx {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Nginx {
    /// With these texts of the file replaced by others.
    fn new(file: &str, replaced: &[(&str, &str)]) -> Option<Nginx> {
        let nginx =
            Nginx { program: program("nginx")?, folder: tempfile::tempdir().expect("a folder") };
        let place = nginx.folder.path().to_str().expect("a plain path");
        let mut text = read(file);
        for (from, to) in replaced {
            assert!(text.contains(from), "{file} has no {from}");
            text = text.replace(from, to);
        }
        std::fs::write(nginx.folder.path().join("ours.conf"), text).expect("a file");
        let temporary = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"]
            .map(|what| format!("{what}_temp_path {place}/{what};\n"));
        // Whoever runs tests may read the folder, and nobody else.
        let user = if is_root() { "user root root;\n" } else { "" };
        let around = format!(
            "{user}daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/log;\n\
             events {{}}\nhttp {{\naccess_log off;\n{}include {place}/ours.conf;\n}}\n",
            temporary.concat()
        );
        std::fs::write(nginx.folder.path().join("nginx.conf"), around).expect("a file");
        Some(nginx)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["-e", "stderr", "-p"]).arg(self.folder.path());
        command.arg("-c").arg(self.folder.path().join("nginx.conf"));
        command
    }

    /// Whether it takes the file.
    fn check(&self, file: &str) {
        let output = self.command().arg("-t").output().expect("nginx runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("[warn]"), "{file}: {said}");
    }

    /// Runs until what this gives is dropped.
    fn run(&self) -> Running {
        Running(self.command().spawn().expect("nginx runs"))
    }
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    output.stdout.trim_ascii() == b"0"
}

/// A certificate of the tests.
fn of_tls(name: &str) -> String {
    repository().join("proxy/tests/tls").join(name).display().to_string()
}

#[test]
fn nginx_takes_its_settings() {
    let [certificate, key] = ["good.pem", "server.key"].map(of_tls);
    let proxy = [
        // Who runs tests may not listen at 443, which nginx tries.
        ("listen 443 ", "listen 127.0.0.1:8443 "),
        ("/etc/ssl/quickpage/fullchain.pem", certificate.as_str()),
        ("/etc/ssl/quickpage/key.pem", key.as_str()),
    ];
    for (file, replaced) in [("deploy/nginx.conf", &[][..]), ("deploy/nginx-proxy.conf", &proxy)] {
        if let Some(nginx) = Nginx::new(file, replaced) {
            nginx.check(file);
        }
    }
}

/// An answer of nginx.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("plain text"))
    }

    fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("UTF-8")
    }
}

/// Waits until nginx listens.
async fn until_there(socket: &Path) {
    let began = Instant::now();
    while !socket.exists() {
        assert!(began.elapsed() < Duration::from_secs(20), "nginx does not listen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A site of the recipe, behind nginx at a socket that no other program can have taken.
struct Published {
    place: Place,
    client: reqwest::Client,
    _running: Running,
    _nginx: Nginx,
}

impl Published {
    async fn start() -> Option<Published> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let place = Place::new();
        let (www, socket) = (place.path("www"), place.path("socket"));
        let listen = format!("listen unix:{};", socket.display());
        let root = format!("root {};", www.display());
        let replaced = [("listen 127.0.0.1:8080;", &*listen), ("root /srv/www;", &*root)];
        let nginx = Nginx::new("deploy/nginx.conf", &replaced)?;
        std::fs::create_dir(www).expect("a folder");
        let client = reqwest::Client::builder().unix_socket(socket.clone());
        let client = client.redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let running = nginx.run();
        let published = Published { place, client, _running: running, _nginx: nginx };
        until_there(&socket).await;
        Some(published)
    }

    /// Writes the site of a table whose neurons have so many inputs.
    fn write(&self, inputs: u32) {
        // So many that their data are worth compressing.
        let row = |n: u32| format!("{n},T{},T{}_R,1,{inputs}\n", n / 20, n / 20);
        let rows: String = (1..1_000).map(row).collect();
        let table =
            self.place.write("neurons.csv", &format!("bodyId,type,instance,pre,post\n{rows}"));
        let command = ["create-index", "--table", &table, "--dataset", "lab:v1"];
        let run = self.place.run(&[&command, &["--output-dir", "www/hemibrain"][..]].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
    }

    fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.place.path("www/hemibrain").join(name)).expect(name)
    }

    /// What of the site has a name that begins and ends so.
    fn name(&self, folder: &str, begin: &str, end: &str) -> String {
        let path = self.place.path("www/hemibrain").join(folder);
        let entries = std::fs::read_dir(path).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names = names.map(|name| name.into_string().expect("a plain name"));
        let found = names.find(|name| name.starts_with(begin) && name.ends_with(end));
        folder.to_owned() + &found.unwrap_or_else(|| panic!("no {folder}{begin}…{end}"))
    }

    async fn get(&self, path: &str, headers: &[(&'static str, &str)]) -> Answer {
        let mut request = self.client.get(format!("http://localhost{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, body: answer.bytes().await.expect("a body").to_vec() }
    }

    async fn status(&self, path: &str) -> u16 {
        self.get(path, &[]).await.status
    }
}

#[tokio::test]
async fn nginx_serves_a_site_below_its_path_with_the_types_and_headers_of_the_recipe() {
    let Some(site) = Published::start().await else { return };
    site.write(7);
    let answer = site.get("/hemibrain?q=T7", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (301, "/hemibrain/?q=T7"));
    let page = site.get("/hemibrain/?q=T7", &[]).await;
    assert_eq!((page.status, &page.body), (200, &site.file("index.html")));
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(page.header("content-security-policy"), "frame-ancestors 'none'");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let hashed = "public, max-age=31536000, immutable";
    for (name, kind, keep) in [
        (site.name("", "quickpage-app-", "_bg.wasm"), "application/wasm", hashed),
        (site.name("", "quickpage-app-", ".js"), "text/javascript", hashed),
        (site.name("", "style-", ".css"), "text/css", hashed),
        (site.name("data/", "summaries-", ".ndjson"), "application/x-ndjson", hashed),
        (site.name("types/", "page-", ".css"), "text/css", hashed),
        ("data/types/T7.json".to_owned(), "application/json", "no-cache"),
        ("types/T7_R.html".to_owned(), "text/html", "no-cache"),
        ("quickpage.json".to_owned(), "application/json", "no-cache"),
        ("sw.js".to_owned(), "text/javascript", "no-cache"),
        ("favicon.svg".to_owned(), "image/svg+xml", "no-cache"),
    ] {
        let path = format!("/hemibrain/{name}");
        let plain = site.get(&path, &[]).await;
        assert_eq!((plain.status, &plain.body), (200, &site.file(&name)), "{path}");
        assert_eq!(plain.header("content-type").split(';').next(), Some(kind), "{path}");
        assert_eq!(plain.header("cache-control"), keep, "{path}");
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        let again = site.get(&path, &[("if-none-match", plain.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        // What lies compressed beside a file is what is sent of it; a page is compressed for it.
        let packed = site.get(&path, &[("accept-encoding", "gzip")]).await;
        let beside = site.place.path("www/hemibrain").join(format!("{name}.gz"));
        match std::fs::read(beside) {
            Ok(beside) => {
                assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
                assert_eq!(packed.header("vary"), "Accept-Encoding", "{path}");
                assert!(packed.body == beside && beside.len() < plain.body.len(), "{path}");
            }
            Err(_) => assert!(!keep.contains("immutable"), "{path} lies there uncompressed"),
        }
    }
    let page = site.get("/hemibrain/types/T7.html", &[("accept-encoding", "gzip")]).await;
    assert_eq!(page.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn nginx_answers_404_for_what_is_not_there_and_for_what_is_nobodys_business() {
    let Some(site) = Published::start().await else { return };
    site.write(7);
    site.write(8);
    for path in [".cache/journal.ndjson", "../.hemibrain.quickpage/lock"] {
        assert!(site.place.path("www/hemibrain").join(path).is_file(), "{path}");
    }
    for path in [
        "/",
        "/hemibrain/types/None.html",
        "/hemibrain/nothing/",
        "/hemibrain/data/summaries-0123456789abcdef.ndjson",
        "/hemibrain/.cache/journal.ndjson",
        "/.hemibrain.quickpage/lock",
        "/.hemibrain.quickpage/previous/index.html",
        "/.hemibrain.quickpage/ready/index.html",
        "/hemibrain/..%2f.hemibrain.quickpage/lock",
    ] {
        let answer = site.get(path, &[]).await;
        let is_refused = answer.status == 404 || path == "/" && answer.status == 403;
        assert!(is_refused, "{path}: {}", answer.status);
        assert!(!answer.text().contains("quickpage is starting"), "{path}: no rewrites");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn behind_nginx_a_site_is_exchanged_and_pages_of_before_still_get_their_files() {
    let Some(site) = Published::start().await else { return };
    let version = async || site.get("/hemibrain/quickpage.json", &[]).await.text().to_owned();
    site.write(7);
    let first = version().await;
    let summaries = site.name("data/", "summaries-", ".ndjson");
    let before = site.file(&summaries);
    site.write(8);
    assert_ne!(version().await, first, "without telling nginx");
    assert!(!site.place.path("www/hemibrain").join(&summaries).exists());
    // Within an exchange the site before is elsewhere for a moment.
    let [previous, ready] =
        ["previous", "ready"].map(|it| site.place.path("www/.hemibrain.quickpage").join(it));
    for (from, to) in [(&previous, &previous), (&previous, &ready), (&ready, &previous)] {
        std::fs::rename(from, to).expect("renamed");
        let answer = site.get(&format!("/hemibrain/{summaries}"), &[]).await;
        assert!(answer.status == 200 && answer.body == before, "{}", to.display());
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
    }
    site.write(9);
    assert_eq!(site.status(&format!("/hemibrain/{summaries}")).await, 404, "two sites ago");
    let second = version().await;
    for expected in [false, true] {
        let run = site.place.run(&["rollback", "--output-dir", "www/hemibrain"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(version().await == second, expected);
    }
}

#[tokio::test]
async fn nginx_speaks_tls_before_the_proxy_and_leads_nobody_to_the_operators_address() {
    let place = Place::new();
    let serving = place.serve(&["--demo"]);
    let [certificate, key, authority] = ["good.pem", "server.key", "ca.pem"].map(of_tls);
    let socket = place.path("socket");
    let listen = format!("listen unix:{} ssl", socket.display());
    let replaced = [
        ("listen 443 ssl", listen.as_str()),
        ("server 127.0.0.1:8787", &format!("server {}", serving.url.trim_start_matches("http://"))),
        ("/etc/ssl/quickpage/fullchain.pem", &certificate),
        ("/etc/ssl/quickpage/key.pem", &key),
    ];
    let Some(nginx) = Nginx::new("deploy/nginx-proxy.conf", &replaced) else { return };
    let _running = nginx.run();
    until_there(&socket).await;
    let authority = std::fs::read(authority).expect("a certificate");
    let authority = reqwest::Certificate::from_pem(&authority).expect("a certificate");
    let client = reqwest::Client::builder().unix_socket(socket).tls_certs_only([authority]);
    let client = client.build().expect("a client");
    let get = async |path: &str| {
        let answer = client.get(format!("https://127.0.0.1{path}")).send().await;
        answer.unwrap_or_else(|error| panic!("{path}: {error:?}"))
    };
    let page = get("/").await;
    assert_eq!(page.status(), 200);
    let strict = page.headers().get_all("strict-transport-security").iter().collect::<Vec<_>>();
    assert_eq!(strict, ["max-age=31536000"]);
    assert!(page.text().await.expect("a page").contains("<title>quickpage"));
    let datasets = get("/api/v1/datasets").await.text().await.expect("a list");
    let datasets: serde_json::Value = serde_json::from_str(&datasets).expect("JSON");
    let name = datasets[0]["name"].as_str().expect("a name").replace(':', "%3A");
    let summaries = get(&format!("/api/v1/datasets/{name}/summaries")).await;
    let summaries = summaries.text().await.expect("lines");
    let last = summaries.lines().last().expect("a line");
    assert!(summaries.lines().count() > 1_000 && last.starts_with("{\"end\""), "{name}: {last}");
    for of_operator in ["/readyz", "/metrics"] {
        assert_eq!(get(of_operator).await.status(), 404, "{of_operator}");
    }
}

#[test]
fn systemd_takes_the_unit_and_calls_it_hardened() {
    let Some(analyze) = program("systemd-analyze") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let unit = folder.path().join("quickpage.service");
    let text = read("deploy/quickpage.service");
    let installed = "ExecStart=/usr/local/bin/quickpage ";
    assert!(text.contains(installed), "{text}");
    let here = format!("ExecStart={} ", env!("CARGO_BIN_EXE_quickpage"));
    std::fs::write(&unit, text.replace(installed, &here)).expect("a file");
    let run = |options: &[&str]| {
        let output = Command::new(&analyze).args(options).arg(&unit).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    // A key that it does not know is a line and no failure; lines about units of this machine are
    // none of ours.
    let (is_taken, said) = run(&["verify", "--man=no"]);
    assert!(is_taken && !said.contains("quickpage.service"), "{said}");
    // Of 10 points of exposure a usual service has 9.6. The threshold is in tenths.
    let (is_hardened, said) = run(&["security", "--offline=true", "--threshold=15"]);
    assert!(is_hardened, "{said}");
}

/// A line of the Containerfile, after its first word.
fn of_image(word: &str) -> String {
    let text = read("deploy/Containerfile");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{word} ")));
    line.unwrap_or_else(|| panic!("no {word}")).trim().to_owned()
}

/// What the image runs.
fn command_of_image() -> Vec<String> {
    let of = |word: &str| -> Vec<String> {
        serde_json::from_str(&of_image(word)).expect("a list in JSON")
    };
    [of("ENTRYPOINT"), of("CMD")].concat()
}

#[test]
fn the_image_is_made_of_what_the_documentation_puts_beside_it() {
    let (image, document) = (read("deploy/Containerfile"), read("docs/deploy.md"));
    assert_eq!((of_image("ARG"), of_image("FROM")), ("BASE=scratch".into(), "${BASE}".into()));
    let copied: Vec<(&str, &str)> = image
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [mode, from, to] = words[..] else { panic!("{line}") };
            assert!(mode.starts_with("--chmod=0"), "{line}");
            (from, to)
        })
        .collect();
    // `cp A B image/`, then `podman build -f … image`.
    let put = document.lines().find(|line| line.starts_with("$ cp ") && line.ends_with(" image/"));
    let put: Vec<&str> = put.expect("the line").split_whitespace().collect();
    let put = &put[2..put.len() - 1];
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let put_names: Vec<String> = put.iter().map(|path| name(path)).collect();
    assert_eq!(put_names, copied.iter().map(|(from, _)| *from).collect::<Vec<_>>());
    assert!(document.contains("$ podman build -f deploy/Containerfile -t quickpage image\n"));
    let build =
        "$ cargo build --locked --release --target x86_64-unknown-linux-musl --bin quickpage";
    assert!(
        document.contains(build) && put[0] == "target/x86_64-unknown-linux-musl/release/quickpage"
    );
    // What is copied is what is run and read.
    let command = command_of_image();
    assert_eq!(command[0], copied[0].1);
    assert_eq!(of_image("ENV"), format!("SSL_CERT_FILE={}", copied[1].1));
    let user = of_image("USER");
    let (id, group) = user.split_once(':').expect("a group");
    assert!(id == group && document.contains(&format!("user {id}.")), "{user}");
    let port = of_image("EXPOSE");
    assert!(
        command.contains(&format!("0.0.0.0:{port}"))
            && document.contains(&format!(":{port}:{port}"))
    );
}

/// A folder with the program, where the image has it, and nothing else but the libraries that it
/// is linked with: none where it is linked statically, as in the recipe.
struct EmptyRoot {
    folder: tempfile::TempDir,
}

impl EmptyRoot {
    fn new(program: &Path, at: &str) -> EmptyRoot {
        let root = EmptyRoot { folder: tempfile::tempdir().expect("a folder") };
        // As in an image, whoever runs in it may look into it.
        let anybody = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(root.folder.path(), anybody).expect("permissions");
        root.copy(program, at);
        let linked = Command::new("ldd").arg(program).output().expect("ldd runs");
        let linked = String::from_utf8(linked.stdout).expect("UTF-8");
        for path in linked.split_whitespace().filter(|word| word.starts_with('/')) {
            root.copy(Path::new(path), path);
        }
        root
    }

    fn path(&self, at: &str) -> PathBuf {
        self.folder.path().join(at.trim_start_matches('/'))
    }

    fn copy(&self, from: &Path, at: &str) {
        let to = self.path(at);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(from, to).expect("a copy");
    }

    /// Runs in it, as the image's user where that is possible.
    fn command(&self, words: &[String]) -> Command {
        let user = format!("--userspec={}", of_image("USER"));
        let mut command = match is_root() {
            true => Command::new("chroot"),
            false => Command::new("unshare"),
        };
        match is_root() {
            true => command.arg(user),
            false => command.args(["--user", "--map-root-user", "chroot"]),
        };
        command.arg(self.folder.path()).args(words).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }
}

#[tokio::test]
async fn the_program_runs_in_a_root_that_has_nothing_else() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let needed = ["ldd", "chroot", "unshare"].map(program);
    if needed.iter().any(Option::is_none) {
        return;
    }
    let program = std::env::var_os("QUICKPAGE_BIN").map(PathBuf::from);
    let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_quickpage").into());
    let words = command_of_image();
    let root = EmptyRoot::new(&program, &words[0]);
    let version = root.command(&[words[0].clone(), "--version".to_owned()]).output();
    let version = version.expect("a program that starts");
    if !version.status.success() && !is_root() {
        return skip("this system lets only root make a root of its own");
    }
    assert!(version.stdout.starts_with(b"quickpage "), "{version:?}");

    // What the image runs, at ports that are free.
    let at_free_port = |word: &String| match word.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => "127.0.0.1:0".to_owned(),
        _ => word.clone(),
    };
    let words: Vec<String> = words.iter().map(at_free_port).collect();
    let mut served = root.command(&words);
    let served = served.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut served = Running(served);
    let lines = BufReader::new(served.0.stdout.take().expect("its output")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| {
        let (_, address) = line.split_once("quickpage is at ")?;
        Some(address.trim().trim_end_matches('.').to_owned())
    });
    let address = address.expect("it serves");
    for (path, expected) in
        [("/healthz", ""), ("/", "<title>quickpage"), ("/api/v1/datasets", "\"name\":\"demo")]
    {
        let answer = reqwest::get(format!("{address}{path}")).await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let body = answer.text().await.expect("a body");
        assert!(body.contains(expected), "{path}: {body}");
    }
    drop(served);

    // And a site into a volume.
    let volume = root.path("/volume");
    std::fs::create_dir(&volume).expect("a folder");
    if is_root() {
        std::os::unix::fs::chown(&volume, Some(65_532), Some(65_532)).expect("its owner");
    }
    let source = ["--demo", "--types", "EPG"];
    for more in [&source[..], &["--check"]] {
        let site = ["create-index", "--output-dir", "/volume/site"];
        let arguments = site.iter().chain(more).map(|word| (*word).to_owned());
        let line: Vec<String> = std::iter::once(words[0].clone()).chain(arguments).collect();
        let output = root.command(&line).output().expect("it starts");
        assert!(output.status.success(), "{output:?}");
    }
    assert!(volume.join("site/types/EPG.html").is_file());
}
