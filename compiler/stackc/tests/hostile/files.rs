//! Configuration files, read back by the parsers of their formats.

use crate::{Meaning, read_unit};
use formats::ini::python;
use formats::{apt, env, logrotate, properties, sysctl, tokens};

/// Reads a configuration file by its place; whether it is one.
pub(crate) fn read(path: &str, text: &str, meaning: &mut Meaning) -> bool {
    let is_in = |folder: &str| path.contains(folder);
    if path.ends_with(".ini") {
        read_python(text, python::Reader::Ckan, meaning);
    } else if is_in("/supervisor/") {
        read_python(text, python::Reader::Supervisor, meaning);
    } else if is_in("/ssmtp/") {
        read_properties(text, properties::Dialect::Ssmtp, meaning);
    } else if path.ends_with("/login.defs") {
        read_properties(text, properties::Dialect::LoginDefs, meaning);
    } else if is_in("/needrestart/") {
        read_properties(text, properties::Dialect::Perl, meaning);
    } else if path.ends_with(".env") {
        read_env(text, meaning);
    } else if is_in("/sysctl.d/") {
        read_sysctl(text, meaning);
    } else if is_in("/apt.conf.d/") {
        for item in apt::parse(text).unwrap().items {
            if let apt::Item::Statement(statement) = item {
                read_apt(&statement, meaning);
            }
        }
    } else if is_in("/logrotate.d/") {
        read_logrotate(text, meaning);
    } else if is_in("/systemd/") && is_in(".d/") {
        read_unit(text, meaning);
    } else if path.ends_with("/cmdline.txt") {
        for entry in tokens::parse(text).unwrap().entries {
            meaning.found("word", [entry.token.as_str()]);
        }
    } else if path.ends_with("/page") {
        meaning.found("page", [text]);
    } else {
        return false;
    }
    true
}

impl Meaning {
    /// Adds something with its texts.
    fn found<'a>(&mut self, what: &str, texts: impl IntoIterator<Item = &'a str>) {
        self.skeleton.push(what.to_owned());
        self.texts.extend(texts.into_iter().map(str::to_owned));
    }
}

fn read_python(text: &str, reader: python::Reader, meaning: &mut Meaning) {
    for section in &python::parse(text, reader).unwrap().sections {
        meaning.found("section", [section.name.as_str()]);
        for entry in section.entries() {
            let value = entry.value.as_text();
            meaning.found("key", [entry.key.as_str()].into_iter().chain(value));
        }
    }
}

fn read_properties(text: &str, dialect: properties::Dialect, meaning: &mut Meaning) {
    for entry in properties::parse(text, dialect).unwrap().entries() {
        meaning.found("key", [entry.key(), entry.value()]);
    }
}

fn read_env(text: &str, meaning: &mut Meaning) {
    let file = env::parse(text, env::Dialect::Systemd).unwrap();
    for item in file.items() {
        if let env::Item::Assignment { name, value, .. } = item {
            meaning.found("variable", [name.as_str(), value.as_str()]);
        }
    }
}

fn read_sysctl(text: &str, meaning: &mut Meaning) {
    for setting in sysctl::parse(text).unwrap().settings() {
        meaning.found("parameter", [setting.key.as_str(), setting.value.as_str()]);
    }
}

fn read_apt(statement: &apt::Statement, meaning: &mut Meaning) {
    match statement {
        apt::Statement::Set { name, value, .. } => {
            meaning.found("option", [name.as_str(), value.as_str()]);
        }
        apt::Statement::Append { list, value, .. } => {
            meaning.found("append", [list.as_str(), value.as_str()]);
        }
        apt::Statement::Scope { name, items, .. } => {
            meaning.found("scope", [name.as_str()]);
            for item in items {
                match item {
                    apt::Inner::Statement(statement) => read_apt(statement, meaning),
                    apt::Inner::Entry(entry, _) => meaning.found("entry", [entry.as_str()]),
                    apt::Inner::Comment(_) => {}
                }
            }
        }
    }
}

fn read_logrotate(text: &str, meaning: &mut Meaning) {
    for item in logrotate::parse(text).unwrap().items {
        let logrotate::Item::Block(block) = item else {
            continue;
        };
        meaning.found("block", block.paths().map(logrotate::LogPath::as_str));
        for directive in block.directives() {
            let text = match directive {
                // Line feeds at the end of a script do nothing and are dropped.
                logrotate::Directive::Script(_, script) => format!("{}\n\n", script.as_str()),
                other => format!("{other:?}"),
            };
            meaning.found("directive", [text.as_str()]);
        }
    }
}
