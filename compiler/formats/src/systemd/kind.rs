//! What a value may be: checks beyond its shape.
//!
//! systemd ignores a wrong value with a warning and goes on with its default (`NoNewPrivileges=maybe`
//! leaves the protection off), so what can be known is checked before it is written. Enumerations
//! are those of systemd 257; a word with a number needs that release.

use crate::systemd::paths::{self, unexpected};
use crate::systemd::print::READER;
use crate::systemd::words::Word;
use crate::unit::{Calendar, TimeSpan, UnitName, refuse};
use crate::{Refused, Version};
use source::{did_you_mean, list_of_names};

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text that its shape can carry.
    Any,
    /// A command line.
    Command,
    /// `NAME=VALUE` words, the name a variable name.
    Assignments,
    /// An absolute path, without `..` and no longer than a host takes: systemd ignores others, or the
    /// whole unit.
    Path,
    /// An absolute path, perhaps behind `-` for *may be missing*.
    OptionalPath,
    /// An absolute path, or `~` for the home of the user, perhaps behind `-`.
    PathOrHome,
    /// Absolute paths, each perhaps behind `-` and then `+` for *below `RootDirectory=`*.
    Paths,
    /// Folders that systemd makes, below one of its own: relative paths without `..`.
    Folders,
    /// The same, each perhaps with `:` and a link to it, also relative.
    FoldersAndLinks,
    /// `true` or `false`.
    Boolean,
    /// `true`, `false` or one of these words.
    BooleanOr(&'static [Word]),
    /// One of these words.
    OneOf(&'static [Word]),
    /// A whole number in a range, ends included.
    Integer(i64, i64),
    /// A whole number in a range, or one of these words.
    IntegerOr(i64, i64, &'static [Word]),
    /// A file mode in octal digits.
    Mode,
    /// A name or number of a signal.
    Signal,
    /// A time span.
    TimeSpan,
    /// A time span that may count nanoseconds.
    Nanoseconds,
    /// A calendar event.
    Calendar,
    /// A size in bytes, with `K`, `M`, `G`, `T` in steps of 1024.
    Size,
    /// A size, a percentage or `infinity`.
    Memory,
    /// A whole number, a percentage or `infinity`.
    Tasks,
    /// A percentage, which may exceed 100%.
    Percentage,
    /// `SOFT` or `SOFT:HARD`: numbers, sizes, times, `infinity`.
    Limit,
    /// The name of a unit.
    Unit,
    /// Names of units.
    Units,
}

/// Checks one literal value, or one word of a list.
pub(crate) fn check(kind: Kind, text: &str, systemd: Version) -> Result<(), Refused> {
    let matches = |holds: bool, expected: &str| match holds {
        true => Ok(()),
        false => Err(unexpected(text, expected)),
    };
    match kind {
        Kind::Any | Kind::Command | Kind::Assignments => Ok(()),
        Kind::Path => paths::absolute(text),
        Kind::OptionalPath => paths::optional(text),
        Kind::PathOrHome => paths::or_home(text),
        Kind::Paths => paths::of_a_view(text),
        Kind::Folders => paths::folder(text),
        Kind::FoldersAndLinks => paths::folder_and_link(text),
        Kind::Boolean => matches(is_boolean(text), "`true` or `false`"),
        Kind::BooleanOr(_) if is_boolean(text) => Ok(()),
        Kind::BooleanOr(words) => one_of(text, words, "`true`, `false`, ", systemd),
        Kind::OneOf(words) => one_of(text, words, "", systemd),
        Kind::Integer(from, to) => integer(text, from, to),
        Kind::IntegerOr(_, _, words) if words.iter().any(|(word, _)| *word == text) => {
            one_of(text, words, "", systemd)
        }
        Kind::IntegerOr(from, to, _) => integer(text, from, to),
        Kind::Mode => matches(is_mode(text), "a mode in octal digits such as `0750`"),
        Kind::Signal => matches(is_signal(text), "a signal such as `SIGTERM`"),
        Kind::TimeSpan => explained(text.parse::<TimeSpan>()),
        Kind::Nanoseconds => match text.strip_suffix("ns") {
            Some(number) if is_number(number) => Ok(()),
            _ => explained(text.parse::<TimeSpan>()),
        },
        Kind::Calendar => explained(text.parse::<Calendar>()),
        Kind::Size => matches(is_size(text), "a size such as `64K`"),
        Kind::Memory => matches(
            is_size(text) || is_percentage(text, 100) || text == "infinity",
            "a size such as `512M`, a percentage or `infinity`",
        ),
        Kind::Tasks => matches(
            is_number(text) || is_percentage(text, 100) || text == "infinity",
            "a whole number, a percentage or `infinity`",
        ),
        Kind::Percentage => matches(is_percentage(text, i64::MAX), "a percentage such as `50%`"),
        Kind::Limit => matches(
            text.split(':').count() <= 2 && text.split(':').all(is_limit),
            "a limit such as `1024`, `1024:4096` or `infinity`",
        ),
        Kind::Unit | Kind::Units => explained(text.parse::<UnitName>()),
    }
}

/// Whether words of this kind may hold text that is expanded: then nothing is known about it.
pub(crate) fn is_checked_after_expansion(kind: Kind) -> bool {
    match kind {
        Kind::Any
        | Kind::Command
        | Kind::Assignments
        | Kind::Path
        | Kind::OptionalPath
        | Kind::PathOrHome
        | Kind::Paths
        | Kind::Folders
        | Kind::FoldersAndLinks
        | Kind::Unit
        | Kind::Units => true,
        Kind::Boolean
        | Kind::BooleanOr(_)
        | Kind::OneOf(_)
        | Kind::Integer(..)
        | Kind::IntegerOr(..)
        | Kind::Mode
        | Kind::Signal
        | Kind::TimeSpan
        | Kind::Nanoseconds
        | Kind::Calendar
        | Kind::Size
        | Kind::Memory
        | Kind::Tasks
        | Kind::Percentage
        | Kind::Limit => false,
    }
}

/// The other spellings that systemd reads are not written, so that a misspelt one cannot turn a
/// protection off.
fn is_boolean(text: &str) -> bool {
    matches!(text, "true" | "false")
}

fn explained<T, E: ToString>(parsed: Result<T, E>) -> Result<(), Refused> {
    match parsed {
        Ok(_) => Ok(()),
        Err(error) => Err(refuse::whole(
            READER,
            format!("is refused: {}", error.to_string()),
            "write it in the form that this says",
        )),
    }
}

fn one_of(text: &str, words: &[Word], more: &str, systemd: Version) -> Result<(), Refused> {
    let usable = words.iter().filter(|(_, since)| *since <= systemd.major);
    let usable: Vec<&str> = usable.map(|(word, _)| *word).collect();
    if usable.contains(&text) {
        return Ok(());
    }
    if let Some((_, since)) = words.iter().find(|(word, _)| *word == text) {
        let reason = format!("cannot be `{text}` before systemd {since}, the target has {systemd}");
        return Err(refuse::whole(
            READER,
            reason,
            "write an older value, or build for a newer systemd",
        ));
    }
    let near = did_you_mean(text, usable.iter().copied());
    let near = near.map(|near| format!("; did you mean `{near}`?"));
    let expected = format!(
        "{more}{}{}",
        list_of_names(usable),
        near.unwrap_or_default()
    );
    Err(unexpected(text, &expected))
}

fn integer(text: &str, from: i64, to: i64) -> Result<(), Refused> {
    match text.parse::<i64>() {
        Ok(number) if (from..=to).contains(&number) && !text.starts_with('+') => Ok(()),
        _ => Err(unexpected(
            text,
            &format!("a whole number from {from} to {to}"),
        )),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u64>().is_ok()
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => is_number(whole) && is_number(fraction),
        None => is_number(text),
    }
}

fn is_mode(text: &str) -> bool {
    (1..=5).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'0'..=b'7'))
        && u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777)
}

