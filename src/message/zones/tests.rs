use super::*;
use crate::model::Sensitive;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: (!name.is_empty()).then(|| Sensitive::new(name.to_owned())),
        address: Sensitive::new(address.to_owned()),
    }
}

/// A letter of Piet to Jan.
fn letter(subject: &str) -> Letter {
    Letter {
        envelope: Arc::new(Envelope {
            from: vec![mailbox("Piet Jansen", "piet@eigen.example")],
            recipients: vec![mailbox("Jan de Vries", "jan@klant.example")],
            subject: Some(Sensitive::new(subject.to_owned())),
            ..Envelope::default()
        }),
        ..Letter::default()
    }
}

/// What a line is, in a word: `b`ody, `q`uoted, `f`orwarded, with its level; `h` for a heading, `s` for a signature.
fn word(zones: &[Zone], at: usize) -> String {
    let Some(zone) = Zone::at(zones, at as u64) else { return "b".to_owned() };
    let kind = match zone.kind {
        RegionKind::Quoted => format!("q{}", zone.level),
        RegionKind::Forwarded => format!("f{}", zone.level),
        RegionKind::Signature => "s".to_owned(),
        _ => "?".to_owned(),
    };
    let own = zone.kind != RegionKind::Signature;
    let mark = if zone.heading {
        "h"
    } else if zone.signature && own {
        "s"
    } else {
        ""
    };
    kind + mark
}

/// The words of the lines that are not blank, and the authors that are named, in order.
fn read(subject: &str, text: &str) -> (String, Vec<String>) {
    let mut zoner = Zoner::default();
    let zones = zoner.plain(&letter(subject), text, 0).to_vec();
    let mut words = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches(['>', ' ', '\u{feff}']);
        if !content.trim().is_empty() {
            words.push(word(&zones, at + line.len() - content.len()));
        }
        at += line.len();
    }
    (words.join(" "), authors(&zones))
}

fn authors(zones: &[Zone]) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for author in zones.iter().filter_map(|zone| zone.author.as_ref()) {
        let name = author.name.as_ref().map_or("", |name| name.reveal().as_str());
        let shown = format!("{name} <{}>", author.address.reveal());
        if authors.last() != Some(&shown) {
            authors.push(shown);
        }
    }
    authors
}

#[track_caller]
fn is(subject: &str, text: &str, words: &str) {
    assert_eq!(read(subject, text).0, words, "{text}");
}

#[track_caller]
fn by_jan(subject: &str, text: &str, words: &str) {
    let (found, authors) = read(subject, text);
    assert_eq!(found, words, "{text}");
    assert_eq!(authors, ["Jan de Vries <jan@klant.example>"], "{text}");
}

const JAN: &str = "Jan de Vries <jan@klant.example>";

#[test]
fn quote_marks_and_attribution_lines() {
    by_jan(
        "Re: x",
        &format!("Ja.\n\nOp di 3 mrt. 2015 om 10:11 schreef {JAN}:\n> Vraag?\n> Nog een.\n"),
        "b q1h q1 q1",
    );
    by_jan(
        "Re: x",
        &format!("Ja.\n\nOn Tue, Mar 3, 2015 at 10:11 AM {JAN}\nwrote:\n\n> Vraag?\n"),
        "b q1h q1h q1",
    );
    by_jan(
        "Re: x",
        "Ja.\n\nOp di 3 mrt. 2015 om 10:11 schreef Jan de Vries <\njan@klant.example>:\n\n> Vraag?\n",
        "b q1h q1h q1",
    );
    by_jan("Re: x", &format!("On 3/3/15,\n10:11,\n{JAN}\nwrote:\n> Vraag?\n"), "q1h q1h q1h q1h q1");
    is("Re: x", "Ja.\n> Vraag?\nNee.\n> Nog een?\n", "b q1 b q1");
    is("Re: x", "> a\n>> b\n> > c\n>d\ne e e\n", "q1 q2 q2 q1 b");
    is("Re: x", "> Vraag?\n\nOnder het citaat staat hier nog een antwoord.\n", "q1 b");
}

