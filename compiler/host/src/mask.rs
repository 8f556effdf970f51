//! What of a host must not be shown.
//!
//! No tree holds a secret, but hosts do: a file that was written by hand, before the stack delivered
//! its secrets another way. Its lines would appear in a diff as removed. So the text of a host is
//! masked before anybody sees it: the values of variables that deliver a secret, of variables that
//! sound like one, and the passwords in URLs. A line that also stands in the stack is shown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use store::{Manifest, Via};
use tree::TreePath;

/// What is shown in place of a value.
const HIDDEN: &str = "<hidden>";

/// Parts of names, in upper case and with `_` for `-`, whose values are most probably secret.
const TELLING: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "CREDENTIALS",
];

/// Ends of names that are too short to tell inside of others.
const TELLING_ENDS: [&str; 2] = ["PASS", "PWD"];

/// Names of headers of HTTP whose values are secret, in upper case and with `_` for `-`.
const HEADERS: [&str; 5] = [
    "AUTHORIZATION",
    "PROXY_AUTHORIZATION",
    "COOKIE",
    "X_API_KEY",
    "X_AUTH_TOKEN",
];

/// Words of commands that are given secrets.
const COMMANDS: [&str; 4] = [
    "podman secret create",
    "chpasswd",
    "htpasswd",
    "openssl passwd",
];

/// Values that are too few to keep a secret.
const PUBLIC: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "none", "null"];

/// Ends of names, in upper case, whose values only say where a secret is.
const HARMLESS: [&str; 3] = ["_FILE", "_PATH", "_NAME"];

/// In the first line of a private key in PEM.
const KEY_BEGINS: &str = "PRIVATE KEY-----";

/// In its last line.
const KEY_ENDS: &str = "-----END ";

/// What must not be shown, by the manifests of this generation and of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// Files that hold nothing but secrets.
    paths: BTreeSet<TreePath>,
    /// Variables that hold a secret.
    variables: BTreeSet<String>,
}

