//! What a host really has, and how it is asked.

use crate::built::Built;
use exposure::{Bound, Endpoint, Family};
use formats::nft::Transport;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;

/// What `host.txt` says.
#[derive(Default)]
pub(crate) struct Facts {
    processes: Vec<String>,
    pub(crate) networks: BTreeSet<String>,
    pub(crate) closed: Vec<(String, String)>,
    pub(crate) reload: bool,
}

impl Facts {
    pub(crate) fn read(text: &str) -> Self {
        let mut facts = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["process", rest @ ..] => facts.processes.push(rest.join(" ")),
                ["networks", names @ ..] => {
                    facts
                        .networks
                        .extend(names.iter().map(|name| (*name).to_owned()));
                }
                ["closed", address, port] => {
                    facts
                        .closed
                        .push(((*address).to_owned(), (*port).to_owned()));
                }
                ["reload"] => facts.reload = true,
                _ => panic!("`{line}`"),
            }
        }
        facts
    }
}

/// The addresses that a view comes from and asks, by family.
fn addresses(view: &str, family: Family) -> Vec<(&'static str, &'static str)> {
    match (view, family) {
        ("internet", Family::V4) => vec![("192.0.2.2", "192.0.2.1")],
        ("internet", Family::V6) => vec![("2001:db8:1::2", "2001:db8:1::1")],
        ("partner", Family::V4) => vec![("198.51.100.2", "198.51.100.1")],
        ("partner", Family::V6) => vec![("2001:db8:2::2", "2001:db8:2::1")],
        ("office", Family::V4) => vec![("10.8.0.2", "10.8.0.1")],
        ("office", Family::V6) => vec![("fd00:8::2", "fd00:8::1")],
        (_, Family::V4) => vec![("127.0.0.1", "127.0.0.1"), ("192.0.2.1", "192.0.2.1")],
        (_, Family::V6) => vec![("::1", "::1"), ("2001:db8:1::1", "2001:db8:1::1")],
    }
}

/// Whether one of these names or prefixes is a view.
pub(crate) fn is_named(view: &str, names: &[String]) -> bool {
    const PARTNER: [&str; 4] = [
        "198.51.100.0/24",
        "198.51.100.2",
        "2001:db8:2::/64",
        "2001:db8:2::2",
    ];
    let is_it =
        |name: &String| name == view || (view == "partner" && PARTNER.contains(&name.as_str()));
    names.iter().any(is_it)
}

/// What is asked about an endpoint from a view: `VIEW PROTOCOL FROM ADDRESS PORT`.
pub(crate) fn questions(endpoint: &Endpoint, family: Family, view: &str) -> Vec<String> {
    let place = match view {
        "internet" | "partner" => "out",
        view => view,
    };
    let protocol = match endpoint.transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    };
    let port = endpoint.port;
    let asked = |own: &str| match endpoint.bound {
        Bound::One(address) if Family::of(address) == family && view != "host" => {
            address.to_string()
        }
        Bound::Any | Bound::Loopback | Bound::One(_) => own.to_owned(),
    };
    let addresses = addresses(view, family).into_iter();
    addresses
        .map(|(from, own)| format!("{place} {protocol} {from} {} {port}", asked(own)))
        .collect()
}

/// Builds the host and asks everything; who answered, by question.
///
/// # Panics
/// When namespaces cannot be made or a program of the host does not start: then nothing is proven.
pub(crate) fn ask(name: &str, built: &Built, facts: &Facts) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let srv = folder.path().join("srv");
    for below in ["rules", "containers", "ask"] {
        fs::create_dir_all(srv.join(below)).unwrap();
    }
    let write = |path: &str, text: &str| fs::write(srv.join(path), text).unwrap();
    write("probe.pl", include_str!("probe.pl"));
    write("network.sh", include_str!("network.sh"));
    let rules = [
        ("0-foreign.nft", &built.foreign),
        ("1-own.nft", &built.table),
    ];
    for (file, text) in rules {
        let Some(text) = text else { continue };
        write(&format!("rules/{file}"), text);
        if facts.reload {
            fs::create_dir_all(srv.join("again")).unwrap();
            write(&format!("again/{file}"), text);
        }
    }
    let mut processes = facts.processes.clone();
    containers(built, &mut processes, &write);
    write("processes", &lines(&processes));
    for (place, questions) in asked(built, facts) {
        write(&format!("ask/{place}"), &lines(&questions));
    }
    let outcome = judge::Root::find()
        .view()
        .layer(folder.path())
        .script("sh /srv/network.sh", &[]);
    let said = outcome.transcript();
    assert!(
        outcome.succeeded(),
        "{name}: no host from namespaces:\n{said}"
    );
    let answers = outcome.stdout.lines().map(|line| {
        let (question, answer) = line.rsplit_once(' ').unwrap();
        (question.to_owned(), answer.to_owned())
    });
    answers.collect()
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Everything that is asked, by place: the protocol, the address to ask, that to come from, the port.
fn asked(built: &Built, facts: &Facts) -> BTreeMap<&'static str, Vec<String>> {
    let mut all: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (view, place) in [
        ("internet", "out"),
        ("partner", "out"),
        ("office", "office"),
        ("host", "host"),
    ] {
        let questions = all.entry(place).or_default();
        for judged in &built.exposure.judged {
            for family in Family::ALL {
                for question in self::questions(&judged.endpoint, family, view) {
                    let words: Vec<&str> = question.split(' ').collect();
                    let [_, protocol, from, address, port] = words[..] else {
                        panic!("`{question}`");
                    };
                    questions.insert(format!("{protocol} {address} {from} {port}"));
                }
            }
        }
        for (address, port) in &facts.closed {
            let family = Family::of(address.parse::<IpAddr>().unwrap());
            for (from, _) in addresses(view, family)
                .into_iter()
                .filter(|_| view == "internet")
            {
                questions.insert(format!("tcp {address} {from} {port}"));
            }
        }
    }
    let sorted = all.into_iter();
    sorted
        .map(|(place, questions)| (place, questions.into_iter().collect()))
        .collect()
}

