use super::*;
use crate::model::SourceName;
use crate::source::nested::Visit;

#[derive(Default)]
struct Taken(Vec<String>);

impl Pieces for Taken {
    fn bundle(&mut self, bundle: Bundle) -> bool {
        for piece in bundle.pieces {
            self.0.push(match piece {
                Piece::Small(small) => small.name,
                Piece::Block(block) => format!("block of {}", block.place.source.as_str()),
                Piece::Document(place, _) => format!("document {}", place.source.as_str()),
                Piece::Note(Note::Problem(problem)) => {
                    format!("{} {}", problem.place.source.unwrap().as_str(), problem.code.as_str())
                }
                Piece::Note(note) => format!("{note:?}"),
            });
        }
        true
    }
    fn begin_huge(&mut self, _: &StreamPlace, _: u64, _: u64) -> bool {
        true
    }
    fn huge(&mut self, _: &[u8]) -> bool {
        true
    }
    fn end_huge(&mut self) {}
}

/// A decoder with a fault, in the container itself or in one of its entries.
struct Faulty {
    in_entry: bool,
}

impl Nested for Faulty {
    fn each(&mut self, visit: &mut Visit<'_>) {
        let entry = |name: &str, reader: Box<dyn Read>| NestedEntry::new(Some(name.to_owned()), reader);
        assert!(visit(Ok(entry("a", Box::new(&b"1"[..])))));
        assert!(self.in_entry, "a fault");
        visit(Ok(entry("b", Box::new(Fault))));
    }
}

struct Fault;

impl Read for Fault {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        panic!("a fault")
    }
}

#[test]
fn a_fault_in_a_decoder_costs_its_container() {
    for in_entry in [false, true] {
        let (mut to, mail, globs) = (Taken::default(), AtomicBool::new(false), Globs::default());
        let mut reading = Reading {
            globs: &globs,
            loose: false,
            budget: Budget::of(Opening::default()),
            read: Arc::default(),
            told: 0,
            mail: &mail,
            failed: false,
            lost: None,
            included: false,
            listening: true,
            bundle: Bundle::default(),
            to: &mut to,
        };
        let place = StreamPlace { source: SourceName::new("x.zip"), custodian: "x".into() };
        reading.container(&place, &mut Faulty { in_entry }, "x.zip", (0, true));
        reading.container(&place, &mut Faulty { in_entry }, "x.zip", (0, true));
        reading.flush();
        assert!(reading.failed && mail.load(Ordering::Relaxed));
        assert_eq!(to.0, ["a", "x.zip corrupt", "a", "x.zip corrupt"], "{in_entry}");
    }
}

#[test]
fn a_container_that_stands_too_deep_is_given_up_with_its_bytes() {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    // larger than what its format is told by
    let inner = packed(&vec![b'x'; 2 * HEAD]);
    let outer = packed(&inner);
    let input = Input {
        path: "x.gz".into(),
        name: SourceName::new("x.gz"),
        custodian: "x".into(),
        size: outer.len() as u64,
        times: (0, 0, 0),
        stdin: false,
        included: true,
        object: None,
    };
    let mut options = StreamOptions::default();
    options.limits.containers = 1;
    let (mut to, mail) = (Taken::default(), AtomicBool::new(false));
    read(&input, Root::Bytes(outer.into()), &options, &mail, &mut to);
    assert_eq!(to.0, ["x.gz limit".to_owned(), format!("GivenUp({})", inner.len())]);
}

#[test]
fn a_run_that_is_stopped_reads_no_container_on() {
    let zeros = vec![0; 4 * HEAD];
    for asked in [false, true] {
        let stop = Stop::default();
        if asked {
            stop.ask();
        }
        let budget = Budget::of(Opening { stop, ..Opening::default() });
        let mut given = 0;
        assert_eq!(budget.charge(zeros.len() as u64, &mut given).is_err(), asked);
    }
}
