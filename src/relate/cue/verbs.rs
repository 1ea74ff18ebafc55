//! What is done with a detail: verbs in all their forms, by what their doer has to do with it: nl, de, en, fr, es, it.

/// What a verb says of the one who does it and the detail that it is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Something goes from the one who does it to the other: one calls, pays and sends to the other's; *from* his own.
    To,
    /// The same where he goes himself: `ik kom langs op`.
    Come,
    /// He takes it from the other's, or writes the other's down.
    Take,
    /// He tries to reach the other. `te bereiken op` says where somebody is.
    Reach,
    /// He lets the other come to his: `u bent welkom op`.
    Invite,
}

/// The form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// What may ask for it: an infinitive, an imperative.
    Base,
    /// The same, of a word that is a noun elsewhere.
    Noun,
    /// Any other.
    Other,
    /// A form that says `we` itself.
    Ours,
}

/// Verbs, each list with their forms in words between spaces.
pub(super) const VERBS: &[(Verb, Form, &str)] = &[
    (
        Verb::To,
        Form::Base,
        "bellen terugbellen opbellen nabellen appen whatsappen mailen schrijf schrijven stuur sturen \
         opsturen toesturen nasturen terugsturen doorsturen verstuur versturen zend zenden toezenden \
         verzend verzenden faxen overmaken stort storten terugstorten bijstorten betaal betalen \
         terugbetalen vooruitbetalen voldoe voldoen overschrijven overboeken lever leveren afleveren \
         aanleveren bezorg bezorgen afgeven breng brengen langsbrengen factureer factureren crediteren \
         contacteer contacteren aanmelden betaling betalingen overboeking storting",
    ),
    (Verb::To, Form::Noun, "bel app mail fax sms"),
    (
        Verb::To,
        Form::Other,
        "belt belde belden gebeld teruggebeld opgebeld nagebeld appt appte geappt mailt mailde mailden \
         gemaild schrijft schreef schreven stuurt stuurde stuurden gestuurd opgestuurd toegestuurd \
         nagestuurd teruggestuurd doorgestuurd verstuurt verstuurde verstuurd zendt zond zonden gezonden \
         toegezonden verzendt verzond verzonden faxt faxte gefaxt overgemaakt stortte stortten gestort \
         teruggestort betaalt betaalde betaalden betaald terugbetaald voldaan overgeschreven overgeboekt \
         levert leverde leverden geleverd afgeleverd aangeleverd bezorgt bezorgde bezorgden bezorgd \
         afgegeven brengt bracht brachten gebracht langsgebracht factureert factureerde gefactureerd \
         crediteert gecrediteerd gecontacteerd probeer probeert proberen probeerde probeerden geprobeerd",
    ),
    (Verb::Come, Form::Base, "kom komen langskomen langsgaan bezoeken langsrijden"),
    (
        Verb::Come,
        Form::Other,
        "komt kwam kwamen gekomen langsgekomen langsgeweest bezocht rijd rijdt rijden reed gereden deur",
    ),
    (
        Verb::Take,
        Form::Base,
        "incasseer incasseren afschrijven afboeken innen ophalen afhalen halen haal oppikken noteer \
         noteren",
    ),
    (
        Verb::Take,
        Form::Other,
        "incasseert incasseerde incasseerden geincasseerd afgeschreven afgeboekt geind haalt haalde \
         haalden gehaald opgehaald afgehaald opgepikt noteert noteerde noteerden genoteerd vastgelegd \
         opgeslagen",
    ),
    (Verb::Reach, Form::Base, "bereik bereiken"),
    (Verb::Reach, Form::Other, "bereikt bereikte bereikten"),
    (Verb::Invite, Form::Other, "welkom terecht verwacht verwachten verwachtten vindt vinden"),
    (
        Verb::To,
        Form::Base,
        "rufe rufen ruf anrufen zuruckrufen anzurufen zuruckzurufen schreibe schreiben maile mailen faxen \
         uberweise uberweisen ueberweisen zahle zahlen bezahlen einzahlen zuruckzahlen erstatte erstatten \
         vergute verguten gutschreiben sende senden schicke schicken zusenden zuschicken versende \
         versenden verschicken liefere liefern anliefern ausliefern zustellen beliefern bringe bringen \
         vorbeibringen kontaktiere kontaktieren melden adressieren zahlung zahlungen uberweisung \
         ueberweisung",
    ),
    (
        Verb::To,
        Form::Other,
        "ruft rief riefen angerufen zuruckgerufen schreibt schrieb schrieben geschrieben mailt gemailt \
         faxt gefaxt uberweist uberwies uberwiesen ueberwiesen zahlt zahlte zahlten gezahlt bezahlt \
         eingezahlt zuruckgezahlt erstattet erstatteten vergutet gutgeschrieben sendet sandte gesendet \
         gesandt schickt schickte schickten geschickt zugesandt zugeschickt versendet verschickt liefert \
         lieferte lieferten geliefert angeliefert ausgeliefert zugestellt beliefert bringt brachte \
         brachten gebracht vorbeigebracht kontaktiert kontaktierte meldet gemeldet adressiert versuche \
         versuchen versucht versuchte versuchten probiert",
    ),
    (Verb::Come, Form::Base, "komme kommen komm vorbeikommen besuchen"),
    (
        Verb::Come,
        Form::Other,
        "kommt kam kamen gekommen vorbeigekommen fahre fahren fahrt fuhr gefahren besucht tur tuer",
    ),
    (
        Verb::Take,
        Form::Base,
        "hole holen abholen abzuholen einziehen einzuziehen abbuchen abzubuchen notieren notiere \
         vermerken",
    ),
    (
        Verb::Take,
        Form::Other,
        "holt holte holten geholt abgeholt zieht zogen eingezogen bucht buchen buchten abgebucht notiert \
         notierten vermerke vermerkt hinterlegt erfasst gespeichert eingetragen",
    ),
    (Verb::Reach, Form::Base, "erreiche erreichen"),
    (Verb::Reach, Form::Other, "erreicht erreichte erreichten"),
    (Verb::Invite, Form::Other, "willkommen erwarte erwarten erwarteten finden findet"),
    (Verb::To, Form::Base, "send resend ship reship remit deliver redeliver bring pay dispatch forward"),
    (
        Verb::To,
        Form::Noun,
        "call ring phone dial text email e-mail write post mail transfer refund reimburse credit drop \
         contact try fax invoice bill payment remittance",
    ),
    (
        Verb::To,
        Form::Other,
        "calls called calling rang rung ringing phoned phoning dialled dialed texted texting emailed \
         emailing wrote written writing sends sent sending posted posting shipped shipping ships \
         transferred transferring paid paying pays remitted remitting refunded refunding refunds \
         reimbursed reimbursing credited crediting delivers delivered delivering brought bringing brings \
         dropped dropping contacted contacting tried trying tries faxed faxing forwarded invoiced \
         invoicing billed billing",
    ),
    (Verb::Come, Form::Base, "come visit"),
    (Verb::Come, Form::Other, "comes came coming visited visiting outside doorstep"),
    (Verb::Take, Form::Base, "collect"),
    (Verb::Take, Form::Noun, "pick debit fetch note"),
    (
        Verb::Take,
        Form::Other,
        "collects collected collecting picks picked picking debited debiting debits fetched fetching \
         noted noting",
    ),
    (Verb::Reach, Form::Base, "reach"),
    (Verb::Reach, Form::Other, "reached reaching"),
    (Verb::Invite, Form::Other, "welcome expect expecting find"),
    (
        Verb::To,
        Form::Base,
        "appeler appelez rappeler rappelez telephoner telephonez contacter contactez ecrire ecrivez \
         envoyer envoyez adresser adressez expedier expediez virer virez verser versez regler reglez \
         payer payez rembourser remboursez crediter livrer livrez deposer deposez apporter apportez \
         paiement virement",
    ),
    (
        Verb::To,
        Form::Other,
        "appelle appele rappele contacte ecrit envoie envoye expedie vire verse regle paye rembourse \
         livre depose essaye essayer tente",
    ),
    (
        Verb::To,
        Form::Ours,
        "appelons rappelons telephonons contactons ecrivons envoyons adressons expedions virons versons \
         reglons payons remboursons creditons livrons deposons apportons essayons",
    ),
    (Verb::Come, Form::Base, "venir venez passer passez"),
    (Verb::Come, Form::Other, "viendrai viendrons passerai passerons passe"),
    (Verb::Come, Form::Ours, "venons passons"),
    (
        Verb::Take,
        Form::Base,
        "prelever prelevez retirer retirez recuperer recuperez enlever enlevez noter notez enregistrer",
    ),
    (Verb::Take, Form::Other, "preleve retire recupere enleve note enregistre"),
    (Verb::Take, Form::Ours, "prelevons retirons recuperons enlevons notons"),
    (Verb::Reach, Form::Base, "joindre"),
    (Verb::Reach, Form::Other, "joint joints"),
    (Verb::Invite, Form::Other, "bienvenue attendons accueillons trouverez trouver"),
    (
        Verb::To,
        Form::Base,
        "llamar llame llamen escribir escriba escriban enviar envie envien mandar mande manden transferir \
         transfiera transfieran ingresar ingrese ingresen pagar pague paguen abonar abone abonen entregar \
         entregue entreguen contactar contacte telefonear pago transferencia",
    ),
    (
        Verb::To,
        Form::Other,
        "llamado escrito enviado mandado transferido ingresado pagado abonado entregado intentado",
    ),
    (
        Verb::To,
        Form::Ours,
        "llamamos llamaremos escribimos enviamos enviaremos mandamos mandaremos transferimos \
         transferiremos ingresamos ingresaremos pagamos pagaremos abonamos abonaremos entregamos \
         entregaremos reembolsamos reembolsaremos",
    ),
    (Verb::Come, Form::Base, "venga vengan"),
    (Verb::Take, Form::Base, "recoger recoja recojan cobrar cargar anotar anote"),
    (Verb::Take, Form::Other, "recogido cobrado cargado anotado"),
    (Verb::Take, Form::Ours, "recogemos recogeremos cobramos cobraremos cargamos cargaremos anotamos"),
    (
        Verb::To,
        Form::Base,
        "chiamare chiami chiamate telefonare telefoni scrivere scriva scrivete inviare invii inviate \
         spedire spedisca spedite versare versi versate pagare paghi pagate bonificare consegnare \
         consegni consegnate contattare contatti rimborsare pagamento bonifico",
    ),
    (
        Verb::To,
        Form::Other,
        "chiama chiamano chiamera chiameranno telefona telefonera consegna consegnera invia inviera \
         chiamato telefonato inviato spedito mandato versato pagato bonificato consegnato contattato \
         rimborsato provato",
    ),
    (
        Verb::To,
        Form::Ours,
        "chiamiamo chiameremo inviamo invieremo spediamo spediremo mandiamo manderemo versiamo verseremo \
         paghiamo pagheremo bonifichiamo bonificheremo consegniamo consegneremo rimborsiamo rimborseremo",
    ),
    (Verb::Come, Form::Base, "venite"),
    (Verb::Take, Form::Base, "ritirare ritiri ritirate prelevare prelevi addebitare annotare"),
    (Verb::Take, Form::Other, "ritirato prelevato addebitato annotato"),
    (
        Verb::Take,
        Form::Ours,
        "ritiriamo ritireremo preleviamo preleveremo addebitiamo addebiteremo annotiamo",
    ),
];
