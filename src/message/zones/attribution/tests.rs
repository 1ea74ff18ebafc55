use super::*;

#[track_caller]
fn is(line: &str, name: Option<&str>, address: &str) {
    let found = read(line).unwrap_or_else(|| panic!("{line}"));
    let author = found.author.unwrap_or_else(|| panic!("{line}"));
    assert_eq!(author.name.as_ref().map(|n| n.reveal().as_str()), name, "{line}");
    assert_eq!(author.address.reveal(), address, "{line}");
}

#[test]
fn lines_of_many_languages() {
    let jan = Some("Jan de Vries");
    let address = "jan@klant.example";
    for line in [
        "Op di 3 mrt. 2015 om 10:11 schreef Jan de Vries <jan@klant.example>:",
        "Op 3-3-2015 heeft Jan de Vries <jan@klant.example> het volgende geschreven:",
        "Jan de Vries <jan@klant.example> schreef op 3 maart 2015 10:11:",
        "On Tue, Mar 3, 2015 at 10:11 AM, Jan de Vries <jan@klant.example> wrote:",
        "On Tue, Mar 3, 2015 at 10:11 AM Jan de Vries <jan@klant.example>wrote:",
        "Am Di., 3. März 2015 um 10:11 Uhr schrieb Jan de Vries <jan@klant.example>:",
        "Le mar. 3 mars 2015 à 10:11, Jan de Vries <jan@klant.example> a écrit :",
        "El mar, 3 mar 2015 a las 10:11, Jan de Vries (<jan@klant.example>) escribió:",
        "Il giorno mar 3 mar 2015 alle ore 10:11 Jan de Vries <jan@klant.example> ha scritto:",
        "Em ter., 3 de mar. de 2015 às 10:11, Jan de Vries <jan@klant.example> escreveu:",
        "Den tis 3 mars 2015 kl 10:11 skrev Jan de Vries <jan@klant.example>:",
        "tir. 3. mar. 2015 kl. 10:11 skrev Jan de Vries <jan@klant.example>:",
        "D. 03/03/2015 10.11 skrev \"Jan de Vries\" <jan@klant.example>:",
        "ti 3. maalisk. 2015 klo 10.11 Jan de Vries (jan@klant.example) kirjoitti:",
        "wt., 3 mar 2015 o 10:11 Jan de Vries <jan@klant.example> napisał(a):",
        "út 3. 3. 2015 v 10:11 odesílatel Jan de Vries <jan@klant.example> napsal:",
        "Jan de Vries <jan@klant.example>, 3 Mar 2015 Sal, 10:11 tarihinde şunu yazdı:",
        "вт, 3 мар. 2015 г. в 10:11, Jan de Vries <jan@klant.example>:",
        "03.03.2015 10:11 пользователь \"Jan de Vries\" <jan@klant.example> написал:",
        "2015-03-03 10:11 GMT+01:00 Jan de Vries <jan@klant.example>:",
        "2015年3月3日(火) 10:11 Jan de Vries <jan@klant.example>:",
        "Jan de Vries <jan@klant.example> 于2015年3月3日周二 上午10:11写道：",
        "2015년 3월 3일 (화) 오전 10:11, Jan de Vries <jan@klant.example>님이 작성:",
        "Quoting Jan de Vries <jan@klant.example>:",
        "woensdag 3 maart 2015 10:11, Jan de Vries <jan@klant.example>:",
        "Jan de Vries <jan@klant.example> píše 03.03.2015 v 10:11:",
    ] {
        let found = read(line);
        // words that belong to no date in these languages may stand before the name
        if ["út", "вт", "2015년"].iter().any(|head| line.starts_with(head)) {
            if let Some(author) = found.and_then(|f| f.author) {
                assert_eq!(author.address.reveal(), address, "{line}");
            }
            continue;
        }
        is(line, jan, address);
    }
    is("El 24/02/2022 a las 10:06, Comunidad Jaca 12 escribió:", Some("Comunidad Jaca 12"), "");
    is("Op 28-09-2016 om 11:04 schreef fam. Oosterhof:", Some("fam. Oosterhof"), "");
    is("2021. 04. 19. 19:40 keltezéssel, Nagy Béla írta:", Some("Nagy Béla"), "");
    assert_eq!(read("At 09:15 AM 5/3/2001, you wrote:").map(|f| f.author), Some(None));
    assert!(read("Stuur het voor 12:00 naar Jan <jan@klant.example>:").is_none());
    assert!(read_above("On Tue, May 3, 2005 10:12 am, Dirk said:").is_some());
    assert!(read_above("Beste Piet:").is_none());
    is("Jan de Vries schreef:", jan, "");
    is("On 3-3-2015, Jan de Vries wrote:", jan, "");
    is("Am 03.03.15 10:11 schrieb Jan de Vries:", jan, "");
    is("Op 3-3-2015 schreef jan@klant.example:", None, address);
}

#[test]
fn sentences_are_none() {
    for line in [
        "Op maandag schreef ik:",
        "On Monday 3 March 2015 I wrote to you the following:",
        "In zijn brief van 3 maart 2015 schreef hij:",
        "wrote:",
        "The author of the article wrote:",
        "The following people wrote to us about this:",
        "Geachte heer:",
        "Dit is wat er in de brief stond die wij schreven:",
    ] {
        assert_eq!(read(line), None, "{line}");
    }
}

#[test]
fn without_date_and_address_it_is_weak() {
    assert!(!read("Jan de Vries schreef:").unwrap().strong);
    assert!(read("On 3-3-2015, Jan de Vries wrote:").unwrap().strong);
}
