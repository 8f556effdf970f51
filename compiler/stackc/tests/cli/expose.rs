//! `stackc expose`: what is said of the stacks, and of two small hosts. `BLESS=1` rewrites what is expected.

use crate::common::{compare, stack, stackc, workspace};
use serde_json::Value;
use std::path::PathBuf;

fn tests() -> PathBuf {
    workspace().join("compiler/stackc/tests")
}

#[test]
fn who_reaches_what_is_shown_with_the_lines_that_make_it_so() {
    let stacks = ["otterwiki", "inloop", "permacoop", "pgaw", "dcor"];
    let stacks = stacks.map(|name| (name, stack(name)));
    let hosts = ["closed", "foreign", "redirects"];
    let hosts = hosts.map(|name| (name, tests().join("exposure/hosts").join(name)));
    let mut wrong = Vec::new();
    for (name, folder) in stacks.into_iter().chain(hosts) {
        let said = stackc().arg("expose").arg(folder).output().unwrap();
        let expected = tests().join(format!("expose/{name}.txt"));
        let text = String::from_utf8(said.stdout).unwrap();
        wrong.extend(compare(&expected, &text).err());
    }
    assert!(wrong.is_empty(), "with BLESS=1:\n{}", wrong.join("\n"));
}

#[test]
fn scripts_get_the_same_as_one_object() {
    let said = stackc()
        .args(["expose", "--json"])
        .arg(stack("inloop"))
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(0));
    let json: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["hosts"][0]["name"], "inloop");
    let listeners = json["hosts"][0]["listeners"].as_array().unwrap();
    let redis = listeners
        .iter()
        .find(|listener| listener["who"] == "redis")
        .unwrap();
    assert_eq!(redis["protocol"], "tcp");
    assert_eq!(redis["port"], 6379);
    assert_eq!(redis["way"], "process");
    for family in ["ipv4", "ipv6"] {
        let judgement = &redis[family];
        assert_eq!(judgement["verdict"]["kind"], "host");
        assert_eq!(judgement["perhaps"], Value::Null);
        let steps = judgement["steps"].as_array().unwrap();
        let last = steps.last().unwrap();
        assert_eq!(last["path"], "firewall.local_only[2]");
        assert!(last["place"].as_str().unwrap().starts_with("stack.ncl:"));
    }
}

/// What is wrong with an exposure is what one wants to look at.
#[test]
fn a_host_with_errors_is_shown_all_the_same() {
    let case = tests().join("cases/exposed-protocol");
    let said = stackc().arg("expose").arg(case).output().unwrap();
    assert_eq!(said.status.code(), Some(1));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(text.contains("internet     tcp *:5432 IPv4  db"), "{text}");
}
