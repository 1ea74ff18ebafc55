//! Whether what a link shows is also where it leads.

/// The parts of a target that tell a detail: without scheme, parameters and a slash at the end.
fn bare(target: &str) -> &str {
    let lower = target.to_ascii_lowercase();
    let scheme = ["mailto:", "tel:", "callto:", "sms:", "https://", "http://"]
        .iter()
        .find(|scheme| lower.starts_with(**scheme))
        .map_or(0, |scheme| scheme.len());
    let bare = &target[scheme..];
    let end = if lower.starts_with("mailto:") { bare.find('?') } else { None };
    bare[..end.unwrap_or(bare.len())].trim_end_matches('/')
}

/// True where this text holds the target of a link, or what it tells.
pub(super) fn shown(text: &str, target: &str) -> bool {
    let squeeze = |s: &str| -> String {
        s.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    let wanted = squeeze(bare(target));
    wanted.is_empty() || squeeze(text).contains(&wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_shows_where_it_leads_tells_nothing_new() {
        assert!(shown("mail Jan@Klant.example nu", "mailto:jan@klant.example?subject=x"));
        assert!(shown("www.klant.example", "http://www.klant.example/"));
        assert!(shown("+31 20 1234567", "tel:+31201234567"));
        assert!(!shown("mail ons", "mailto:jan@klant.example"));
        assert!(!shown("klant", "https://www.klant.example/contact"));
        assert!(shown("x", "mailto:"));
    }
}
