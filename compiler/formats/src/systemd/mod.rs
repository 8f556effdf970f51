//! The directives of systemd units: which there are, since when, how each value is read.
//!
//! [`assign`] turns a meaning into lines, [`read`] lines into their meaning; quoting lives in
//! `print` and `parse`. The line grammar around it is the room [`unit`](crate::unit).
//!
//! ```
//! use formats::unit::{Argument, Command, Prefixes, Text};
//! use formats::{Version, systemd};
//! use systemd::Section::{Service, Timer, Unit};
//!
//! let v257 = Version::new(257, 0, 0);
//! let line = |section, key, argument: Argument| {
//!     let entries = systemd::assign(section, key, argument, v257).unwrap();
//!     format!("{}={}", entries[0].key, entries[0].value.as_str())
//! };
//!
//! // Any text arrives as it is.
//! let reload = Command::new("/bin/sh", ["-c", "echo \"100%\" > $HOME/x; id"]);
//! assert_eq!(
//!     line(Service, "ExecReload", reload.into()),
//!     r#"ExecReload=/bin/sh -c "echo \"100%%\" > $$HOME/x; id""#,
//! );
//! // Specifiers and variables only where they are asked for.
//! let kill = Command {
//!     prefixes: Prefixes { ignores_failure: true, ..Prefixes::default() },
//!     ..Command::new("/bin/kill", [Text::from("-HUP"), Text::splice("MAINPID")])
//! };
//! assert_eq!(line(Service, "ExecReload", kill.into()), r#"ExecReload=-/bin/kill -HUP $MAINPID"#);
//! assert_eq!(
//!     line(Service, "Environment", Argument::pair("GREETING", "two words")),
//!     r#"Environment="GREETING=two words""#,
//! );
//! assert_eq!(line(Timer, "OnCalendar", "*-*-* 00,12:00:00".into()), "OnCalendar=*-*-* 00,12:00:00");
//!
//! // What the program would ignore is refused.
//! let refused = |section, key, argument: &str| {
//!     let error = systemd::assign(section, key, argument, v257).unwrap_err();
//!     (error.to_string(), error.hint())
//! };
//! assert_eq!(
//!     refused(Unit, "Afther", "a.service"),
//!     ("`[Unit]` has no setting `Afther`".into(), Some("did you mean `After`?".into())),
//! );
//! let (headline, _) = refused(Service, "RestartMode", "indirect");
//! assert!(headline.contains("expected `normal`, `direct` and `debug`; did you mean `direct`?"));
//! ```

mod syntax;
pub use syntax::{Directive, Reading, Section, Shape};

mod kind;
pub use kind::Kind;
pub(crate) use kind::is_signal;

mod paths;

mod words;

mod tables;
pub use tables::{RELEASES, directive, directives};

mod assign;
pub use assign::{assign, read};

pub(crate) mod parse;
pub(crate) mod print;

mod file;
pub use file::{FileError, check, escaped_path, sections};

mod install;
pub use install::{InstallError, Link, links};
