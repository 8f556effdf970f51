//! Why nothing could be compiled, in words for the user.

use crate::installable::Installable;
use eval::{EvalError, Unreadable};
use std::path::{Path, PathBuf};

/// Why nothing could be compiled.
#[derive(Debug)]
pub(crate) enum CompileError {
    /// The installable leads nowhere.
    Place(String),
    /// The file to start from cannot be read.
    Entry {
        /// As the user knows it.
        path: PathBuf,
        /// Why not.
        cause: Unreadable,
        /// What to name instead, when it is missing.
        instead: Option<String>,
    },
    /// The sources could not be read.
    Eval(EvalError),
}

impl CompileError {
    /// An entry that cannot be read, by the path that the user knows.
    pub(super) fn reading(root: &Path, installable: &Installable, error: EvalError) -> Self {
        match error {
            EvalError::Entry { path, cause } => Self::Entry {
                path: root.join(path),
                instead: matches!(cause, Unreadable::Missing).then(|| installable.instead()),
                cause,
            },
            other => Self::Eval(other),
        }
    }

    /// What the user can do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Place(_) => None,
            Self::Entry { cause, instead, .. } => {
                let hint = cause.hint().map(str::to_owned);
                instead.clone().or(hint)
            }
            Self::Eval(error) => error.hint().map(str::to_owned),
        }
    }
}

impl From<EvalError> for CompileError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Place(message) => f.write_str(message),
            Self::Entry { path, cause, .. } => {
                write!(f, "cannot read `{}`: {cause}", path.display())
            }
            Self::Eval(error) => error.fmt(f),
        }
    }
}