/// What podman would tell netavark for each container of root, and the processes that it would start for
/// those that are rootless.
fn containers(built: &Built, processes: &mut Vec<String>, write: &impl Fn(&str, &str)) {
    let networks: Vec<&str> = built
        .quadlets
        .keys()
        .filter_map(|file| file.strip_suffix(".network"))
        .collect();
    let mut n_on = vec![0; networks.len()];
    for (file, keys) in &built.quadlets {
        let Some(name) = file.strip_suffix(".container") else {
            continue;
        };
        let published = keys.get("PublishPort").map_or(&[][..], Vec::as_slice);
        let published: Vec<(String, u16, u16)> =
            published.iter().map(|text| publish(text)).collect();
        if built.is_rootless {
            for (address, host, _) in &published {
                let address = if address.is_empty() { "*" } else { address };
                processes.push(format!("tcp {address} {host}"));
            }
            continue;
        }
        let ports: Vec<String> = published
            .iter()
            .map(|(_, _, port)| format!("tcp * {port}"))
            .collect();
        let on = keys.get("Network").map_or(&[][..], Vec::as_slice).iter();
        let on: Vec<usize> = on
            .filter_map(|network| {
                let network = network.split(".network").next()?;
                networks.iter().position(|name| *name == network)
            })
            .collect();
        let mut json = Json::default();
        for index in on {
            n_on[index] += 1;
            let network = &built.quadlets[&format!("{}.network", networks[index])];
            json.join(index, n_on[index] + 1, network);
        }
        if published.is_empty() || json.networks.is_empty() {
            continue;
        }
        write(
            &format!("containers/{name}.json"),
            &json.text(name, &published),
        );
        write(&format!("containers/{name}.ports"), &lines(&ports));
    }
}

/// `[ADDRESS:]HOST:CONTAINER`
fn publish(text: &str) -> (String, u16, u16) {
    let (rest, container) = text.rsplit_once(':').unwrap();
    let (address, host) = rest.rsplit_once(':').unwrap_or(("", rest));
    let address = address.trim_matches(['[', ']']).to_owned();
    (address, host.parse().unwrap(), container.parse().unwrap())
}

/// The networks of a container, as `netavark(1)` reads them.
#[derive(Default)]
struct Json {
    networks: Vec<String>,
    infos: Vec<String>,
}

impl Json {
    fn join(&mut self, index: usize, number: usize, network: &BTreeMap<String, Vec<String>>) {
        let is_set = |key: &str| {
            let value = network.get(key).and_then(|values| values.last());
            value.is_some_and(|value| value == "true")
        };
        let mut subnets = network.get("Subnet").cloned().unwrap_or_default();
        if subnets.is_empty() {
            subnets.push(format!("10.89.{index}.0/24"));
        }
        let gateway = |subnet: &str| {
            let base = subnet.split('/').next().unwrap();
            base.strip_suffix(".0")
                .map_or(format!("{base}1"), |base| format!("{base}.1"))
        };
        let own = |subnet: &String| {
            let gateway = gateway(subnet);
            format!("\"{}{number}\"", &gateway[..gateway.len() - 1])
        };
        let own: Vec<String> = subnets.iter().map(own).collect();
        let described: Vec<String> = subnets
            .iter()
            .map(|subnet| format!(r#"{{"subnet":"{subnet}","gateway":"{}"}}"#, gateway(subnet)))
            .collect();
        let interface = self.networks.len();
        self.networks.push(format!(
            r#""n{index}":{{"static_ips":[{}],"interface_name":"eth{interface}"}}"#,
            own.join(",")
        ));
        self.infos.push(format!(
            r#""n{index}":{{"name":"n{index}","id":"{index:064}","driver":"bridge",
            "network_interface":"podman{}","subnets":[{}],"ipv6_enabled":{},"internal":{},
            "dns_enabled":false,"ipam_options":{{"driver":"host-local"}}}}"#,
            index + 1,
            described.join(","),
            is_set("IPv6"),
            is_set("Internal"),
        ));
    }

    fn text(&self, name: &str, published: &[(String, u16, u16)]) -> String {
        let mappings: Vec<String> = published
            .iter()
            .map(|(address, host, container)| {
                format!(
                    r#"{{"container_port":{container},"host_ip":"{address}","host_port":{host},"protocol":"tcp","range":1}}"#
                )
            })
            .collect();
        format!(
            r#"{{"container_id":"{name}","container_name":"{name}","port_mappings":[{}],"networks":{{{}}},"network_info":{{{}}}}}"#,
            mappings.join(","),
            self.networks.join(","),
            self.infos.join(","),
        )
    }
}
