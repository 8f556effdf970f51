//! Small programs that are easy to get wrong.

use super::{Command, Line, Piece, Pipeline, Redirection, Statement, VariableName, Word};
use crate::Refused;

/// Prints each byte of a variable as `%` and two hexadecimal digits: `a/b` becomes `%61%2f%62`.
///
/// That is a valid spelling of any text in any part of a URL (RFC 3986, section 2.1). Needs `od`, `sed` and `tr`
/// of coreutils or busybox.
pub fn percent_encode(name: &VariableName) -> Pipeline {
    Command::new("printf")
        .arguments(["%s"])
        .argument(Piece::Variable(name.clone()))
        .pipe(Command::new("od").arguments(["-An", "-v", "-tx1"]))
        .pipe(Command::new("sed").arguments(["s/ /%/g"]))
        .pipe(Command::new("tr").arguments(["-d", "\\n"]))
}

/// Prints a variable as it stands between double quotes in a file for `EnvironmentFile=` of systemd, where
/// `\`, `"`, `` ` `` and `$` have a backslash before them (`systemd.exec(5)`).
///
/// The newlines at its end are lost. Needs `sed` of coreutils or busybox.
pub fn quote_for_environment_file(name: &VariableName) -> Pipeline {
    Command::new("printf")
        .arguments(["%s"])
        .argument(Piece::Variable(name.clone()))
        .pipe(Command::new("sed").arguments([r#"s/[\\"`$]/\\&/g"#]))
}

/// Prints a message as standard error and stops with status 1.
pub fn fail(message: &str) -> Result<Vec<Line>, Refused> {
    let print = Command::new("printf")
        .arguments(["%s\\n"])
        .argument(Word::literal(message)?)
        .redirect(Redirection::ToStandardError);
    Ok(vec![
        Statement::from(print).into(),
        Statement::Exit(1).into(),
    ])
}
