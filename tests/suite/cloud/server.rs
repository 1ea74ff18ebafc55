//! A server of objects on loopback, which fails as it is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The key that its clients have.
pub(super) const ID: &str = "AKIATESTONLY";
/// The secret of that key.
pub(super) const SECRET: &str = "geheim-van-de-test";

/// What goes wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// This status.
    Status(u16),
    /// It is said to be at this port of the same machine.
    Redirect(u16),
    /// The connection is reset after so many bytes of the body.
    Reset(usize),
    /// Nothing comes after so many bytes of the body.
    Stall(usize),
    /// Fewer bytes are promised and sent than were asked for.
    Short(usize),
    /// A byte comes now and then, without end.
    Trickle,
    /// More comes than was asked for, without end.
    Endless,
    /// The object is another one since it was listed.
    Changed,
    /// The same, of a server that does not know the condition.
    ChangedUnasked,
}

/// What was asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) method: String,
    /// The key; empty for a listing.
    pub(super) key: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: BTreeMap<String, String>,
}

impl Asked {
    pub(super) fn is_list(&self) -> bool {
        self.key.is_empty()
    }
}

type Faults = dyn Fn(&Asked, usize) -> Fault + Send + Sync;

struct Shared {
    objects: BTreeMap<String, Vec<u8>>,
    /// Keys of a page at most.
    page: usize,
    /// Listings tell the tags of objects.
    tags: bool,
    faults: Box<Faults>,
    /// How often each listing, or each object, was asked for.
    times: Mutex<BTreeMap<String, usize>>,
    log: Mutex<Vec<Asked>>,
    busy: AtomicUsize,
    busiest: AtomicUsize,
    closed: AtomicBool,
}

/// A server that ends with the test.
pub(super) struct Server {
    shared: Arc<Shared>,
    pub(super) port: u16,
}

