//! Words as they are looked up: in lower case, and without the marks on Latin letters.

/// Appends a text in lower case and without marks: `Financiën` becomes `financien`, `Größe` `grosse`.
pub(super) fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'ă' | 'ą' =>
            {
                out.push('a');
            }
            'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' | 'ę' | 'ě' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => out.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => {
                out.push('o');
            }
            'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => out.push('u'),
            'ç' | 'Ç' | 'ć' | 'č' => out.push('c'),
            'ñ' | 'Ñ' | 'ń' => out.push('n'),
            'ý' | 'ÿ' => out.push('y'),
            'š' | 'ś' => out.push('s'),
            'ž' | 'ź' | 'ż' => out.push('z'),
            'ł' | 'Ł' => out.push('l'),
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            '\u{2019}' => out.push('\''),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            // a mark that stands by itself, behind its letter
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}' => {}
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// The same, as a new string.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Letters and digits alone, in lower case, umlauts written as two letters where `long` says so: as domains have names.
pub(super) fn squeeze(text: &str, long: bool) -> String {
    if text.is_ascii() {
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|b| char::from(b.to_ascii_lowercase())).collect();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ä' | 'Ä' if long => out.push_str("ae"),
            'ö' | 'Ö' if long => out.push_str("oe"),
            'ü' | 'Ü' if long => out.push_str("ue"),
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            c if c.is_alphanumeric() => fold_into(c.encode_utf8(&mut [0; 4]), &mut out),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(fold("Financiën"), "financien");
        assert_eq!(fold("GROẞE Œuvre"), "grosse oeuvre");
        assert_eq!(squeeze("Jäger & Söhne", true), "jaegersoehne");
        assert_eq!(squeeze("Groen & Zn.", false), "groenzn");
    }
}