#[test]
fn attribution_lines_of_many_languages() {
    for line in [
        "Jan de Vries <jan@klant.example> schreef op 3 maart 2015 10:11:",
        "Am Di., 3. März 2015 um 10:11 Uhr schrieb Jan de Vries <jan@klant.example>:",
        "Le mar. 3 mars 2015 à 10:11, Jan de Vries <jan@klant.example> a écrit :",
        "El mar, 3 mar 2015 a las 10:11, Jan de Vries (<jan@klant.example>) escribió:",
        "Il giorno mar 3 mar 2015 alle ore 10:11 Jan de Vries <jan@klant.example> ha scritto:",
        "Em ter., 3 de mar. de 2015 às 10:11, Jan de Vries <jan@klant.example> escreveu:",
        "Den tis 3 mars 2015 kl 10:11 skrev Jan de Vries <jan@klant.example>:",
        "wt., 3 mar 2015 o 10:11 Jan de Vries <jan@klant.example> napisał(a):",
        "Jan de Vries <jan@klant.example>, 3 Mar 2015 Sal, 10:11 tarihinde şunu yazdı:",
        "2015-03-03 10:11 GMT+01:00 Jan de Vries <jan@klant.example>:",
        "Jan de Vries <jan@klant.example> 于2015年3月3日周二 上午10:11写道：",
    ] {
        by_jan("Re: x", &format!("Ja.\n\n{line}\n> Vraag?\n"), "b q1h q1");
        by_jan("Re: x", &format!("Ja.\n\n{line}\n\nVraag over de levering?\n"), "b q1h q1");
    }
}

#[test]
fn header_blocks_of_many_languages() {
    for block in [
        "Van: Jan de Vries <jan@klant.example>\nVerzonden: dinsdag 3 maart 2015 10:11\nAan: Piet\nOnderwerp: x\n",
        "From: Jan de Vries [mailto:jan@klant.example]\nSent: Tuesday, March 3, 2015 10:11 AM\nTo: Piet\nSubject: x\n",
        "*From:* Jan de Vries <jan@klant.example>\n*Sent:* Tuesday\n*To:* Piet\n*Subject:* x\n",
        "Von: Jan de Vries <jan@klant.example>\nGesendet: Dienstag\nAn: Piet\nBetreff: x\n",
        "De : Jan de Vries <jan@klant.example>\nEnvoyé : mardi\nÀ : Piet\nObjet : x\n",
        "De: Jan de Vries <jan@klant.example>\nEnviado el: martes\nPara: Piet\nAsunto: x\n",
        "Da: Jan de Vries <jan@klant.example>\nInviato: martedì\nA: Piet\nOggetto: x\n",
        "De: Jan de Vries <jan@klant.example>\nEnviada em: terça\nPara: Piet\nAssunto: x\n",
        "Från: Jan de Vries <jan@klant.example>\nSkickat: tisdag\nTill: Piet\nÄmne: x\n",
        "Fra: Jan de Vries <jan@klant.example>\nSendt: tirsdag\nTil: Piet\nEmne: x\n",
        "Lähettäjä: Jan de Vries <jan@klant.example>\nLähetetty: tiistai\nVastaanottaja: Piet\nAihe: x\n",
        "Od: Jan de Vries <jan@klant.example>\nWysłano: wtorek\nDo: Piet\nTemat: x\n",
        "Od: Jan de Vries <jan@klant.example>\nOdesláno: úterý\nKomu: Piet\nPředmět: x\n",
        "Kimden: Jan de Vries <jan@klant.example>\nGönderildi: Salı\nKime: Piet\nKonu: x\n",
        "От: Jan de Vries <jan@klant.example>\nОтправлено: вторник\nКому: Piet\nТема: x\n",
        "差出人: Jan de Vries <jan@klant.example>\n送信日時: 2015\n宛先: Piet\n件名: x\n",
        "发件人: Jan de Vries <jan@klant.example>\n发送时间: 2015\n收件人: Piet\n主题: x\n",
    ] {
        by_jan("Re: x", &format!("Ja.\n\n{block}\nVraag over de levering?\n"), "b q1h q1h q1h q1h q1");
        by_jan("FW: x", &format!("Ter info.\n\n{block}\nVraag over de levering?\n"), "b f1h f1h f1h f1h f1");
    }
    by_jan(
        "Re: x",
        "Ja.\n________________________________\nFrom: Jan de Vries <jan@klant.example>\nSent: Tuesday\n\
         To: Piet <piet@eigen.example>;\nKees <kees@eigen.example>\nSubject: x\n\nVraag over de levering?\n",
        "b q1h q1h q1h q1h q1h q1h q1",
    );
}

