use proptest::prelude::*;

use super::*;

#[track_caller]
fn text(html: &str, want: &str) {
    let mut out = HtmlText::new();
    out.read(html, 0);
    assert_eq!(out.text, want, "{html}");
    check_map(html, &out);
}

/// Every range of one character leads into the HTML, to itself or to a reference.
#[track_caller]
fn check_map(html: &str, out: &HtmlText) {
    let mut before = 0;
    for (i, c) in out.text.char_indices() {
        let source = out.map.source(i..i + c.len_utf8());
        let slice = html.get(source.start as usize..source.end as usize).expect("on boundaries, inside");
        assert!(source.start >= before, "ascending");
        before = source.start;
        let known = slice.chars().eq([c])
            || slice.starts_with('&')
            || (c == ' ' && matches!(slice, "\n" | "\t" | "\r" | "\u{c}"))
            || (matches!(c, '\n' | '\t') && slice.is_empty());
        assert!(known, "{c:?} from {slice:?} in {html:?}");
    }
}

/// The slice of the HTML that the first occurrence of `value` in the text was made of.
fn source<'h>(html: &'h str, value: &str) -> &'h str {
    let mut out = HtmlText::new();
    out.read(html, 1000);
    let at = out.text.find(value).unwrap_or_else(|| panic!("{value} in {:?}", out.text));
    let range = out.map.source(at..at + value.len());
    &html[range.start as usize - 1000..range.end as usize - 1000]
}

fn asides(html: &str) -> Vec<(String, String, AsideKind)> {
    let mut out = HtmlText::new();
    out.read(html, 7);
    let slice = |a: &Aside| html[a.source.start as usize - 7..a.source.end as usize - 7].to_owned();
    out.asides.iter().map(|a| (a.text.clone(), slice(a), a.kind)).collect()
}

#[test]
fn tags_never_split_a_value() {
    text("<b>06</b>-1234 5678", "06-1234 5678");
    text("jan<wbr>@klant<wbr/>.example", "jan@klant.example");
    text("<o:p>06</o:p>-<x-y>12</x-y>", "06-12");
    assert_eq!(source("Tel <b>06</b>-12&nbsp;34<br>", "06-12\u{a0}34"), "06</b>-12&nbsp;34");
    assert_eq!(source("<b>06</b>-12", "06"), "06");
}

#[test]
fn blocks_and_cells_part() {
    text("<p>a</p><p>b</p>", "a\nb\n");
    text("a<br>b<BR/>c<hr />d", "a\nb\nc\nd");
    text("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a\tb\t\nc\t\n");
    text("<ul><li>a<li>b</ul>c", "a\nb\nc");
    text("<h1>a</h1>b", "a\nb");
}

#[test]
fn white_space_is_one_space() {
    text("  06\n  1234\t \r\n5678 ", "06 1234 5678 ");
    assert_eq!(source("06\n    1234", "06 1234"), "06\n    1234");
    text("<pre>a  b\nc</pre>  d  e", "a  b\nc\nd e");
    text("a <b> b</b>", "a b");
}

#[test]
fn references_are_decoded() {
    text("jan&#64;klant&period;example", "jan@klant.example");
    text("a&nbsp;b&amp;c&eacute&lt;d", "a\u{a0}b&c\u{e9}<d");
    text("a & b &c; &", "a & b &c; &");
    text("ja&shy;n\u{ad}@kl\u{200b}ant\u{feff}.ex&#8203;ample&zwnj;", "jan@klant.example");
    text("\u{e2}\u{2013}\u{ef}\u{a9}\u{ff01}", "\u{e2}\u{2013}\u{ef}\u{a9}\u{ff01}");
    assert_eq!(source("x jan&#64;klant.example.", "jan@klant.example"), "jan&#64;klant.example");
}

#[test]
fn style_and_script_are_dropped_and_other_things_kept() {
    text("<head><title>Jan</title><STYLE>p{a:b}</p></style ></head>x", "Jan\nx");
    text("a<script>if (a < b) '</b>'</script>b", "ab");
    text("<noscript>a</noscript><template>b</template><textarea>c  d</textarea>", "ab\nc  d\n");
    text("<div style='display:none'>hidden</div>", "hidden\n");
    text("<!DOCTYPE html><?xml version='1'?>a", "a");
    text("a<style>b", "ab");
}

#[test]
fn conditional_comments() {
    text("a<!--[if mso]><td>b</td><![endif]-->c", "ac");
    text("a<![if !mso]>b<![endif]>c", "abc");
    text("a<!--[if !mso]><!-->b<!--<![endif]-->c", "abc");
    text("a<!-->b<!--->c", "abc");
    assert_eq!(
        asides("<!-- bel 06-12345678 --><!--[if mso]>x<![endif]--><!-- -->"),
        [(" bel 06-12345678 ".to_owned(), " bel 06-12345678 ".to_owned(), AsideKind::Comment)]
    );
}

