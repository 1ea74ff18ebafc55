use super::*;
use crate::outlook::item::{Named, Value};
use crate::outlook::rtf_compression;
use crate::outlook::tag::{self, lid};
use crate::outlook::testing::{Holds, Made, leaves, properties, text};

fn written(item: Made) -> (String, Vec<Problem>) {
    let mut message = Message::new(Box::new(item));
    let mut out = String::new();
    message.read_to_string(&mut out).unwrap();
    (out, message.problems())
}

fn named(name: &str) -> Properties {
    properties([(tag::ATTACH_LONG_FILENAME, text(name))])
}

fn letter(subject: &str) -> Made {
    Made {
        properties: properties([
            (tag::SUBJECT, text(subject)),
            (tag::BODY, text("Beste Zoë,\r\nFrom here\r\n--=_1\r\n")),
        ]),
        ..Made::default()
    }
}

fn leaf(media_type: &str, body: &str) -> (String, String) {
    (media_type.to_owned(), body.to_owned())
}

#[test]
fn bodies_and_attachments_stand_where_mime_has_them() {
    let mut item = letter("een");
    item.properties.tagged.insert(tag::HTML, Value::Bytes(b"<p>Beste Zo\xeb".to_vec()));
    item.properties.tagged.insert(tag::INTERNET_CODEPAGE, Value::Integer(28591));
    item.properties
        .tagged
        .insert(tag::RTF_COMPRESSED, Value::Bytes(rtf_compression::compress(b"{\\rtf1 x}")));
    item.attachments.push((named("a.bin"), Holds::Bytes(b'x', 3)));
    let (message, problems) = written(item.clone());
    assert!(problems.is_empty());
    assert!(message.contains("text/html; charset=iso-8859-1"));
    let all = leaves(&message);
    assert_eq!(all[0], leaf("text/plain", "Beste Zoë,\r\nFrom here\r\n--=_1\r\n"));
    assert_eq!(all[1].0, "text/html");
    assert_eq!(all[2..], [leaf("application/octet-stream", "xxx")], "RTF only where there is no HTML");
    item.properties.tagged.remove(&tag::HTML);
    assert_eq!(leaves(&written(item).0)[1], leaf("application/rtf", "{\\rtf1 x}"));
}

#[test]
fn an_item_without_bodies_is_a_message() {
    assert_eq!(
        written(Made::default()).0,
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    );
}

#[test]
fn a_report_says_what_it_reports() {
    let mut item = Made {
        properties: properties([(tag::REPORT_TEXT, text("jan@klant.example is unknown"))]),
        ..Made::default()
    };
    assert_eq!(leaves(&written(item.clone()).0), [leaf("text/plain", "jan@klant.example is unknown")]);
    item.properties.tagged.insert(tag::BODY, text("a body"));
    assert_eq!(leaves(&written(item).0), [leaf("text/plain", "a body")]);
}

#[test]
fn items_in_items_are_messages_in_messages() {
    let mut inner = letter("binnen");
    inner.attachments.push((named("b.txt"), Holds::Bytes(b'b', 2)));
    let mut item = letter("buiten");
    item.attachments.push((Properties::default(), Holds::Item(Box::new(inner))));
    item.attachments.push((named("a.txt"), Holds::Bytes(b'a', 1)));
    let (message, _) = written(item);
    let bodies: Vec<String> = leaves(&message).into_iter().map(|(_, body)| body).collect();
    assert_eq!(bodies[1..], [bodies[0].as_str(), "bb", "a"]);
    assert!(message.contains("Subject: binnen\r\n"));
}

#[test]
fn items_without_end_are_cut() {
    let mut item = letter("0");
    for n in 1..100 {
        let mut outer = letter(&n.to_string());
        outer.attachments.push((Properties::default(), Holds::Item(Box::new(item))));
        item = outer;
    }
    let (message, problems) = written(item);
    assert_eq!(message.matches("Subject: ").count(), 33);
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), [ProblemCode::Limit]);
}

#[test]
fn a_large_attachment_is_never_held() {
    let mut item = letter("groot");
    item.attachments.push((named("a"), Holds::Bytes(b'x', 20 << 20)));
    let mut message = Message::new(Box::new(item));
    let (mut buf, mut all, mut held) = (vec![0; 100_000], 0, 0);
    loop {
        let n = message.read(&mut buf).unwrap();
        all += n;
        held = held.max(message.stream.piece.capacity());
        if n == 0 {
            break;
        }
    }
    assert!(all > 26 << 20);
    assert!(held < 1 << 20, "{held}");
}

#[test]
fn what_cannot_be_read_of_an_attachment_costs_that_alone() {
    let mut item = letter("stuk");
    item.attachments.push((named("a"), Holds::Broken(b"begin".to_vec())));
    item.attachments.push((named("b"), Holds::Problem));
    item.attachments.push((named("c"), Holds::Bytes(b'c', 1)));
    let (message, problems) = written(item);
    let bodies: Vec<String> = leaves(&message).into_iter().skip(1).map(|(_, body)| body).collect();
    assert_eq!(bodies, ["begin", "c"]);
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), [ProblemCode::Corrupt; 2]);
}

