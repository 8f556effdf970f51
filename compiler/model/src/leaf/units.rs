//! Words of systemd.

use crate::decode::Text;

/// The name of a unit, with or without suffix: letters, digits, `:-_.` and one `@` that is neither first nor last
/// (`systemd.unit(5)`, "valid unit names"; `\` is left out, which only escapes need).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitName(pub(super) String);

impl Text for UnitName {
    const EXPECTED: &'static str =
        "the name of a unit: letters, digits, `:`, `-`, `_`, `.`, and `@` before an instance";

    fn parse(text: &str) -> Option<Self> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b":-_.@".contains(&byte);
        let first = text.bytes().next()?;
        // 255 bytes of a file name, less the longest suffix and those that we add.
        let fits = text.len() <= 200
            && text.bytes().all(good)
            && first != b'.'
            && first != b'-'
            && !text.starts_with('@')
            && text.bytes().filter(|byte| *byte == b'@').count() <= 1;
        fits.then(|| Self(text.to_owned()))
    }
}

/// A signal by its name (`signal(7)`), as `KillSignal=` takes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal(pub(super) String);

/// The signals of Linux with names of their own.
const SIGNALS: &[&str] = &[
    "SIGABRT",
    "SIGALRM",
    "SIGBUS",
    "SIGCHLD",
    "SIGCONT",
    "SIGFPE",
    "SIGHUP",
    "SIGILL",
    "SIGINT",
    "SIGIO",
    "SIGKILL",
    "SIGPIPE",
    "SIGPROF",
    "SIGPWR",
    "SIGQUIT",
    "SIGSEGV",
    "SIGSTKFLT",
    "SIGSTOP",
    "SIGSYS",
    "SIGTERM",
    "SIGTRAP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGUSR1",
    "SIGUSR2",
    "SIGVTALRM",
    "SIGWINCH",
    "SIGXCPU",
    "SIGXFSZ",
];

impl Text for Signal {
    const EXPECTED: &'static str = "a signal such as `SIGTERM` or `SIGRTMIN+3`";

    fn parse(text: &str) -> Option<Self> {
        // 30 real-time signals beyond the first, 34 to 64, are left to programs.
        let real_time = text
            .strip_prefix("SIGRTMIN+")
            .and_then(|number| number.parse::<u8>().ok())
            .is_some_and(|number| number <= 30 && !text.ends_with("+0"));
        (real_time || SIGNALS.contains(&text)).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_signals_keep_their_grammar() {
        for good in [
            "gunicorn",
            "getty@tty1",
            "user@1000",
            "a.b:c_d",
            "redis-server.service",
        ] {
            assert!(UnitName::parse(good).is_some(), "{good:?}");
        }
        for bad in [
            "",
            ".a",
            "-a",
            "@a",
            "a@b@c",
            "a b",
            "a/b",
            "a\n",
            "a%i",
            "a\\x2d",
            &"x".repeat(201),
        ] {
            assert!(UnitName::parse(bad).is_none(), "{bad:?}");
        }
        for good in ["SIGTERM", "SIGQUIT", "SIGRTMIN+3", "SIGRTMIN+30"] {
            assert!(Signal::parse(good).is_some(), "{good:?}");
        }
        for bad in [
            "",
            "TERM",
            "SIGFOO",
            "SIGRTMIN+31",
            "SIGRTMIN+0",
            "SIGRTMIN+",
            "SIGTERM ",
        ] {
            assert!(Signal::parse(bad).is_none(), "{bad:?}");
        }
    }
}