#[test]
fn other_marks_than_greater_than() {
    for mark in ["| ", ": ", "JV> "] {
        let quote = format!("{mark}Vraag over de levering?\n{mark}\n{mark}Groet,\n{mark}Jan\n");
        assert_eq!(read("Re: x", &format!("Ja.\n\n{quote}")).0, "b q1 q1 q1s q1s", "{mark}");
        assert_eq!(read("x", &format!("Ja.\n\n{quote}")).0, "b b b s s", "{mark}");
        let short = format!("Ja.\n\n{mark}Vraag?\n{mark}Zeker\nNee.\n");
        assert_eq!(read("Re: x", &short).0, "b b b b", "{mark}");
    }
    // white space that is not ASCII stands at the end
    let wide = "Ja.\n\n| Beste caf\u{e9}\u{a0}\n| b\u{e9}\u{2003}\n| c\n";
    assert_eq!(read("Re: x", wide).0, "b q1 q1 q1");
    for own in
        ["| Neem een pas mee\n| Parkeer achter\n| Bel aan\n", "SQL> select 1;\nSQL> -- ja\nSQL> exit\n"]
    {
        assert_eq!(read("Re: x", &format!("Ja.\n\n{own}")).0, "b b b b", "{own}");
    }
    let table = "Ja.\n\n| naam | uren |\n| Jan | 12 |\n| Piet | 14 |\n| Kees | 10 |\n";
    assert_eq!(read("Re: x", table).0, "b b b b b");
}

#[test]
fn a_header_block_with_its_labels_on_lines_of_their_own() {
    let block =
        format!("{JAN}\n03-03-2015 10:11\n\nAan\nPiet Jansen <piet@eigen.example>\ncc\n\nOnderwerp\nx\n");
    by_jan("Re: x", &format!("Ja.\n\n{block}\n\nVraag?\n"), "b q1h q1h q1h q1h q1h q1h q1h q1");
    let tabs =
        format!("{JAN}\n03-03-2015 10:11\n\nAan\tPiet Jansen <piet@eigen.example>\ncc\t\nOnderwerp\tx\n");
    by_jan("Re: x", &format!("Ja.\n\n{tabs}\nVraag?\n"), "b q1h q1h q1h q1h q1h q1");
    // neither a date nor a name stands above
    let table = "Ja.\n\nMorgen\n\nAan\tPiet\nOnderwerp\tx\n\nVraag?\n";
    assert_eq!(read("Re: x", table).0, "b b b b b");
    let list = "Ja.\n\nMorgen\n\nAan\nPiet\n\nOnderwerp\nx\n\nVraag?\n";
    assert_eq!(read("Re: x", list).0, "b b b b b b b");
}

#[test]
fn separators() {
    let block = "From: Jan de Vries <jan@klant.example>\nDate: Tuesday\nSubject: x\nTo: Piet\n";
    by_jan(
        "x",
        &format!("Zie.\n\n---------- Forwarded message ---------\n{block}\nVraag?\n"),
        "b f1h f1h f1h f1h f1h f1",
    );
    by_jan(
        "x",
        &format!("Zie.\n\nBegin doorgestuurd bericht:\n\n> From: {JAN}\n> Subject: x\n>\n> Vraag?\n"),
        "b f1h f1h f1h f1",
    );
    by_jan(
        "Fwd: x",
        &format!("> Begin forwarded message:\n>\n> From: {JAN}\n> Subject: x\n>\n> Vraag?\n"),
        "f1h f1h f1h f1",
    );
    by_jan(
        "Re: x",
        &format!("Ja.\n\n-----Oorspronkelijk bericht-----\n{block}\nVraag?\n"),
        "b q1h q1h q1h q1h q1h q1",
    );
    by_jan(
        "WG: x",
        &format!("Ja.\n\n-----Ursprüngliche Nachricht-----\n{block}\nVraag?\n"),
        "b f1h f1h f1h f1h f1h f1",
    );
    by_jan(
        "x",
        &format!("Zie.\n\n ----- Forwarded Message ----- From: {JAN}To: Piet\n Vraag?\n"),
        "b f1h f1",
    );
    let notes = "---------------------- Forwarded by Piet Jansen/Eigen on 03-03-2001 10:11 -----------------------\n\n\n\
                 Jan de Vries\n03-03-2001 09:11\nTo: Piet Jansen/Eigen@Eigen\ncc:\nSubject: x\n\nVraag?\n";
    let (words, authors) = read("x", notes);
    assert_eq!(words, "f1h f1h f1h f1h f1h f1h f1");
    assert_eq!(authors, ["Jan de Vries <>"]);
    let italian = "Va bene.\n\nJan de Vries\n03/03/2001 09:11\n\n        Per: Piet Jansen\n        cc:\n        Oggetto: x\n\nAllora?\n";
    assert_eq!(read("Re: x", italian).1, ["Jan de Vries <>"]);
    by_jan("Re: x", &format!("Ja.\n\n--- {JAN} schreef: ---\nVraag?\n"), "b q1h q1");
    by_jan("Re: x", &format!("Ja.\n\n>>> {JAN} 3-3-2015 10:11 >>>\nVraag?\n"), "b q1h q1");
}

