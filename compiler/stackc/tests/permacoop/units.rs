//! U: the units, and what starts when.

use crate::common::stack;
use crate::deployment::{Deployment, prod, prod_with, vagrant};
use crate::unit::Unit;
use std::fs;

/// Service, working directory, and what Node.js runs there.
const PROGRAMS: [(&str, &str, &str); 4] = [
    ("api", "/srv/permacoop/server", "./dist/src/main.js"),
    (
        "client-legacy",
        "/srv/permacoop/client/legacy",
        "./__sapper__/build",
    ),
    ("client-kit", "/srv/permacoop/client/kit", "./build"),
    ("client-proxy", "/srv/permacoop/client/proxy", "index.cjs"),
];

const WANTS: &str = "etc/systemd/system/permacoop.target.wants";

/// Asserts what holds for all four programs, and what is in the row of one.
#[track_caller]
fn assert_program(service: &str, variables: &[(&str, &str)]) {
    let row = PROGRAMS.iter().find(|(name, _, _)| *name == service);
    let (_, folder, script) = row.unwrap();
    for deployment in [prod(), vagrant()] {
        let unit = deployment.service(service);
        unit.assert("Service.User", &["permacoop"]);
        unit.assert("Service.WorkingDirectory", &[folder]);
        unit.assert("Service.ExecStart", &["/usr/bin/node", script]);
        unit.assert("Service.Restart", &["always"]);
        // The journal is where systemd writes by itself.
        assert!(!unit.has("Service.StandardOutput") && !unit.has("Service.StandardError"));
        unit.assert("Install.WantedBy", &["permacoop.target"]);
        let given = deployment.variables(service);
        let common = [("NODE_ENV", "production"), ("HOST", "127.0.0.1")];
        for (name, value) in common.iter().chain(variables) {
            assert_eq!(
                given.get(*name).map(String::as_str),
                Some(*value),
                "{service}: {name}"
            );
        }
    }
}

/// Whether a unit comes after another, and how strongly it asks for it.
fn relation(unit: &Unit, other: &str) -> (bool, bool, bool) {
    let names = |key: &str| unit.words(key).iter().any(|name| name == other);
    (
        names("Unit.Requires"),
        names("Unit.Wants"),
        names("Unit.After"),
    )
}

const REQUIRED: (bool, bool, bool) = (true, false, true);
const WANTED: (bool, bool, bool) = (false, true, true);

#[test]
fn pe_u1_the_api_runs() {
    assert_program("api", &[("PORT", "3000")]);
}

#[test]
fn pe_u2_the_client_on_sapper_runs() {
    assert_program("client-legacy", &[("PORT", "3002")]);
}

#[test]
fn pe_u3_the_client_on_sveltekit_runs_and_knows_its_origin() {
    assert_program("client-kit", &[("PORT", "3003")]);
    let origin = |deployment: &Deployment| deployment.variables("client-kit")["ORIGIN"].clone();
    assert_eq!(origin(prod()), "https://permacoop.fairness.coop");
    assert_eq!(origin(vagrant()), "http://localhost:3080");
}

#[test]
fn pe_u4_the_proxy_runs_after_both_clients_and_knows_their_ports() {
    let ports = [
        ("PORT", "3001"),
        ("LEGACY_PORT", "3002"),
        ("KIT_PORT", "3003"),
    ];
    assert_program("client-proxy", &ports);
    let proxy = prod().service("client-proxy");
    for client in [
        "permacoop-client-legacy.service",
        "permacoop-client-kit.service",
    ] {
        assert_eq!(relation(&proxy, client), WANTED);
    }
    // The ports are those of the clients, not typed again.
    let moved = prod_with("{ params.ports = { legacy = 4002, kit = 4003 } }");
    let variables = moved.variables("client-proxy");
    assert_eq!(
        variables["LEGACY_PORT"],
        moved.variables("client-legacy")["PORT"]
    );
    assert_eq!(variables["KIT_PORT"], moved.variables("client-kit")["PORT"]);
}

#[test]
fn pe_u5_the_database_is_brought_up_to_date_before_the_api() {
    let migrate = prod().service("migrate");
    migrate.assert("Service.Type", &["oneshot"]);
    migrate.assert(
        "Service.ExecStart",
        &["/usr/bin/npm", "run", "migration:migrate"],
    );
    migrate.assert("Service.WorkingDirectory", &["/srv/permacoop/server"]);
    migrate.assert("Service.User", &["permacoop"]);
    let api = prod().service("api");
    assert_eq!(relation(&api, "permacoop-migrate.service"), REQUIRED);
    // It has what the API has for the database; it does not read the rest (E6 to E8).
    let (all, own) = (prod().variables("api"), prod().variables("migrate"));
    for (name, value) in &own {
        assert_eq!(all.get(name), Some(value), "{name}");
    }
    let secret = |service| prod().secret_variable(service, "DATABASE_PASSWORD");
    assert_eq!(secret("migrate"), secret("api"));
    // A database that is not there yet makes it try again, and the API wait.
    assert_eq!(relation(&migrate, "network-online.target"), WANTED);
    migrate.assert("Service.Restart", &["on-failure"]);
    migrate.assert("Service.RestartMode", &["direct"]);
}

