//! What is to stand in place of a stretch of HTML.
//!
//! What comes in: the source of an HTML part and a stretch of it. What goes out: edits of the source. In the flow of the
//! text the words go and the tags between them stay, so that what is open stays open; but of such a tag only what it looks
//! like stays, for the rest of it may say again what goes. In an attribute or a comment, only the stretch goes.

use std::ops::Range;

use super::sign::{Sign, escaped_at};
use crate::message::html::HtmlText;

/// An edit of a text.
pub(super) type Edit = (Range<usize>, String);

/// Attributes that say what an element looks like.
const LOOKS: [&str; 14] = [
    "style", "class", "color", "face", "size", "bgcolor", "dir", "lang", "align", "valign", "width",
    "height", "colspan", "rowspan",
];

/// Attributes whose value is a URL.
const LINKS: [&str; 10] =
    ["href", "src", "action", "background", "cite", "data", "formaction", "longdesc", "poster", "srcset"];

/// HTML in which stretches are to go.
pub(super) struct Markup<'h> {
    html: &'h str,
    read: HtmlText,
    /// Where a tag or a comment was looked for last: stretches come in order, and none is looked through twice.
    seen: usize,
}

impl<'h> Markup<'h> {
    /// The source of a part.
    pub(super) fn new(html: &'h str) -> Self {
        let mut read = HtmlText::new();
        read.read(html, 0);
        Markup { html, read, seen: 0 }
    }

    /// Adds what is to be done so that this stretch goes, which stands behind those before; `None` where it is part of something that cannot be divided.
    pub(super) fn edit(&mut self, span: &Range<usize>, sign: &Sign, out: &mut Vec<Edit>) -> Option<()> {
        let made = self.read.map.made_of(span.start as u64..span.end as u64);
        let made: Vec<Range<usize>> = made.into_iter().map(|r| r.start as usize..r.end as usize).collect();
        if made.iter().all(Range::is_empty) {
            return self.aside(span, sign, out);
        }
        let mut at = span.start.min(made.first()?.start);
        for (n, words) in made.iter().enumerate() {
            self.between(at..words.start, out)?;
            let sign = if n == 0 { escaped(sign.text()) } else { String::new() };
            out.push((words.clone(), sign));
            at = words.end;
        }
        self.between(at..span.end.max(at), out)
    }

    /// Takes out of tags between words of a stretch what is not needed to keep the rest as it is.
    fn between(&self, range: Range<usize>, out: &mut Vec<Edit>) -> Option<()> {
        let mut at = range.start;
        while at < range.end {
            let thing = self.thing(at);
            if thing.end > range.end {
                return None;
            }
            let source = self.html.get(thing.clone())?;
            if source.starts_with("<!--") {
                out.push((thing.clone(), String::new()));
            } else if source.starts_with('<') {
                let bare = bare(source);
                if bare != source {
                    out.push((thing.clone(), bare));
                }
            }
            at = thing.end;
        }
        Some(())
    }

    /// The tag, the comment or the character that begins at `at`, which is no part of the text.
    fn thing(&self, at: usize) -> Range<usize> {
        let rest = &self.html[at..];
        if rest.starts_with("<!-->") {
            return at..at + 5;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            return at..at + comment.find("-->").map_or(rest.len(), |n| n + 7);
        }
        if rest.starts_with('<') {
            return at..at + tag_end(rest.as_bytes());
        }
        at..at + rest.chars().next().map_or(1, char::len_utf8)
    }

    /// The stretch stands in a tag, a comment, a style sheet or a script.
    fn aside(&mut self, span: &Range<usize>, sign: &Sign, out: &mut Vec<Edit>) -> Option<()> {
        // from behind the last word in front of it, tags and comments can be told apart
        let mut at = self.seen.max(self.read.map.end_before(span.start as u64) as usize);
        while at < self.html.len() {
            self.seen = at;
            let thing = self.thing(at);
            let source = self.html.get(thing.clone())?;
            if span.start < thing.end {
                if span.end > thing.end {
                    return None;
                }
                // a comment, a document type, an instruction to a program
                let said = ["<!", "<?"].into_iter().any(|begin| source.starts_with(begin));
                if said && span.start >= thing.start + 2 {
                    out.push((span.clone(), sign.word().to_owned()));
                    return Some(());
                }
                return source.starts_with('<').then(|| self.attribute(&thing, span, sign, out))?;
            }
            at = thing.end;
            let raw = ["style", "script"].into_iter().find(|name| opens(source, name));
            if let Some(name) = raw {
                let end = end_tag(&self.html[at..], name).map_or(self.html.len(), |n| at + n);
                if span.start < end {
                    // the next may stand in it too
                    self.seen = thing.start;
                    out.push((span.clone(), sign.word().to_owned()));
                    return (span.end <= end).then_some(());
                }
                at = end;
            }
        }
        None
    }