impl Mask {
    /// Collects what the manifests say of secrets.
    pub fn new<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let mut mask = Self::default();
        let secrets = manifests
            .into_iter()
            .flat_map(|manifest| manifest.secrets.values());
        for delivery in secrets.flat_map(|secret| &secret.deliveries) {
            match &delivery.via {
                Via::PodmanVariable { variable, .. } => {
                    mask.variables.insert(variable.clone());
                }
                Via::PodmanFile { .. } => {}
                Via::Credential { path, .. } => mask.hide(path),
                Via::HostFile { path, variable, .. } => {
                    mask.hide(path);
                    mask.variables.extend(variable.clone());
                }
            }
        }
        mask
    }

    fn hide(&mut self, path: &str) {
        // What does not lie below `etc` is in no tree and never observed.
        let path = path.strip_prefix('/').unwrap_or(path);
        self.paths.extend(TreePath::parse(path));
    }

    /// Whether nothing of a file may be shown.
    pub fn hides(&self, path: &TreePath) -> bool {
        self.paths.contains(path)
    }

    /// The text of a host without secrets; lines that the stack has too stay as they are.
    pub fn apply<'a>(&self, host: &'a str, stack: &str) -> Cow<'a, str> {
        let known: BTreeSet<&str> = stack.lines().collect();
        let mut masked = String::new();
        let mut is_masked = false;
        let mut hidden_until: Option<&'static str> = None;
        for line in host.split_inclusive('\n') {
            let text = line.trim_end_matches(['\n', '\r']);
            let end = &line[text.len()..];
            let start = match hidden_until {
                Some(last) => {
                    hidden_until = Some(last).filter(|last| !text.contains(last));
                    Some(0)
                }
                None if known.contains(text) => None,
                None => {
                    let start = self.secret_in(text);
                    hidden_until = start.and_then(|start| continues_to(&text[start..]));
                    start
                }
            };
            match start {
                Some(start) => {
                    is_masked = true;
                    masked.extend([&text[..start], HIDDEN, end]);
                }
                None => masked.push_str(line),
            }
        }
        if is_masked {
            Cow::Owned(masked)
        } else {
            Cow::Borrowed(host)
        }
    }

    /// Where the first secret starts in a line, if there seems to be one.
    fn secret_in(&self, line: &str) -> Option<usize> {
        let is_given = COMMANDS.iter().any(|command| line.contains(command));
        let found = [
            self.value_of_secret(line),
            self.word_after_secret(line),
            userinfo(line),
            is_given.then_some(0),
        ];
        let key = line.contains(KEY_BEGINS).then_some(0);
        found.into_iter().flatten().min().or(key)
    }

    /// Where the value starts of the first assignment to a name that is secret.
    fn value_of_secret(&self, line: &str) -> Option<usize> {
        line.match_indices(['=', ':'])
            .filter(|(at, _)| self.is_secret(name_before(&line[..*at])))
            .map(|(at, _)| at + 1)
            .find(|start| !is_public(&line[*start..]))
    }

    /// Where the word starts that follows the name of a header or of an option: `--token WORD`.
    fn word_after_secret(&self, line: &str) -> Option<usize> {
        let blanks = line.match_indices([' ', '\t']).map(|(at, _)| at);
        let mut starts = blanks.filter(|at| {
            let name = name_before(&line[..*at]);
            let is_option = name.starts_with('-') && self.is_secret(name.trim_start_matches('-'));
            is_option || HEADERS.contains(&canonical(name).as_str())
        });
        starts.find(|at| !is_public(&line[*at..])).map(|at| at + 1)
    }

    fn is_secret(&self, name: &str) -> bool {
        // Quadlet's `Secret=` names a secret, it does not hold one.
        if name == "Secret" {
            return false;
        }
        let upper = canonical(name);
        let tells = TELLING.iter().any(|part| upper.contains(part))
            || TELLING_ENDS.iter().any(|end| upper.ends_with(end))
            || HEADERS.contains(&upper.as_str());
        self.variables.contains(name) || (tells && !HARMLESS.iter().any(|end| upper.ends_with(end)))
    }
}

/// A name in upper case, with `_` for `-`.
fn canonical(name: &str) -> String {
    name.to_ascii_uppercase().replace('-', "_")
}

/// Whether a value is none, or one of few.
fn is_public(value: &str) -> bool {
    let value = value.trim().trim_end_matches([',', ';']);
    let value = value.trim_matches(['"', '\'']);
    value.is_empty() || PUBLIC.contains(&value.to_ascii_lowercase().as_str())
}

/// What stands in the last line of a secret, when the secret goes on in the next line.
fn continues_to(secret: &str) -> Option<&'static str> {
    if secret.contains(KEY_BEGINS) {
        return (!secret.contains(KEY_ENDS)).then_some(KEY_ENDS);
    }
    let quotes = ["\"", "'"];
    let opening = quotes
        .into_iter()
        .find(|quote| secret.trim_start().starts_with(quote))?;
    (secret.matches(opening).count() == 1).then_some(opening)
}

