use super::*;

fn person(text: &str) -> Option<Person> {
    whose(text, false)
}

/// Of `text`, in which `…` is the detail.
fn whose(text: &str, place: bool) -> Option<Person> {
    let (before, after) = text.split_once('…').unwrap_or((text, ""));
    told(before, true, after, place).person
}

#[test]
fn words_that_say_whose_it_is() {
    for (text, want) in [
        ("U kunt mij bereiken op ", Some(Person::First)),
        ("Het bedrag komt op uw rekening ", Some(Person::Second)),
        ("Wir überweisen auf Ihr Konto ", Some(Person::Second)),
        ("Sie erreichen mich unter ", Some(Person::First)),
        ("Puede llamarme al ", Some(Person::First)),
        ("De huurder is mevrouw Smit, ", Some(Person::Third)),
        ("Onze klant, ", Some(Person::Third)),
        ("Mijn vader belde. Adres: ", None),
        ("Vous pouvez nous joindre au ", Some(Person::First)),
        ("Je suis joignable au ", Some(Person::First)),
        ("Klopt je nummer ", Some(Person::Second)),
        ("Voor storingen kunt u terecht op ", Some(Person::Asking)),
        ("Onze storingsdienst kunt u bellen op ", Some(Person::First)),
        ("Kunt u hem bellen op ", Some(Person::Third)),
        ("Ihre Tochter rufen wir an unter ", Some(Person::Third)),
        ("The customer's number is ", Some(Person::Third)),
        ("Onze aannemer kunt u bellen op ", Some(Person::Third)),
        ("Kun jij de klant bellen? ", Some(Person::Third)),
        ("Dank voor uw bericht. ", None),
        ("Espero su respuesta por escrito en ", Some(Person::Asking)),
        ("Ihre Antwort bitte an ", Some(Person::Asking)),
        ("Bij uw antwoord stond als adres ", Some(Person::Second)),
        ("Haar laatste adres bij ons: ", Some(Person::Third)),
        ("Uw adres is bij ons bekend als ", Some(Person::Second)),
        ("We hebben een ander nummer dus niet meer naar de oude rekening … overmaken", None),
        ("Wij ontvangen graag uw reactie op ", Some(Person::Asking)),
        ("Uw adres is bekend bij ons als ", Some(Person::Second)),
        ("Uw huisadres in ons systeem is ", Some(Person::Second)),
        ("Your number in our records is ", Some(Person::Second)),
        ("Dans nos fichiers, votre adresse est ", Some(Person::Second)),
        ("Je déménage en avril : ", Some(Person::First)),
        ("U kunt bij ons terecht op ", Some(Person::First)),
        ("Uw reactie kwam van ", Some(Person::Second)),
        ("Compruebe su número ", Some(Person::Second)),
        ("", None),
    ] {
        assert_eq!(person(text), want, "{text:?}");
    }
}

#[test]
fn of_whom_the_sentence_told() {
    let told = |text: &str| told(text, false, "", false).person;
    assert_eq!(told(" desde el almacén, su móvil es el "), None);
    assert_eq!(told(" está bien. Compruebe su número "), Some(Person::Second));
}

#[test]
fn what_the_writer_does_is_done_with_the_readers() {
    for text in [
        "Ik zal u morgen bellen op ",
        "Ik belde net …, maar kreeg geen gehoor",
        "Wij storten het bedrag terug op ",
        "Wij incasseren eind van de maand van ",
        "Ich habe Sie unter … nicht erreicht.",
        "Wir überweisen den Betrag auf ",
        "We'll refund it to ",
        "Nous remboursons sur le ",
        "Enviaremos el importe a ",
        "The engineer will ring you on ",
        "Onze monteur belt u op ",
        "Hij belt eerst even op ",
        "De monteur is onderweg. Hij belt u op ",
        "If you're out they will ring ",
        "L'autista chiamerà il ",
    ] {
        assert_eq!(person(text), Some(Person::Doing), "{text:?}");
    }
    for text in [
        "Ik ben … kwijt",
        "We are on ",
        "Ich bin unter … zu erreichen",
        "Wij hebben betaald vanaf ",
        "I have a new phone: ",
    ] {
        assert_eq!(person(text), Some(Person::First), "{text:?}");
    }
    assert_eq!(told(" en bel u op ", false, "", false).person, Some(Person::Second));
    assert_eq!(told(" tomorrow and call ", false, " first.", false).person, None);
    assert_eq!(whose("Ik kom vrijdag langs op ", true), Some(Person::Doing));
    // the reader's or somebody else's
    assert_eq!(whose("We leveren morgen op ", true), None);
    assert_eq!(whose("We will pop round to ", true), None);
    assert_eq!(whose("Wij zijn verhuisd naar ", true), Some(Person::First));
}

