//! Differences by meaning: which keys of a file were added, changed or removed.

mod format;
use format::{Format, format_of};

mod lines;
mod nft;
mod nginx;
mod plain;
mod sections;
mod statements;
mod units;

use formats::ParseError;
use std::collections::{BTreeMap, BTreeSet};
use tree::TreePath;

/// A key of a file whose values differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// Where the key stands: a section, or the blocks around a directive. Empty at the top.
    pub section: String,
    /// The key or directive.
    pub key: String,
    /// What stands between a key and its value in this format: `=` or a space.
    pub separator: &'static str,
    /// Its values before, in order; empty when it is new.
    pub old: Vec<String>,
    /// Its values after, in order; empty when it is gone.
    pub new: Vec<String>,
}

/// An assignment as a format's reader finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Assignment {
    section: String,
    key: String,
    value: String,
}

impl Assignment {
    fn new(section: &str, key: &str, value: &str) -> Self {
        Self {
            section: section.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// A text that is not in the format that its path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsed {
    /// Whether it is the text before.
    pub is_old: bool,
    /// Where it leaves the format, and how.
    pub error: ParseError,
}

/// What differs between two texts of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing that means something: comments, blanks, how a value is written.
    Same,
    /// The order, where that means something.
    Order,
    /// These keys.
    Keys(Vec<KeyChange>),
}

/// What differs between two versions of a file; `None` when the format of the path is not known. A missing
/// file has no keys.
///
/// # Errors
/// The first text that is not in the format.
pub fn compare_texts(
    path: &TreePath,
    old: Option<&str>,
    new: Option<&str>,
) -> Option<Result<Meaning, Unparsed>> {
    let format = format_of(path, [old, new])?;
    let read = |text: Option<&str>, is_old| match text {
        None => Ok(Vec::new()),
        Some(text) => (format.read)(text).map_err(|error| Unparsed { is_old, error }),
    };
    let both = read(old, true).and_then(|old| Ok([old, read(new, false)?]));
    Some(both.map(|[old, new]| meaning(format, old, new)))
}

fn meaning(format: Format, old: Vec<Assignment>, new: Vec<Assignment>) -> Meaning {
    let is_other_order = format.is_ordered && sequence(format, &old) != sequence(format, &new);
    let changes = changes(format, &collect(old), &collect(new));
    match (changes.is_empty(), is_other_order) {
        (false, _) => Meaning::Keys(changes),
        (true, true) => Meaning::Order,
        (true, false) => Meaning::Same,
    }
}

/// What a text says, in its order.
fn sequence(format: Format, assignments: &[Assignment]) -> Vec<Vec<String>> {
    let canonical = |assignment: &Assignment| {
        let Assignment {
            section,
            key,
            value,
        } = assignment;
        let mut line = (format.canonical)(section, key, std::slice::from_ref(value));
        line.extend([section.clone(), key.clone()]);
        line
    };
    assignments.iter().map(canonical).collect()
}

fn changes(format: Format, old: &Values, new: &Values) -> Vec<KeyChange> {
    let keys: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    let values_of =
        |values: &Values, key: &(String, String)| values.get(key).cloned().unwrap_or_default();
    let change = |key: &(String, String)| KeyChange {
        section: key.0.clone(),
        key: key.1.clone(),
        separator: format.separator,
        old: values_of(old, key),
        new: values_of(new, key),
    };
    let differs = |change: &KeyChange| {
        let KeyChange {
            section,
            key,
            old,
            new,
            ..
        } = change;
        let canonical = |values: &[String]| (format.canonical)(section, key, values);
        // An assignment of nothing and none are not the same.
        old != new && (old.is_empty() || new.is_empty() || canonical(old) != canonical(new))
    };
    keys.into_iter().map(change).filter(differs).collect()
}

/// Values in order, by section and key.
type Values = BTreeMap<(String, String), Vec<String>>;

fn collect(assignments: Vec<Assignment>) -> Values {
    let mut values = Values::new();
    for Assignment {
        section,
        key,
        value,
    } in assignments
    {
        values.entry((section, key)).or_default().push(value);
    }
    values
}

impl KeyChange {
    /// What differs, a sentence for each value: `` [Container] PublishPort=9090:9090 removed ``.
    pub fn sentences(&self) -> Vec<String> {
        let Self {
            section,
            key,
            separator: is,
            old,
            new,
        } = self;
        let place = match section.as_str() {
            "" => String::new(),
            section => format!("[{section}] "),
        };
        // A word alone has no value, and nothing before one.
        let with = |value: &String| match value.as_str() {
            "" if *is == " " => key.clone(),
            value => format!("{key}{is}{value}"),
        };
        // Of a list only what came and went.
        let only_in = |values: &[String], others: &[String]| -> Vec<String> {
            let mut others = others.to_vec();
            let mut only = values.to_vec();
            only.retain(
                |value| match others.iter().position(|other| other == value) {
                    Some(at) => {
                        others.swap_remove(at);
                        false
                    }
                    None => true,
                },
            );
            only
        };
        let (went, came) = (only_in(old, new), only_in(new, old));
        match (went.as_slice(), came.as_slice()) {
            ([], []) => vec![format!("{place}{key}: other order")],
            ([went], [came]) => vec![format!("{place}{} instead of {went}", with(came))],
            (went, came) => {
                let went = went
                    .iter()
                    .map(|value| format!("{place}{} removed", with(value)));
                let came = came
                    .iter()
                    .map(|value| format!("{place}{} added", with(value)));
                went.chain(came).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(path: &str, old: &str, new: &str) -> Vec<String> {
        let path = TreePath::parse(path).unwrap();
        match compare_texts(&path, Some(old), Some(new)).unwrap().unwrap() {
            Meaning::Same => Vec::new(),
            Meaning::Order => vec!["order".to_owned()],
            Meaning::Keys(changes) => changes.iter().flat_map(KeyChange::sentences).collect(),
        }
    }

    #[test]
    fn units_are_compared_by_section_and_key() {
        let old = "[Container]\nImage=a\nPublishPort=9090:9090\nVolume=x:/x\nVolume=y:/y\n[Volume]\nUser=wiki\n";
        let new = "# made\n\n[Container]\nVolume=y:/y\nVolume=z:/z\nImage=b\n\n[Service]\nRestart=always\n[Volume]\n";
        assert_eq!(
            changes("etc/containers/systemd/web.container", old, new),
            [
                "[Container] Image=b instead of a",
                "[Container] PublishPort=9090:9090 removed",
                "[Container] Volume=z:/z instead of x:/x",
                "[Service] Restart=always added",
                "[Volume] User=wiki removed",
            ]
        );
    }

    #[test]
    fn form_does_not_count_but_order_of_values_does() {
        let path = "etc/systemd/system/a.service";
        let old = "[Service]\nExecStart=a\\\n  b\nExecStartPre=c\nExecStartPre=d\n";
        assert_eq!(
            changes(path, old, &format!("; x\n{old}\n\n")),
            Vec::<String>::new()
        );
        let new = "[Service]\nExecStartPre=d\nExecStartPre=c\nExecStart=a   b\n";
        assert_eq!(
            changes(path, old, new),
            ["[Service] ExecStartPre: other order"]
        );
    }

    #[test]
    fn sites_are_compared_by_block_and_directive() {
        let old = "server { listen 80; server_name a.org; location / { proxy_pass http://x; } }\n\
                   server { listen 443 ssl; server_name a.org; }";
        let new = "server { listen 80; server_name a.org; location / { proxy_pass http://y; } }\n\
                   server { listen 443 ssl; server_name a.org; add_header X-Y \"z\"; }";
        assert_eq!(
            changes("etc/nginx/sites-enabled/a", old, new),
            [
                "[server a.org 443] add_header X-Y z added",
                "[server a.org 80 > location /] proxy_pass http://y instead of http://x",
            ]
        );
    }

    #[test]
    fn rulesets_are_compared_by_chain_and_rule() {
        let ruleset = |rules: &str, ports: &str| {
            format!(
                "table inet web {{\n set open {{\n type inet_service\n elements = {{ {ports} }}\n }}\n \
                 chain input {{\n type filter hook input priority filter; policy accept;\n {rules}\n }}\n}}\n"
            )
        };
        let path = "etc/stackc/web/nftables.nft";
        let old = ruleset("tcp dport 22 accept\ntcp dport 80 accept", "80, 443");
        let same = ruleset("tcp dport 22 accept ;tcp dport 80 accept # web", "443, 80");
        assert_eq!(changes(path, &old, &same), Vec::<String>::new());
        let new = ruleset("tcp dport 80 accept\ntcp dport 22 accept", "80, 8443");
        assert_eq!(
            changes(path, &old, &new),
            [
                "[table inet web > chain input] rule: other order",
                "[table inet web > set open] element 8443 instead of 443",
            ]
        );
    }

    #[test]
    fn how_a_value_is_written_does_not_count() {
        let unit = "etc/systemd/system/a.service";
        let quadlet = "etc/containers/systemd/a.container";
        let same = [
            (
                unit,
                "[Service]\nPrivateTmp=yes\n",
                "[Service]\nPrivateTmp=true\n",
            ),
            (
                unit,
                "[Timer]\nPersistent=1\n",
                "[Timer]\nPersistent=true\n",
            ),
            (
                unit,
                "[Unit]\nStartLimitIntervalSec=60\n",
                "[Unit]\nStartLimitIntervalSec=1min\n",
            ),
            (
                unit,
                "[Unit]\nAfter=a.service b.service\n",
                "[Unit]\nAfter=b.service\nAfter=a.service\n",
            ),
            (
                unit,
                "[Service]\nEnvironment=\"A=1\" B=2\n",
                "[Service]\nEnvironment=A=1\nEnvironment=B=2\n",
            ),
            (
                quadlet,
                "[Container]\nReadOnly=yes\n",
                "[Container]\nReadOnly=true\n",
            ),
            (
                quadlet,
                "[Container]\nEnvironment=\"A=1\"\n",
                "[Container]\nEnvironment=A=1\n",
            ),
            (
                "etc/nftables.conf",
                "table inet a {\n chain b {\n tcp dport { 443, 80 } accept\n }\n}\n",
                "table inet a {\n chain b {\n tcp dport { 80, 443 } accept\n }\n}\n",
            ),
            (
                quadlet,
                "[Container]\nEnvironment=A=1 \"B=2\"\n",
                "[Container]\nEnvironment=B=2\nEnvironment=A=1\n",
            ),
            ("etc/nginx/a.conf", "a  'b' ;", "a b;"),
            ("etc/ckan/a.ini", "[a]\nb = True\n", "[a]\nb = true\n"),
        ];
        for (path, old, new) in same {
            assert_eq!(changes(path, old, new), Vec::<String>::new(), "{old} {new}");
        }
        let others = [
            (
                unit,
                "[Service]\nProtectHome=yes\n",
                "[Service]\nProtectHome=tmpfs\n",
            ),
            (
                unit,
                "[Service]\nTimeoutStopSec=60\n",
                "[Service]\nTimeoutStopSec=60min\n",
            ),
            (
                unit,
                "[Service]\nExecStart=a 'b c'\n",
                "[Service]\nExecStart=a b c\n",
            ),
            (
                unit,
                "[Service]\nEnvironment=A=1 B=2\n",
                "[Service]\nEnvironment=\"A=1 B=2\"\n",
            ),
            (unit, "[Service]\nSystemCallFilter=\n", "[Service]\n"),
            (quadlet, "[Container]\nExec=1\n", "[Container]\nExec=true\n"),
        ];
        for (path, old, new) in others {
            assert_eq!(changes(path, old, new).len(), 1, "{old} {new}");
        }
    }

    #[test]
    fn the_order_of_directives_counts_where_it_means_something() {
        let (old, new) = (
            "location ~ a { }\nlocation ~ b { }",
            "location ~ b { }\nlocation ~ a { }",
        );
        assert_eq!(changes("etc/nginx/a.conf", old, new), Vec::<String>::new());
        let (old, new) = (
            "server { location ~ a { x; } location ~ b { y; } }",
            "server { location ~ b { y; } location ~ a { x; } }",
        );
        assert_eq!(changes("etc/nginx/a.conf", old, new), ["order"]);
    }

    #[test]
    fn what_a_directive_says_of_a_name_is_a_key_of_its_own() {
        let old = "proxy_set_header Host $host;\nproxy_set_header X-A \"b c\";";
        let new =
            "proxy_set_header Host $host;\nproxy_set_header X-A \"b d\";\nlisten 80;\nlisten 81;";
        assert_eq!(
            changes("etc/nginx/a.conf", old, new),
            [
                "listen 80 added",
                "listen 81 added",
                "proxy_set_header X-A \"b d\" instead of \"b c\"",
            ]
        );
    }

    #[test]
    fn files_of_assignments_are_compared_by_name() {
        assert_eq!(
            changes(
                "etc/wiki/web.env",
                "# old\nA=1\nB=\"2\"\n",
                "B=2\nC=3\nA=1\n"
            ),
            ["B=2 instead of \"2\"", "C=3 added"]
        );
        let old = "[uwsgi]\nworkers = 2\nmaster = true\n";
        let new = "[uwsgi]\nmaster = true\nworkers = 4\n";
        assert_eq!(
            changes("etc/stackc/wiki/uwsgi.ini", old, new),
            ["[uwsgi] workers=4 instead of 2"]
        );
    }

    #[test]
    fn files_in_the_folder_of_a_stack_are_of_nginx_when_they_read_so() {
        let path = "etc/stackc/wiki/proxy/wiki.conf";
        let changed = changes(
            path,
            "server { listen 80; }",
            "server { listen 80; root /a; }",
        );
        assert_eq!(changed, ["[server 80] root /a added"]);
        let path = TreePath::parse(path).unwrap();
        assert_eq!(compare_texts(&path, Some("a b;"), Some("a = c")), None);
    }

    #[test]
    fn every_format_has_its_own_keys() {
        let cases: [(&str, &str, &str, &[&str]); 9] = [
            (
                "etc/sysusers.d/wiki.conf",
                "u wiki - \"A wiki\" /var/lib/wiki -\n",
                "# x\nu  wiki 990 'A wiki' /var/lib/wiki\n",
                &["u wiki 990 \"A wiki\" /var/lib/wiki - instead of - \"A wiki\" /var/lib/wiki -"],
            ),
            (
                "etc/tmpfiles.d/wiki.conf",
                "d /a 0755 root root\nd /b\n",
                "d /b - - - -\nd /a 0700 root root -\n",
                &["d /a 0700 root root instead of 0755 root root"],
            ),
            (
                "etc/sysctl.d/wiki.conf",
                "a.b=1\n-c=2\n",
                "c = 2\na.b = 1\n",
                &["-c=2 removed", "c=2 added"],
            ),
            (
                "etc/modules-load.d/wiki.conf",
                "# old\ntun\n",
                "tun\nveth\n",
                &["module veth added"],
            ),
            (
                "etc/logrotate.d/wiki",
                "/a.log {\n daily\n rotate 7\n}\n",
                "/a.log {\n rotate 9\n missingok\n daily\n}\n",
                &["[/a.log] missingok added", "[/a.log] rotate 9 instead of 7"],
            ),
            (
                "etc/apt/apt.conf.d/60wiki",
                "APT::Periodic::Unattended-Upgrade \"1\";\nA { \"x\"; };\n",
                "APT { Periodic { Unattended-Upgrade \"0\"; }; };\nA { \"x\"; };\n",
                &["APT::Periodic::Unattended-Upgrade 0 instead of 1"],
            ),
            (
                "etc/ssmtp/ssmtp.conf",
                "mailhub=a\n",
                "# x\nmailhub=b\n",
                &["mailhub=b instead of a"],
            ),
            (
                "etc/supervisor/conf.d/wiki.conf",
                "[program:a]\nstartsecs = 1\n",
                "[program:a]\nstartsecs=2\n",
                &["[program:a] startsecs=2 instead of 1"],
            ),
            (
                "etc/ckan/default/extra.ini",
                "[DEFAULT]\ndebug = true\n",
                "[DEFAULT]\ndebug = false\n",
                &["[DEFAULT] debug=false instead of true"],
            ),
        ];
        for (path, old, new, expected) in cases {
            assert_eq!(changes(path, old, new), expected, "{path}");
        }
    }

    #[test]
    fn a_missing_file_has_no_keys() {
        let path = TreePath::parse("etc/systemd/system/a.timer").unwrap();
        let text = "[Timer]\nOnCalendar=daily\n";
        let one = |old, new| match compare_texts(&path, old, new).unwrap().unwrap() {
            Meaning::Keys(changes) => changes[0].sentences().concat(),
            other => panic!("{other:?}"),
        };
        assert_eq!(one(None, Some(text)), "[Timer] OnCalendar=daily added");
        assert_eq!(one(Some(text), None), "[Timer] OnCalendar=daily removed");
    }

    #[test]
    fn what_is_not_in_a_format_says_so() {
        let path = |text| TreePath::parse(text).unwrap();
        assert_eq!(compare_texts(&path("etc/hosts"), Some("[A]\n"), None), None);
        for (at, text, line) in [
            ("etc/nginx/nginx.conf", "a b;\nserver {", 2),
            ("etc/systemd/system/a.service", "[Unit\n", 1),
            ("etc/nftables.conf", "table inet a {\n what\n}\n", 2),
        ] {
            for is_old in [true, false] {
                let (old, new) = if is_old { (text, "") } else { ("", text) };
                let unparsed = compare_texts(&path(at), Some(old), Some(new))
                    .unwrap()
                    .unwrap_err();
                assert_eq!(
                    (unparsed.is_old, unparsed.error.line),
                    (is_old, line),
                    "{at}"
                );
            }
        }
    }
}
