//! What a plan was made from.

use crate::common::{file, generation, installed, path, state};
use host::{Binding, Host, compare};
use std::collections::BTreeMap;
use store::Generation;

fn sample(text: &str) -> Generation {
    generation([file("etc/a", text, &[])], &[], BTreeMap::new())
}

fn binding(stack: &str, change: impl FnOnce(&mut Host)) -> Binding {
    let mut host = installed(&sample("x"));
    change(&mut host);
    compare(&sample(stack), &host).binding()
}

#[test]
fn a_plan_is_bound_to_everything_it_was_made_from() {
    let first = binding("y", |_| {});
    assert_eq!(first, binding("y", |_| {}));
    let ids = [
        first.id(),
        binding("z", |_| {}).id(),
        binding("y", |host| host.previous = None).id(),
        binding("y", |host| {
            host.states.insert(path("etc/a"), state("x 0600"));
        })
        .id(),
        binding("y", |host| {
            host.states.insert(path("etc/a"), state("-> x"));
        })
        .id(),
        binding("y", |host| {
            host.states.insert(path("etc/a"), state("?"));
        })
        .id(),
        binding("y", |host| {
            host.extras.more.insert("etc/stackc/wiki".to_owned(), 1);
        })
        .id(),
    ];
    for (at, id) in ids.iter().enumerate() {
        assert!(!ids[..at].contains(id), "{at}");
    }
}
