//! Any text of a host: nothing panics, and no secret comes through.

use crate::common::{file, file_state, generation, installed, path};
use host::render::{Direction, Which, stat, status, unified};
use host::{Ids, Mask, compare};
use proptest::prelude::{ProptestConfig, proptest};
use std::collections::BTreeMap;

/// Everything that is ever shown of two versions of a file.
fn shown(at: &str, on_host: &str, stack: &str) -> String {
    let generation = generation([file(at, stack, &["web.service"])], &[], BTreeMap::new());
    let mut host = installed(&generation);
    let root = Ids { uid: 0, gid: 0 };
    host.states
        .insert(path(at), file_state(on_host, "0644", root));
    let plan = compare(&generation, &host);
    let directions = [Direction::HostToStack, Direction::StackToHost];
    let diffs = directions
        .map(|direction| unified(&plan, Which::All, direction))
        .concat();
    [status(&plan), stat(&plan, None), diffs].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_shown(
        on_host in "([\\PC\n\r=:@/\"\\\\\\[\\]{};]|PASSWORD|://|server \\{){0,40}",
        stack in "([a\n\r=:{};\\[\\]]|\\[A\\]\nb=c\n){0,20}",
    ) {
        for at in ["etc/f", "etc/systemd/system/f.service", "etc/nginx/f", "etc/containers/systemd/f.container"] {
            shown(at, &on_host, &stack);
        }
    }

    #[test]
    fn no_assigned_secret_is_shown(
        before in "[\\PC]{0,12}",
        name in "(DB_)?(PASSWORD|SECRET_KEY|token)(_2)?",
        sign in " ?[=:] ?\"?",
        secret in "[G-Z]{8}",
    ) {
        let line = format!("[A]\n{before} {name}{sign}{secret}\n");
        for at in ["etc/f", "etc/systemd/system/f.service"] {
            let shown = shown(at, &line, "[A]\nB=c\n");
            assert!(!shown.contains(&secret), "{shown}");
        }
    }

    #[test]
    fn text_without_secrets_stays(text in "([a-n =:/@\n]|ü){0,40}") {
        // No name tells of a secret; a password in a URL needs all of `://`, `:` and `@`.
        if !text.contains("://") {
            assert_eq!(Mask::default().apply(&text, ""), text);
        }
    }
}
