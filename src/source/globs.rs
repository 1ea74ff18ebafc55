//! Which files are to be read, by `--include` and `--exclude`, in folders as in archives.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::walk::{WalkError, WalkOptions};

/// Both sets of globs; see [`WalkOptions`] for what they are tried on.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Globs {
    /// Those of a walk.
    ///
    /// # Errors
    ///
    /// [`WalkError::Glob`] for a broken one.
    pub fn new(options: &WalkOptions) -> Result<Self, WalkError> {
        Ok(Globs { include: set(&options.include)?, exclude: set(&options.exclude)? })
    }

    /// True where there is none of either.
    pub fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// A path, by the names from the PATH given down to it, or a folder in it, is to be read; where nothing is named, all is.
    pub fn includes(&self, parts: &[impl AsRef<str>]) -> bool {
        self.include.as_ref().is_none_or(|set| any(set, parts))
    }

    /// A path, or a folder in it, is to be left out.
    pub fn excludes(&self, parts: &[impl AsRef<str>]) -> bool {
        self.exclude.as_ref().is_some_and(|set| any(set, parts))
    }
}

/// The path, or a folder in it, matches.
fn any(set: &GlobSet, parts: &[impl AsRef<str>]) -> bool {
    let mut path = String::new();
    parts.iter().any(|part| {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part.as_ref());
        set.is_match(&path)
    })
}

fn set(texts: &[String]) -> Result<Option<GlobSet>, WalkError> {
    if texts.is_empty() {
        return Ok(None);
    }
    let broken = |glob: &str, e: &globset::Error| WalkError::Glob {
        glob: glob.to_owned(),
        reason: e.kind().to_string(),
    };
    let mut set = GlobSetBuilder::new();
    for text in texts {
        let trimmed = text.trim_end_matches('/');
        let pattern = match trimmed.strip_prefix('/') {
            Some(anchored) => anchored.to_owned(),
            None if trimmed.contains('/') => trimmed.to_owned(),
            None => format!("**/{trimmed}"),
        };
        let glob =
            GlobBuilder::new(&pattern).literal_separator(true).build().map_err(|e| broken(text, &e))?;
        set.add(glob);
    }
    set.build().map(Some).map_err(|e| broken(&texts.join(" "), &e))
}