#[test]
fn quoted_or_forwarded() {
    let block = "From: Jan de Vries <jan@klant.example>\nSent: Tuesday\nTo: Piet\nSubject: x\n\nVraag?\n";
    let other = block.replace("jan@klant", "kees@ander").replace("Jan de Vries", "Kees");
    is("x", &format!("Zie.\n\n{block}"), "b q1h q1h q1h q1h q1");
    is("x", &format!("Zie.\n\n{other}"), "b f1h f1h f1h f1h f1");
    is("Re: FW: x", &format!("Zie.\n\n{other}"), "b q1h q1h q1h q1h q1");
    let mut zoner = Zoner::default();
    let answer = Letter {
        envelope: Arc::new(Envelope { answers: true, ..(*letter("x").envelope).clone() }),
        ..Letter::default()
    };
    let text = format!("Zie.\n\n{other}");
    assert_eq!(zoner.plain(&answer, &text, 0)[0].kind, RegionKind::Quoted);
}

#[test]
fn messages_in_messages() {
    let text = "Ter info.\n\nMet vriendelijke groet,\nPiet Jansen\n\n\
                From: Kees <kees@ander.example>\nSent: Tuesday\nTo: Piet\nSubject: RE: x\n\n\
                Dank, dat is akkoord.\n\nGroeten,\nKees\n\n\
                Van: Piet Jansen <piet@eigen.example>\nVerzonden: maandag\nAan: Kees\nOnderwerp: x\n\nGaat dit door?\n\
                > Eerder gezegd.\n";
    let (words, authors) = read("FW: x", text);
    assert_eq!(words, "b s s f1h f1h f1h f1h f1 f1s f1s f2h f2h f2h f2h f2 f3");
    assert_eq!(authors, ["Kees <kees@ander.example>", "Piet Jansen <piet@eigen.example>"]);
    // below a header block without marks, a quotation with marks and what stands under it
    let text = format!(
        "Ja.\n\nFrom: {JAN}\nSent: Tuesday\nTo: Piet\nSubject: x\n\nPiet Jansen schreef op 2-3-2015:\n> Vraag?\n\nHet antwoord staat hier.\n"
    );
    is("Re: x", &text, "b q1h q1h q1h q1h q2h q2 q1");
}

#[test]
fn false_friends() {
    for text in [
        "From: the beginning we knew it.\nTo: be or not to be.\n",
        "Op maandag schreef ik:\n\nHet wordt niets met die ketel.\n",
        "Dienst:\nVan: maandag\nTot: vrijdag\n",
        "Reis\nVan: Amsterdam\nAan: Rotterdam\n\nDat is ver.\n",
        "Datum: 3-3-2015\nOnderwerp: de ketel\n\nHij lekt nog altijd.\n",
        "a > b\nen c > d\n",
        "Het oorspronkelijk bericht is weg.\n",
        "-----\n\nEen streep en verder niets bijzonders hier.\n",
        "On Monday 3 March 2015 I wrote to you the following:\n\nThe pump is broken.\n",
    ] {
        let words = read("x", text).0;
        assert!(words.split(' ').all(|word| word == "b"), "{words}: {text}");
    }
}

#[test]
fn signatures_of_every_message() {
    is("x", "Zie de bijlage.\n\nPiet Jansen\n", "b s");
    is("x", "Piet\n", "b");
    is(
        "x",
        "Zie de bijlage.\n\nMvg,\nPiet\n\nVerstuurd vanaf mijn iPhone\n\nOp 3-3-2015 schreef Jan de Vries:\n> Ja?\n> Groet,\n> Jan\n",
        "b s s s q1h q1 q1s q1s",
    );
}

