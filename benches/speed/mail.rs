//! Made-up mail, of which it is known what is to be found in it.

use std::fmt::Write as _;

/// A correspondence of many messages; all its details stand in the same places.
pub(crate) struct Mail {
    /// The messages, LF line ends, without separator lines.
    pub messages: Vec<String>,
    /// Leaves of their MIME trees.
    pub parts: u64,
    /// Addresses to be found, header fields included and HTML versions not counted twice.
    pub emails: u64,
    /// Telephone numbers, likewise.
    pub phones: u64,
}

/// One address and one number each, with words around them, and things that look like details and are none.
pub(crate) fn paragraph(i: usize) -> String {
    let mut out = String::new();
    for n in 0..6 {
        let k = (i * 7 + n * 13) % SENTENCES.len();
        out.push_str(SENTENCES[k]);
        out.push(if n % 3 == 2 { '\n' } else { ' ' });
    }
    let _ = writeln!(out, "Factuur 2014-{i:06} van 12-03-2014 staat nog open: EUR 1.234,56 om 10:11:12.");
    let _ = writeln!(out, "Met vriendelijke groet,\nJan de Vries\n{} | {}", address(i), number(i));
    out
}

/// The paragraph as a mail program writes it in HTML.
pub(crate) fn html(i: usize) -> String {
    let text = paragraph(i).replace('\n', "<br>\n").replace("ee", "&eacute;&eacute;");
    format!(
        "<html><head><style>p {{ margin: 0 }}</style></head><body><div class=\"mail\"><p style=\"color: #333333\">\
         {text}</p><table><tr><td>&nbsp;</td><td>bijlage&nbsp;{i}</td></tr></table></div></body></html>\n"
    )
}

fn address(i: usize) -> String {
    format!("jan.de.vries{}@klant{}.example", i % 997, i % 89)
}

/// Numbers for examples and for drama (Ofcom).
fn number(i: usize) -> String {
    if i.is_multiple_of(2) { "tel. 06-12345678".into() } else { format!("+44 20 7946 0{:03}", i % 1000) }
}

const SENTENCES: [&str; 8] = [
    "Hierbij bevestigen wij uw bestelling van vorige week.",
    "De levering volgt zodra de onderdelen binnen zijn.",
    "Zou u ons kunnen laten weten of dat schikt?",
    "Wij zijn in de week van 3 maart gesloten, café incluis.",
    "In de bijlage vindt u 12 tekeningen op schaal 1:100.",
    "Mocht u vragen hebben, dan horen wij het graag van u.",
    "Het verslag van de vergadering is nog niet af.",
    "Over de prijs van 450 stuks worden wij het vast eens.",
];

/// So many messages: of three one is plain text, one quoted-printable with an HTML version, one has a picture.
pub(crate) fn correspondence(count: usize) -> Mail {
    let mut mail = Mail { messages: Vec::with_capacity(count), parts: 0, emails: 0, phones: 0 };
    for i in 0..count {
        let mut m = format!(
            "From: \"Vries, Jan de\" <{}>\nTo: verkoop@bedrijf.example\nSubject: Bestelling {i}\n\
             Date: Mon, 3 Mar 2014 10:11:12 +0100\nMessage-ID: <{i}@klant.example>\nMIME-Version: 1.0\n",
            address(i)
        );
        mail.emails += 3;
        mail.phones += 1;
        match i % 3 {
            0 => {
                m += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
                m += &paragraph(i);
                mail.parts += 1;
            }
            1 => {
                m += "Content-Type: multipart/alternative; boundary=\"grens\"\n\n--grens\n\
                      Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n";
                m += &quoted_printable(&paragraph(i));
                m += "\n--grens\nContent-Type: text/html; charset=utf-8\n\
                      Content-Transfer-Encoding: quoted-printable\n\n";
                m += &quoted_printable(&html(i));
                m += "\n--grens--\n";
                mail.parts += 2;
            }
            _ => {
                m += "Content-Type: multipart/mixed; boundary=\"grens\"\n\n--grens\n\
                      Content-Type: text/plain; charset=utf-8\n\n";
                m += &paragraph(i);
                m += "\n--grens\nContent-Type: image/png; name=\"tekening.png\"\n\
                      Content-Transfer-Encoding: base64\n\n";
                for _ in 0..100 {
                    m += "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA\n";
                }
                m += "--grens--\n";
                mail.parts += 2;
            }
        }
        mail.messages.push(m);
    }
    mail
}

/// RFC 2045 §6.7, lines of at most 76 characters.
fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for byte in text.bytes() {
        if column > 72 && byte != b'\n' {
            out.push_str("=\n");
            column = 0;
        }
        match byte {
            b'\n' => {
                out.push('\n');
                column = 0;
            }
            b' '..=b'<' | b'>'..=b'~' => {
                out.push(char::from(byte));
                column += 1;
            }
            _ => {
                let _ = write!(out, "={byte:02X}");
                column += 3;
            }
        }
    }
    out
}

/// The messages as one mbox.
pub(crate) fn mbox(messages: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    for m in messages {
        out.extend_from_slice(b"From jan@klant.example Mon Mar  3 10:11:12 2014\n");
        out.extend_from_slice(m.as_bytes());
        out.push(b'\n');
    }
    out
}