#[test]
fn what_the_reader_is_asked_for_is_done_with_the_writers() {
    for text in [
        "U kunt bellen op ",
        "Mocht u vragen hebben: ",
        "You can transfer it to ",
        "Kun je het storten op ",
        "Pouvez-vous appeler le ",
        "Wij zijn verhuisd, belt u voortaan ",
        "Wilt u terugstorten op ",
        "U mag het afschrijven van ",
        "Graag betalen op ",
        "Bitte überweisen Sie auf ",
        "Please remit to ",
        "Bel gerust, ",
        "Appen mag ook: ",
        "Wij verzoeken u te betalen op ",
        "Puede ingresar el importe en la cuenta ",
        "La preghiamo di versare su ",
    ] {
        assert_eq!(person(text), Some(Person::Asking), "{text:?}");
    }
    for text in ["U kunt het afhalen op ", "Komt u maar langs: ", "U bent welkom op "] {
        assert_eq!(whose(text, true), Some(Person::Asking), "{text:?}");
    }
    // what is to be brought may be for anybody
    for text in ["Graag bezorgen op ", "Please deliver to ", "Kun je afleveren op "] {
        assert_eq!(whose(text, true), None, "{text:?}");
    }
}

#[test]
fn words_behind_it_say_whose_it_is() {
    for (text, want) in [
        ("Is … jullie nieuwe nummer?", Some(Person::Second)),
        ("Ist … noch Ihre Anschrift?", Some(Person::Second)),
        ("Ik zit op …, is dat jullie rekening?", Some(Person::Second)),
        ("Ik zit op …, bel je me?", Some(Person::First)),
        ("… is het nummer van mijn moeder", Some(Person::Third)),
        ("… is ons adres", Some(Person::First)),
        ("…, uw kenmerk 12", None),
    ] {
        assert_eq!(person(text), want, "{text:?}");
    }
}

#[test]
fn who_works_for_whom() {
    for (text, want) in [
        ("Mijn collega ", (Some(Person::First), true)),
        ("Onze nieuwe chauffeur mevrouw ", (Some(Person::First), true)),
        ("Ihr Kollege Herr ", (Some(Person::Second), true)),
        ("De chauffeur ", (Some(Person::Third), false)),
        ("Onze aannemer is ", (Some(Person::Third), false)),
    ] {
        let told = told(text, true, "", false);
        assert_eq!((told.person, told.staff), want, "{text:?}");
    }
}

#[test]
fn an_account_in_a_sentence_about_paying_is_not_that_of_whoever_is_named_before() {
    let person = |text: &str| paying(text, told(text, false, "", false)).person;
    for text in [
        ", Tel. 089/232545.\nBankverbindung: ",
        ". Acompte de 30 % à la commande par virement :\nIBAN ",
        "Zahlbar innerhalb 10 Tagen auf ",
    ] {
        assert_eq!(person(text), Some(Person::Doing), "{text}");
    }
    let asked = " (mobile 07812 000000). Please pay within 14 days to a/c ";
    assert_eq!(person(asked), Some(Person::Asking), "the verb says so");
    assert_eq!(person("Bank details for settlement: IBAN "), Some(Person::Asking), "who says so is paid");
    assert_eq!(person("Wir überweisen auf Ihr Konto "), Some(Person::Second));
    assert_eq!(person("Naam: Jan de Vries\nIBAN: "), None);
    assert_eq!(person("We pay in May. His account: "), Some(Person::Third));
}

#[test]
fn what_the_reader_has_or_knows_may_be_anybodys() {
    for text in ["heb je nog een ander nummer dan …", "Adres weet je: …", "You know the address: …"] {
        assert_eq!(whose(text, false), None, "{text}");
    }
    assert_eq!(person("is dit uw nummer: "), Some(Person::Second));
    assert_eq!(whose("U hebt het nummer … opgegeven", false), Some(Person::Second));
}

#[test]
fn a_part_of_a_name_and_a_letter_of_a_word_are_no_possessives() {
    for text in ["Pat: A.M. Grootenhuis-Vos, v, ", "A. Vos, ", "H O E K  A U T O  "] {
        assert_eq!(person(text), None, "{text}");
    }
    assert_eq!(person("Vos coordonnées : "), Some(Person::Second));
}

#[test]
fn a_heading_says_whose_the_block_below_it_is() {
    assert_eq!(whose("Het mag naar de opdrachtgever:\n\nfam. Klant\n", true), Some(Person::Third));
    assert_eq!(whose("Onze nieuwe gegevens:\n\n", true), Some(Person::First));
    assert_eq!(whose("Kunt u dit sturen aan:\n\n", true), None);
    assert_eq!(whose("De opdrachtgever belde.\n\n", true), None);
}

#[test]
fn a_gentleman_is_somebody_else() {
    assert_eq!(person("J'ai appelé M. Dupont au "), Some(Person::Third));
    assert_ne!(person("J'ai appelé l'atelier M. au "), Some(Person::Third));
}
