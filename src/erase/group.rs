//! All targets in, file by file; their fates out, in the order in which they came.

use std::path::Path;
use std::sync::Arc;

use super::journal::{Journal, JournalError};
use super::links::Names;
use super::root::Run;
use super::steps::Disk;
use super::{Editor, Fate, Keeper, Options, Outcome, Target, recover};
use crate::model::Stop;

pub(super) fn apply(
    targets: &[Target],
    editor: &dyn Editor,
    keeper: &mut dyn Keeper,
    journal: &mut Journal,
    options: &Options,
    stop: &Stop,
) -> Result<Vec<Outcome>, JournalError> {
    let disk = Disk(Arc::clone(&options.steps));
    journal.begin(&disk)?;
    let mut run =
        Run { disk, options, editor, keeper, journal, stop, late: Vec::new(), names: Names::default() };
    run.tidy()?;
    let mut fates: Vec<Option<Fate>> = targets.iter().map(|target| run.journal.fate(target)).collect();
    let mut files: Vec<(&Path, Vec<usize>)> = Vec::new();
    let mut numbers = std::collections::HashMap::new();
    for (n, target) in targets.iter().enumerate().filter(|(n, _)| fates[*n].is_none()) {
        let at = *numbers.entry(target.file.as_path()).or_insert_with(|| {
            files.push((&target.file, Vec::new()));
            files.len() - 1
        });
        files[at].1.push(n);
    }
    run.names = Names::of(files.iter().map(|(path, _)| *path));
    let mut ended: Option<String> = None;
    for (path, group) in files {
        let wanted: Vec<&Target> = group.iter().map(|n| &targets[*n]).collect();
        let done = match &ended {
            _ if stop.asked() => vec![Fate::NotNow("the run was stopped".to_owned()); group.len()],
            Some(why) => vec![Fate::NotNow(why.clone()); group.len()],
            // what an earlier run left there could not be tidied up
            None if recover::unclear(&run.journal.unfinished()).iter().any(|file| file == path) => {
                let why = "what an earlier run left could not be tidied up";
                vec![Fate::NotNow(why.to_owned()); group.len()]
            }
            None => match run.file(path, &wanted) {
                Ok(fates) => fates,
                Err(error) => {
                    ended = Some(error.to_string());
                    vec![Fate::NotNow(error.to_string()); group.len()]
                }
            },
        };
        for (n, fate) in group.into_iter().zip(done) {
            fates[n] = Some(fate);
        }
    }
    run.gather_late();
    let lost = || Fate::NotNow("it was not come to".to_owned());
    Ok(targets
        .iter()
        .zip(fates)
        .map(|(target, fate)| Outcome { id: target.id, fate: fate.unwrap_or_else(lost) })
        .collect())
}
