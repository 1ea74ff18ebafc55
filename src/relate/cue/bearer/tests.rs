use super::*;

#[test]
fn names_that_are_greeted() {
    for text in ["Beste ", "Geachte de heer ", "Sehr geehrte Frau ", "Chère Madame ", "Dear Mr. "] {
        assert!(greets(text), "{text:?}");
    }
    for text in ["", "Hallo, ", "Bel ", "Geachte heer, ik sprak met "] {
        assert!(!greets(text), "{text:?}");
    }
}

#[test]
fn whose_house_stands_behind_the_name_works_there() {
    let text = "De monteur is ";
    let told = |after: &str| crate::relate::cue::sentence::told(text, true, after, false);
    let staff = |after: &str| working(text, after, told(after)).staff;
    assert!(staff(" komt morgen.") && staff(" van de week.") && staff(", 06"));
    assert!(!staff(" van Klant BV.") && !staff(" from Klant Ltd"));
    assert!(!staff(" van de gemeente") && !staff(" von der Firma Klant") && staff(" van de planning"));
}

#[test]
fn who_is_away_is_a_colleague_of_who_says_so() {
    let staff = |text: &str, after: &str| {
        working(text, after, crate::relate::cue::sentence::told(text, true, after, false)).staff
    };
    assert!(staff("", " is deze week afwezig.") && staff("Maître ", " étant en congé, je reprends"));
    assert!(
        staff("", " está de baja.")
            && !staff("", " is blij met het verlof")
            && !staff("mijn moeder ", " is met verlof")
            && !staff("", " is ziek en komt niet naar school")
    );
}

#[test]
fn who_takes_over_is_a_colleague_of_who_says_so() {
    let staff = |text: &str, after: &str| {
        working(text, after, crate::relate::cue::sentence::told(text, true, after, false)).staff
    };
    assert!(staff("", " neemt het dossier over.") && staff("", " will take over"));
    assert!(staff("Das kenne ich nicht gut. Frau ", " übernimmt") && staff("", " prend le relais"));
    assert!(!staff("mijn moeder ", " neemt het over") && !staff("", " neemt de trein"));
    assert!(!staff("", " will call you"));
}

#[test]
fn a_heading_says_whose_those_below_it_are() {
    for text in [
        "Zoals beloofd ons team:\n\n",
        "Dit zijn onze mensen op de bouw:\n- ",
        "Uw vaste contactpersonen bij ons:\n",
        "Vos interlocuteurs :\n",
        "Unsere zwei neuen Monteure/Mitarbeiter: \n",
        "Kun je onze mannen inschrijven voor de cursus van 6 maart?\n\n1) ",
    ] {
        assert!(heads_team(text), "{text}");
    }
    for text in [
        "De volgende mensen hebben ons gemaild:\n",
        "Die folgenden Leute haben sich bei uns beworben:\n",
        "These people applied for our vacancy:\n",
        "Our contacts at your company:\n",
        "Onze contactpersonen bij de gemeente:\n",
        "Ons personeel werd lastiggevallen door:\n",
        "Zijn team:\n",
        "Hebt u vragen over de ketel?\n",
        "Ons team: ",
    ] {
        assert!(!heads_team(text), "{text}");
    }
}