    /// The stretch stands in the value of an attribute of this tag.
    fn attribute(
        &self,
        tag: &Range<usize>,
        span: &Range<usize>,
        sign: &Sign,
        out: &mut Vec<Edit>,
    ) -> Option<()> {
        let all = attributes(self.html.get(tag.clone())?);
        let inside = all
            .iter()
            .find(|a| tag.start + a.value.start <= span.start && span.end <= tag.start + a.value.end);
        let attribute = inside?;
        let value = self.html.get(tag.start + attribute.value.start..tag.start + attribute.value.end)?;
        let old = self.html.get(span.clone())?;
        let before = self.html.get(..span.start)?.chars().next_back();
        let link = LINKS.contains(&attribute.name.as_str());
        let address = old.contains('@') || escaped_at(old) || before == Some('@');
        let new = if link && !address {
            // what comes before the colon stays, if it is in the stretch: a link without it leads elsewhere
            let scheme = old.find(':').filter(|_| value.starts_with(old)).map_or("", |n| &old[..=n]);
            let scheme = if scheme.eq_ignore_ascii_case("mailto:") || scheme.eq_ignore_ascii_case("tel:") {
                scheme
            } else {
                ""
            };
            format!("{scheme}{}", sign.word())
        } else if address {
            let scheme =
                if old.len() > 7 && old.is_char_boundary(7) && old[..7].eq_ignore_ascii_case("mailto:") {
                    "mailto:"
                } else {
                    ""
                };
            format!("{scheme}{}", sign.address(before, old))
        } else if attribute.quoted {
            escaped(sign.text()).replace('"', "&quot;").replace('\'', "&#39;")
        } else {
            sign.word().to_owned()
        };
        out.push((span.clone(), new));
        Some(())
    }
}

/// Text as it stands in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn opens(source: &str, name: &str) -> bool {
    let rest =
        source.strip_prefix('<').and_then(|rest| rest.get(..name.len()).zip(rest.as_bytes().get(name.len())));
    rest.is_some_and(|(begin, next)| begin.eq_ignore_ascii_case(name) && !next.is_ascii_alphanumeric())
}

/// Where the end tag of this name begins.
fn end_tag(html: &str, name: &str) -> Option<usize> {
    let closes =
        |at: usize| html.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
    memchr::memmem::find_iter(html.as_bytes(), b"</").find(|at| closes(*at))
}

/// Behind the `>` of the tag that `bytes` begin with; a quote counts behind an equals sign only.
fn tag_end(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(n) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'>', b'=', rest)) {
        at += n + 1;
        if bytes[at - 1] == b'>' {
            return at;
        }
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(at).copied() {
            match memchr::memchr(quote, &bytes[at + 1..]) {
                Some(n) => at += n + 2,
                None => return bytes.len(),
            }
        }
    }
    bytes.len()
}

/// An attribute of a tag, by offsets in it.
struct Attribute {
    /// In lower case.
    name: String,
    /// With its name and its quotes.
    all: Range<usize>,
    value: Range<usize>,
    quoted: bool,
}

/// The attributes of a tag that have a value.
fn attributes(tag: &str) -> Vec<Attribute> {
    let bytes = tag.as_bytes();
    let mut out = Vec::new();
    let mut at = 1 + bytes.iter().skip(1).take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
    while at < bytes.len() {
        let from = at;
        at += bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\''))
            .count();
        let name = at;
        at +=
            bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>')).count();
        let name = name..at;
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if bytes.get(at) != Some(&b'=') {
            at += usize::from(at == from || bytes.get(at) == Some(&b'>'));
            continue;
        }
        at += 1;
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let quote = bytes.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
        let start = at + usize::from(quote.is_some());
        let end = match quote {
            Some(quote) => memchr::memchr(quote, &bytes[start..]).map_or(bytes.len(), |n| start + n),
            None => {
                start + bytes[start..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count()
            }
        };
        at = (end + usize::from(quote.is_some())).min(bytes.len());
        out.push(Attribute {
            name: tag[name.clone()].to_ascii_lowercase(),
            all: name.start..at,
            value: start..end,
            quoted: quote.is_some(),
        });
    }
    out
}

/// Stretches of a source in which text may stand that is not shown: values of attributes that do not say what an element looks like,
/// comments, document types, instructions to programs, style sheets and scripts. In order; each can be redacted by itself.
pub(super) fn unseen(html: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &html.as_bytes()[at..]).map(|n| at + n) {
        let source = &html[open..];
        if let Some(comment) = source.strip_prefix("<!--") {
            let length = comment.find("-->").unwrap_or(comment.len());
            all.push(open + 4..open + 4 + length);
            at = (open + length + 7).min(html.len());
            continue;
        }
        if !source
            .as_bytes()
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        {
            at = open + 1;
            continue;
        }
        at = open + tag_end(source.as_bytes());
        let tag = &html[open..at];
        if tag.starts_with("<!") || tag.starts_with("<?") {
            all.push((open + 2).min(at)..at - usize::from(tag.ends_with('>')));
            continue;
        }
        let said = attributes(tag).into_iter().filter(|a| !LOOKS.contains(&a.name.as_str()));
        all.extend(said.map(|a| open + a.value.start..open + a.value.end));
        if let Some(name) = ["style", "script"].into_iter().find(|name| opens(tag, name)) {
            let end = end_tag(&html[at..], name).map_or(html.len(), |n| at + n);
            all.push(at..end);
            at = end;
        }
    }
    all.retain(|stretch| !stretch.is_empty());
    all
}