#[test]
fn names_and_media_types_cannot_break_out_of_their_line() {
    let mut item = letter("x");
    let mut odd = named("a\"\r\nX-Bad: 1\\.pdf");
    odd.tagged.insert(tag::ATTACH_MIME_TAG, text("application/pdf\r\nX-Bad: 1"));
    odd.tagged.insert(tag::ATTACH_CONTENT_ID, text("<id\r\nX-Bad: 1>"));
    item.attachments.push((odd, Holds::Bytes(b'x', 1)));
    let mut signed = Properties::default();
    signed.tagged.insert(tag::ATTACH_MIME_TAG, text("multipart/signed; x=y"));
    item.attachments.push((signed, Holds::Bytes(b'\n', 1)));
    let (message, _) = written(item);
    assert!(!message.contains("\nX-Bad"), "{message}");
    assert!(message.contains("filename=\"a\\\"  X-Bad: 1\\\\.pdf\""), "{message}");
    assert!(message.contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"));
}

#[test]
fn what_is_encrypted_is_told_by_its_name() {
    let mut item = letter("x");
    item.attachments.push((named("smime.p7m"), Holds::Bytes(b'x', 1)));
    item.attachments.push((named("message.rpmsg"), Holds::Bytes(b'x', 1)));
    let (message, problems) = written(item);
    assert!(message.contains("Content-Type: application/pkcs7-mime;"));
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), [ProblemCode::Encrypted]);
}

#[test]
fn contacts_lists_and_meetings_have_parts_of_their_own() {
    let of = |class: &str| {
        let mut item = letter("x");
        item.properties.tagged.insert(tag::MESSAGE_CLASS, text(class));
        item
    };
    let mut list = of("IPM.DistList");
    list.properties.named.insert(
        Named::Number(tag::ADDRESS, lid::DISTRIBUTION_LIST_MEMBERS),
        Value::Blobs(vec![crate::outlook::entry_id::build_one_off("Jan", "SMTP", "jan@klant.example")]),
    );
    let types = |item: Made| leaves(&written(item).0).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert_eq!(types(of("IPM.Contact.Klant")), ["text/vcard"]);
    assert_eq!(types(list), ["text/plain", "text/vcard"]);
    assert_eq!(types(of("IPM.Schedule.Meeting.Request")), ["text/plain", "text/calendar"]);
    assert_eq!(types(of("IPM.Contacts")), ["text/plain"]);
}

#[test]
fn an_address_of_exchange_is_a_problem_once() {
    let mut item = letter("x");
    for name in ["/o=a/cn=b", "/o=a/cn=c"] {
        item.recipients.push(properties([(tag::EMAIL_ADDRESS, text(name))]));
    }
    let (message, problems) = written(item);
    assert!(message.contains("</o=a/cn=b>"));
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), [ProblemCode::Unsupported]);
}

/// Items from a list.
struct Listed(Vec<Result<Made, Problem>>);

impl Items for Listed {
    fn next_item(&mut self) -> Option<Result<Box<dyn Item + '_>, Problem>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0))?;
        Some(next.map(|item| Box::new(item) as Box<dyn Item>))
    }
}

#[test]
fn a_folder_is_an_mbox() {
    let mut dated = letter("twee");
    dated.properties.tagged.insert(tag::CLIENT_SUBMIT_TIME, Value::Time(131_591_520_000_000_000));
    dated.properties.tagged.insert(tag::TRANSPORT_MESSAGE_HEADERS, text("From : jan@klant.example\nTo: x\n"));
    dated.attachments.push((Properties::default(), Holds::Problem));
    let items =
        vec![Ok(letter("een")), Err(Problem::new(ProblemCode::Corrupt, "made so")), Ok(dated.clone())];
    let problems = Problems::default();
    let mut mbox = String::new();
    FolderStream::new(Box::new(Listed(items)), &problems, &AddressBook::default())
        .read_to_string(&mut mbox)
        .unwrap();
    let lines: Vec<&str> = mbox.lines().filter(|line| line.starts_with("From ")).collect();
    assert_eq!(lines, ["From - Thu Jan  1 00:00:00 1970", "From - Sun Dec 31 00:00:00 2017"]);
    let second = mbox.split("2017\r\n").nth(1).unwrap();
    assert_eq!(second.strip_suffix("\r\n").unwrap(), written(dated).0, "the same message as alone");
    let told = problems.take();
    assert_eq!(told.iter().map(|p| p.place.message).collect::<Vec<_>>(), [None, Some(1)]);
    assert!(problems.take().is_empty());
}

#[test]
fn problems_are_bounded() {
    let items = (0..PROBLEMS + 10).map(|_| Err(Problem::new(ProblemCode::Corrupt, "made so"))).collect();
    let problems = Problems::default();
    FolderStream::new(Box::new(Listed(items)), &problems, &AddressBook::default())
        .read_to_end(&mut Vec::new())
        .unwrap();
    let told = problems.take();
    assert_eq!(told.len(), PROBLEMS + 1);
    assert!(told.last().unwrap().detail.starts_with("10 more"));
}

#[test]
fn streams_can_be_sent() {
    fn is_send<T: Send>() {}
    is_send::<Message<'static>>();
    is_send::<FolderStream<'static>>();
}
