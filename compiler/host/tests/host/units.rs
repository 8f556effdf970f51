//! What follows for units from changed files.

use crate::common::{empty, file, generation, installed, path, state, unit};
use host::{Host, State, compare};
use std::collections::BTreeMap;
use store::Generation;
use tree::Artifact;

const UNITS: [(&str, &str); 4] = [
    ("web.service", "restart+"),
    ("nginx.service", "reload+"),
    ("renew.service", "nothing"),
    ("renew.timer", "restart+"),
];

fn artifacts() -> Vec<Artifact> {
    vec![
        file(
            "etc/containers/systemd/web.container",
            "a",
            &["systemd", "web.service"],
        ),
        file("etc/nginx/sites-enabled/wiki", "a", &["nginx.service"]),
        file("etc/nftables.d/wiki.nft", "a", &["nft"]),
        file(
            "etc/systemd/system/renew.service",
            "a",
            &["systemd", "renew.service"],
        ),
        file(
            "etc/systemd/system/renew.timer",
            "a",
            &["systemd", "renew.timer"],
        ),
        file("etc/sysusers.d/wiki.conf", "a", &["sysusers"]),
        file("etc/tmpfiles.d/wiki.conf", "a", &["tmpfiles"]),
        file("etc/wiki/web.env", "a", &["web.service"]),
    ]
}

fn sample() -> Generation {
    generation(artifacts(), &UNITS, BTreeMap::new())
}

/// The actions, and the units that stay as they are.
fn follows(generation: &Generation, host: &Host) -> (Vec<String>, Vec<String>) {
    let plan = compare(generation, host);
    let actions = plan.actions.iter().map(|planned| {
        let because: Vec<&str> = planned
            .because
            .iter()
            .map(|path| path.file_name())
            .collect();
        format!("{}: {}", planned.action, because.join(" "))
    });
    let untouched = plan.untouched.iter().map(ToString::to_string);
    (actions.collect(), untouched.collect())
}

/// What follows when these files have other text on the host.
fn after_changes(files: &[&str]) -> (Vec<String>, Vec<String>) {
    let generation = sample();
    let mut host = installed(&generation);
    for name in files {
        let found = host
            .states
            .keys()
            .find(|path| path.as_str().ends_with(name))
            .cloned();
        host.states.insert(
            found.unwrap_or_else(|| path("etc/none")),
            state("[A]\nB=changed"),
        );
    }
    follows(&generation, &host)
}

#[test]
fn nothing_follows_from_nothing() {
    let (actions, untouched) = after_changes(&[]);
    assert_eq!(actions, Vec::<String>::new());
    assert_eq!(
        untouched,
        [
            "nginx.service",
            "renew.service",
            "renew.timer",
            "web.service"
        ]
    );
}

