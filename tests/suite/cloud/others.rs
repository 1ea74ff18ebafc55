//! Servers that others wrote, each in a process of its own; a test is skipped where its server is not there.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use super::server::{ID, SECRET};
use super::{ODD, archive, cloud, few, odd_ones_are_problems, said, same, scan};
use crate::archive::Archive;

/// A variable that names what a test needs.
fn named(variable: &str, what: &str) -> Option<OsString> {
    let value = std::env::var_os(variable).filter(|value| !value.is_empty());
    if value.is_none() {
        // past the test harness, which would keep it to itself
        let _ = writeln!(std::io::stderr(), "!! SKIPPED: {variable} does not name {what}");
    }
    value
}

fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/cloud").join(name)
}

/// A process that says its port when the mail is there, and ends when its standard input does.
struct Told {
    child: Child,
    port: u16,
}

impl Told {
    fn new(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse().unwrap();
        Told { child, port }
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

fn moto(python: &OsString, archive: &Archive, keys: &[&str]) -> Told {
    let mut command = Command::new(python);
    command.arg(script("moto_server.py")).arg(archive.root()).args(keys);
    Told::new(command.env("AWS_ACCESS_KEY_ID", ID).env("AWS_SECRET_ACCESS_KEY", SECRET))
}

#[test]
fn a_server_that_others_wrote_is_read_as_a_disk_is() {
    let Some(python) = named("MAILSWEEP_TEST_S3_PYTHON", "a Python with moto") else { return };
    let archive = archive();
    let server = moto(&python, &archive, &[]);
    same(&archive, server.port, "s3://bucket/mail", &archive.root(), &["--jobs", "2"]);
    same(&archive, server.port, "s3://bucket/mail/pack.zip", &archive.root().join("pack.zip"), &[]);
    server.end();
}

#[test]
fn odd_keys_of_a_server_that_others_wrote_are_problems() {
    let Some(python) = named("MAILSWEEP_TEST_S3_PYTHON", "a Python with moto") else { return };
    let archive = few();
    // what its client takes for another address, and what its XML cannot hold, cannot be put there
    let keys: Vec<&str> =
        ODD.into_iter().filter(|key| !key.contains(['.', '\u{1}']) || key.starts_with("mail/a")).collect();
    let keys = [&keys[..], &["/x.eml", "mail//y.eml"]].concat();
    let server = moto(&python, &archive, &keys);
    odd_ones_are_problems(&archive, server.port, &keys);
    server.end();
}

/// As [`same`], where others than those of S3 are asked.
fn same_there(archive: &Archive, url: &str, environment: &[(&str, &str)]) {
    let local = scan(cloud(archive, 1), archive, &archive.root(), &[]);
    for jobs in ["1", "4"] {
        let mut command = cloud(archive, 1);
        command.envs(environment.iter().copied());
        let there = scan(command, archive, Path::new(url), &["--jobs", jobs]);
        assert_eq!(
            String::from_utf8_lossy(&there.1),
            String::from_utf8_lossy(&local.1),
            "{}",
            said(&there.3)
        );
        assert!(there.0 == local.0 && !local.0.is_empty(), "{jobs}: {}", said(&there.3));
        assert_eq!(there.2, local.2);
    }
}

/// The account of Azurite, with the key that its documentation tells.
const ACCOUNT: [&str; 2] = [
    "devstoreaccount1",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
];

#[test]
fn azurite_is_read_as_a_disk_is() {
    let Some(azurite) = named("MAILSWEEP_TEST_AZURITE", "azurite-blob") else { return };
    let archive = archive();
    let own = [("AZURE_STORAGE_ACCOUNT_NAME", ACCOUNT[0]), ("AZURE_STORAGE_ACCOUNT_KEY", ACCOUNT[1])];
    let mut command = Command::new("python3");
    command.arg(script("azurite_server.py")).arg(archive.root()).arg(archive.beside("azurite")).arg(azurite);
    let server = Told::new(command.envs(own));
    let endpoint = format!("http://127.0.0.1:{}/{}", server.port, ACCOUNT[0]);
    let there = [("AZURE_STORAGE_ENDPOINT", endpoint.as_str()), ("AZURE_ALLOW_HTTP", "true")];
    same_there(&archive, "az://bucket/mail", &[own, there].concat());
    server.end();
}

#[test]
fn a_server_of_the_google_protocol_is_read_as_a_disk_is() {
    let Some(server) = named("MAILSWEEP_TEST_FAKE_GCS", "fake-gcs-server") else { return };
    let archive = archive();
    let root = archive.beside("google");
    for (name, bytes) in archive.files() {
        let path = root.join("bucket/mail").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let here = format!("127.0.0.1:{port}");
    let mut child = Command::new(server)
        .args(["-scheme", "http", "-host", "127.0.0.1", "-backend", "memory", "-log-level", "error"])
        .args(["-port", &port.to_string(), "-public-host", &here, "-data"])
        .arg(&root)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..200 {
        if TcpStream::connect(&here).is_ok() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let url = format!("http://{here}");
    let there =
        [("GOOGLE_SKIP_SIGNATURE", "true"), ("GOOGLE_ALLOW_HTTP", "true"), ("GOOGLE_BASE_URL", url.as_str())];
    same_there(&archive, "gs://bucket/mail", &there);
    child.kill().unwrap();
    child.wait().unwrap();
}
