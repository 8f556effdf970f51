//! Attacks on podman's generator and on systemd behind it.

use crate::hostile::Places;
use crate::layer::{Layer, PRINT_OUT, read_out};
use crate::podman::{IMAGE, IMPORT_IMAGE, inspected};
use crate::quadlet::{PODMAN, RECORD_RUN};
use formats::quadlet::{UnitKind::Container, assign};
use formats::unit::{Argument, Comment};

/// A line of a quadlet, and what happens on the host: the arguments of podman, or the command of the attacker.
struct Quadlet {
    name: &'static str,
    line: &'static str,
    key: &'static str,
    refused: fn() -> Argument,
    harm: Harm,
}

enum Harm {
    /// The program `evil` runs on the host.
    Runs,
    /// These words are among the arguments of podman, one after the other.
    Has(&'static [&'static str]),
    /// This is not, though it is when the second line stands there.
    Lacks(&'static str, &'static str),
}

const QUADLETS: [Quadlet; 8] = [
    Quadlet {
        name: "g1-label",
        line: "Label=\"a=x\r[Service]\rExecStartPre=/usr/bin/evil g1-label\rX=y\"",
        key: "HostName",
        refused: || "x\r[Service]\rExecStartPre=/usr/bin/evil g1-label".into(),
        harm: Harm::Runs,
    },
    Quadlet {
        name: "g2",
        line: "Exec=x \";\" /usr/bin/evil g2",
        key: "Exec",
        refused: || ["x", ";", "/usr/bin/evil", "g2"].into(),
        harm: Harm::Runs,
    },
    Quadlet {
        name: "g7",
        line: "Exec=first \"\" --secure",
        key: "Exec",
        refused: || ["first", "", "--secure"].into(),
        harm: Harm::Lacks("--secure", "Exec=first --secure"),
    },
    Quadlet {
        name: "g8",
        line: "Exec=first \\q --secure",
        key: "Exec",
        refused: || Argument::written("first \\q --secure"),
        harm: Harm::Lacks("--secure", "Exec=first --secure"),
    },
    Quadlet {
        name: "g9",
        line: "LogDriver=",
        key: "LogDriver",
        refused: || "".into(),
        harm: Harm::Has(&["--log-driver", "--cgroups=split"]),
    },
    Quadlet {
        name: "g10",
        line: "PublishPort=8080:80,9090:90",
        key: "PublishPort",
        refused: || "8080:80,9090:90".into(),
        harm: Harm::Has(&["--publish", "8080:80,9090:90"]),
    },
    Quadlet {
        name: "g11",
        line: "Network=--privileged",
        key: "Network",
        refused: || "--privileged".into(),
        harm: Harm::Has(&["--network", "--privileged"]),
    },
    Quadlet {
        name: "g14",
        line: "NoNewPrivileges=enabled",
        key: "NoNewPrivileges",
        refused: || "enabled".into(),
        harm: Harm::Lacks("--security-opt=no-new-privileges", "NoNewPrivileges=true"),
    },
];

#[test]
fn quadlets_do_harm_that_our_encoders_refuse() {
    let layer = Layer::new();
    layer.program("/usr/bin/podman", RECORD_RUN);
    layer.program("/usr/bin/evil", "echo evil > /out/$1.evil");
    let mut services = Vec::new();
    let mut add = |name: &str, line: &str| {
        layer.file(
            &format!("/etc/containers/systemd/{name}.container"),
            &format!(
                "[Container]\nImage=localhost/image:1\n{line}\n\
                 [Service]\nType=oneshot\nEnvironment=OUT={name}\n"
            ),
        );
        services.push(format!("{name}.service"));
    };
    // Nobody expects a comment to be read.
    add(
        "comment",
        "# by \r[Service]\rExecStartPre=/usr/bin/evil comment",
    );
    for Quadlet {
        name, line, harm, ..
    } in &QUADLETS
    {
        add(name, line);
        if let Harm::Lacks(_, better) = harm {
            add(&format!("{name}-better"), better);
        }
    }
    let script = format!(
        "mkdir /out\nsystemctl start {}\n{PRINT_OUT}",
        services.join(" ")
    );
    let files = read_out(&layer.boot(&script));

    assert!(files.contains_key("comment.evil"));
    assert!(Comment::new("by \r[Service]\rExecStartPre=/usr/bin/evil").is_err());
    for quadlet in QUADLETS {
        let Quadlet { name, key, .. } = quadlet;
        let result = assign(Container, key, (quadlet.refused)(), PODMAN);
        assert!(result.is_err(), "{name} is written");
        let words = words(&files, name);
        let is_done = match quadlet.harm {
            Harm::Runs => files.contains_key(&format!("{name}.evil")),
            Harm::Has(expected) => words
                .windows(expected.len())
                .any(|window| window == expected),
            Harm::Lacks(expected, _) => {
                let has = |words: &[String]| words.iter().any(|word| word == expected);
                !has(&words) && has(&self::words(&files, &format!("{name}-better")))
            }
        };
        assert!(is_done, "{name} does no harm: {words:?}");
    }
}

/// The arguments of podman that were recorded under a name.
fn words(files: &Places, name: &str) -> Vec<String> {
    let words = files[name].split(|byte| *byte == 0);
    words
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

#[test]
fn podman_publishes_two_ports_where_we_refuse_a_comma() {
    let result = assign(Container, "PublishPort", "8080:80,9090:90", PODMAN);
    assert!(result.is_err());
    let script = format!(
        "{IMPORT_IMAGE}\n$PODMAN create --name x --publish 8080:80,9090:90 {IMAGE} true > /dev/null\n\
         $PODMAN inspect x"
    );
    let container = inspected(&Layer::new().script_of_root(&script));
    let ports = container["HostConfig"]["PortBindings"].as_object().unwrap();
    assert_eq!(ports.keys().collect::<Vec<_>>(), ["80/tcp", "90/tcp"]);
}
