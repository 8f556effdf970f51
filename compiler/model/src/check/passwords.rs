//! No password stands in plain text: what a tree holds, everybody can read who can read the store.
//!
//! Two shapes are known for certain or nearly so: the `user:password@` of a URL (RFC 3986, section 3.2.1), and
//! a value under a name that says what it is.

use super::expand::Expanded;
use crate::decode::Table;
use crate::{AptValue, Content, EnvValue, Runs, Setting, rules};
use source::{Diagnostic, Origin, Report};
use std::borrow::Borrow;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let mut judge = Judge { report };
    for program in stack.programs() {
        for (name, entry) in program.env {
            let declared = program.contract.is_some_and(|contract| {
                let variable = contract.variables.get(name);
                variable.is_some_and(|variable| variable.secret.value)
            });
            match &entry.value {
                // Its contract says more.
                _ if declared => {}
                EnvValue::Text(text) => judge.named(name.as_str(), text, &entry.origin),
                EnvValue::List(entries) => entries
                    .iter()
                    .for_each(|entry| judge.url(entry, &entry.origin)),
                _ => {}
            }
        }
    }
    for container in stack.containers.values() {
        let words = container.command.iter().flatten();
        words
            .chain(container.entrypoint.iter().flatten())
            .for_each(|word| judge.url(word, &word.origin));
    }
    for service in stack.services.values() {
        let runs = match &service.runs.value {
            Runs::Command(words) => words.as_slice(),
            Runs::Provided(_) => &[],
        };
        let setup = service.setup.iter().flat_map(|command| &command.value);
        setup
            .chain(runs)
            .for_each(|word| judge.url(word, &word.origin));
    }
    for file in stack.files.values() {
        judge.content(&file.content.value);
    }
}

struct Judge<'r> {
    report: &'r mut Report,
}

impl Judge<'_> {
    fn content(&mut self, content: &Content) {
        match content {
            Content::Uwsgi(keys) | Content::Sysctl(keys) => self.settings(keys),
            Content::KeyValues(content) => self.settings(&content.keys),
            Content::Env(keys) => self.settings(keys),
            Content::Ini(sections)
            | Content::Supervisor(sections)
            | Content::Perl(sections)
            | Content::Unit(sections) => sections.values().for_each(|keys| self.settings(keys)),
            Content::Apt(options) => self.apt(options),
            Content::Tokens(words) => words.iter().for_each(|word| self.url(word, &word.origin)),
            Content::Text(content) => self.script(&content.text, &content.text.origin),
            Content::Logrotate(rotations) => {
                for rotation in rotations {
                    let scripts = [&rotation.prerotate, &rotation.postrotate];
                    let scripts = scripts.into_iter().flatten();
                    scripts.for_each(|script| self.script(script, &script.origin));
                }
            }
        }
    }

    fn settings<K: Borrow<str> + Ord>(&mut self, keys: &Table<K, Setting>) {
        for (name, entry) in keys {
            self.setting(name.borrow(), &entry.value, &entry.origin);
        }
    }

    fn setting(&mut self, name: &str, setting: &Setting, origin: &Origin) {
        match setting {
            Setting::Text(text) => self.named(name, text, origin),
            Setting::List(entries) => entries
                .iter()
                .for_each(|entry| self.setting(name, entry, &entry.origin)),
            Setting::Bool(_) | Setting::Number(_) => {}
        }
    }

    fn apt(&mut self, options: &Table<String, AptValue>) {
        for (name, entry) in options {
            match &entry.value {
                AptValue::Setting(setting) => self.setting(name, setting, &entry.origin),
                AptValue::Scope(options) => self.apt(options),
            }
        }
    }

    /// Lines of a language that nobody here knows, most often a shell's.
    fn script(&mut self, text: &str, origin: &Origin) {
        match text.lines().find_map(assigned_secret) {
            Some(name) => self.named_value(name, origin),
            None => self.url(text, origin),
        }
    }

    fn named(&mut self, name: &str, text: &str, origin: &Origin) {
        match is_secret_name(name) && is_literal(text) {
            true => self.named_value(name, origin),
            false => self.url(text, origin),
        }
    }

    fn named_value(&mut self, name: &str, origin: &Origin) {
        self.report.add(finding(
            Diagnostic::warning(
                &rules::PLAIN_PASSWORD,
                format!("`{name}` looks like a secret, and stands in plain text"),
            ),
            origin,
        ));
    }

    fn url(&mut self, text: &str, origin: &Origin) {
        if has_password(text) {
            self.report.add(finding(
                Diagnostic::error(
                    &rules::PLAIN_PASSWORD,
                    "this URL holds a password in plain text",
                ),
                origin,
            ));
        }
    }
}

