//! R: the rules for every stack, as far as they say something about this one and no row does.

use crate::deployment::Variant;
use std::collections::BTreeSet;

#[test]
fn r1_no_file_holds_a_secret() {
    for variant in Variant::ALL {
        let manifest = variant.built().manifest();
        let secrets = manifest["secrets"].as_array().unwrap();
        let paths: BTreeSet<&str> = secrets
            .iter()
            .flat_map(|secret| secret["deliveries"].as_array().unwrap())
            .filter_map(|delivery| delivery["via"]["credential"]["path"].as_str())
            .collect();
        for path in &paths {
            assert!(path.starts_with("/etc/credstore/dcor-"), "{path}");
            assert!(!variant.built().paths().contains(&path[1..]), "{path}");
        }
        assert!(paths.contains("/etc/credstore/dcor-db_password"));
    }
}

#[test]
fn r5_what_is_required_is_waited_for() {
    for variant in Variant::ALL {
        for unit in variant.built().units() {
            let after = unit.words("Unit.After");
            for setting in ["Unit.Requires", "Unit.Wants"] {
                for needed in unit.words(setting) {
                    assert!(after.contains(&needed), "{}: {needed}", unit.name);
                }
            }
        }
    }
}

#[test]
fn r22_every_account_is_declared_or_of_a_package() {
    let of_packages = ["root", "www-data", "postgres", "adm"];
    for variant in Variant::ALL {
        let sysusers = variant.built().text("etc/sysusers.d/dcor.conf");
        for unit in variant.built().units() {
            for account in ["Service.User", "Service.Group"] {
                for name in unit.words(account) {
                    let ours = sysusers.contains(&format!("u {name} "));
                    assert!(
                        ours || of_packages.contains(&name.as_str()),
                        "{}: {name}",
                        unit.name
                    );
                }
            }
        }
    }
}

#[test]
fn r23_commands_are_absolute_and_nobody_supervises_but_systemd() {
    for variant in Variant::ALL {
        for unit in variant.built().units() {
            for key in ["ExecStart", "ExecStartPre", "ExecStartPost"] {
                for command in unit.each(&format!("Service.{key}")) {
                    assert!(command[0].starts_with('/'), "{}: {command:?}", unit.name);
                    for old in ["supervisor", "setuidgid", "envdir"] {
                        assert!(
                            !command.iter().any(|word| word.contains(old)),
                            "{command:?}"
                        );
                    }
                }
            }
        }
    }
}