#[test]
fn angle_brackets_that_are_text() {
    text("a < b <3 <-- >", "a < b <3 <-- >");
    text("Jan <jan@klant.example>, <b>x</b>", "Jan <jan@klant.example>, x");
    text(
        "<mailto:jan@klant.example> <http://klant.example/a> <tel:0201234567>",
        "<mailto:jan@klant.example> <http://klant.example/a> <tel:0201234567>",
    );
    text("<Jan de Vries jan@klant.example>", "<Jan de Vries jan@klant.example>");
    text("a <", "a <");
    text("a </", "a </");
}

#[test]
fn markup_that_never_ends() {
    text("a<!-- bel jan@klant.example", "a bel jan@klant.example");
    text("a<a href=\"x>jan@klant.example</a>", "ajan@klant.example");
    text("a<b jan@klant.example", "a<b jan@klant.example");
    text("a<b", "a<b");
    text("<script>jan@klant.example", "jan@klant.example");
}

#[test]
fn attributes_may_hold_angle_brackets() {
    text("<a title=\"a > b\" x='>'>c</a>", "c");
    text("<a x=a\"b>c\">", "c\">");
    text("<a x = \">\" y>c", "c");
}

#[test]
fn targets_of_links() {
    let html = "<a href=\"mailto:jan@klant.example,piet%40klant.example?cc=kees@klant.example&amp;subject=Bel%2006\">x</a>";
    let got = asides(html);
    assert_eq!(
        got,
        [
            ("jan@klant.example".to_owned(), "jan@klant.example".to_owned(), AsideKind::Mailto),
            ("piet@klant.example".to_owned(), "piet%40klant.example".to_owned(), AsideKind::Mailto),
            ("kees@klant.example".to_owned(), "kees@klant.example".to_owned(), AsideKind::Mailto),
            ("Bel 06".to_owned(), "Bel%2006".to_owned(), AsideKind::Attribute),
        ]
    );
    let texts = |html| asides(html).into_iter().map(|(t, _, k)| (t, k)).collect::<Vec<_>>();
    let profile = "https://nl.linkedin.com/in/jan-de-vries";
    assert_eq!(
        asides(&format!(
            "<a href=\"{profile}?trk=x\">LinkedIn</a><a href=\"https://www.linkedin.com/company/klant\">x</a>"
        )),
        [(profile.to_owned(), profile.to_owned(), AsideKind::Profile)]
    );
    let tel = |t: &str| vec![(t.to_owned(), AsideKind::Telephone)];
    assert_eq!(texts("<a href=tel:+31201234567>"), tel("+31201234567"));
    assert_eq!(texts("<a class=x HREF='TEL:020%201234567'>"), tel("020 1234567"));
    assert_eq!(texts("<a href='callto://020-1234567'>"), tel("020-1234567"));
    assert_eq!(texts("<a href='sms:0612345678?body=x'>"), tel("0612345678"));
    assert_eq!(texts("<a href='https://wa.me/31612345678?text=x'>"), tel("31612345678"));
    assert_eq!(texts("<a href='whatsapp://send?phone=31612345678'>"), tel("31612345678"));
    assert_eq!(
        texts("<a href='&#109;ailto:jan&#64;klant.example'>"),
        [("jan@klant.example".to_owned(), AsideKind::Mailto)]
    );
    assert_eq!(texts("<a href='https://klant.example/tel:1'>"), []);
    assert_eq!(texts("<a data-href='tel:020'>"), []);
}

#[test]
fn attributes_that_people_see() {
    let texts = |html| asides(html).into_iter().map(|(t, _, k)| (t, k)).collect::<Vec<_>>();
    assert_eq!(
        texts("<img alt=\"Jan &amp; Piet\" title='x'><img alt=\"\">"),
        [("Jan & Piet".to_owned(), AsideKind::Attribute), ("x".to_owned(), AsideKind::Attribute)]
    );
}

