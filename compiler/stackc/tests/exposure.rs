//! The verdicts of `stackc expose`, on small hosts that are really built: network namespaces for the host,
//! its clients and its containers, the tables that are emitted for the stack, netavark's own translations,
//! and programs that listen. Every endpoint is asked over IPv4 and IPv6 from the internet, from the
//! networks of the host and from the host itself, and who answers must be who the verdict says.
//!
//! Below `exposure/hosts` each folder is a host: `stack.ncl`, what the stack says; `host.txt`, what really
//! listens on the host. It has the lines `process PROTOCOL ADDRESS PORT`, `networks NAME…` (`office`, behind
//! the interface `wg0`, and `partner`, behind the one of the internet, are networks the stack declares),
//! `closed ADDRESS PORT` (what must not be routed to from outside), and `reload` (the foreign rules are
//! loaded again while everything runs).

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

#[path = "exposure/built.rs"]
mod built;

#[path = "exposure/facts.rs"]
mod facts;

use built::Built;
use exposure::{Family, Judged, Judgement, Verdict, Way};
use facts::Facts;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure")
}

#[test]
fn whoever_a_verdict_names_is_answered_and_nobody_else() {
    let mut hosts: Vec<PathBuf> = fs::read_dir(folder().join("hosts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    hosts.sort();
    assert!(hosts.len() >= 8, "{hosts:?}");
    let cases: Vec<Case> = hosts
        .iter()
        .map(|host| Case {
            name: host.file_name().unwrap().to_string_lossy().into_owned(),
            built: Built::of(host, None),
            facts: Facts::read(&fs::read_to_string(host.join("host.txt")).unwrap()),
        })
        .collect();
    let verdicts: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| &case.built.exposure.judged)
        .flat_map(|judged| judged.both().map(|one| (one.verdict.word(), &one.perhaps)))
        .flat_map(|(word, perhaps)| [Some(word), perhaps.as_ref().map(|_| "perhaps")])
        .flatten()
        .collect();
    let all = [
        "host",
        "internet",
        "networks",
        "perhaps",
        "stack",
        "unreachable",
    ];
    assert_eq!(verdicts, BTreeSet::from(all));
    judge(&cases, 150);
}

#[test]
fn the_verdicts_on_the_stacks_hold() {
    // What is there besides containers: the ports of all addresses, and those of loopback.
    type Stack = (
        &'static str,
        Option<&'static str>,
        &'static [u16],
        &'static [u16],
    );
    let stacks: [Stack; 5] = [
        ("otterwiki", None, &[22], &[]),
        ("inloop", None, &[22, 80, 443, 5432, 6379, 8000], &[]),
        (
            "permacoop",
            Some("prod"),
            &[22, 80, 443, 3000, 3001, 3002, 3003],
            &[],
        ),
        ("pgaw", None, &[22], &[]),
        ("dcor", None, &[22, 80, 443], &[5432, 6379, 8080, 8983]),
    ];
    let cases = stacks.map(|(name, environment, ports, loopback)| {
        let path = folder().join("../../../../stacks").join(name);
        let on = |address: &'static str, ports: &'static [u16]| {
            let ports = ports.iter();
            ports.map(move |port| format!("process tcp {address} {port}\n"))
        };
        let loopback = on("127.0.0.1", loopback).chain(on("::1", loopback));
        let processes: Vec<String> = on("*", ports).chain(loopback).collect();
        Case {
            name: name.to_owned(),
            built: Built::of(&path, environment),
            facts: Facts::read(&processes.concat()),
        }
    });
    judge(&cases, 50);
}

struct Case {
    name: String,
    built: Built,
    facts: Facts,
}

/// Builds every host and compares; at least so many answers must have been compared.
fn judge(cases: &[Case], least: usize) {
    let half = cases.len() / 2;
    let run =
        |cases: &[Case]| -> Vec<(usize, Vec<String>)> { cases.iter().map(Case::judge).collect() };
    let results = std::thread::scope(|scope| {
        let first = scope.spawn(|| run(&cases[..half]));
        let second = run(&cases[half..]);
        [first.join().unwrap(), second].concat()
    });
    let n_compared: usize = results.iter().map(|(n_compared, _)| n_compared).sum();
    let wrong: Vec<String> = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(wrong.is_empty(), "wrong verdicts:\n{}", wrong.join("\n"));
    assert!(
        n_compared >= least,
        "only {n_compared} answers were compared"
    );
}

impl Case {
    /// How many answers were compared, and which were not those of the verdicts.
    fn judge(&self) -> (usize, Vec<String>) {
        let answers = facts::ask(&self.name, &self.built, &self.facts);
        let mut n_compared = 0;
        let mut wrong = Vec::new();
        for judged in &self.built.exposure.judged {
            for family in Family::ALL {
                for (view, expected) in self.expectations(judged, family) {
                    let found = self.is_answered(&answers, "", judged, family, view);
                    n_compared += 1;
                    if found != expected {
                        wrong.push(self.describe(judged, family, view, expected));
                    }
                }
            }
            if self.facts.reload && matches!(judged.endpoint.way, Way::Forwarded { .. }) {
                let v4 =
                    |prefix| self.is_answered(&answers, prefix, judged, Family::V4, "internet");
                n_compared += 2;
                if !v4("") || v4("again-") {
                    wrong.push(format!(
                        "{}: the flush does not do what it is said to",
                        self.name
                    ));
                }
            }
        }
        for (address, port) in &self.facts.closed {
            n_compared += 1;
            if answers.keys().any(|key| {
                let asked = format!(" {address} {port}");
                key.ends_with(&asked) && answers[key] != "-"
            }) {
                wrong.push(format!("{}: {address} port {port} is routed to", self.name));
            }
        }
        (n_compared, wrong)
    }

    /// From where there must be an answer, and from where there must be none.
    fn expectations(&self, judged: &Judged, family: Family) -> Vec<(&'static str, bool)> {
        let judgement = match family {
            Family::V4 => &judged.v4,
            Family::V6 => &judged.v6,
        };
        if matches!(
            judged.endpoint.way,
            Way::Networks(_) | Way::Unheard | Way::Nothing
        ) {
            return Vec::new();
        }
        let views = ["internet", "partner", "office", "host"].into_iter();
        views
            .filter_map(|view| Some((view, self.expected(judgement, view)?)))
            .collect()
    }

    /// Whether a view is answered; `None` where the verdict does not say.
    fn expected(&self, judgement: &Judgement, view: &str) -> Option<bool> {
        let is_declared = self.facts.networks.contains(view);
        let Judgement {
            verdict, perhaps, ..
        } = judgement;
        let names = |verdict: &Verdict| match verdict {
            Verdict::Networks(names) => facts::is_named(view, names),
            _ => false,
        };
        let may_be = |wanted: &Verdict| perhaps.as_ref().is_some_and(|perhaps| perhaps >= wanted);
        match view {
            "internet" if *verdict == Verdict::Internet => Some(true),
            "internet" => (!may_be(&Verdict::Internet)).then_some(false),
            "host" => match verdict {
                Verdict::Internet | Verdict::Networks(_) => None,
                Verdict::Host => Some(true),
                Verdict::Stack | Verdict::Unreachable => perhaps.is_none().then_some(false),
            },
            "office" if !is_declared => None,
            _ if names(verdict) => Some(true),
            // Others of the internet may be meant, or a network besides it.
            _ if *verdict == Verdict::Internet || perhaps.is_some() => None,
            _ => Some(false),
        }
    }

    /// Whether the endpoint itself answered, at any of its addresses.
    fn is_answered(
        &self,
        answers: &BTreeMap<String, String>,
        prefix: &str,
        judged: &Judged,
        family: Family,
        view: &str,
    ) -> bool {
        let who = self.built.answer_of(judged);
        let mut keys = facts::questions(&judged.endpoint, family, view).into_iter();
        keys.any(|question| {
            let key = format!("{prefix}{question}");
            let found = answers.get(&key);
            *found.unwrap_or_else(|| panic!("{}: `{key}` was not asked", self.name)) == who
        })
    }

    fn describe(&self, judged: &Judged, family: Family, view: &str, expected: bool) -> String {
        let judgement = match family {
            Family::V4 => &judged.v4,
            Family::V6 => &judged.v6,
        };
        let steps: Vec<&str> = judgement
            .steps
            .iter()
            .map(|step| step.text.as_str())
            .collect();
        format!(
            "{}: {family} port {} of `{}` from {view}: said {expected}, found {}; {judgement}: {}",
            self.name,
            judged.endpoint.port,
            judged.endpoint.who,
            !expected,
            steps.join("; "),
        )
    }
}
