//! Files that belong to others, and of which single keys are ours.

use crate::common::{file_state, generation, installed, path};
use host::render::{self, Direction, Which};
use host::{Host, Ids, Plan, State, Texts, compare};
use std::collections::BTreeMap;
use store::Generation;
use tree::{Artifact, HostPath, KeyFormat, OwnedKey, OwnedKeys, Reader};

const INI: &str = "/etc/ckan/ckan.ini";
const WORDS: &str = "/boot/firmware/cmdline.txt";

/// `[section] key` of each entry of a file, or each word of a line.
fn owned(format: KeyFormat, text: &str) -> Vec<OwnedKey> {
    if format == KeyFormat::Tokens {
        let words = text.split_whitespace();
        return words.map(|word| OwnedKey::new("", word)).collect();
    }
    let mut section = "";
    let mut keys = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix('['), line.split_once(" = ")) {
            (Some(name), _) => section = name.trim_end_matches(']'),
            (None, Some((key, _))) => keys.push(OwnedKey::new(section, key)),
            (None, None) => {}
        }
    }
    keys
}

/// A generation that owns the keys of a text; an empty one owns none.
pub(crate) fn owning(format: KeyFormat, file: &str, text: &str) -> Generation {
    let keys = OwnedKeys {
        file: HostPath::parse(file).unwrap(),
        format,
        keys: owned(format, text).into_iter().collect(),
    };
    let at = path(&format!("etc/stackc/wiki/partial{file}"));
    let unit = Reader::Unit(crate::common::unit("wiki.service"));
    let artifact = Artifact::keys(at, text, keys).read_by(unit);
    let artifacts = Some(artifact).filter(|_| !text.is_empty());
    generation(artifacts, &[("wiki.service", "restart+")], BTreeMap::new())
}

/// A host with the generation before, and this text (or state) in the foreign file.
fn host(before: &Generation, file: &str, state: State) -> Host {
    let mut host = installed(before);
    host.foreign.insert(HostPath::parse(file).unwrap(), state);
    host
}

fn text(text: &str) -> State {
    file_state(text, "0644", Ids { uid: 0, gid: 0 })
}

/// The kinds of the keys and what became of the file.
fn describe(plan: &Plan<'_>) -> (Vec<String>, String) {
    let [keys] = plan.keys.as_slice() else {
        return (Vec::new(), format!("{} plans", plan.keys.len()));
    };
    let kinds = keys
        .keys
        .iter()
        .map(|key| format!("{} {}", key.kind.word(), key.key));
    let file = match &keys.texts {
        Texts::Known { after, .. } => after.clone(),
        Texts::Missing => "missing".to_owned(),
        Texts::Trouble(reason) => format!("trouble: {reason}"),
    };
    (kinds.collect(), file)
}

#[test]
fn keys_of_a_file_are_compared_one_by_one() {
    let ours = "# ours\n\n[app:main]\na = 1\nb = two\n";
    // what is there, the kinds of `a` and `b`, what would be there
    let cases = [
        (
            "[app:main]\na = 1\nb=two\n",
            ["unchanged", "unchanged"],
            "[app:main]\na = 1\nb=two\n",
        ),
        (
            "# theirs\n[app:main]\nx = 0\na:  2 \n\n[other]\nb = 3\n",
            ["update", "create"],
            "# theirs\n[app:main]\nx = 0\na:  1 \nb = two\n\n[other]\nb = 3\n",
        ),
        (
            "[app:main]\r\nb = one\r\n  more\r\n",
            ["create", "update"],
            "[app:main]\r\nb = two\r\na = 1\r\n",
        ),
        ("", ["create", "create"], "[app:main]\na = 1\nb = two\n"),
    ];
    for (there, kinds, after) in cases {
        let generation = owning(KeyFormat::Ini, INI, ours);
        let host = host(&generation, INI, text(there));
        let (keys, file) = describe(&compare(&generation, &host));
        let [a, b] = kinds;
        let expected = [format!("{a} [app:main] a"), format!("{b} [app:main] b")];
        assert_eq!(file, after, "{there:?}");
        assert_eq!(keys, expected, "{there:?}");
    }
}

#[test]
fn words_of_a_line_are_compared_one_by_one() {
    let cases = [
        ("quiet\n", "create", "quiet cg=memory\n"),
        (
            "quiet cg=memory -- x\n",
            "unchanged",
            "quiet cg=memory -- x\n",
        ),
        (
            "cg=cpu -- cg=memory\n",
            "create",
            "cg=cpu cg=memory -- cg=memory\n",
        ),
    ];
    for (there, kind, after) in cases {
        let generation = owning(KeyFormat::Tokens, WORDS, "cg=memory\n");
        let host = host(&generation, WORDS, text(there));
        let (keys, file) = describe(&compare(&generation, &host));
        assert_eq!(keys, [format!("{kind} cg=memory")], "{there:?}");
        assert_eq!(file, after, "{there:?}");
    }
}