#[test]
fn only_the_readers_of_a_changed_file_are_touched() {
    let cases: [(&str, &[&str]); 7] = [
        ("web.env", &["restart web.service: web.env"]),
        ("sites-enabled/wiki", &["reload nginx.service: wiki"]),
        (
            "wiki.nft",
            &["load the nftables file etc/nftables.d/wiki.nft: wiki.nft"],
        ),
        ("sysusers.d/wiki.conf", &["run systemd-sysusers: wiki.conf"]),
        ("tmpfiles.d/wiki.conf", &["run systemd-tmpfiles: wiki.conf"]),
        ("renew.service", &["daemon-reload: renew.service"]),
        (
            "web.container",
            &[
                "daemon-reload: web.container",
                "restart web.service: web.container",
            ],
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(after_changes(&[name]).0, expected, "{name}");
    }
}

#[test]
fn each_action_happens_once_and_in_order() {
    let (actions, untouched) = after_changes(&[
        "web.env",
        "web.container",
        "sites-enabled/wiki",
        "sysusers.d/wiki.conf",
        "tmpfiles.d/wiki.conf",
        "renew.timer",
        "wiki.nft",
    ]);
    assert_eq!(
        actions,
        [
            "run systemd-sysusers: wiki.conf",
            "run systemd-tmpfiles: wiki.conf",
            "daemon-reload: web.container renew.timer",
            "load the nftables file etc/nftables.d/wiki.nft: wiki.nft",
            "restart renew.timer: renew.timer",
            "restart web.service: web.container web.env",
            "reload nginx.service: wiki",
        ]
    );
    assert_eq!(untouched, ["renew.service"]);
}

#[test]
fn modes_and_owners_restart_nothing() {
    let generation = sample();
    let mut host = installed(&generation);
    host.states
        .insert(path("etc/wiki/web.env"), state("a 0600 wiki"));
    assert!(!compare(&generation, &host).is_same());
    assert_eq!(follows(&generation, &host).0, Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_restarts_nothing() {
    let generation = sample();
    let mut host = installed(&generation);
    host.states.insert(path("etc/wiki/web.env"), state("?"));
    assert_eq!(follows(&generation, &host).0, Vec::<String>::new());
}

#[test]
fn units_that_are_gone_stop_and_new_ones_start() {
    let before = generation(
        [file(
            "etc/containers/systemd/old.container",
            "a",
            &["systemd", "old.service"],
        )],
        &[("old.service", "restart+")],
        BTreeMap::new(),
    );
    let mut host = installed(&before);
    for artifact in artifacts() {
        host.states.insert(artifact.path, State::Absent);
    }
    let (actions, untouched) = follows(&sample(), &host);
    assert_eq!(
        actions,
        [
            "stop old.service: old.container",
            "run systemd-sysusers: wiki.conf",
            "run systemd-tmpfiles: wiki.conf",
            "daemon-reload: old.container web.container renew.service renew.timer",
            "load the nftables file etc/nftables.d/wiki.nft: wiki.nft",
            "start renew.timer: renew.timer",
            "start web.service: web.container web.env",
            "reload nginx.service: wiki",
        ]
    );
    assert_eq!(untouched, Vec::<String>::new());
}

#[test]
fn a_first_generation_starts_what_is_new_and_restarts_what_it_takes_over() {
    let generation = sample();
    let mut host = empty(&generation);
    let (actions, _) = follows(&generation, &host);
    assert!(
        actions.contains(&"start web.service: web.container web.env".to_owned()),
        "{actions:?}"
    );

    let unit = "etc/containers/systemd/web.container";
    host.states.insert(path(unit), state("by-hand"));
    let (actions, _) = follows(&generation, &host);
    assert!(
        actions.contains(&"restart web.service: web.container web.env".to_owned()),
        "{actions:?}"
    );
}

#[test]
fn units_of_others_that_read_our_files_are_restarted() {
    let generation = generation(
        [file("etc/logind/x.conf", "a", &["foreign.service"])],
        &[],
        BTreeMap::new(),
    );
    let mut host = installed(&generation);
    host.states.insert(path("etc/logind/x.conf"), state("b"));
    assert_eq!(
        follows(&generation, &host).0,
        ["restart foreign.service: x.conf"]
    );
    assert!(
        !generation
            .manifest()
            .units
            .contains_key(&unit("foreign.service"))
    );
}

#[test]
fn a_restart_takes_along_what_requires_the_unit_or_is_part_of_it() {
    let units = [
        ("db.service", "restart+"),
        ("web.service", "restart+"),
        ("jobs.service", "restart+"),
        ("nginx.service", "reload+"),
        ("stats.service", "restart+"),
        ("data-volume.service", "restart+"),
    ];
    let container = |name: &str, text: &str| {
        let service = format!("{name}.service");
        file(
            &format!("etc/containers/systemd/{name}.container"),
            text,
            &["systemd", &service],
        )
    };
    let artifacts = vec![
        container("db", "[Container]\nImage=db\nVolume=data.volume:/data:z\n"),
        container("web", "[Unit]\nRequires=db.service\nAfter=db.service\n"),
        container("nginx", "[Unit]\nRequires=web.service\n"),
        container("stats", "[Unit]\nWants=db.service\nAfter=db.service\n"),
        file(
            "etc/systemd/system/jobs.service",
            "[Unit]\nPartOf=web.service\n",
            &["systemd", "jobs.service"],
        ),
        file(
            "etc/containers/systemd/data.volume",
            "[Volume]\n",
            &["systemd", "data-volume.service"],
        ),
        file("etc/db.conf", "a", &["db.service"]),
        file("etc/jobs.conf", "a", &["jobs.service"]),
    ];
    let generation = generation(artifacts, &units, BTreeMap::new());
    let after = |names: &[&str]| {
        let mut host = installed(&generation);
        for name in names {
            host.states.insert(path(name), state("changed"));
        }
        let plan = compare(&generation, &host);
        let actions: Vec<String> = plan
            .actions
            .iter()
            .map(|planned| {
                let along: Vec<String> = planned.along.iter().map(ToString::to_string).collect();
                format!("{}: {}", planned.action, along.join(" "))
            })
            .collect();
        let untouched: Vec<String> = plan.untouched.iter().map(ToString::to_string).collect();
        (actions, untouched)
    };
    let (actions, untouched) = after(&["etc/db.conf"]);
    assert_eq!(
        actions,
        ["restart db.service: jobs.service nginx.service web.service"]
    );
    assert_eq!(untouched, ["data-volume.service", "stats.service"]);
    let (actions, _) = after(&["etc/db.conf", "etc/jobs.conf"]);
    assert_eq!(
        actions,
        [
            "restart db.service: nginx.service web.service",
            "restart jobs.service: "
        ]
    );
    let (actions, _) = after(&["etc/containers/systemd/data.volume"]);
    assert_eq!(
        actions,
        [
            "daemon-reload: ",
            "restart data-volume.service: db.service jobs.service nginx.service web.service"
        ]
    );
}

#[test]
fn what_the_manager_reads_of_a_unit_needs_a_restart_even_when_it_can_reload() {
    let units = [("nginx.service", "reload+")];
    let own = "etc/containers/systemd/nginx.container";
    let artifacts = vec![
        file(
            own,
            "[Container]\nImage=nginx:2\n",
            &["systemd", "nginx.service"],
        ),
        file("etc/nginx/a.conf", "a", &["nginx.service"]),
    ];
    let generation = generation(artifacts, &units, BTreeMap::new());
    for (changed, expected) in [
        (
            own,
            &[
                "daemon-reload: nginx.container",
                "restart nginx.service: nginx.container",
            ][..],
        ),
        ("etc/nginx/a.conf", &["reload nginx.service: a.conf"]),
    ] {
        let mut host = installed(&generation);
        host.states.insert(path(changed), state("changed"));
        assert_eq!(follows(&generation, &host).0, expected, "{changed}");
    }
}

#[test]
fn links_enable_and_disable() {
    let target = tree::SymlinkTarget::parse("../renew.timer").unwrap();
    let at = "etc/systemd/system/timers.target.wants/renew.timer";
    let link = Artifact::symlink(path(at), target);
    let link = link.read_by(tree::Reader::Manager(tree::Scope::System));
    let timer = file(
        "etc/systemd/system/renew.timer",
        "a",
        &["systemd", "renew.timer"],
    );
    let units = [("renew.timer", "restart+")];
    let with = generation([timer.clone(), link], &units, BTreeMap::new());
    let without = generation([timer], &units, BTreeMap::new());
    assert_eq!(
        follows(&without, &Host::applied(&with, &without)).0,
        [
            "disable renew.timer: renew.timer",
            "daemon-reload: renew.timer"
        ]
    );
    assert_eq!(
        follows(&with, &Host::applied(&without, &with)).0,
        [
            "daemon-reload: renew.timer",
            "enable renew.timer: renew.timer"
        ]
    );
}

#[test]
fn an_image_is_rebuilt_when_its_build_changes_and_its_containers_go_with_it() {
    let units = [
        ("app-build.service", "restart"),
        ("old-build.service", "restart"),
        ("web.service", "restart+"),
    ];
    let artifacts = vec![
        file(
            "etc/containers/systemd/app.build",
            "[Build]\nImageTag=localhost/app\nFile=/srv/Containerfile\n",
            &["systemd", "app-build.service"],
        ),
        file(
            "etc/systemd/system/old-build.service",
            "[Service]\nExecStart=/usr/bin/podman build --tag localhost/old /srv\n",
            &["systemd", "old-build.service"],
        ),
        file(
            "etc/containers/systemd/web.container",
            "[Container]\nImage=app.build\n",
            &["systemd", "web.service"],
        ),
    ];
    let generation = generation(artifacts, &units, BTreeMap::new());
    let mut host = installed(&generation);
    for changed in [
        "etc/containers/systemd/app.build",
        "etc/systemd/system/old-build.service",
    ] {
        host.states.insert(path(changed), state("changed"));
    }
    let plan = compare(&generation, &host);
    let said: Vec<String> = plan
        .actions
        .iter()
        .map(|planned| {
            format!(
                "{} {:?}",
                planned.action,
                planned.along.first().map(|unit| &unit.name)
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "daemon-reload None",
            "rebuild the image of app-build.service Some(\"web.service\")",
            "rebuild the image of old-build.service None",
        ]
    );
}

#[test]
fn what_the_host_has_already_follows_all_the_same_until_the_generation_does() {
    let before = generation(
        [
            file("etc/nginx/a.conf", "a", &["nginx.service"]),
            file("etc/nginx/b.conf", "a", &["nginx.service"]),
        ],
        &[("nginx.service", "reload")],
        BTreeMap::new(),
    );
    let now = generation(
        [
            file("etc/nginx/a.conf", "b", &["nginx.service"]),
            file("etc/nginx/b.conf", "a", &["nginx.service"]),
        ],
        &[("nginx.service", "reload")],
        BTreeMap::new(),
    );
    // Somebody copied the files, and the manifest not yet.
    let mut host = installed(&now);
    host.previous = Some(before.manifest().clone());
    assert_eq!(follows(&now, &host).0, ["reload nginx.service: a.conf"]);
    assert_eq!(follows(&now, &installed(&now)).0, Vec::<String>::new());
}

#[test]
fn what_only_is_written_in_another_way_is_only_read_again_by_the_manager() {
    let own = "etc/systemd/system/web.service";
    let site = "etc/nginx/a.conf";
    let generation = generation(
        [
            file(
                own,
                "[Service]\nPrivateTmp=true\n",
                &["systemd", "web.service"],
            ),
            file(site, "listen 80;\n", &["nginx.service"]),
        ],
        &[("web.service", "restart+"), ("nginx.service", "reload")],
        BTreeMap::new(),
    );
    let mut host = installed(&generation);
    host.states
        .insert(path(own), state("[Service]\nPrivateTmp=yes"));
    host.states.insert(path(site), state("#\nlisten\t80;"));
    let (actions, untouched) = follows(&generation, &host);
    assert_eq!(actions, ["daemon-reload: web.service"]);
    assert_eq!(untouched, ["nginx.service", "web.service"]);
}

#[test]
fn a_network_is_made_anew_when_its_own_settings_change() {
    let at = "etc/containers/systemd/lan.network";
    let text = "[Unit]\nDescription=a\n[Network]\nSubnet=10.0.0.0/24\n";
    let artifacts = vec![
        file(at, text, &["systemd", "lan-network.service"]),
        file(
            "etc/containers/systemd/web.container",
            "[Container]\nNetwork=lan.network\n",
            &["systemd", "web.service"],
        ),
    ];
    let units = [
        ("lan-network.service", "restart"),
        ("web.service", "restart+"),
    ];
    let generation = generation(artifacts, &units, BTreeMap::new());
    let after = |from: &str, to: &str| {
        let mut host = installed(&generation);
        host.states.insert(path(at), state(&text.replace(from, to)));
        compare(&generation, &host)
            .actions
            .iter()
            .map(|planned| format!("{} {}", planned.action, planned.along.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        after("10.0", "10.1"),
        [
            "daemon-reload 0",
            "recreate the network of lan-network.service 1"
        ]
    );
    assert_eq!(after("Description=a", "Description=b"), ["daemon-reload 0"]);
}

#[test]
fn tables_that_a_unit_loads_are_loaded_once_and_jobs_are_not_taken_along() {
    let artifacts = vec![
        file(
            "etc/systemd/system/fw.service",
            "[Service]\n",
            &["systemd", "fw.service"],
        ),
        file("etc/stackc/wiki/a.nft", "a", &["nft", "fw.service"]),
        file(
            "etc/systemd/system/web.service",
            "[Unit]\nRequires=fw.service\n",
            &["systemd", "web.service"],
        ),
        file(
            "etc/systemd/system/job.service",
            "[Unit]\nRequires=fw.service\n",
            &["systemd", "job.service"],
        ),
    ];
    let units = [
        ("fw.service", "restart+"),
        ("web.service", "reload+"),
        ("job.service", "nothing"),
    ];
    let generation = generation(artifacts, &units, BTreeMap::new());
    let mut host = installed(&generation);
    host.states
        .insert(path("etc/stackc/wiki/a.nft"), state("b"));
    let job = path("etc/systemd/system/job.service");
    host.states.insert(job, state("[Unit]\nRequires=x.service"));
    let plan = compare(&generation, &host);
    let status = host::render::status(&plan);
    assert!(
        status.contains(
            "   restart fw.service, because of etc/stackc/wiki/a.nft; with it web.service\n"
        ),
        "{status}"
    );
    assert!(
        status.contains("   at their next run: job.service\n"),
        "{status}"
    );
    assert!(!status.contains("load the nftables"), "{status}");
}
