//! What is wrong with a text that is well-formed, before it is evaluated.

use super::{adopt, label_if, syntax};
use crate::lexical;
use crate::rules;
use crate::texts::Texts;
use nickel_lang_core::error::{Error, ImportErrorKind, TypecheckErrorKind};
use nickel_lang_core::files::Files;
use nickel_lang_core::identifier::LocIdent;
use source::{Diagnostic, Party};

/// An error of typechecking or compiling.
pub(crate) fn preparation(error: Error, texts: &Texts, files: &Files) -> Vec<Diagnostic> {
    match error {
        Error::ParseErrors(errors) => syntax::syntax(errors, texts, files),
        Error::TypecheckError(data) => vec![match data.borrow_error() {
            TypecheckErrorKind::UnboundIdentifier(name) => unbound_name(*name, texts, files),
            kind => adopt(kind, &rules::STATIC_TYPE, texts, files),
        }],
        Error::ImportError(kind) => match *kind {
            ImportErrorKind::ParseErrors(errors, _) => syntax::syntax(errors, texts, files),
            kind => vec![adopt(kind, &rules::IMPORT_NOT_FOUND, texts, files)],
        },
        Error::EvalError(data) => vec![adopt(*data, &rules::OPERATION, texts, files)],
        other @ (Error::ExportError(_) | Error::IOError(_) | Error::ReplError(_)) => {
            vec![adopt(other, &rules::INTERNAL, texts, files)]
        }
    }
}

/// A name that nothing binds, with a similar one from the same file.
pub(super) fn unbound_name(name: LocIdent, texts: &Texts, files: &Files) -> Diagnostic {
    let headline = format!("nothing is named `{name}` here");
    let near = name.pos.into_opt().and_then(|span| {
        let names = lexical::names(files.source(span.src_id));
        let others = names.iter().copied().filter(|other| *other != name.label());
        source::did_you_mean(name.label(), others.chain(["std"])).map(str::to_owned)
    });
    let diagnostic = Diagnostic::error(&rules::UNBOUND_NAME, headline);
    label_if(
        diagnostic,
        Party::Primary,
        texts.any(name.pos),
        "unbound name",
    )
    .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
}
