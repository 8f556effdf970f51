//! U: what the host runs.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use crate::unit::Unit;

const VENV: &str = "/home/inloop/virtualenv/bin";

/// Asserts that a unit wants others, comes after them, and does not fall with them.
#[track_caller]
fn assert_soft(unit: &Unit, others: &[&str]) {
    for other in others {
        let has = |key: &str| unit.words(key).contains(&(*other).to_owned());
        assert!(
            has("Unit.Wants") && has("Unit.After"),
            "{}: {other}",
            unit.name
        );
        for hard in ["Requires", "BindsTo", "PartOf", "Requisite"] {
            assert!(
                !has(&format!("Unit.{hard}")),
                "{}: {hard}={other}",
                unit.name
            );
        }
    }
}

/// Asserts that a unit requires others and comes after them.
#[track_caller]
fn assert_needs(unit: &Unit, others: &[&str]) {
    for other in others {
        let has = |key: &str| unit.words(key).contains(&(*other).to_owned());
        assert!(
            has("Unit.Requires") && has("Unit.After"),
            "{}: {other}",
            unit.name
        );
    }
}

#[track_caller]
fn assert_gives_up_after_three_starts(unit: &Unit) {
    unit.assert("Service.Restart", &["on-failure"]);
    unit.assert("Unit.StartLimitBurst", &["3"]);
    unit.assert("Unit.StartLimitIntervalSec", &["10s"]);
}

#[test]
fn in_u1_gunicorn_answers_requests() {
    let unit = default().service("gunicorn");
    unit.assert("Unit.Description", &["INLOOP gunicorn web workers"]);
    unit.assert("Service.User", &["gunicorn"]);
    unit.assert("Service.Group", &["gunicorn"]);
    let program = format!("{VENV}/gunicorn");
    let start = [
        program.as_str(),
        "--config",
        "python:inloop.gunicorn_config",
        "inloop.wsgi:application",
    ];
    unit.assert("Service.ExecStart", &start);
    unit.assert("Service.ExecReload", &["/bin/kill", "-HUP", "$MAINPID"]);
    unit.assert("Service.SyslogIdentifier", &["gunicorn"]);
    // The queue starts beside it, not before it.
    let requires = unit.words("Unit.Requires");
    assert!(
        requires.contains(&"huey.service".to_owned()),
        "{requires:?}"
    );
    let ordered = [unit.words("Unit.After"), unit.words("Unit.Before")].concat();
    assert!(!ordered.contains(&"huey.service".to_owned()), "{ordered:?}");
    let huey = default().service("huey");
    let ordered = [huey.words("Unit.After"), huey.words("Unit.Before")].concat();
    assert!(
        !ordered.contains(&"gunicorn.service".to_owned()),
        "{ordered:?}"
    );
    assert_soft(&unit, &["postgresql.service", "redis-server.service"]);
    assert_eq!(
        default().wanted_by("gunicorn.service"),
        ["multi-user.target"]
    );
    assert_gives_up_after_three_starts(&unit);
}

#[test]
fn in_u2_huey_works_off_the_queue() {
    let unit = default().service("huey");
    unit.assert("Unit.Description", &["INLOOP huey workers"]);
    unit.assert("Service.User", &["huey"]);
    unit.assert("Service.Group", &["huey"]);
    let program = format!("{VENV}/django-admin");
    unit.assert("Service.ExecStart", &[&program, "run_huey", "--workers=2"]);
    unit.assert("Service.Environment", &["HOME=/var/lib/inloop"]);
    unit.assert("Service.SyslogIdentifier", &["huey"]);
    unit.assert("Unit.PartOf", &["gunicorn.service"]);
    let others = [
        "docker.service",
        "redis-server.service",
        "postgresql.service",
    ];
    assert_soft(&unit, &others);
    assert!(!unit.has("Install.WantedBy"));
    assert_eq!(default().wanted_by("huey.service"), [""; 0]);
    assert!(!unit.has("Service.PrivateTmp"));
    // Its containers have limits of memory: without the controller it does not start.
    unit.assert("Unit.AssertControlGroupController", &["memory"]);
    assert_gives_up_after_three_starts(&unit);
}

#[test]
fn in_u3_nothing_falls_with_docker_redis_or_postgresql() {
    for variant in Variant::ALL {
        for unit in variant.built().units() {
            for key in ["Requires", "BindsTo", "PartOf", "Requisite"] {
                for other in unit.words(&format!("Unit.{key}")) {
                    let is_soft = ["docker.", "podman.", "redis-server.", "postgresql."];
                    assert!(
                        !is_soft.iter().any(|soft| other.starts_with(soft)),
                        "{variant:?}: {}: {key}={other}",
                        unit.name
                    );
                }
            }
        }
    }
}

#[test]
fn in_u4_the_queue_may_use_the_engine_in_exactly_one_way() {
    for variant in Variant::ALL
        .into_iter()
        .filter(|variant| variant.has_queue())
    {
        let built = variant.built();
        let groups = built.service("huey").words("Service.SupplementaryGroups");
        let has_group = groups == ["docker"];
        assert!(has_group || groups.is_empty(), "{groups:?}");
        assert_ne!(has_group, built.has_service("huey-helper"), "{variant:?}");
        assert_eq!(has_group, variant != Variant::Acl, "{variant:?}");
    }
}