#[test]
fn hostile_input_costs_linear_time() {
    let start = crate::model::Busy::now();
    let mut out = HtmlText::new();
    let mut inputs = vec!["<div>".repeat(200_000)];
    for unit in [
        "<",
        "<!--",
        "<a href=\"",
        "<a href='>",
        "&",
        "&#",
        "&a",
        "<a ",
        "<style>",
        "<script",
        "</",
        "<a b=\"<a b='>",
        "<!",
        "<?",
        "-",
        "<!--[if",
        " ",
        "\n ",
        "\u{ad}",
        "<a b=",
        "&#x",
        "<pre>",
        "<a href=\"mailto:a,\">",
        "<a href='mailto:",
        ",",
        "</style",
        "<a\"",
        "<a =\"",
        "<![CDATA[",
        "%",
        "<b x=\">\" y='",
    ] {
        inputs.push(unit.repeat((1 << 20) / unit.len()));
        inputs.push(format!("<a href=\"mailto:{}\">", unit.repeat((1 << 20) / unit.len())));
        inputs.push(format!("<style>{}<a b='{}>", unit.repeat(1 << 17), unit.repeat(1 << 17)));
    }
    for input in &inputs {
        let one = crate::model::Busy::now();
        out.read(input, 0);
        chunked(input, 600 << 10);
        assert!(one.elapsed().as_secs() < 10, "{:?} {:?}", &input[..input.len().min(30)], one.elapsed());
    }
    assert!(start.elapsed().as_secs() < 90, "{:?}", start.elapsed());
}

/// Reads in chunks of about `size` bytes; what is handed back comes again.
fn chunked(html: &str, size: usize) -> (String, Vec<Aside>) {
    let mut out = HtmlText::new();
    let (mut text, mut asides) = (String::new(), Vec::new());
    let mut state = HtmlState::default();
    let (mut from, mut to) = (0, 0);
    while to < html.len() {
        to = (to + size).min(html.len());
        while !html.is_char_boundary(to) {
            to += 1;
        }
        from += out.read_chunk(&html[from..to], from as u64, &mut state, to == html.len());
        text.push_str(&out.text);
        asides.append(&mut out.asides);
    }
    (text, asides)
}

#[test]
fn a_huge_attribute_and_a_huge_style_are_passed_over_in_chunks() {
    let html = format!(
        "a<img src=\"data:image/png;base64,{}\" alt='x'>b<style>{}</style>c<!--{}-->d",
        "A".repeat(3 << 20),
        "p{} ".repeat(1 << 20),
        "e ".repeat(1 << 20)
    );
    let mut out = HtmlText::new();
    out.read(&html, 0);
    assert_eq!(out.text, "abcd");
    assert_eq!(chunked(&html, 600 << 10).0, "abcd");
}

#[test]
fn no_value_is_divided_where_a_chunk_is_cut() {
    let list = |unit: &dyn Fn(usize) -> String| (0..60_000).map(unit).collect::<String>();
    let spans = list(&|i| format!("jan-<span a=\"b c\">{i}@klant&#46;example</span>;"));
    let (text, _) = chunked(&spans, 600 << 10);
    assert!(text == list(&|i| format!("jan-{i}@klant.example;")));
    // what is handed on piece by piece is the same as in one
    let joined = |html: &str| {
        let (_, asides) = chunked(html, 600 << 10);
        assert!(
            asides.iter().all(|a| html[a.source.start as usize..a.source.end as usize].len() >= a.text.len())
        );
        asides.into_iter().map(|a| a.text).collect::<Vec<_>>()
    };
    let addresses = list(&|i| format!("jan-{i}@klant.example,"));
    let want: Vec<&str> = addresses.trim_end_matches(',').split(',').collect();
    let each = |texts: &[String]| {
        let found: Vec<&str> =
            texts.iter().flat_map(|t| t.split([',', '\n', '\t', ' '])).filter(|t| !t.is_empty()).collect();
        assert!(found == want, "{} of {}", found.len(), want.len());
    };
    each(&joined(&format!("<!--{}-->x", addresses.replace(',', "\n"))));
    each(&joined(&format!("<img alt=\"{}\">x", addresses.replace('@', "&#64;"))));
    each(&joined(&format!("<img alt=\"{}\">x", addresses.replace(',', " "))));
    each(&joined(&format!("<a href=\"mailto:{addresses}\">x")));
    each(&joined(&format!("<a href=\"mailto:?bcc={}&amp;x=y\">x", addresses.replace('@', "%40"))));
    each(&joined(&format!("<img src=\"data:{}\" alt=\"{addresses}\">x", "A".repeat(400_000))));
    // in one piece, a stretch at a time
    let mut out = HtmlText::new();
    out.read(&format!("<a href=\"mailto:{addresses}\">x"), 0);
    assert!(out.asides.len() < 100 && out.asides.iter().all(|a| a.text.len() <= 64 << 10));
    each(&out.asides.iter().map(|a| a.text.clone()).collect::<Vec<_>>());
}