#[test]
fn what_cannot_be_compared_is_trouble_of_that_file() {
    let ours = "[app:main]\na = 1\n";
    let state = |what: &str| crate::common::state(what);
    let cases = [
        (text("[app:main]\na = 1\na = 2\n"), "stands twice"),
        (text("[app:main]\nA = 1\n"), "same case"),
        (text("a = 1\n"), "line 1"),
        (text("[app:main\n"), "line 1"),
        (state("-> other.ini"), "it is a symlink"),
        (state("/"), "it is a directory"),
        (state("?"), "Permission denied"),
        (state("behind"), "`etc/a` is a symlink"),
    ];
    for (there, reason) in cases {
        let generation = owning(KeyFormat::Ini, INI, ours);
        let host = host(&generation, INI, there);
        let plan = compare(&generation, &host);
        let (keys, file) = describe(&plan);
        assert_eq!(keys, ["unknown [app:main] a"], "{reason}");
        assert!(
            file.starts_with("trouble: ") && file.contains(reason),
            "{file}"
        );
        assert!(plan.is_partial() && !plan.is_same(), "{reason}");
        assert!(plan.actions.is_empty(), "{reason}");
        assert!(render::status(&plan).contains(reason), "{reason}");
        assert_eq!(
            render::unified(&plan, Which::All, Direction::HostToStack),
            "",
            "{reason}"
        );
    }
    // supervisor itself takes the last of two keys; a key of ours must be there once.
    let generation = owning(KeyFormat::Supervisor, INI, ours);
    let twice = text("[app:main]\nb = 1\nb = 2\n");
    assert!(!compare(&generation, &host(&generation, INI, twice)).is_partial());
    let twice = text("[app:main]\na = 1\na = 1\n");
    assert!(compare(&generation, &host(&generation, INI, twice)).is_partial());
    let generation = owning(KeyFormat::Tokens, WORDS, "quiet\n");
    let lines = text("quiet\nsplash\n");
    assert!(compare(&generation, &host(&generation, WORDS, lines)).is_partial());
}

#[test]
fn a_file_that_nobody_looked_at_is_not_taken_for_absent() {
    let generation = owning(KeyFormat::Ini, INI, "[app:main]\na = 1\n");
    let (_, file) = describe(&compare(&generation, &installed(&generation)));
    assert_eq!(file, "trouble: nobody looked");
}

#[test]
fn a_missing_file_is_a_difference_and_asks_for_nothing() {
    let generation = owning(KeyFormat::Ini, INI, "[app:main]\na = 1\n");
    let host = host(&generation, INI, State::Absent);
    let plan = compare(&generation, &host);
    assert_eq!(describe(&plan).1, "missing");
    assert!(!plan.is_same() && !plan.is_partial() && plan.actions.is_empty());
}

#[test]
fn readers_take_over_a_change_of_the_file_and_not_of_its_keys_in_the_tree() {
    let (before, now) = (
        owning(KeyFormat::Ini, INI, "[app:main]\na = 1\n"),
        owning(KeyFormat::Ini, INI, "[app:main]\na = 2\n"),
    );
    let cases = [("[app:main]\na = 1\n", 1), ("[app:main]\na = 2\n", 0)];
    for (there, n_actions) in cases {
        let host = host(&before, INI, text(there));
        let plan = compare(&now, &host);
        assert_eq!(
            plan.actions.len(),
            n_actions,
            "{there:?}: {:?}",
            plan.actions
        );
        assert_eq!(plan.untouched.len(), 1 - n_actions, "{there:?}");
    }
}

#[test]
fn keys_that_are_gone_from_the_stack_are_listed_and_stay() {
    let before = owning(KeyFormat::Ini, INI, "[app:main]\na = 1\nb = 2\n");
    let there = "[app:main]\na = 1\nb = 2\nc = 3\n";
    let cases = [
        (
            "[app:main]\na = 1\n",
            there,
            vec!["unchanged [app:main] a", "orphan [app:main] b"],
        ),
        (
            "",
            there,
            vec!["orphan [app:main] a", "orphan [app:main] b"],
        ),
        ("", "[app:main]\nc = 3\n", vec![]),
    ];
    for (ours, there, expected) in cases {
        let now = owning(KeyFormat::Ini, INI, ours);
        let host = host(&before, INI, text(there));
        let plan = compare(&now, &host);
        let (keys, file) = describe(&plan);
        assert_eq!(keys, expected, "{ours:?}");
        assert!(
            file == there || expected.is_empty(),
            "nothing is removed: {file:?}"
        );
        let has_orphan = render::status(&plan).contains("[app:main] b: gone from the stack");
        assert_eq!(has_orphan, !expected.is_empty(), "{ours:?}");
    }
}

#[test]
fn only_our_lines_of_a_file_are_shown_and_no_secrets() {
    let ours = "[app:main]\na = 1\nsmtp.password_hint = x\nurl = http://h/\n";
    let there = "[app:main]\nsecret_thing = s3cret\na = 0\nother = theirs\n\
                 smtp.password_hint = hunter2\nurl = http://u:hunter3@h/\n";
    let generation = owning(KeyFormat::Ini, INI, ours);
    let host = host(&generation, INI, text(there));
    let plan = compare(&generation, &host);
    let diff = render::unified(&plan, Which::All, Direction::HostToStack);
    let expected = "diff host/etc/ckan/ckan.ini stack/etc/ckan/ckan.ini\n\
                    --- host/etc/ckan/ckan.ini\n+++ stack/etc/ckan/ckan.ini\n\
                    @@ -3 +3 @@\n-a = 0\n+a = 1\n\
                    @@ -5,2 +5,2 @@\n-smtp.password_hint =<hidden>\n-url = http://u:<hidden>\n\
                    +smtp.password_hint = x\n+url = http://h/\n";
    assert_eq!(diff, expected);
    let reversed = render::unified(&plan, Which::All, Direction::StackToHost);
    assert!(reversed.contains("-a = 1\n+a = 0\n"), "{reversed}");
    let status = render::status(&plan);
    assert!(status.contains("[app:main] a=1 instead of 0"), "{status}");
    for shown in [diff, reversed, status] {
        for secret in ["s3cret", "hunter", "theirs"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
