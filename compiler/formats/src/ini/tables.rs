//! Options of uwsgi.

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Text.
    Text,
    /// Text; the option may stand more than once.
    Repeatable,
}

/// An option of uwsgi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UwsgiOption {
    /// Its key.
    pub name: &'static str,
    /// What it takes.
    pub argument: Argument,
}

/// The option of this name, if it is one of those listed here.
///
/// uwsgi has some 1500 options, many of them in plugins; one that is not listed may well exist. With
/// `strict = true` uwsgi itself refuses unknown ones.
pub fn uwsgi_option(name: &str) -> Option<UwsgiOption> {
    let index = UWSGI_OPTIONS
        .binary_search_by(|option| option.name.cmp(name))
        .ok()?;
    UWSGI_OPTIONS.get(index).copied()
}

const fn option(name: &'static str, argument: Argument) -> UwsgiOption {
    UwsgiOption { name, argument }
}

/// The options that Python web applications commonly set, each seen in the option tables of uwsgi 2.0
/// (`core/uwsgi.c`, `plugins/python`, `plugins/http`); sorted by name.
#[rustfmt::skip] // one row a line
pub static UWSGI_OPTIONS: &[UwsgiOption] = &[
    option("buffer-size", Argument::Number),
    option("callable", Argument::Text),
    option("chdir", Argument::Text),
    option("die-on-term", Argument::Switch),
    option("disable-logging", Argument::Switch),
    option("disable-write-exception", Argument::Switch),
    option("enable-threads", Argument::Switch),
    option("env", Argument::Repeatable),
    option("gid", Argument::Text),
    option("harakiri", Argument::Number),
    option("harakiri-verbose", Argument::Switch),
    option("hook-master-start", Argument::Repeatable),
    option("http-socket", Argument::Repeatable),
    option("http11-socket", Argument::Repeatable),
    option("ignore-sigpipe", Argument::Switch),
    option("ignore-write-errors", Argument::Switch),
    option("lazy-apps", Argument::Switch),
    option("limit-post", Argument::Number),
    option("listen", Argument::Number),
    option("log-4xx", Argument::Switch),
    option("log-5xx", Argument::Switch),
    option("log-date", Argument::Text),
    option("log-ioerror", Argument::Switch),
    option("logformat-strftime", Argument::Switch),
    option("master", Argument::Switch),
    option("max-requests", Argument::Number),
    option("max-worker-lifetime", Argument::Number),
    option("module", Argument::Text),
    option("need-app", Argument::Switch),
    option("pidfile", Argument::Text),
    option("plugins", Argument::Repeatable),
    option("post-buffering", Argument::Number),
    option("reload-mercy", Argument::Number),
    option("reload-on-rss", Argument::Number),
    option("show-config", Argument::Switch),
    option("single-interpreter", Argument::Switch),
    option("socket", Argument::Repeatable),
    option("socket-timeout", Argument::Number),
    option("static-map", Argument::Repeatable),
    option("strict", Argument::Switch),
    option("threaded-logger", Argument::Switch),
    option("uid", Argument::Text),
    option("vacuum", Argument::Switch),
    option("venv", Argument::Text),
    option("virtualenv", Argument::Text),
    option("worker-reload-mercy", Argument::Number),
    option("workers", Argument::Number),
    option("wsgi-disable-file-wrapper", Argument::Switch),
    option("wsgi-file", Argument::Text),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_sorted_and_found() {
        assert!(UWSGI_OPTIONS.is_sorted_by_key(|option| option.name));
        let harakiri = uwsgi_option("harakiri").map(|option| option.argument);
        assert_eq!(harakiri, Some(Argument::Number));
        assert_eq!(uwsgi_option("guid"), None);
    }
}
