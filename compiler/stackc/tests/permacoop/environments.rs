//! P: what differs between environments, and what follows from it.

use crate::common::{run, stack};
use crate::deployment::{Deployment, direct, new_environment, prod, prod_with, vagrant};
use crate::servers::{port_of, server, servers};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const DOMAIN: &str = "permacoop.fairness.coop";

/// The four programs, and the ports that the table gives them.
const PORTS: [(&str, &str); 4] = [
    ("api", "3000"),
    ("client-proxy", "3001"),
    ("client-legacy", "3002"),
    ("client-kit", "3003"),
];

/// The least that an environment must say.
const LEAST: &str = r#"{
  params = { domain = "least.fairness.coop", database = { host = "db.fairness.coop", user = "least" } },
  secrets = { database_password = {}, calendar_token = {}, file_encryption_key = {} },
}"#;

fn speaks_tls(deployment: &Deployment) -> bool {
    servers(deployment).iter().any(|server| server.speaks_tls())
}

/// The files of a tree that hold a text, besides the record of their hashes.
fn files_with(deployment: &Deployment, text: &str) -> Vec<String> {
    let texts = deployment.texts().into_iter();
    let found = texts.filter(|(_, content)| content.contains(text));
    found.map(|(path, _)| path).collect()
}

#[test]
fn pe_p1_each_environment_has_a_domain_and_every_use_of_it_follows() {
    assert!(server(prod(), DOMAIN, true).is_some());
    assert!(server(vagrant(), "localhost", false).is_some());
    let moved = prod_with("{ params.domain | force = \"other.fairness.coop\" }");
    assert_eq!(files_with(&moved, DOMAIN), [""; 0]);
    let paths = |deployment, domain| files_with(deployment, domain);
    assert_eq!(paths(&moved, "other.fairness.coop"), paths(prod(), DOMAIN));
}

#[test]
fn pe_p2_a_certificate_is_asked_for_where_the_environment_says_so() {
    assert!(speaks_tls(prod()));
    assert!(prod().has("etc/systemd/system/permacoop-certbot-site.service"));
    // Without a word about it there is none.
    for without in [vagrant(), &new_environment(LEAST)] {
        assert!(!speaks_tls(without));
        let paths = without.paths();
        assert!(!paths.iter().any(|path| path.contains("cert")), "{paths:?}");
    }
}

#[test]
fn pe_p3_the_public_url_follows_from_domain_and_certificate() {
    let origin = |deployment: &Deployment| deployment.variables("client-kit")["ORIGIN"].clone();
    assert_eq!(origin(prod()), format!("https://{DOMAIN}"));
    assert_eq!(origin(vagrant()), "http://localhost:3080");
    assert_eq!(
        origin(&new_environment(LEAST)),
        "http://least.fairness.coop"
    );
}

#[test]
fn pe_p4_the_url_of_the_api_is_below_the_public_one() {
    for deployment in [
        prod(),
        vagrant(),
        &prod_with("{ params.url = \"https://permacoop.fairness.coop:8443\" }"),
    ] {
        let public = deployment.variables("client-kit")["ORIGIN"].clone();
        let legacy = deployment.variables("build-legacy");
        let kit = deployment.variables("build-kit");
        assert_eq!(legacy["CLIENT_API_URL"], format!("{public}/api"));
        assert_eq!(kit["VITE_CLIENT_API_URL"], format!("{public}/api"));
    }
}

#[test]
fn pe_p5_pages_that_the_server_makes_ask_the_api_directly() {
    let moved = prod_with("{ params.ports.api = 3100 }");
    for (deployment, port) in [(prod(), 3000), (vagrant(), 3000), (&moved, 3100)] {
        let url = format!("http://localhost:{port}/api");
        assert_eq!(
            deployment.variables("build-legacy")["CLIENT_API_URL_SSR"],
            url
        );
        assert_eq!(
            deployment.variables("build-kit")["VITE_CLIENT_API_URL_SSR"],
            url
        );
    }
}

#[test]
fn pe_p6_a_release_is_made_of_a_branch_or_tag() {
    let fetched = |deployment: &Deployment| {
        let setup = deployment.service("fetch").each("Service.ExecStartPre");
        let mut fetches = setup.into_iter().filter(|words| words[1] == "fetch");
        fetches.next().unwrap().pop().unwrap()
    };
    assert_eq!(fetched(prod()), "master");
    assert_eq!(fetched(vagrant()), "master");
    let branch = prod_with("{ params.git_version = \"feat/myfeature\" }");
    assert_eq!(fetched(&branch), "feat/myfeature");
}