fn is_size(text: &str) -> bool {
    let number = text.trim_end_matches(['K', 'M', 'G', 'T', 'P', 'E', 'B']);
    text.len() - number.len() <= 1 && is_decimal(number)
}

fn is_percentage(text: &str, most: i64) -> bool {
    let Some(number) = text.strip_suffix('%') else {
        return false;
    };
    let whole = number.split('.').next().unwrap_or_default();
    let n_decimals = number.len() - whole.len();
    is_decimal(number)
        && n_decimals <= 3
        && whole
            .parse::<i64>()
            .is_ok_and(|whole| whole < most || (whole == most && n_decimals == 0))
}

fn is_limit(text: &str) -> bool {
    let nice = text.trim_start_matches(['+', '-']);
    text == "infinity"
        || is_size(text)
        || text.parse::<TimeSpan>().is_ok()
        || (text.len() - nice.len() == 1 && nice.parse::<u8>().is_ok_and(|nice| nice <= 20))
}

/// A name or number of a signal.
pub(crate) fn is_signal(text: &str) -> bool {
    const NAMES: [&str; 31] = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
        "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
        "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];
    let name = text.strip_prefix("SIG").unwrap_or(text);
    let realtime = |prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|n: &str| n.parse::<u8>().is_ok_and(|n| n <= 30))
    };
    NAMES.contains(&name)
        || matches!(name, "RTMIN" | "RTMAX")
        || realtime("RTMIN+")
        || realtime("RTMAX-")
        || text
            .parse::<u8>()
            .is_ok_and(|number| (1..=64).contains(&number) && !text.starts_with('+'))
}
