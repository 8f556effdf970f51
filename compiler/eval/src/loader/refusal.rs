//! Why a file is not imported, in words.

use super::Loader;
use crate::error::Unreadable;
use crate::library;
use crate::rules;
use nickel_lang_core::position::TermPos;
use source::{Diagnostic, Party, Rule};
use std::path::Path;

impl Loader<'_> {
    /// Says that there are no packages.
    pub(super) fn package(&self, name: &str, position: TermPos) -> Box<Diagnostic> {
        let headline = format!("cannot import the package `{name}`: there are no packages");
        let hint = if name == library::NAMESPACE {
            format!("write `import \"{}\"`", library::ENTRY)
        } else {
            "copy its files into the project and import them by path".to_owned()
        };
        let diagnostic = Diagnostic::error(&rules::IMPORT_PACKAGE, headline).hint(hint);
        Box::new(self.labelled(diagnostic, position))
    }

    fn labelled(&self, diagnostic: Diagnostic, position: TermPos) -> Diagnostic {
        match self.texts.any(position) {
            Some(span) => diagnostic.label(Party::Primary, span, "imported here"),
            None => diagnostic,
        }
    }

    /// Says why a file is not imported. `user` is its path below the root, when it has one.
    pub(super) fn refusal(
        &self,
        path: &Path,
        user: Option<&Path>,
        cause: &Unreadable,
        position: TermPos,
    ) -> Box<Diagnostic> {
        let is_absolute = path.is_absolute();
        let headline = match cause {
            Unreadable::Outside if is_absolute => {
                format!("cannot import `{}`: the path is absolute", path.display())
            }
            cause => format!("cannot import `{}`: {cause}", path.display()),
        };
        let hint = match cause {
            Unreadable::Missing => self.near_file(path, user),
            Unreadable::Outside if is_absolute => Some("write it relative to this file".to_owned()),
            cause => cause.hint().map(str::to_owned),
        };
        let diagnostic = Diagnostic::error(rule(cause), headline).maybe_hint(hint);
        Box::new(self.labelled(diagnostic, position))
    }

    /// A file with a similar name, written as the import would be.
    fn near_file(&self, path: &Path, user: Option<&Path>) -> Option<String> {
        let Some(user) = user else {
            let path = path.to_str()?;
            let near = source::did_you_mean(path, self.library.names())?;
            return Some(format!("did you mean `{near}`?"));
        };
        let siblings = self.project?.siblings(user);
        let name = user.file_name()?.to_str()?;
        let near = source::did_you_mean(name, siblings.iter().map(String::as_str))?;
        let near = path.with_file_name(near);
        Some(format!("did you mean `{}`?", near.display()))
    }
}

fn rule(cause: &Unreadable) -> &'static Rule {
    match cause {
        Unreadable::Missing => &rules::IMPORT_NOT_FOUND,
        Unreadable::Outside => &rules::IMPORT_OUTSIDE_PROJECT,
        Unreadable::Reserved => &rules::RESERVED_FOLDER,
        Unreadable::TooLarge { .. } => &rules::SOURCE_SIZE,
        Unreadable::Folder
        | Unreadable::Special
        | Unreadable::NotUtf8 { .. }
        | Unreadable::NoOpenat2
        | Unreadable::Io(_) => &rules::IMPORT_UNREADABLE,
    }
}