#[test]
fn pe_p7_of_the_database_only_the_password_is_a_secret() {
    let expected = [
        (
            prod(),
            ["database.fairness.coop", "5432", "permacoop", "permacoop"],
        ),
        (vagrant(), ["localhost", "5432", "docker", "permacoop"]),
    ];
    for (deployment, values) in expected {
        let variables = deployment.variables("api");
        let names = [
            "DATABASE_HOST",
            "DATABASE_PORT",
            "DATABASE_USERNAME",
            "DATABASE_NAME",
        ];
        assert_eq!(names.map(|name| variables[name].as_str()), values);
        assert!(!variables.contains_key("DATABASE_PASSWORD"));
        let secret = deployment.secret_variable("api", "DATABASE_PASSWORD");
        assert_eq!(secret.as_deref(), Some("database_password"));
    }
}

#[test]
fn pe_p8_the_token_of_the_calendar_is_a_secret_of_each_environment() {
    assert_is_required("calendar_token");
}

#[test]
fn pe_p9_the_key_of_files_is_a_secret_of_each_environment() {
    assert_is_required("file_encryption_key");
}

/// Asserts that both hosts are asked for a secret, and that it is in no file.
#[track_caller]
fn assert_is_required(name: &str) {
    for deployment in [prod(), vagrant()] {
        let manifest = deployment.manifest();
        let secrets = manifest["secrets"].as_array().unwrap();
        let names: BTreeSet<&str> = secrets
            .iter()
            .map(|secret| secret["name"].as_str().unwrap())
            .collect();
        assert!(names.contains(name), "{names:?}");
    }
}

#[test]
fn pe_p10_everything_runs_as_a_user_of_its_own_below_srv() {
    for deployment in [prod(), vagrant()] {
        for (service, _) in PORTS {
            let unit = deployment.service(service);
            unit.assert("Service.User", &["permacoop"]);
            let folder = unit.text("Service.WorkingDirectory").unwrap();
            assert!(folder.starts_with("/srv/permacoop/"), "{folder}");
        }
        assert_eq!(files_with(deployment, "/root"), [""; 0]);
        assert_eq!(files_with(deployment, "/home"), [""; 0]);
    }
}

#[test]
fn pe_p11_the_virtual_machine_fits_its_environment() {
    let text = fs::read_to_string(stack("permacoop").join("Vagrantfile")).unwrap();
    let setting = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name}"))
            .trim_start_matches([' ', '='])
            .to_owned()
    };
    assert_eq!(setting("machine.memory"), "2048");
    assert_eq!(setting("machine.cpus"), "1");
    assert_eq!(
        setting("config.vm.network"),
        "\"private_network\", ip: \"192.168.56.11\""
    );
    // The tunnels end where the environment says: the site at port 80, the database beside the machine.
    let url = vagrant().variables("client-kit")["ORIGIN"].clone();
    let outside = url.rsplit(':').next().unwrap();
    let plain = server(vagrant(), "localhost", false).unwrap();
    let inside = port_of(&plain.listens()[0]).unwrap();
    let database = vagrant().variables("api");
    assert_eq!(
        setting("config.ssh.extra_args"),
        format!(
            "[\"-L\", \"{outside}:localhost:{inside}\", \"-R\", \"{port}:{host}:{port}\"]",
            port = database["DATABASE_PORT"],
            host = database["DATABASE_HOST"],
        )
    );
}

#[test]
fn pe_p12_lets_encrypt_may_write_to_the_cooperative() {
    let words = prod().service("certbot-site").words("Service.ExecStart");
    let email = words.iter().position(|word| word == "--email").unwrap();
    assert_eq!(words[email + 1], "equipe@fairness.coop");
    assert_eq!(files_with(vagrant(), "equipe@fairness.coop"), [""; 0]);
}

#[test]
fn pe_p13_each_program_has_its_port_in_both_environments() {
    for deployment in [prod(), vagrant()] {
        for (service, port) in PORTS {
            assert_eq!(deployment.variables(service)["PORT"], port, "{service}");
        }
    }
    // The ports before there was a proxy.
    let earlier =
        prod_with("{ params = { routing = 'Nginx, ports = { legacy = 3001, kit = 3002 } } }");
    assert_eq!(earlier.variables("client-legacy")["PORT"], "3001");
    assert_eq!(earlier.variables("client-kit")["PORT"], "3002");
    assert!(!earlier.has("etc/systemd/system/permacoop-client-proxy.service"));
    assert!(!direct().has("etc/systemd/system/permacoop-client-proxy.service"));
}

#[test]
fn pe_p14_what_one_environment_lacks_is_its_own_trouble() {
    // The report is asserted with the other findings; here, that the other environments are still built.
    let root = stack("permacoop");
    let file = root.join("failing/pe_p14_new_environment.ncl");
    let check = |environment: &str| {
        let file = format!("{}#{environment}", file.display());
        run(["check", &file, "--import-root", root.to_str().unwrap()]).code
    };
    let codes = ["prod", "vagrant", "staging"].map(|name| (name, check(name)));
    let expected = [
        ("prod", Some(0)),
        ("vagrant", Some(0)),
        ("staging", Some(1)),
    ];
    assert_eq!(BTreeMap::from(codes), BTreeMap::from(expected));
}
