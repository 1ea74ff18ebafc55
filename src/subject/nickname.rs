//! Given names that stand for one another: `Jan` for `Johannes`, `Bob` for `Robert`.
//!
//! In: two folded given names. Out: whether one may be used for the other. Nobody can tell from a nickname alone who is meant, so
//! what is found by one is never more than possible.

/// Names of which each may stand for each other: nl, en, de, fr, es, it; folded.
const GROUPS: &[&str] = &[
    "johannes johan jan johannus hans hannes joop jo john johnny jantje janneke",
    "jean jeannot",
    "juan juanito",
    "giovanni gianni nanni",
    "cornelis cor cees kees kee corneel cornelius neel",
    "pieter piet peter petrus pete pierre pedro pietro peet",
    "willem wim bill will william willy willie wilhelm helm guillaume liam pim",
    "hendrik henk hein henri henry henrik hendrikus rik harry heinrich heinz harrie",
    "gerardus gerard gerrit gert geert ger gerhard gerd",
    "adrianus adriaan arie adri ad adrian adrien",
    "jacobus jacob jaap jaco koos ko coos sjaak jacques james jim jimmy jakob kobus jake",
    "antonius anton ton toon tonnie antoon antoine antonio tony teun toni",
    "theodorus theo dorus theodor ted teddy",
    "franciscus frans franciscus francis franc frank franz francois francisco paco francesco",
    "martinus martin maarten tinus marten mart martijn martien martino",
    "nicolaas niek nico klaas nicolas nicholas nick niklas claus klaus nils",
    "michael michiel michel mike mick miguel michele giel mickey",
    "matthijs mathijs matthias thijs matteo matthew matt matthieu mateo tijs",
    "bartholomeus bart bartolome",
    "lambertus lambert bert bertus",
    "albertus albert bert appie albrecht alberto",
    "hubertus hubert huub huib bert",
    "robertus robert rob bob bobby bert roberto robbie",
    "rudolf ruud rudi rudolph dolf",
    "alexander alex sander lex sandro xander alexandre alejandro sacha sascha",
    "sebastiaan bas sebastian bastiaan sebastien",
    "christiaan chris christian kris cristian",
    "christoffel chris stoffel christopher christophe kris cristobal",
    "leonardus leo leon leonard lennart leendert",
    "laurens laurent lau lourens lorenzo lawrence larry lars laurentius",
    "stephanus stefan steven stef stephen steve stefano etienne esteban stephan",
    "joseph jozef jos joep sjef jef josef jose giuseppe pepe joe beppe joey",
    "thomas tom tomas tommaso thom tommy",
    "benjamin ben benny benno",
    "bernardus bernard ben bernhard bernd bernie",
    "daniel daan dan danny daniele",
    "david dave davide davy",
    "edward eduard ed eddy ward eduardo ted eddie edouard",
    "frederik fred frits freek frederic friedrich fritz federico frederick freddy rik",
    "georgius george joris jurgen georg georges jorge giorgio sjors jurriaan",
    "gijsbert gijs gijsbertus bert",
    "dirk derk diederik dietrich dick",
    "richard dick rick ricardo riccardo richie",
    "philippus philip flip filip philippe phil felipe filippo",
    "samuel sam sammy",
    "simon siem siemen simone",
    "lodewijk louis lowie ludwig luis luigi lou",
    "lucas luc luuk lukas luca luke",
    "marcus mark marc marco markus marcos marcel",
    "paulus paul pauwel pablo paolo",
    "patrick pat patricio patrizio",
    "rene renatus",
    "reinier rein reinout rainer",
    "quirinus quirijn krijn",
    "vincent vince vincentius vicente vincenzo cent",
    "victor vic vittorio",
    "wouter walter wout gualterio",
    "johanna jo hanna annie jannie joke hanneke hannie johanne janna joanna jeanne juana giovanna",
    "maria marie marijke mieke ria rie marja mia marieke mary miep rietje mariette miet",
    "margaretha margriet greet griet marga gretha greetje margot margaret maggie peggy margarete gretel meg",
    "elisabeth elizabeth els lies bets betty liesbeth elise lisa beth liz bep isabel elsje betsy ilse lisette isabelle",
    "catharina katharina trijn toos cato katrien karin rina catherine kate cathy kathy katja tineke ina ans to kitty karen trudy katrin kati",
    "cornelia cor corrie nel neeltje nelly corry",
    "wilhelmina mien willy wil mina willemijn helmi minke willemien",
    "hendrika riek henny rika hetty hendrikje henriette jetty jet",
    "gerarda gerda",
    "geertruida geertrui truus trudy geertje gertrud truida",
    "jacoba co coby jacqueline cobie",
    "petronella nel pietje petra ella nelly pieternel",
    "adriana ada adrie jana arianne adrienne",
    "anna ans an annie anneke anke anita ann anne annette hannah anja annemieke nancy",
    "antonia toni toos tonny antoinette",
    "theodora dora thea",
    "francisca cisca fransje siska francien franziska paquita francoise",
    "martina martine tina tineke",
    "christina christine stien stine tineke tina chris christien kristina cristina",
    "alida ali aaltje",
    "aleida ida heidi",
    "susanna suzanne susan sanne suus susanne sue",
    "helena helene leen lena heleen ellen elena",
    "magdalena magda leen lena madeleine",
    "dorothea dora thea doortje dorothy dorothee",
    "sophia sofie fietje sofia sophie fie",
    "josephina josephine jo fien josefien fiene",
    "bernadette bernarda detta",
    "angelina angela angelique",
    "barbara barbra babs bar babette",
    "deborah debora debbie deb",
    "jennifer jenny jen",
    "jessica jess",
    "katherine kate katie kathy kat",
    "patricia pat tricia trish patty",
    "rebecca becky bec",
    "samantha sam",
    "stephanie stef steffi",
    "victoria vicky vic",
    "charles charlie chuck karel carl karl carlos carlo",
    "andrew andy andreas andre andries dries andrea andres drew",
    "anthony tony",
    "gregory greg gregor",
    "jonathan jon jonny",
    "kenneth ken kenny",
    "lawrence larry",
    "nathaniel nathan nate nat",
    "raymond ray ramon",
    "ronald ron ronnie",
    "timothy tim timo timotheus",
    "zachary zach zack",
    "mohammed mohamed muhammad mo mohammad muhammed",
    "abdul abdel",
    "manuel manolo emanuele",
];

