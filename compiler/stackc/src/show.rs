//! What the user sees: findings and errors on standard error, results on standard output.

use crate::cli::{ColorChoice, Findings, Global};
use source::render::{self, Color};
use source::{Report, Severity, Sources};
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All is well.
    Fine,
    /// There are findings, differences or failed tests.
    Different,
}

/// Why a command could not do its work, in one sentence.
#[derive(Debug)]
pub(crate) struct Trouble(pub(crate) String);

impl<E: std::fmt::Display> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Shows why nothing could be done, and chooses the exit code.
pub(crate) fn finish(global: &Global, outcome: Result<Verdict, Trouble>) -> ExitCode {
    match outcome {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Different) => ExitCode::from(1),
        Err(Trouble(message)) => {
            let headline = match color(global.color, io::stderr().is_terminal()) {
                Color::Ansi => "\u{1b}[1;31merror\u{1b}[0m",
                Color::Never => "error",
            };
            complain(&format!("{headline}: {message}\n"));
            ExitCode::from(2)
        }
    }
}

/// Shows the findings; whether they let the command go on.
pub(crate) fn report(global: &Global, report: &Report, sources: &Sources) -> Verdict {
    let text = match global.findings {
        Findings::Human => {
            let color = color(global.color, io::stderr().is_terminal());
            render::human(report, sources, color)
        }
        Findings::Short => render::short(report, sources),
        Findings::Json => format!("{:#}\n", render::json(report, sources)),
    };
    complain(&text);
    let is_denied = global.deny_warnings && report.count(Severity::Warning) > 0;
    if report.has_errors() || is_denied {
        Verdict::Different
    } else {
        Verdict::Fine
    }
}

/// Writes a result.
///
/// # Errors
/// When standard output is closed or full; a reader that has seen enough is no error.
pub(crate) fn result(text: &str) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => {
            result.map_err(|cause| Trouble(format!("cannot write to standard output: {cause}")))
        }
    }
}

/// Writes a remark. There is nobody to tell when standard error is closed.
pub(crate) fn complain(text: &str) {
    io::stderr().write_all(text.as_bytes()).unwrap_or_default();
}

/// Whether to use colours on a stream.
pub(crate) fn color(choice: ColorChoice, is_terminal: bool) -> Color {
    let wanted = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none(),
    };
    if wanted { Color::Ansi } else { Color::Never }
}
