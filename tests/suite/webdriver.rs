//! A browser that is driven from a test: WebDriver (W3C) over a socket, as much of it as the tests need.
//!
//! `chromedriver` and Chromium are the tester's. Where they are not there, [`Browser::start`] says so and gives none; with
//! `MAILSWEEP_BROWSER=required`, as continuous integration sets it, that is a failure.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What a browser is started with.
pub(crate) struct Wish {
    pub(crate) dark: bool,
    pub(crate) width: u32,
}

/// A browser of its own, with a profile of its own.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

/// Says that a test was left out; past the test harness, which would keep it to itself.
pub(crate) fn skip(why: &str) {
    assert_ne!(std::env::var_os("MAILSWEEP_BROWSER"), Some("required".into()), "{why}");
    let _ = writeln!(std::io::stderr(), "!! SKIPPED: a browser test: {why}");
}

/// The body of the answer to one request. The driver leaves the connection open, so it is read by its length.
fn request(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let body = if method == "POST" { body.to_string() } else { String::new() };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line)?;
        if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap_or_default();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body)?;
    Ok(body)
}

impl Browser {
    pub(crate) fn start(wish: &Wish) -> Option<Browser> {
        // free a moment ago; the driver itself cannot say which port it took
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        command
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(driver) = command.spawn() else {
            skip("there is no chromedriver");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Browser { driver, port, session: String::new(), _profile: profile };
        let waiting = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(waiting.elapsed() < Duration::from_secs(30), "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", browser._profile.path().display()));
        arguments.push(format!("--window-size={},900", wish.width));
        let session = browser.ask(
            "POST",
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                "goog:chromeOptions": {"args": arguments},
            }}}),
        );
        let Some(id) = session["sessionId"].as_str() else {
            skip(&format!("no browser could be started: {}", session["message"]));
            return None;
        };
        browser.session = format!("/session/{id}");
        let scheme = if wish.dark { "dark" } else { "light" };
        browser.devtools(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
        // narrower than a window can be
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": wish.width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
        );
        Some(browser)
    }

    /// One command; what it gives, or what went wrong.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = request(self.port, method, path, body).unwrap();
        serde_json::from_slice::<Value>(&answer).unwrap()["value"].take()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let value = self.ask("POST", &format!("{}{path}", self.session), body);
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }

    pub(crate) fn devtools(&self, command: &str, with: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": with}))
    }

    /// Opens a file and waits until its script is done.
    pub(crate) fn open(&self, path: &Path) {
        self.visit(path);
        self.until("return document.documentElement.hasAttribute('data-ready')");
    }

    /// Opens a page without a script: it is ready when it is loaded.
    pub(crate) fn visit(&self, path: &Path) {
        self.post("/url", &json!({"url": format!("file://{}", path.display())}));
    }

    /// What a script gives.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// What a script hands to its last argument.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    pub(crate) fn text(&self, script: &str) -> String {
        self.run(script).as_str().unwrap_or_else(|| panic!("no text: {script}")).to_owned()
    }

    pub(crate) fn number(&self, script: &str) -> u64 {
        self.run(script).as_f64().unwrap_or_else(|| panic!("no number: {script}")) as u64
    }

    /// Waits until a script gives true.
    pub(crate) fn until(&self, script: &str) {
        let waiting = Instant::now();
        while self.run(script) != json!(true) {
            assert!(
                waiting.elapsed() < Duration::from_secs(30),
                "never: {script}; {:?}",
                self.log("browser")
            );
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Presses keys, wherever the focus is: as a person at a keyboard does.
    pub(crate) fn press(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        self.post("/actions", &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}));
    }

    /// Chooses a file in the control that this selector names.
    pub(crate) fn choose_file(&self, selector: &str, file: &Path) {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Value::as_str).unwrap();
        self.post(&format!("/element/{id}/value"), &json!({"text": file}));
    }

    /// Lets files be saved in this folder.
    pub(crate) fn download_to(&self, folder: &Path) {
        self.devtools("Browser.setDownloadBehavior", &json!({"behavior": "allow", "downloadPath": folder}));
    }

    /// The page as it is printed, in base64.
    pub(crate) fn print(&self) -> String {
        self.post("/print", &json!({})).as_str().unwrap().to_owned()
    }

    /// Messages of this log since it was last asked for.
    pub(crate) fn log(&self, which: &str) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": which}));
        entries.as_array().unwrap().iter().map(|e| e["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Addresses that a page asked anything of since this was last asked; not the browser's own first page.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.log("performance")
            .iter()
            .filter_map(|line| {
                let event: Value = serde_json::from_str(line).unwrap();
                let message = &event["message"];
                let is = message["method"] == "Network.requestWillBeSent";
                let own =
                    message["params"]["documentURL"].as_str().is_some_and(|url| url.starts_with("chrome:"));
                (is && !own).then(|| message["params"]["request"]["url"].as_str().unwrap().to_owned())
            })
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // the driver ends its browser; without it, that would stay
        if !self.session.is_empty() {
            let _ = request(self.port, "DELETE", &self.session, &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