/// A tag of which only stays what its element looks like.
fn bare(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    let mut at = 0;
    for attribute in attributes(tag) {
        let safe = LOOKS.contains(&attribute.name.as_str())
            && !tag[attribute.value.clone()].contains(['@', '&', '%']);
        if !safe {
            out.push_str(tag[at..attribute.all.start].trim_ascii_end());
            at = attribute.all.end;
        }
    }
    out + &tag[at..]
}

#[cfg(test)]
mod tests {
    use super::super::splice::{in_order, replaced};
    use super::*;

    #[track_caller]
    fn is(html: &str, what: &str, want: &str) {
        let at = html.find(what).unwrap();
        let mut edits = Vec::new();
        Markup::new(html).edit(&(at..at + what.len()), &Sign::new("[<weg>]"), &mut edits).unwrap();
        assert!(in_order(html.len(), &mut edits));
        assert_eq!(replaced(html, &edits), want);
    }

    #[test]
    fn words_go_and_tags_stay() {
        is("<p>Mob <b>06</b>-1234&nbsp;5678</p>", "06</b>-1234&nbsp;5678", "<p>Mob <b>[&lt;weg&gt;]</b></p>");
        is("<p>Jan&eacute; x</p>", "Jan&eacute;", "<p>[&lt;weg&gt;] x</p>");
        is(
            "<p>jan<a href=\"mailto:jan@x\" style=\"color:red\">@x</a><!-- jan -->.nl</p>",
            "jan<a href=\"mailto:jan@x\" style=\"color:red\">@x</a><!-- jan -->.nl",
            "<p>[&lt;weg&gt;]<a style=\"color:red\"></a></p>",
        );
        is("a\u{200b}b <i>x</i>", "b", "a\u{200b}[&lt;weg&gt;] <i>x</i>");
    }

    #[test]
    fn in_attributes_what_is_safe_there() {
        let link = "<a title='Mail Jan' href=\"mailto:jan@klant.example?subject=Dag%20Jan\">mail</a>";
        is(
            link,
            "jan@klant.example",
            "<a title='Mail Jan' href=\"mailto:weg@redacted.invalid?subject=Dag%20Jan\">mail</a>",
        );
        is(link, "%20Jan", "<a title='Mail Jan' href=\"mailto:jan@klant.example?subject=Dagweg\">mail</a>");
        is(
            link,
            "Jan",
            "<a title='Mail [&lt;weg&gt;]' href=\"mailto:jan@klant.example?subject=Dag%20Jan\">mail</a>",
        );
        is("<a href=tel:+31612345678>bel</a>", "+31612345678", "<a href=tel:weg>bel</a>");
        is("<b>x</b><img alt=Jan src=x>", "Jan", "<b>x</b><img alt=weg src=x>");
        is("x<!-- Jan --> <p>", "Jan", "x<!-- weg --> <p>");
        is("x<style>a{b:Jan}</style><p>", "Jan", "x<style>a{b:weg}</style><p>");
        is("<meta content=\"a=b>Jan\"><p>x", "Jan", "<meta content=\"a=b>[&lt;weg&gt;]\"><p>x");
    }

    #[test]
    fn what_is_not_shown() {
        let html = "<p class=\"a\" title='b c'>d<!-- e --><a href=f>g</a><style>h</style><script>i</script><!-- j<img alt=\"k";
        let found: Vec<&str> = unseen(html).into_iter().map(|span| &html[span]).collect();
        assert_eq!(found, ["b c", " e ", "f", "h", "i", " j<img alt=\"k"]);
        let html = "<!DOCTYPE a><?php b ?><template><!-- c --></template>";
        let found: Vec<&str> = unseen(html).into_iter().map(|span| &html[span]).collect();
        assert_eq!(found, ["DOCTYPE a", "php b ?", " c "]);
        assert!(unseen("1 < 2 <> <").is_empty());
        assert_eq!(unseen("<img alt=\"k").len(), 1);
    }

    #[test]
    fn what_cannot_be_divided_is_refused() {
        let html = "<p><b class=x>Jan</b>";
        for what in ["lass=x", "b cl", "class=x>"] {
            let at = html.find(what).unwrap();
            let done = Markup::new(html).edit(&(at..at + what.len()), &Sign::new("x"), &mut Vec::new());
            assert!(done.is_none(), "{what}");
        }
    }
}