fn finding(diagnostic: Diagnostic, origin: &Origin) -> Diagnostic {
    diagnostic
        .at(origin, "stands in the tree as it is here")
        .note("what a tree holds, everybody can read who can read the store or the host's `/etc`")
        .hint("declare it under `secrets`, and name it: `'Secret \"name\"`, or `'SecretTemplate \"scheme://user:{name|percent}@host\"`")
}

/// The variable that a line of a shell script gives a literal secret.
fn assigned_secret(line: &str) -> Option<&str> {
    let line = line.trim();
    let (name, value) = line
        .strip_prefix("export ")
        .unwrap_or(line)
        .split_once('=')?;
    let is_word = !value.contains(|c: char| "$`( ".contains(c));
    (is_secret_name(name) && is_literal(value) && is_word).then_some(name)
}

/// Whether any URL in a text has a password that is not filled in later.
fn has_password(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let is_end = |c: char| c.is_whitespace() || "/?#\"'`<>".contains(c);
        let authority = rest.split(is_end).next().unwrap_or_default();
        let Some((user, _)) = authority.rsplit_once('@') else {
            return false;
        };
        user.split_once(':')
            .is_some_and(|(_, password)| is_literal(password))
    })
}

/// The last word of a name tells: `DB_PASSWORD`, `smtp.password`, but not `PASSWORD_FILE`.
fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 5] = ["password", "passwd", "secret", "secret_key", "api_key"];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| {
        name.strip_suffix(word)
            .is_some_and(|before| before.is_empty() || before.ends_with(['_', '.', '-']))
    })
}

/// Whether a text is the value itself, and no place for one: `$PASSWORD`, `{password}`, `%(password)s`.
fn is_literal(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    !text.is_empty() && !text.starts_with(['$', '{', '%', '`', '<', '(', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_with_a_password_are_known() {
        for text in [
            "postgresql://app:hunter2@db/app",
            "see redis://:hunter2@127.0.0.1:6379/0",
            "a=b://c d=amqp://u:p%40x@host",
            "url: https://user:a:b@host/?q",
        ] {
            assert!(has_password(text), "{text}");
        }
        for text in [
            "",
            "postgresql://app@db/app",
            "smtp://:@localhost:25",
            "http://host:8080/a:b@c",
            "http://host/?mail=a:b@c",
            "postgresql://app:{password}@db",
            "postgresql://app:$PW@db",
            "://",
            "x://@",
        ] {
            assert!(!has_password(text), "{text}");
        }
    }

    #[test]
    fn assignments_of_literal_secrets_are_known() {
        for line in [
            "PASSWORD=hunter2",
            "  export DB_PASSWORD='hunter2'",
            "SECRET=\"a-b\"",
        ] {
            assert!(assigned_secret(line).is_some(), "{line}");
        }
        for line in [
            "PASSWORD=$1",
            "PASSWORD=\"$(cat /run/secret)\"",
            "password = quote(secret)",
            "PASSWORD=",
            "if password == 'x':",
        ] {
            assert!(assigned_secret(line).is_none(), "{line}");
        }
    }

    #[test]
    fn names_that_say_what_they_hold_are_known() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "smtp.password",
            "SECRET_KEY",
            "dcor_object_store.secret",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "PASSWORDS",
            "NOSECRET",
            "TOKENIZER",
            "KEY",
            "",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