#[test]
fn embedded_messages_are_forwarded() {
    let mut zoner = Zoner::default();
    let letter = Letter { level: 1, forwarded: true, ..letter("Re: x") };
    let text = "Ja.\n\nOn 3-3-2015, Jan de Vries wrote:\n> Vraag?\n";
    let zones = zoner.plain(&letter, text, 100);
    assert!(zones.iter().all(|zone| zone.kind == RegionKind::Forwarded));
    assert_eq!(zones.iter().map(|zone| zone.level).collect::<Vec<_>>(), [1, 2, 2]);
    assert_eq!((zones[0].span.start, zones[2].span.end), (100, 100 + text.len() as u64));
    assert_eq!(authors(&zones), ["Piet Jansen <piet@eigen.example>", "Jan de Vries <>"]);
}

#[test]
fn what_is_forwarded_stays_forwarded_in_the_next_piece() {
    let mut zoner = Zoner { more: true, ..Zoner::default() };
    let letter = letter("x");
    let first = format!("Zie.\n\n---------- Forwarded message ---------\nFrom: {JAN}\nSubject: x\n\nEen.\n");
    let zones = zoner.plain(&letter, &first, 0);
    assert!(zones.last().is_some_and(|zone| zone.kind == RegionKind::Forwarded && !zone.signature));
    zoner.more = false;
    let zones = zoner.plain(&letter, "Twee.\n", first.len() as u64);
    assert_eq!(zones[0].kind, RegionKind::Forwarded);
    assert_eq!(authors(&zones), [JAN]);
}

/// The words of the places in an HTML that `@@` stands at, which is left out.
fn html(subject: &str, html: &str) -> String {
    let places: Vec<usize> = html.match_indices("@@").enumerate().map(|(n, (at, _))| at - 2 * n).collect();
    let html = html.replace("@@", "");
    let mut zoner = Zoner::default();
    let mut text = HtmlText::new();
    text.read(&html, 0);
    let zones = zoner.html(&letter(subject), &text, html.len(), 0).to_vec();
    places.iter().map(|at| word(&zones, *at)).collect::<Vec<_>>().join(" ")
}

#[test]
fn html_of_mail_programs() {
    let gmail = "<div>@@Ja.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">@@Op di 3 mrt. 2015 om 10:11 schreef Jan &lt;<a href=\"mailto:@@jan@klant.example\">jan@klant.example</a>&gt;:<br></div>\
                 <blockquote class=\"gmail_quote\" style=\"border-left:1px\"><div>@@Vraag?</div><div>@@Groeten,<br>@@Jan</div></blockquote></div><div>@@Onder het citaat.</div>";
    assert_eq!(html("Re: x", gmail), "b q1h q1h q1 q1s q1s b");
    let thunderbird = "<p>@@Ja.</p><div class=\"moz-cite-prefix\">@@Op 3-3-2015 om 10:11 schreef Jan de Vries:<br></div><blockquote type=\"cite\">@@Vraag?</blockquote><div class=\"moz-signature\">@@Piet</div>";
    assert_eq!(html("Re: x", thunderbird), "b q1h q1 s");
    let outlook = "<p class=MsoNormal>@@Ja.</p><p>@@Met vriendelijke groet,</p><p>@@Piet</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>@@Van:</b> Jan &lt;jan@klant.example&gt;<br><b>Verzonden:</b> dinsdag<br><b>@@Aan:</b> Piet<br><b>Onderwerp:</b> x</p></div><p>@@Vraag?</p>";
    assert_eq!(html("Re: x", outlook), "b s s q1h q1h q1");
    assert_eq!(html("FW: x", outlook), "b s s f1h f1h f1");
    let live = "<div>@@Ja.</div><hr><div id=\"divRplyFwdMsg\"><b>@@Afs:</b> Jan &lt;jan@klant.example&gt;<br><b>Gest:</b> dinsdag<br><b>@@Ond:</b> x</div><div>@@Vraag?</div>";
    assert_eq!(html("Re: x", live), "b q1h q1h q1");
    let forward = "<div>@@Zie.</div><div class=\"gmail_quote\">@@---------- Forwarded message ---------<br>Van: <b>Jan</b> &lt;jan@klant.example&gt;<br>Date: di 3 mrt. 2015<br>Subject: x<br><br>@@Vraag?</div><div>@@Einde van het bericht.</div>";
    assert_eq!(html("x", forward), "b f1h f1 b");
    let apple = "<body>@@Ja.<br><blockquote type=\"cite\"><div>@@Op 3 mrt. 2015, om 10:11 heeft Jan &lt;jan@klant.example&gt; het volgende geschreven:</div><br><div>@@Vraag?</div></blockquote></body>";
    assert_eq!(html("Re: x", apple), "b q1h q1");
    assert_eq!(html("Re: x", "<div>@@Ja.</div><blockquote>@@Vraag?</blockquote>"), "b q1");
    assert_eq!(
        html("x", "<div>@@Ja.</div><blockquote>@@Ingesprongen.</blockquote>"),
        "b b",
        "an indent, and no answer"
    );
    assert_eq!(html("Re: x", "<pre>@@Ja.\n&gt; @@Vraag?\n</pre>"), "b q1");
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let letter = letter("x");
    let count = |unit: &str, times: usize| {
        let mut zoner = Zoner::default();
        zoner.plain(&letter, &unit.repeat(times), 0).len()
    };
    for unit in [
        ">",
        "From: a\n",
        "On x wrote:\n",
        "Groeten\n",
        "\n",
        "> a\n>> b\n",
        "-----Original Message-----\n",
        "To: a\nx,\n",
    ] {
        assert!(count(unit, 40_000) <= 80_001, "{unit}");
    }
    let deep = "<blockquote type=cite>".repeat(100_000) + "x" + &"</blockquote>".repeat(100_000);
    let mut text = HtmlText::new();
    text.read(&deep, 0);
    assert!(Zoner::default().html(&letter, &text, deep.len(), 0).len() < 100);
}

