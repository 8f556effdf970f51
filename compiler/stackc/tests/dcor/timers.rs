//! T: what runs by the calendar.

use crate::changes::with;
use crate::deployment::{DOMAIN, Deployment, Variant, default};
use crate::findings::assert_fails;
use std::path::Path;

const CKAN: [&str; 3] = [
    "/usr/lib/ckan/default/bin/ckan",
    "-c",
    "/etc/ckan/default/ckan.ini",
];

/// Asserts when a job runs, as whom, and what; a job is started by its timer alone.
#[track_caller]
fn assert_job(built: &Deployment, name: &str, schedule: &str, user: &str, command: &[&str]) {
    let timer = built.system_unit(&format!("{name}.timer"));
    timer.assert("Timer.OnCalendar", &[schedule]);
    timer.assert("Timer.Unit", &[&format!("{name}.service")]);
    timer.assert("Timer.Persistent", &["true"]);
    let link = built.link(&format!(
        "etc/systemd/system/timers.target.wants/{name}.timer"
    ));
    assert_eq!(link, Path::new(&format!("../{name}.timer")));
    let job = built.service(name);
    job.assert("Service.Type", &["oneshot"]);
    job.assert("Service.User", &[user]);
    job.assert("Service.ExecStart", command);
    assert!(!job.has("Install.WantedBy") && !job.has("Service.RemainAfterExit"));
}

#[track_caller]
fn assert_nightly(command: &str, schedule: &str, arguments: &[&str]) {
    let words = [&CKAN[..], &[command], arguments].concat();
    let name = format!("dcor-{command}");
    assert_job(Variant::Ops.built(), &name, schedule, "root", &words);
    // They are of the operations profile.
    let path = format!("etc/systemd/system/{name}.timer");
    assert!(!default().paths().contains(&path));
}

const YESTERDAY: [&str; 2] = ["--modified-days", "1"];

#[test]
fn dc_t1_jobs_of_the_depot_run_at_one() {
    assert_nightly("run-jobs-dcor-depot", "*-*-* 01:00:00", &YESTERDAY);
}

#[test]
fn dc_t2_jobs_of_the_schemas_run_at_two() {
    assert_nightly("run-jobs-dcor-schemas", "*-*-* 02:00:00", &YESTERDAY);
}

#[test]
fn dc_t3_jobs_of_the_views_run_at_three() {
    assert_nightly("run-jobs-dc-view", "*-*-* 03:00:00", &YESTERDAY);
}

#[test]
fn dc_t4_jobs_of_the_downloads_run_at_four() {
    assert_nightly("run-jobs-dc-serve", "*-*-* 04:00:00", &YESTERDAY);
}

/// Asserts a job of cleaning up; its name is not doubled.
#[track_caller]
fn assert_prune(command: &str, schedule: &str) {
    let words = [&CKAN[..], &[command]].concat();
    assert_job(Variant::Ops.built(), command, schedule, "root", &words);
}

#[test]
fn dc_t5_uploads_that_nobody_finishes_go() {
    assert_prune("dcor-prune-stale-multipart-uploads", "*-*-* 01:30:00");
}

#[test]
fn dc_t6_drafts_that_nobody_finishes_go() {
    assert_prune("dcor-prune-draft-datasets", "*-*-* 02:30:00");
}

#[test]
fn dc_t7_each_key_has_a_backup_ten_minutes_after_the_one_before() {
    let keys = ["8FD98B2183B2C228", "A1", "B2", "C3", "D4"];
    let list = keys.map(|key| format!("\"{key}\"")).join(", ");
    let built = with(&format!(
        "(import \"ops.ncl\") & {{ params.backup_keys = [{list}] }}"
    ));
    for (key, minute) in keys.into_iter().zip([10, 20, 30, 40, 50]) {
        assert_job(
            &built,
            &format!("dcor-encrypted-instance-backup-{key}"),
            &format!("*-*-* 05:{minute}:00"),
            "root",
            &[
                "/usr/lib/ckan/default/bin/dcor",
                "encrypted-instance-backup",
                "--key-id",
                key,
            ],
        );
    }
}

#[test]
fn dc_t7_a_sixth_key_has_no_minute() {
    assert_fails("dc_t7_six_backup_keys", "SC0020");
}

#[test]
fn dc_t8_large_images_become_smaller() {
    assert_job(
        Variant::Ops.built(),
        "dcor-image-resize",
        "*-*-* 02:00:00",
        "www-data",
        &[
            "/usr/bin/find",
            "/data/ckan-dcor/storage",
            "-type",
            "f",
            "-size",
            "+200k",
            "-iregex",
            r".*\.\(jpe?g\|png\)",
            "-exec",
            "/usr/bin/mogrify",
            "-strip",
            "-resize",
            "512x",
            "{}",
            ";",
        ],
    );
}

#[test]
fn dc_t9_where_things_are_tried_all_is_reset_each_week() {
    let built = Variant::Development.built();
    assert_job(
        built,
        "dcor-reset",
        "Sun *-*-* 00:30:00",
        "root",
        &["/usr/lib/ckan/default/bin/dcor", "inspect", "--assume-yes"],
    );
    let steps = built.service("dcor-reset").each("Service.ExecStartPre");
    let verbs: Vec<&str> = steps.iter().map(|words| words[1].as_str()).collect();
    assert_eq!(
        verbs,
        [
            "dcor-purge-unused-collections-and-circles",
            "reset",
            "dcor-import-figshare",
            "search-index",
        ]
    );
    for variant in Variant::ALL {
        let resets = variant
            .built()
            .paths()
            .contains("etc/systemd/system/dcor-reset.timer");
        assert_eq!(resets, variant == Variant::Development, "{variant:?}");
    }
}

#[test]
fn dc_t10_certificates_are_renewed_twice_a_day_and_nginx_reloads() {
    let timer = default().system_unit("dcor-certbot-dcor.timer");
    timer.assert("Timer.OnCalendar", &["*-*-* 00,12:00:00"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
    let link = "etc/systemd/system/timers.target.wants/dcor-certbot-dcor.timer";
    assert!(default().paths().contains(link));
    let command = default()
        .service("dcor-certbot-dcor")
        .words("Service.ExecStart");
    for pair in [
        ["--webroot-path", "/var/www/acme-challenge"],
        ["-d", DOMAIN],
    ] {
        assert!(command.windows(2).any(|words| words == pair), "{command:?}");
    }
    let hook = command
        .iter()
        .position(|word| word == "--deploy-hook")
        .unwrap();
    assert!(
        command[hook + 1].contains("try-reload-or-restart nginx.service"),
        "{command:?}"
    );
}