#[test]
fn in_u5_the_access_list_is_set_at_each_start_of_the_engine() {
    let built = Variant::Acl.built();
    let unit = built.service("huey-helper");
    unit.assert("Service.Type", &["oneshot"]);
    unit.assert("Unit.After", &["docker.service"]);
    let command = ["/usr/bin/setfacl", "-m", "u:huey:rw", "/run/docker.sock"];
    unit.assert("Service.ExecStart", &command);
    assert_eq!(built.wanted_by("huey-helper.service"), ["docker.service"]);
    assert!(!unit.has("Service.RemainAfterExit"));
    // As root, who owns the socket.
    assert!(!unit.has("Service.User"));
}

#[test]
fn in_u6_tables_are_made_before_anybody_uses_them() {
    let unit = default().service("inloop-migrate");
    unit.assert("Service.Type", &["oneshot"]);
    unit.assert("Service.User", &["inloop"]);
    let program = format!("{VENV}/django-admin");
    unit.assert("Service.ExecStart", &[&program, "migrate", "--noinput"]);
    for name in ["gunicorn", "huey", "inloop-first-run"] {
        assert_needs(&default().service(name), &["inloop-migrate.service"]);
    }
    // Not without the role and its database.
    assert_needs(&unit, &["inloop-database.service"]);
}

#[test]
fn in_u7_static_files_are_collected_and_compressed() {
    let unit = default().service("inloop-collectstatic");
    unit.assert("Service.Type", &["oneshot"]);
    let program = format!("{VENV}/django-admin");
    unit.assert(
        "Service.ExecStartPre",
        &[&program, "collectstatic", "--noinput"],
    );
    let built = default();
    let folder = built.variable("STATIC_ROOT").unwrap();
    let command = unit.words("Service.ExecStart");
    assert_eq!(command[..2], ["/usr/bin/find", folder.as_str()]);
    // What the command really does: compressed files beside the originals, made again when these change.
    let script = r#"
        mkdir -p /tmp/static/css /tmp/static/js; cd /tmp/static
        echo one > css/a.css; echo two > js/b.js; echo three > js/c.txt
        "$@"; echo changed > css/a.css; "$@"
        find . -type f | sort; gzip -dc css/a.css.gz"#;
    let command: Vec<String> = command
        .into_iter()
        .map(|word| word.replace(&folder, "/tmp/static"))
        .collect();
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    let said = built.view().script(script, &words);
    assert!(said.is_silent(), "{}", said.transcript());
    let files = [
        "./css/a.css",
        "./css/a.css.gz",
        "./js/b.js",
        "./js/b.js.gz",
        "./js/c.txt",
    ];
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines, [&files[..], &["changed"]].concat());
    // Before the workers, who read the list of collected files, and before nginx through them.
    assert_soft(
        &built.service("gunicorn"),
        &["inloop-collectstatic.service"],
    );
}

#[test]
fn in_u8_what_a_new_host_begins_with_is_loaded_once() {
    let unit = default().service("inloop-first-run");
    unit.assert("Service.Type", &["oneshot"]);
    unit.assert("Service.User", &["inloop"]);
    let program = format!("{VENV}/django-admin");
    let commands = unit.each("Service.ExecStartPre");
    let expected: [&[&str]; 2] = [
        &[&program, "loaddata", "about_pages", "staff_group"],
        &[
            &program,
            "set_default_site",
            "--system-fqdn",
            "--name",
            "INLOOP",
        ],
    ];
    assert_eq!(commands, expected);
    // The last thing it does is to leave the mark that keeps it from running again.
    let mark = unit.words("Service.ExecStart").pop().unwrap();
    unit.assert("Unit.ConditionPathExists", &[&format!("!{mark}")]);
    unit.assert("Service.ExecStart", &["/usr/bin/touch", &mark]);
    // Whoever is asked questions is no job.
    assert_eq!(default().files_with("createsuperuser"), [""; 0]);
    let readme = include_str!("../../../../stacks/inloop/README.md");
    assert!(readme.contains("createsuperuser"));
}

#[test]
fn in_u9_a_restart_of_gunicorn_restarts_the_queue_and_a_reload_does_not() {
    let huey = default().service("huey");
    huey.assert("Unit.PartOf", &["gunicorn.service"]);
    for key in ["PropagatesReloadTo", "ReloadPropagatedFrom"] {
        for name in ["gunicorn", "huey"] {
            let unit = default().service(name);
            assert!(!unit.has(&format!("Unit.{key}")), "{name}: {key}");
        }
    }
    assert!(default().service("gunicorn").has("Service.ExecReload"));
}

#[test]
fn in_u10_the_periodic_job_is_inside_the_queue() {
    for variant in Variant::ALL {
        let timers: Vec<String> = variant
            .built()
            .paths()
            .into_iter()
            .filter(|path| path.ends_with(".timer") && !path.contains("certbot"))
            .collect();
        assert_eq!(timers, [""; 0], "{variant:?}");
    }
}

#[test]
fn in_u11_no_upstart_files_are_emitted() {
    for variant in Variant::ALL {
        let is_upstart = |path: &String| path.starts_with("etc/init");
        assert!(!variant.built().paths().iter().any(is_upstart));
        for word in ["envdir", "setuidgid", "respawn"] {
            assert_eq!(
                variant.built().files_with(word),
                [""; 0],
                "{variant:?}: {word}"
            );
        }
    }
}

#[test]
fn the_queue_hands_folders_of_tmp_to_the_engine_and_says_so() {
    let found = findings("{ services.huey.extra.Service.PrivateTmp = false }");
    assert_eq!(found, [], "said, not done");
    let other = with("{ services.gunicorn.extra.Service.PrivateTmp | force = false }");
    other
        .service("gunicorn")
        .assert("Service.PrivateTmp", &["false"]);
}