#[test]
fn what_has_no_end_is_counted() {
    let filler = "x".repeat(300_000);
    let lost = |html: &str| {
        let (mut out, mut state, mut from) = (HtmlText::new(), HtmlState::default(), 0);
        while from < html.len() {
            let to = (from + 600_000).min(html.len());
            from += out.read_chunk(&html[from..to], from as u64, &mut state, to == html.len());
        }
        state.lost()
    };
    let after = "y ".repeat(400_000);
    assert_eq!(lost(&format!("<style>{filler}</style>{after}")), 0);
    assert_eq!(lost(&format!("<a href=\"data:{filler}\">{after}")), 0);
    let n = lost(&format!("<!--[if mso]>{filler}{filler}-->{after}"));
    assert_eq!(n, 600_000 + 13 + 3, "a smaller one may be read by eye; this one by nobody");
    for open in ["<style>", "<!--[if mso]>", "<a x=\""] {
        let n = lost(&format!("jan@klant.example {open}{filler}{after}"));
        assert!(n > 300_000, "{open}: {n}");
    }
}

#[test]
fn chunks_are_cut_behind_blocks() {
    let html = "<p>06 1234 5678</p>\n".repeat(5000);
    let mut out = HtmlText::new();
    let read = out.read_chunk(&html[..50_007], 0, &mut HtmlState::default(), false);
    assert!(read > 49_000 && out.text.trim_end().ends_with("5678"), "{read}");
    let mut whole = HtmlText::new();
    whole.read(&html, 0);
    assert_eq!(chunked(&html, 777).0, whole.text);
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z0-9@. é\u{ad}\u{200b}\u{2013}-]{0,8}",
        2 => prop::sample::select(vec![
            "<b>", "</b>", "<br>", "<p class=\"x > y\">", "</p>", "<td>", "<div>", "<a href=\"mailto:a@b.example\">", "</a>",
            "<img alt='a b' src=x>", "&amp;", "&nbsp;", "&#64;", "&eacute", "&#8203;", "<!-- c -->", "<style>p{}</style>",
            "\n  ", "  ", "\t", "<pre>", "</pre>", "<span title=a>", "</span>", "<!DOCTYPE html>",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "<", ">", "\"", "'", "=", "&", "<!--", "-->", "<a href=\"", "<style>", "</style>", "<script>", "<!", "</", "&#", "]]>",
            "<![if x]>", "<!--[if mso]>", "<![CDATA[", "<jan@klant.example>", "é",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|v| v.concat())
}

/// Markup that the standard and this file read alike.
fn well_formed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z0-9@. \u{e9}\u{2013}-]{0,8}",
        3 => prop::sample::select(vec![
            "<b>", "</b>", "<br>", "<br/>", "<p class=\"x > y\">", "</p>", "<td>", "<a href=\"mailto:a@b.example\">", "</a>",
            "<img alt='a b>' src=x>", "&amp;", "&nbsp;", "&#64;", "&eacute;x", "&eacute ", "&#xe9;", "&#130;", "&bogus;", "<!-- c -->",
            "<style>p{}<b></style>", "<script>'<b>'</script>", "\n  ", "<pre>", "</pre>", "<span title=a>", "</span>", "a < b", "<3", "& b",
            "<![if !mso]>", "<![endif]>", "<!--[if mso]>x<![endif]-->", "<O:P>", "<x-y z>",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn soup_never_panics_and_maps_back(html in soup()) {
        let mut out = HtmlText::new();
        out.read(&html, 0);
        check_map(&html, &out);
        for a in &out.asides {
            prop_assert!(html.get(a.source.start as usize..a.source.end as usize).is_some());
        }
        chunked(&html, 10);
    }

    #[test]
    fn chunks_give_the_same_text(html in well_formed(), size in 1usize..60) {
        let mut whole = HtmlText::new();
        whole.read(&html, 0);
        let (text, asides) = chunked(&html, size);
        prop_assert_eq!(&text, &whole.text);
        prop_assert_eq!(&asides, &whole.asides);
    }

    #[test]
    fn the_standard_tokenizer_sees_the_same_characters(html in well_formed()) {
        let mut out = HtmlText::new();
        out.read(&html, 0);
        let mut want = String::new();
        let mut emitter = html5gum::DefaultEmitter::<()>::default();
        emitter.naively_switch_states(true);
        let mut raw = false;
        for token in html5gum::Tokenizer::new_with_emitter(html.as_str(), emitter).flatten() {
            match token {
                html5gum::Token::StartTag(t) => raw = matches!(t.name.as_slice(), b"style" | b"script"),
                html5gum::Token::EndTag(_) => raw = false,
                html5gum::Token::String(s) if !raw => want.push_str(std::str::from_utf8(&s).unwrap()),
                _ => {}
            }
        }
        let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(bare(&out.text), bare(&want));
    }
}