#[test]
fn forms_and_minutes_are_no_header_blocks() {
    is(
        "Referat",
        "Hej\n\nTil: alle beboere\nFra: bestyrelsen\nDato: 3. maj 2015\nEmne: skur\n\n1. Males.\n",
        "b b b b b b",
    );
    let block = "Van: Jan de Vries\nVerzonden: dinsdag 3 maart 2015 10:11\nAan: Piet\nOnderwerp: x\n\nDag\n";
    is("x", &format!("Zie onder.\n\n{block}"), "b q1h q1h q1h q1h q1");
}

#[test]
fn quoted_lines_with_other_marks() {
    is("Re: x", "Jan de Vries skrev:\n| een\n| twee\n\nGoed.\n", "q1h q1 q1 b");
    is(
        "Re: x",
        "Thursday, March 3, 2015, 10:11:00, you wrote:\n\nJV> een\nJV> twee\n\nGoed.\n",
        "q1h q1 q1 b",
    );
    is("x", "a | b:\n| een\n", "b b");
}

#[test]
fn below_the_end_of_a_message_that_is_passed_on() {
    let text = "----- Forwarded message from Jan <jan@klant.example> -----\n\nDag\n\n----- End forwarded message -----\n\nZie boven.\n";
    is("x", text, "f1h f1 f1 b");
}

#[test]
fn attributions_of_more_programs() {
    let zoho = " ---- On Tue, 03 Mar 2015 10:11:00 +0100  Jan <jan@klant.example> wrote ---- \n\nDag\n";
    is("Re: x", &format!("Goed.\n\n{zoho}"), "b q1h q1");
    is("Re: x", "Goed.\n\nOn Tue, May 3, 2005 10:12 am, Dirk said:\n> Dag\n", "b q1h q1");
    let rule = "-".repeat(46);
    is("x", &format!("Goed.\n\n{rule}\n\nJan de Vries\n3 mrt 2015 20:41 CET\n\nDag\n"), "b q1h q1h q1h q1");
}

#[test]
fn a_subject_says_that_what_is_quoted_is_passed_on() {
    let text = "Macht ihr das?\n\nAm Mo., 28. Dez. 2020 um 19:06 Uhr schrieb Anna Berg <anna@kunde.example>:\n\n> Hallo\n";
    is("WG: Frage", text, "b f1h f1");
    is("AW: Frage", text, "b q1h q1");
    let back = text.replace("anna@kunde.example", "jan@klant.example");
    is("WG: Frage", &back, "b q1h q1");
    // GroupWise quotes so what it answers, whoever gets the answer
    is(
        "samenaankoop",
        "De vergadering is verzet naar dinsdag.\n\n>>> Anna Berg 05/12/04 16:30 >>>\nWie komt?\n",
        "b q1h q1",
    );
}

#[test]
fn rows_of_people_below_a_rule_are_no_signature() {
    let row = "Anna Berg     20   0612345678\n";
    let list = format!("naam          tst  mobiel\n{}\n{}", "-".repeat(30), row.repeat(5));
    is("Lijst", &list, "b b b b b b b");
}
