//! A running Neo4j.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::install::Program;
use crate::process::{Failure, Result};

/// It is up in a quarter of this time, also while something else is being built.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a program until its own standard input ends, which it does when xtask is gone, however
/// that came about. Ctrl-c reaches the whole group, so it must not end this first.
const WHILE_XTASK_LIVES: &str = r#"
signal=$1
shift
exec 3<&0
trap '' INT
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -s "$signal" "$server"; } 2>/dev/null &
wait "$server"
"#;

/// What Neo4j reaches into Java for.
const OPENED: [&str; 5] =
    ["java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang"];

/// How a Neo4j ends.
#[derive(Clone, Copy)]
pub enum Ending {
    /// In 11 s, with all that was written.
    InOrder,
    /// At once: its data are for nobody any more.
    AtOnce,
}

/// A Neo4j; it ends when this is dropped.
pub struct Server {
    child: Child,
    folder: Folder,
    bolt: u16,
    http: u16,
}

impl Server {
    /// Begins to start one, whose data is in this folder.
    pub fn start(program: &Program, folder: Folder, ending: Ending) -> Result<Self> {
        let signal = match ending {
            Ending::InOrder => "TERM",
            Ending::AtOnce => "KILL",
        };
        let [bolt, http] = free_ports()?;
        let path = folder.path();
        let settings = path.join("conf");
        fs::create_dir_all(&settings).map_err(|cause| Failure::writing(&settings, cause))?;
        let file = settings.join("neo4j.conf");
        fs::write(&file, configuration(bolt, http))
            .map_err(|cause| Failure::writing(&file, cause))?;
        let log = path.join("console.log");
        let out = File::create(&log).map_err(|cause| Failure::writing(&log, cause))?;
        let err = out.try_clone().map_err(|cause| Failure::writing(&log, cause))?;
        let child = Command::new("sh")
            .args(["-c", WHILE_XTASK_LIVES, "neo4j", signal])
            .args(command_line(program, path, &settings))
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|cause| Failure::new(format!("Neo4j needs a Unix shell, sh: {cause}")))?;
        Ok(Self { child, folder, bolt, http })
    }

    /// For Bolt.
    pub fn address(&self) -> String {
        format!("bolt://127.0.0.1:{}", self.bolt)
    }

    pub fn wait_until_it_answers(&mut self) -> Result<()> {
        let started = Instant::now();
        while !answers(self.http) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return Err(self.failure("ended by itself"));
            }
            if started.elapsed() > PATIENCE {
                return Err(self.failure("does not answer"));
            }
            sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    /// Waits until it ends, which is a failure.
    pub fn wait(&mut self) -> Result<()> {
        // `Child::wait` would close what keeps it running.
        while matches!(self.child.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(500));
        }
        Err(self.failure("ended by itself"))
    }

    fn failure(&self, what: &str) -> Failure {
        Failure::new(format!(
            "Neo4j {what}: see logs/ and console.log in {}",
            self.folder.path().display()
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closes its standard input first, which ends it.
        let _ = self.child.wait();
    }
}

fn free_ports() -> Result<[u16; 2]> {
    let ports = || -> std::io::Result<[u16; 2]> {
        // Both at once, so that they differ.
        let [one, other] = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        Ok([one?.local_addr()?.port(), other?.local_addr()?.port()])
    };
    ports().map_err(|cause| Failure::new(format!("no port is free: {cause}")))
}

fn configuration(bolt: u16, http: u16) -> String {
    format!(
        "dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.bolt.advertised_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.http.advertised_address=127.0.0.1:{http}
server.https.enabled=false
server.memory.pagecache.size=256m
"
    )
}

fn command_line(program: &Program, folder: &Path, settings: &Path) -> Vec<String> {
    let opened = OPENED.map(|package| format!("--add-opens=java.base/{package}=ALL-UNNAMED"));
    let mut line = vec![program.java.display().to_string()];
    line.extend(["-Xms512m", "-Xmx1g", "-XX:+UseG1GC"].map(str::to_owned));
    line.extend(opened);
    line.extend([
        "--enable-native-access=ALL-UNNAMED".to_owned(),
        "-cp".to_owned(),
        format!("{}/*", program.jars.display()),
        "org.neo4j.server.CommunityEntryPoint".to_owned(),
        format!("--home-dir={}", folder.display()),
        format!("--config-dir={}", settings.display()),
    ]);
    line
}

/// Whether it runs queries. The port is open before the database is.
fn answers(http: u16) -> bool {
    let body = r#"{"statements":[{"statement":"RETURN 1"}]}"#;
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, http))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "POST /db/neo4j/tx/commit HTTP/1.0\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.contains(r#""row":[1]"#))
    };
    ask().unwrap_or(false)
}