/// The folded given names for each of which one may stand, itself among them where there is another.
pub(super) fn stand_ins(one: &str) -> impl Iterator<Item = &'static str> {
    GROUPS.iter().filter(move |group| group.split(' ').any(|n| n == one)).flat_map(|group| group.split(' '))
}

/// True when one of two folded given names may stand for the other.
pub(super) fn stands_for(one: &str, other: &str) -> bool {
    one != other
        && GROUPS.iter().any(|group| {
            let has = |name: &str| group.split(' ').any(|n| n == name);
            has(one) && has(other)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_one_another() {
        assert!(stands_for("kees", "cornelis"));
        assert!(stands_for("bob", "robert"));
        assert!(!stands_for("jan", "piet"));
        assert!(!stands_for("jan", "jan"));
        let all: Vec<&str> = stand_ins("bart").collect();
        assert_eq!(all, ["bartholomeus", "bart", "bartolome"]);
        assert!(stand_ins("ans").all(|name| name == "ans" || stands_for("ans", name)));
        assert_eq!(stand_ins("oostvogel").count(), 0);
    }

    #[test]
    fn the_lists_are_folded() {
        for group in GROUPS {
            assert!(group.split(' ').all(|n| n.bytes().all(|b| b.is_ascii_lowercase())), "{group}");
        }
    }
}