#[test]
fn who_works_for_the_writer_or_may() {
    let told = |text: &str| working(text, "", crate::relate::cue::sentence::told(text, true, "", false));
    let ours = Told { person: Some(Person::First), staff: true };
    for text in [
        "Woensdag komt onze keurmeester ",
        "our legal counsel ",
        "Ansprechpartner vor Ort ist unser Obermonteur ",
        "voyez notre chef de chantier ",
        "hable con nuestro encargado de almacén ",
        "onze collega de heer ",
        "Notre expert : ",
        "unsere Reiseleitung ",
        "Please write to my paralegal, ",
        "My line manager is ",
        "Mijn voorganger, ",
        "Il mio amministratore (rag. ",
    ] {
        assert_eq!(told(text), ours, "{text}");
    }
    let job = Told { person: Some(Person::Third), staff: true };
    for text in [
        "Uitvoerder wordt ",
        "De ploegbaas op de werf is vanaf maandag ",
        "Contact ter plaatse was ",
        "Suivi par  : ",
        "Ihr Ansprechpartner ist Herr ",
        "storing verholpen door monteur ",
        "Your driver will be ",
        "Le conducteur référent sera ",
        "Autisti: ",
        "Rückfragen technischer Art bitte an Herrn ",
        "Voor vragen kunt u terecht bij mevrouw ",
        "I've taken over your account from ",
        "soy el nuevo delegado, en sustitución de ",
        "Sachbearbeiter/in: ",
        "Votre conseiller est M. ",
        "Conseiller(ère) : ",
        "Lead auditor: Ing. ",
        "Contact sur place : Mme ",
        "Sleuteluitgifte blijft via huismeester ",
        "Teamleider ",
        "le chauffeur s'appelle ",
        "El guarda del refugio es ",
        "Aanmelden bij ",
        "Meld je in de bestuurskamer bij ",
        "Para urgencias: ",
        "Preguntas: ",
        "Bestellingen: ",
        "Sur place, demandez ",
        "chiedere di ",
        "Por indicación de ",
        "wordt vervangen door ",
        "Morgen rijdt ",
        "Préparé par : ",
        "Your request has been assigned to ",
        "Votre technicien : ",
        "Case officer: ",
        "Voici les remplaçants pour Noël : ",
        "Bij wijzigingen belt u ",
        "Termin am 3. Mai um 9 Uhr bei Frau Dr. ",
        "la persona de contacto será D.ª ",
    ] {
        assert_eq!(told(text), job, "{text}");
    }
    for text in [
        "onze afspraak met ",
        "Onze klant ",
        "our tenant Mrs ",
        "unser Schreiben an ",
        "notre rendez-vous avec ",
        "Graag langs bij ",
        "De huurder is mevrouw ",
        "mijn moeder ",
        "onze spreker ",
        "unser Mitglied ",
        "notre adhérente ",
        "De contactpersoon bij jullie is ",
        "De monteur van Klant is ",
        "We hebben vragen gekregen; groeten aan ",
        "Spoed is niet nodig. Groeten aan ",
        "Orders zijn er van ",
        "Reservations: ",
        "Ik moet urgent in contact komen met ",
        "Police officer ",
        "the roof was covered by ",
        "Onze urgente vraag over ",
        "Huurder: ",
        "Partner: ",
        "Wij vragen u ",
        "Ik vroeg ",
        "een brief van ",
        "Ik wilde vragen naar ",
        "Er is een storing bij ",
        "Storing: ",
        "Aanmelding: ",
        "Aanmeldingen:\n",
        "Met burgemeester ",
        "Mit Bürgermeister ",
        "Meine jetzige Stationsleitung, ",
        "mijn vorige chef, ",
        "our site manager ",
        "La concierge, Mme ",
        "Il corriere passa domani, autista sig. ",
        "Ik heb een afspraak bij mevrouw ",
        "a letter to ",
        "Police officer: ",
    ] {
        assert!(!told(text).staff, "{text}");
    }
}

#[test]
fn a_clause_with_a_job_says_more_than_the_writer_in_another() {
    let told = |text: &str| working(text, "", crate::relate::cue::sentence::told(text, true, "", false));
    let staff = Told { person: Some(Person::Third), staff: true };
    assert_eq!(told("If I'm not there, the head groom is "), staff);
    assert_eq!(told("Pendant mon congé, le suivi sera assuré par "), staff);
    assert_eq!(told("Rückfragen bitte an die Geschäftsstelle, Frau "), staff);
    assert!(!told("Fragen Sie die Geschäftsstelle, Frau ").staff);
    assert!(!told("erreichbar über seine Assistentin ").staff);
}

#[test]
fn whom_a_house_calls_its_own() {
    let of = |text: &str, after: &str| {
        let told = working(text, after, crate::relate::cue::sentence::told(text, true, after, false));
        (told.person, told.staff)
    };
    for text in
        ["das waren der Kunde und unser ", "Onze uitvoerder ter plaatse wordt ", "our CFO is ", "Notre "]
    {
        assert_eq!(of(text, ", 06"), (Some(Person::First), true), "{text}");
    }
    for text in ["unser Kunde ", "our ID is with ", "bij ons "] {
        assert_ne!(of(text, ", 06"), (Some(Person::First), true), "{text}");
    }
    assert_eq!(of("Mon remplaçant en novembre : ", ""), (Some(Person::First), true));
    assert!(!of("Mon remplaçant en Bourgogne : ", "").1);
    let charge =
        of("Für Ihren Schaden ist ab sofort Herr ", ", Haftpflicht Firmenkunden, zuständig (Durchwahl 0");
    assert_eq!(charge, (Some(Person::Third), true));
    assert_ne!(
        of("Für Ihren Schaden ist Herr ", ", Haftpflicht, nicht erreichbar"),
        (Some(Person::Third), true)
    );
}

#[test]
fn people_by_their_work_in_a_heading() {
    assert!(heads_team("Dit zijn onze coaches voor jullie wijk:\n- "));
    assert!(!heads_team("De coaches in de wijk:\n- "));
}