impl Server {
    /// Of these objects. `faults` is told how often the same listing, or the same object, was asked for before.
    pub(super) fn new(
        objects: impl IntoIterator<Item = (String, Vec<u8>)>,
        faults: impl Fn(&Asked, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        Self::listing(objects, faults, true)
    }

    /// The same, of a service whose listings tell no tags.
    pub(super) fn listing(
        objects: impl IntoIterator<Item = (String, Vec<u8>)>,
        faults: impl Fn(&Asked, usize) -> Fault + Send + Sync + 'static,
        tags: bool,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            objects: objects.into_iter().collect(),
            page: 3,
            tags,
            faults: Box::new(faults),
            times: Mutex::default(),
            log: Mutex::default(),
            busy: AtomicUsize::new(0),
            busiest: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let accepting = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.closed.load(Ordering::SeqCst) {
                    return;
                }
                let shared = accepting.clone();
                thread::spawn(move || {
                    // a client that goes away is no failure of the test
                    let _ = stream.and_then(|stream| shared.serve(stream));
                });
            }
        });
        Server { shared, port }
    }

    pub(super) fn log(&self) -> Vec<Asked> {
        self.shared.log.lock().unwrap().clone()
    }

    /// The most answers that were given at once.
    pub(super) fn busiest(&self) -> usize {
        self.shared.busiest.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn decoded(text: &str) -> String {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
        out.push(hex.unwrap_or(if bytes[at] == b'+' { b' ' } else { bytes[at] }));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{1}', "&#x1;")
}

fn tag(key: &str, bytes: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(&[key.as_bytes(), bytes].concat()).to_hex()[..32])
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let mut words = line.split(' ');
            let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let mut asked = Asked { method: method.to_owned(), ..Asked::default() };
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            asked.key = decoded(path.trim_start_matches("/bucket").trim_start_matches('/'));
            for pair in query.split('&').filter(|pair| !pair.is_empty()) {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                asked.query.insert(decoded(name), decoded(value));
            }
            loop {
                line.clear();
                reader.read_line(&mut line)?;
                let Some((name, value)) = line.trim_end().split_once(": ") else { break };
                asked.headers.insert(name.to_ascii_lowercase(), value.to_owned());
            }
            let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
            self.busiest.fetch_max(busy, Ordering::SeqCst);
            let answered = self.answer(&stream, &asked);
            self.busy.fetch_sub(1, Ordering::SeqCst);
            answered?;
        }
    }

    fn answer(&self, stream: &TcpStream, asked: &Asked) -> io::Result<()> {
        self.log.lock().unwrap().push(asked.clone());
        let what = if asked.is_list() { format!("{:?}", asked.query) } else { asked.key.clone() };
        let before = {
            let mut times = self.times.lock().unwrap();
            let times = times.entry(what).or_default();
            *times += 1;
            *times - 1
        };
        let signed =
            asked.headers.get("authorization").is_some_and(|a| a.contains(&format!("Credential={ID}/")));
        let (mut status, mut fields, mut body) = if !signed {
            let text = format!(
                "<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>{}</AWSAccessKeyId></Error>",
                asked.headers.get("authorization").map_or("", String::as_str)
            );
            (403, String::new(), text.into_bytes())
        } else if asked.is_list() {
            (200, "Content-Type: application/xml\r\n".to_owned(), self.list(asked).into_bytes())
        } else {
            self.get(asked)
        };
        let fault = (self.faults)(asked, before);
        match fault {
            Fault::Status(code) => {
                (status, fields) = (code, String::new());
                body = b"<Error><Code>SlowDown</Code></Error>".to_vec();
            }
            Fault::Redirect(port) => {
                (status, fields) = (307, format!("Location: http://localhost:{port}/elsewhere\r\n"));
                body.clear();
            }
            Fault::Changed => {
                (status, fields) = (412, String::new());
                body = b"<Error><Code>PreconditionFailed</Code></Error>".to_vec();
            }
            Fault::ChangedUnasked => fields = fields.replace("ETag: \"", "ETag: \"f"),
            Fault::Short(length) => body.truncate(length),
            _ => {}
        }
        let length = if fault == Fault::Endless {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let mut stream = stream;
        stream.write_all(format!("HTTP/1.1 {status} Said\r\n{fields}{length}\r\n").as_bytes())?;
        match fault {
            Fault::Reset(after) => {
                stream.write_all(&body[..after.min(body.len())])?;
                stream.flush()?;
                stream.shutdown(std::net::Shutdown::Both)?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
            Fault::Stall(after) => {
                stream.write_all(&body[..after.min(body.len())])?;
                stream.flush()?;
                // until the client goes
                let _ = stream.read(&mut [0])?;
                Err(io::ErrorKind::TimedOut.into())
            }
            Fault::Trickle => {
                for byte in &body {
                    stream.write_all(&[*byte])?;
                    thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            }
            Fault::Endless => {
                stream.write_all(&body)?;
                loop {
                    stream.write_all(&[b'x'; 4096])?;
                }
            }
            _ => stream.write_all(&body),
        }
    }

    fn get(&self, asked: &Asked) -> (u16, String, Vec<u8>) {
        let Some(bytes) = self.objects.get(&asked.key) else {
            return (404, String::new(), b"<Error><Code>NoSuchKey</Code></Error>".to_vec());
        };
        let tag = tag(&asked.key, bytes);
        if asked.headers.get("if-match").is_some_and(|wanted| *wanted != tag) {
            return (412, String::new(), Vec::new());
        }
        let last = "Last-Modified: Sun, 02 Mar 2014 10:11:00 GMT\r\n";
        let range =
            asked.headers.get("range").and_then(|r| r.strip_prefix("bytes=")).and_then(|r| r.split_once('-'));
        let Some((from, to)) = range else { return (200, format!("{last}ETag: {tag}\r\n"), bytes.clone()) };
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        let to = to.min(bytes.len() - 1);
        let fields = format!("{last}ETag: {tag}\r\nContent-Range: bytes {from}-{to}/{}\r\n", bytes.len());
        (206, fields, bytes[from..=to].to_vec())
    }

    fn list(&self, asked: &Asked) -> String {
        let of = |name: &str| asked.query.get(name).cloned().unwrap_or_default();
        let (prefix, token) = (of("prefix"), of("continuation-token"));
        let after = if token.is_empty() { of("start-after") } else { token };
        let most = of("max-keys").parse().unwrap_or(1000).min(self.page);
        let mut keys =
            self.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).peekable();
        let mut xml = "<?xml version=\"1.0\"?><ListBucketResult>".to_owned();
        let mut last = String::new();
        for (key, bytes) in keys.by_ref().take(most) {
            let tag = tag(key, bytes).replace('"', "&quot;");
            let tag = if self.tags { format!("<ETag>{tag}</ETag>") } else { String::new() };
            let (key_text, size) = (escaped(key), bytes.len());
            let modified = "2014-03-02T10:11:00.500Z";
            write!(
                xml,
                "<Contents><Key>{key_text}</Key><LastModified>{modified}</LastModified>{tag}<Size>{size}</Size></Contents>"
            )
            .unwrap();
            last.clone_from(key);
        }
        let more = keys.peek().is_some();
        write!(xml, "<IsTruncated>{more}</IsTruncated>").unwrap();
        if more {
            write!(xml, "<NextContinuationToken>{}</NextContinuationToken>", escaped(&last)).unwrap();
        }
        xml + "</ListBucketResult>"
    }
}