#[test]
fn pe_u6_uploads_go_to_a_folder_of_the_user() {
    let line = "d /srv/permacoop/server/uploads 0750 permacoop permacoop";
    for deployment in [prod(), vagrant()] {
        let lines = deployment.text("etc/tmpfiles.d/permacoop.conf");
        assert!(lines.lines().any(|own| own == line), "{lines}");
        let api = deployment.service("api");
        // The path is relative to where the API runs.
        let folder = api.text("Service.WorkingDirectory").unwrap();
        let uploads = deployment.variables("api")["UPLOAD_LOCATION"].clone();
        assert_eq!(
            format!("{folder}/{uploads}"),
            line.split(' ').nth(1).unwrap()
        );
        api.assert("Unit.RequiresMountsFor", &[&format!("{folder}/{uploads}")]);
    }
    // Where it is moved to, the folder is made.
    let moved = prod_with("{ services.api.env.UPLOAD_LOCATION | force = \"files\" }");
    let lines = moved.text("etc/tmpfiles.d/permacoop.conf");
    assert!(
        lines.contains("d /srv/permacoop/server/files 0750 permacoop"),
        "{lines}"
    );
}

#[test]
fn pe_u7_one_target_restarts_the_four_programs() {
    for deployment in [prod(), vagrant()] {
        deployment
            .unit("permacoop.target")
            .assert("Install.WantedBy", &["multi-user.target"]);
        assert!(deployment.has("etc/systemd/system/multi-user.target.wants/permacoop.target"));
        // The migration is repeated with them: a new API may bring new ones.
        for service in PROGRAMS
            .map(|(name, _, _)| name)
            .into_iter()
            .chain(["migrate"])
        {
            deployment
                .service(service)
                .assert("Unit.PartOf", &["permacoop.target"]);
            assert!(deployment.has(&format!("{WANTS}/permacoop-{service}.service")));
        }
        // And nothing else is touched.
        let of_target = |unit: &Unit| {
            unit.words("Unit.PartOf")
                .contains(&"permacoop.target".into())
        };
        let n_grouped = deployment
            .units()
            .iter()
            .filter(|unit| of_target(unit))
            .count();
        assert_eq!(n_grouped, PROGRAMS.len() + 1);
    }
}

#[test]
fn pe_u8_nginx_comes_after_programs_that_listen() {
    for deployment in [prod(), vagrant()] {
        let nginx = deployment.unit("nginx.service.d/permacoop.conf");
        for service in ["permacoop-api.service", "permacoop-client-proxy.service"] {
            assert_eq!(relation(&nginx, service), WANTED);
        }
        for (service, _, _) in PROGRAMS {
            let script = format!("/etc/stackc/permacoop/ready-{service}.sh");
            let unit = deployment.service(service);
            unit.assert("Service.ExecStartPost", &["/bin/sh", &script]);
            let port = deployment.variables(service)["PORT"].clone();
            let text = deployment.text(script.trim_start_matches('/'));
            assert!(text.contains(&format!("'sport = :{port}'")), "{text}");
        }
    }
}

#[test]
fn pe_u9_a_release_is_built_beside_the_running_one() {
    let jobs = [
        "fetch",
        "build-server",
        "build-legacy",
        "build-kit",
        "build-proxy",
    ];
    for deployment in [prod(), vagrant()] {
        for job in jobs {
            let unit = deployment.service(job);
            unit.assert("Service.Type", &["oneshot"]);
            unit.assert("Service.User", &["permacoop"]);
            let folder = unit.text("Service.WorkingDirectory").unwrap();
            assert!(folder.starts_with("/srv/permacoop/next"), "{folder}");
            // Only the operator starts it.
            assert!(!unit.has("Install.WantedBy"), "{job}");
        }
        for build in &jobs[1..] {
            let unit = deployment.service(build);
            let commands = [
                unit.each("Service.ExecStartPre"),
                unit.each("Service.ExecStart"),
            ]
            .concat();
            assert_eq!(commands[0], ["/usr/bin/npm", "ci"]);
        }
    }
    // What the operator does is documented, in this order and with the names of these units.
    let readme = fs::read_to_string(stack("permacoop").join("README.md")).unwrap();
    let steps = jobs.map(|job| format!("systemctl restart permacoop-{job}"));
    let steps = steps.iter().map(String::as_str);
    let steps = steps.chain(["rsync ", "systemctl restart permacoop.target"]);
    let places: Vec<Option<usize>> = steps.map(|step| readme.find(step)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
}