/// The name at the end of a text: `DB_PASSWORD` of `Environment="DB_PASSWORD `.
fn name_before(text: &str) -> &str {
    let text = text.trim_end().trim_end_matches(['"', '\'']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = text.rfind(|c| !is_name(c)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    &text[start..]
}

/// Where the secret starts in the first URL that has one: `scheme://user:PASSWORD@host`, and a token in place
/// of the user, `https://TOKEN@host`.
fn userinfo(line: &str) -> Option<usize> {
    line.match_indices("://").find_map(|(at, separator)| {
        let start = at + separator.len();
        let rest = &line[start..];
        let authority = rest.split(['/', '?', '#', ' ', '"', '\'']).next()?;
        let (userinfo, _) = authority.rsplit_once('@')?;
        let is_web = ["http", "https"].contains(&name_before(&line[..at]));
        match userinfo.split_once(':') {
            Some((user, password)) => (!password.is_empty()).then_some(start + user.len() + 1),
            None => (is_web && !userinfo.is_empty()).then_some(start),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_a_host_are_hidden_and_nothing_else() {
        let mask = Mask {
            paths: BTreeSet::new(),
            variables: BTreeSet::from(["PGHOST_KEY".to_owned()]),
        };
        let cases = [
            (
                "POSTGRES_PASSWORD=hunter2\n",
                "POSTGRES_PASSWORD=<hidden>\n",
            ),
            ("PGHOST_KEY = a b\r\n", "PGHOST_KEY =<hidden>\r\n"),
            (
                "Environment=\"SECRET_KEY=x\" B=1",
                "Environment=\"SECRET_KEY=<hidden>",
            ),
            ("  \"api_key\": \"x\",", "  \"api_key\":<hidden>"),
            ("db.token: x", "db.token:<hidden>"),
            (
                "URL=postgresql://u:p%40@db/x",
                "URL=postgresql://u:<hidden>",
            ),
            ("ü PASSWORD=x", "ü PASSWORD=<hidden>"),
            ("export üPASSWORD=x", "export üPASSWORD=<hidden>"),
            ("SMTP_PASS=x", "SMTP_PASS=<hidden>"),
            ("AuthPass=x", "AuthPass=<hidden>"),
            (
                "ExecStart=/bin/a --token x --verbose",
                "ExecStart=/bin/a --token <hidden>",
            ),
            (
                "ExecStart=/bin/a --api-key=x",
                "ExecStart=/bin/a --api-key=<hidden>",
            ),
            (
                "proxy_set_header Authorization \"Bearer x\";",
                "proxy_set_header Authorization <hidden>",
            ),
            ("  X-Api-Key: x", "  X-Api-Key:<hidden>"),
            (
                "proxy_set_header X-Api-Key x;",
                "proxy_set_header X-Api-Key <hidden>",
            ),
            ("printf %s x | podman secret create a -", "<hidden>"),
            (
                "DSN=https://x@reports.example.org/7",
                "DSN=https://<hidden>",
            ),
            ("TOKENS=false PASSWORD=x", "TOKENS=<hidden>"),
            ("use_token=false; password=x", "use_token=<hidden>"),
        ];
        for (line, expected) in cases {
            assert_eq!(mask.apply(line, ""), expected);
            assert_eq!(mask.apply(line, line), line, "the stack has it");
        }
        let long = [
            (
                "A_TOKEN=\"one\ntwo\nthree\" x\nB=1\n",
                "A_TOKEN=<hidden>\n<hidden>\n<hidden>\nB=1\n",
            ),
            ("A_TOKEN='one'\nB=1\n", "A_TOKEN=<hidden>\nB=1\n"),
            (
                "-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\nB=1\n",
                "<hidden>\n<hidden>\n<hidden>\nB=1\n",
            ),
            (
                "KEY_SECRET=\"-----BEGIN PRIVATE KEY-----\r\nabc\r\n-----END PRIVATE KEY-----\"\r\nB=1",
                "KEY_SECRET=<hidden>\r\n<hidden>\r\n<hidden>\r\nB=1",
            ),
        ];
        for (text, expected) in long {
            assert_eq!(mask.apply(text, "abc"), expected);
        }
        let harmless = [
            "Secret=wiki-db,type=env,target=PGHOST_KEY",
            "POSTGRES_PASSWORD_FILE=/run/secrets/db",
            "PASSWORD=",
            "PASSWORD=\"\"",
            "ckan.auth.create_default_api_keys=false",
            "\"token\": null,",
            "--token-file /run/token",
            "proxy_pass_header Authorization;",
            "proxy_set_header Authorization \"\";",
            "# the password is elsewhere",
            "URL=https://example.org:8080/a@b",
            "URL=ftp://user@host/",
            "PublishPort=9090:9090",
            "server_tokens off;",
            "=x",
            "",
        ];
        for line in harmless {
            assert_eq!(mask.apply(line, ""), line);
        }
    }
}
