//! U: the units in place of supervisor's programs.

use crate::deployment::{Deployment, LASTING, Variant, default};
use crate::unit::Unit;

const CKAN: &str = "/usr/lib/ckan/default/bin/ckan";
const INI: &str = "/etc/ckan/default/ckan.ini";

/// Asserts that a unit requires others and starts after them.
#[track_caller]
pub(crate) fn assert_needs(unit: &Unit, needed: &[&str]) {
    for name in needed {
        let name = format!("{name}.service");
        for setting in ["Unit.Requires", "Unit.After"] {
            let words = unit.words(setting);
            assert!(words.contains(&name), "{}: {setting}: {words:?}", unit.name);
        }
    }
}

/// The variables in a unit.
pub(crate) fn variables(unit: &Unit) -> Vec<String> {
    unit.words("Service.Environment")
}

#[track_caller]
fn assert_enabled(built: &Deployment, name: &str) {
    let link = format!("etc/systemd/system/multi-user.target.wants/{name}.service");
    assert!(built.paths().contains(&link), "{link}");
}

#[test]
fn dc_u1_ckan_runs_on_uwsgi() {
    let unit = default().service("ckan-uwsgi");
    unit.assert(
        "Service.ExecStart",
        &[
            "/usr/lib/ckan/default/bin/uwsgi",
            "-i",
            "/etc/ckan/default/ckan-uwsgi.ini",
        ],
    );
    unit.assert("Service.User", &["www-data"]);
    unit.assert("Service.Group", &["www-data"]);
    unit.assert("Service.Restart", &["always"]);
    unit.assert("Service.TimeoutStopSec", &["600s"]);
    // SIGTERM, the default, ends it because of `die-on-term`.
    assert!(!unit.has("Service.KillSignal"));
    assert_eq!(default().uwsgi()["die-on-term"], "true");
    assert_needs(&unit, &["postgresql", "redis-server", "solr"]);
    assert_enabled(default(), "ckan-uwsgi");
}

#[test]
fn dc_u2_a_worker_takes_the_jobs_of_ckan() {
    let unit = default().service("ckan-worker");
    unit.assert("Service.ExecStart", &[CKAN, "-c", INI, "jobs", "worker"]);
    unit.assert("Service.User", &["www-data"]);
    unit.assert("Service.Restart", &["always"]);
    unit.assert("Service.TimeoutStopSec", &["600s"]);
    assert_enabled(default(), "ckan-worker");
}

#[test]
fn dc_u3_each_queue_of_dcor_has_a_worker() {
    for queue in ["dcor-short", "dcor-normal", "dcor-long"] {
        let name = format!("ckan-worker-{queue}");
        let unit = default().service(&name);
        unit.assert(
            "Service.ExecStart",
            &[CKAN, "-c", INI, "jobs", "worker", queue],
        );
        unit.assert("Service.User", &["www-data"]);
        unit.assert("Service.Restart", &["always"]);
        unit.assert("Service.TimeoutStopSec", &["60s"]);
        let variables = variables(&unit);
        for expected in [format!("CKAN_INI={INI}"), "PYTHONUNBUFFERED=1".to_owned()] {
            assert!(variables.contains(&expected), "{variables:?}");
        }
        assert_enabled(default(), &name);
    }
    // Not `ckan-worker-ckan-worker-…`, nor any other.
    let workers = default().paths().into_iter().filter(|path| {
        let name = path.strip_prefix("etc/systemd/system/ckan-worker");
        name.is_some_and(|rest| rest.ends_with(".service") && !rest.contains('/'))
    });
    assert_eq!(workers.count(), 4);
}

#[test]
fn dc_u4_each_process_knows_where_to_put_uploads_and_whether_files_can_be_locked() {
    for name in LASTING {
        let here = variables(&default().service(name));
        assert!(here.contains(&"TMPDIR=/data/tmp/uwsgi".to_owned()));
        let locking = "HDF5_USE_FILE_LOCKING=FALSE".to_owned();
        assert!(!here.contains(&locking), "{name}: the data is on a disk");
        let there = variables(&Variant::Streamed.built().service(name));
        assert!(there.contains(&locking), "{name}: the data is on a share");
    }
}

#[test]
fn dc_u5_processes_require_and_follow_database_queue_and_search() {
    for name in LASTING {
        let unit = default().service(name);
        assert_needs(&unit, &["postgresql", "redis-server", "solr"]);
        // Nobody polls: the drop-in that asked `is-active` every 20 seconds is gone.
        assert!(!unit.has("Service.ExecStartPre"), "{name}");
    }
}

#[test]
fn dc_u6_solr_stays_in_the_foreground_with_room_for_files() {
    let solr = default().service("solr");
    solr.assert("Service.User", &["solr"]);
    solr.assert("Service.LimitNOFILE", &["1048576"]);
    solr.assert("Service.LimitNPROC", &["1048576"]);
    solr.assert(
        "Service.Environment",
        &["SOLR_INCLUDE=/etc/default/solr.in.sh"],
    );
    solr.assert("Service.Type", &["exec"]);
    solr.assert("Service.ExecStart", &["/opt/solr/bin/solr", "start", "-f"]);
    assert!(!solr.has("Service.PIDFile"));
    solr.assert("Service.Restart", &["on-failure"]);
    solr.assert("Service.RestartSec", &["30"]);
    solr.assert("Unit.StartLimitIntervalSec", &["60s"]);
    solr.assert("Unit.ConditionPathExists", &["/opt/solr"]);
}

#[test]
fn dc_u7_the_data_pusher_of_ckan_is_no_part() {
    for variant in Variant::ALL {
        assert_eq!(
            variant.built().files_with("datapusher"),
            [""; 0],
            "{variant:?}"
        );
    }
}

#[test]
fn dc_u8_tables_are_made_before_ckan_starts_and_the_inspection_on_demand() {
    let tables = default().service("dcor-schema");
    tables.assert("Service.Type", &["oneshot"]);
    tables.assert("Service.ExecStart", &[CKAN, "-c", INI, "db", "init"]);
    tables.assert("Service.RemainAfterExit", &["true"]);
    assert_needs(&tables, &["postgresql", "dcor-database"]);
    for name in LASTING {
        assert_needs(&default().service(name), &["dcor-schema"]);
    }
    let inspect = default().service("dcor-inspect");
    inspect.assert("Service.Type", &["oneshot"]);
    inspect.assert(
        "Service.ExecStart",
        &["/usr/lib/ckan/default/bin/dcor", "inspect", "--assume-yes"],
    );
    // It changes what it does not like: nobody starts it unasked.
    assert!(!inspect.has("Install.WantedBy"));
    assert_eq!(
        default().files_with("dcor-inspect.service"),
        ["etc/stackc/dcor/manifest.json"]
    );
}

#[test]
fn dc_u9_a_start_counts_when_the_process_is_still_there() {
    for name in &LASTING[1..] {
        let worker = default().service(name);
        worker.assert("Service.ExecStartPost", &["/usr/bin/sleep", "10"]);
    }
    // Of a server more can be asked: that it takes connections.
    let server = default().service("ckan-uwsgi");
    server.assert(
        "Service.ExecStartPost",
        &["/bin/sh", "/etc/stackc/dcor/ready-uwsgi.sh"],
    );
    let script = default().text("etc/stackc/dcor/ready-uwsgi.sh");
    assert!(script.contains("8080"), "{script}");
    // One process each: no unit is a template.
    assert!(!default().paths().iter().any(|path| path.contains('@')));
}
