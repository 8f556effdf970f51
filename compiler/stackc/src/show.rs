//! What the user sees: findings and errors on standard error, results on standard output.

use crate::cli::{ColorChoice, Findings, Global};
use crate::compile::CompileError;
use crate::pager;
use ::export::WriteError;
use host::HostError;
use source::render::{self, Color};
use source::{Report, Severity, Sources};
use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use store::StoreError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All is well.
    Fine,
    /// There are findings, differences or failed tests.
    Different,
}

impl Verdict {
    /// Fine when both are.
    pub(crate) fn and(self, other: Self) -> Self {
        match self {
            Self::Fine => other,
            Self::Different => self,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// In one sentence, without a period.
    message: String,
    /// What to do about it.
    hint: Option<String>,
}

impl Trouble {
    /// Trouble that explains itself.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self {
            message: error.to_string(),
            hint: error.hint(),
        }
    }
}

impl From<HostError> for Trouble {
    fn from(error: HostError) -> Self {
        let trouble = Self::new(error.to_string());
        match error {
            HostError::Archive(_) => {
                trouble.hint("make it with `tar c /etc`, as a user who may read all of it")
            }
            HostError::Open { path, cause } => match cause.kind() {
                io::ErrorKind::NotFound => {
                    Self::new(format!("there is no folder `{}`", path.display()))
                }
                io::ErrorKind::NotADirectory => Self::new(format!(
                    "`{}` is no folder, as the `/etc` of a host is",
                    path.display()
                )),
                _ => trouble,
            },
            // It says itself what to do; without it the base would be lost.
            HostError::Newer { .. } => trouble,
            HostError::Manifest { .. } => trouble
                .hint("restore it, or move it away to compare without knowing the last generation"),
        }
    }
}

impl From<CompileError> for Trouble {
    fn from(error: CompileError) -> Self {
        let hint = error.hint();
        Self {
            message: error.to_string(),
            hint,
        }
    }
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self {
            hint: error.hint(),
            message: error.to_string(),
        }
    }
}

/// Shows why nothing could be done, and chooses the exit code.
pub(crate) fn finish(global: &Global, outcome: Result<Verdict, Trouble>) -> ExitCode {
    match outcome {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Different) => ExitCode::from(1),
        Err(Trouble { message, hint }) => {
            let hint = hint.map_or_else(String::new, |hint| format!("  hint: {hint}\n"));
            problem(global, &format!("{message}\n{}", hint.trim_end()));
            ExitCode::from(2)
        }
    }
}

/// Shows something that is wrong with what was looked at.
pub(crate) fn problem(global: &Global, message: &str) {
    let headline = match color(global.color, io::stderr().is_terminal()) {
        Color::Ansi => "\u{1b}[1;31merror\u{1b}[0m",
        Color::Never => "error",
    };
    complain(&format!("{headline}: {}\n", message.trim_end()));
}

/// Shows the findings; whether they let the command go on.
pub(crate) fn report(global: &Global, report: &Report, sources: &Sources) -> Verdict {
    let color = color(global.color, io::stderr().is_terminal());
    let mut text = match global.findings {
        Findings::Human => render::human(report, sources, color),
        Findings::Short => render::short(report, sources),
        Findings::Json => format!("{:#}\n", render::json(report, sources)),
        Findings::Sarif => {
            let log = render::sarif(report, sources, env!("CARGO_PKG_VERSION"));
            format!("{log:#}\n")
        }
    };
    if global.show_accepted {
        text.push_str(&match global.findings {
            Findings::Human => render::human_accepted(report, sources, color),
            Findings::Short => render::short_accepted(report, sources),
            // They are always there.
            Findings::Json | Findings::Sarif => String::new(),
        });
    }
    complain(&text);
    let is_denied = global.deny_warnings && report.count(Severity::Warning) > 0;
    if report.has_errors() || is_denied {
        Verdict::Different
    } else {
        Verdict::Fine
    }
}

/// Counts the accepted warnings, for people who do not ask to see them.
pub(crate) fn count_accepted(global: &Global, report: &Report) {
    let n_accepted = report.accepted().len();
    if n_accepted == 0 || global.show_accepted || global.findings != Findings::Human {
        return;
    }
    let warnings = match n_accepted {
        1 => "1 warning is".to_owned(),
        n => format!("{n} warnings are"),
    };
    complain(&format!(
        "{warnings} accepted: `--show-accepted` shows why\n"
    ));
}

/// Writes a result.
///
/// # Errors
/// When standard output is closed or full; a reader that has seen enough is no error.
pub(crate) fn result(text: &str) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result
            .map_err(|cause| Trouble::new(format!("cannot write to standard output: {cause}"))),
    }
}

/// How wide the terminal is that standard output goes to.
pub(crate) fn width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    // Some terminals do not say.
    Some(usize::from(size.ws_col)).filter(|width| *width > 0)
}

/// Whether a long result goes through a pager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// On a terminal.
    Auto,
    /// Never.
    Never,
}

/// Whether texts are for programs, byte for byte, or for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// As they are, unless they go to a terminal.
    Exact,
    /// Without characters that do something.
    Tame,
}

/// Writes a diff: coloured, on a terminal through a pager.
///
/// # Errors
/// As [`result`].
pub(crate) fn diff(
    global: &Global,
    paging: Paging,
    texts: Texts,
    text: &str,
) -> Result<(), Trouble> {
    let is_terminal = io::stdout().is_terminal();
    let color = color(global.color, is_terminal);
    let lines = text.split_inclusive('\n').map(|line| {
        let line = match texts {
            Texts::Exact if !is_terminal => line.into(),
            Texts::Exact | Texts::Tame => tame(line),
        };
        match (color, diff_color(&line)) {
            (Color::Ansi, Some(code)) => {
                let content = line.trim_end_matches('\n');
                format!("\u{1b}[{code}m{content}\u{1b}[0m\n")
            }
            (Color::Ansi | Color::Never, _) => line.into_owned(),
        }
    });
    let text = lines.collect::<String>();
    if paging == Paging::Auto && !text.is_empty() && pager::show(&text) {
        return Ok(());
    }
    result(&text)
}

/// The colour of a line of a unified diff, as git chooses them.
fn diff_color(line: &str) -> Option<&'static str> {
    let starts = |prefix| line.starts_with(prefix);
    if starts("diff ") || starts("--- ") || starts("+++ ") {
        Some("1")
    } else if starts("@@ ") {
        Some("36")
    } else if starts("+") {
        Some("32")
    } else if starts("-") {
        Some("31")
    } else {
        None
    }
}

/// A line that does nothing to a terminal.
fn tame(line: &str) -> Cow<'_, str> {
    let acts = |c: char| host::render::acts(c) && !matches!(c, '\n' | '\t');
    if !line.contains(acts) {
        return line.into();
    }
    let tamed = line.chars().map(|c| match acts(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    });
    tamed.collect::<String>().into()
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
        // https://no-color.org: an empty variable asks for nothing.
        ColorChoice::Auto => {
            is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    if wanted { Color::Ansi } else { Color::Never }
}
