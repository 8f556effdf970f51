//! What is wrong with the exposure of a host.

use crate::endpoint::{Endpoint, KnownBy, Way};
use crate::host::Member;
use crate::rules;
use crate::verdict::{Exposure, Judged, Step, Verdict};
use formats::nft::Transport;
use model::InputPolicy;
use source::{Diagnostic, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Applies every rule to a host that was judged.
pub fn check(members: &[Member<'_>], exposure: &Exposure, report: &mut Report) {
    let ports = Ports::of(exposure);
    for judged in &exposure.judged {
        match judged.endpoint.way {
            Way::Redirected { to } => redirect(judged, to, &ports, report),
            Way::Process(_)
            | Way::Forwarded { .. }
            | Way::Networks(_)
            | Way::Unheard
            | Way::Nothing => {
                private(judged, judged, report);
                closed(judged, &ports, report);
                lockout(judged, report);
            }
        }
    }
    holes(members, &ports, report);
    flush(exposure, report);
}

/// The endpoints by port.
struct Ports<'a> {
    /// Those behind a port of the host.
    listeners: BTreeMap<(Transport, u16), Vec<&'a Judged>>,
    /// The ports that redirects are about.
    redirected: BTreeSet<u16>,
    /// The ports that a redirect leads to from outside.
    targets: BTreeSet<u16>,
}

impl<'a> Ports<'a> {
    fn of(exposure: &'a Exposure) -> Self {
        let mut ports = Self {
            listeners: BTreeMap::new(),
            redirected: BTreeSet::new(),
            targets: BTreeSet::new(),
        };
        for judged in &exposure.judged {
            let Endpoint {
                transport, port, ..
            } = judged.endpoint;
            match judged.endpoint.way {
                Way::Process(_) | Way::Forwarded { .. } | Way::Unheard => {
                    let key = (transport, port);
                    ports.listeners.entry(key).or_default().push(judged);
                }
                Way::Redirected { to } => {
                    ports.redirected.insert(port);
                    if judged.may_be_reached_from_outside() {
                        ports.targets.insert(to);
                    }
                }
                Way::Networks(_) | Way::Nothing => {}
            }
        }
        ports
    }

    fn at(&self, transport: Transport, port: u16) -> &[&'a Judged] {
        let found = self.listeners.get(&(transport, port));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Whether `way`, the listener itself or a redirect to it, opens `listener` to the internet.
fn private(listener: &Judged, way: &Judged, report: &mut Report) {
    let Endpoint {
        who,
        private: Some(private),
        public: None,
        ..
    } = &listener.endpoint
    else {
        return;
    };
    let surely = |judged: &Judged| {
        let mut both = judged.both().into_iter();
        both.any(|one| one.verdict == Verdict::Internet)
    };
    let perhaps = |judged: &Judged| {
        let mut both = judged.both().into_iter();
        both.any(|one| one.perhaps == Some(Verdict::Internet))
    };
    let is_sure = surely(way);
    if !is_sure && !perhaps(way) {
        return;
    }
    let noun = private.noun;
    let what = match (is_sure, &private.known_by) {
        (true, _) => format!("`{who}` is {noun}, and everyone on the internet reaches it"),
        (false, _) => format!("`{who}` is {noun}, and perhaps everyone on the internet reaches it"),
    };
    // A guess is no reason to stop.
    let diagnostic = match (is_sure, &private.known_by) {
        (true, KnownBy::Stated(_)) => Diagnostic::error(&rules::EXPOSED_PROTOCOL, what),
        _ => Diagnostic::warning(&rules::EXPOSED_PROTOCOL, what),
    };
    let port = way.endpoint.port;
    let diagnostic = diagnostic.at(&way.endpoint.origin, format!("open at port {port}"));
    let diagnostic = match &private.known_by {
        KnownBy::Stated(origin) => diagnostic.and(origin, "meant for applications only"),
        KnownBy::Port => diagnostic.note(format!(
            "that it is {noun} is known by its port only; say what it `speaks`"
        )),
    };
    let diagnostic = because(way).fold(diagnostic, |diagnostic, step| {
        diagnostic.note(step.text.clone())
    });
    let hint = match way.endpoint.way {
        Way::Redirected { .. } => "remove the redirect, or let it be about another port",
        _ => "bind it to `127.0.0.1`, or close it in the firewall",
    };
    report.add(
        diagnostic
            .hint(hint)
            .hint("if everyone must reach it, say why under `public`"),
    );
}

/// What lets everyone in.
fn because(judged: &Judged) -> impl Iterator<Item = &Step> {
    let [v4, v6] = judged.both();
    let is_open = |one: &&crate::Judgement| {
        one.verdict == Verdict::Internet || one.perhaps == Some(Verdict::Internet)
    };
    let open = [v4, v6].into_iter().find(is_open).unwrap_or(v4);
    // Networks have their own ways, and reasons.
    let steps = open.steps.iter().skip(1);
    steps.filter(|step| !step.text.starts_with("from `"))
}

/// What is offered to all and that nobody can reach.
fn closed(judged: &Judged, ports: &Ports<'_>, report: &mut Report) {
    let Endpoint { who, port, .. } = &judged.endpoint;
    let is_target = ports.targets.contains(port);
    if !judged.endpoint.is_offered || is_target || judged.may_be_reached_from_outside() {
        return;
    }
    let diagnostic = Diagnostic::error(
        &rules::CLOSED_LISTENER,
        format!("`{who}` is offered at port {port}, and nobody outside reaches it"),
    )
    .at(&judged.endpoint.origin, "offered here");
    let hint = match judged.endpoint.way {
        Way::Forwarded {
            families: [false, false],
            ..
        } => "put the container on a network that is not `internal` as well",
        _ => "open the port in the firewall, or offer it to the host only: `127.0.0.1`",
    };
    report.add(stopped(diagnostic, judged).hint(hint));
}

/// Adds what keeps the outside away.
fn stopped(mut diagnostic: Diagnostic, judged: &Judged) -> Diagnostic {
    let steps: Vec<&Step> = judged.v4.steps.iter().skip(1).collect();
    for step in &steps {
        if let Some(origin) = &step.origin
            && Some(origin) != Some(&judged.endpoint.origin)
        {
            diagnostic = diagnostic.and(origin, "closed by this");
            break;
        }
    }
    for step in steps {
        diagnostic = diagnostic.note(step.text.clone());
    }
    diagnostic
}

fn lockout(judged: &Judged, report: &mut Report) {
    let Endpoint { who, port, .. } = &judged.endpoint;
    if !judged.endpoint.is_essential || judged.is_reached_from_outside() {
        return;
    }
    let diagnostic = match judged.may_be_reached_from_outside() {
        true => Diagnostic::warning(
            &rules::LOCKOUT,
            format!("you are perhaps locked out: `{who}` at port {port} may be closed"),
        ),
        false => Diagnostic::error(
            &rules::LOCKOUT,
            format!("you are locked out: nobody outside reaches `{who}` at port {port}"),
        ),
    };
    // The listener is often a default of the library; what closes it is the user's.
    let by = judged
        .v4
        .steps
        .iter()
        .skip(1)
        .find_map(|step| step.origin.as_ref());
    let diagnostic = match by {
        Some(origin) if judged.may_be_reached_from_outside() => {
            diagnostic.at(origin, "perhaps closed by this")
        }
        Some(origin) => diagnostic.at(origin, "closed by this"),
        None => diagnostic.at(&judged.endpoint.origin, "listens here"),
    };
    let notes = judged.v4.steps.iter().skip(1);
    let diagnostic = notes.fold(diagnostic, |diagnostic, step| {
        diagnostic.note(step.text.clone())
    });
    report.add(
        diagnostic
            .hint(format!(
                "allow it: `firewall.allow.{who} = {{ ports = [{port}] }}`"
            ))
            .hint(format!(
                "if the host has none, say so: `host.listens.{who}.running = false`"
            )),
    );
}

/// A redirect leads somewhere, and to nothing private.
fn redirect(judged: &Judged, to: u16, ports: &Ports<'_>, report: &mut Report) {
    let behind = ports.at(Transport::Tcp, to);
    let processes = || {
        let all = behind.iter();
        all.filter(|one| matches!(one.endpoint.way, Way::Process(_)))
    };
    if behind.is_empty() {
        let name = &judged.endpoint.who;
        report.add(
            Diagnostic::error(
                &model::rules::REDIRECT_WITHOUT_LISTENER,
                format!("`{name}` leads to port {to}, on which nothing listens"),
            )
            .at(&judged.endpoint.origin, format!("to port {to}"))
            .hint("publish the port, declare what listens there under `host.listens`, or remove the redirect"),
        );
        return;
    }
    // What no site makes nginx listen on is said where the sites are.
    if behind.iter().any(|one| one.endpoint.way == Way::Unheard) {
        return;
    }
    let Some(process) = processes().next() else {
        dead(
            judged,
            behind,
            "podman translates this port to a container, and a connection is translated once: it times out",
            "publish the port itself, or let the container run rootless",
            report,
        );
        return;
    };
    if processes().all(|one| one.endpoint.is_on_loopback()) {
        dead(
            judged,
            &[*process],
            "a redirect leads to the address of the interface, where nothing listens: it is refused",
            "let the program listen on all addresses",
            report,
        );
        return;
    }
    for process in processes() {
        private(process, judged, report);
    }
    if !judged.may_be_reached_from_outside() {
        let Endpoint { who, port, .. } = &judged.endpoint;
        let diagnostic = Diagnostic::error(
            &rules::CLOSED_LISTENER,
            format!("`{who}` is about port {port}, and nobody outside reaches it"),
        )
        .at(&judged.endpoint.origin, "redirected here");
        report.add(stopped(diagnostic, judged).hint("open the port, or remove the redirect"));
    }
}

fn dead(judged: &Judged, behind: &[&Judged], why: &str, hint: &str, report: &mut Report) {
    let Endpoint { who, port, .. } = &judged.endpoint;
    let mut diagnostic = Diagnostic::error(
        &rules::DEAD_REDIRECT,
        format!("nothing answers at port {port}: `{who}` leads nowhere"),
    )
    .at(&judged.endpoint.origin, "redirected here");
    for one in behind {
        let who = &one.endpoint.who;
        diagnostic = diagnostic.and(&one.endpoint.origin, format!("`{who}` has the port"));
    }
    report.add(diagnostic.note(why).hint(hint));
}

/// Ports that are open and on which nothing listens.
fn holes(members: &[Member<'_>], ports: &Ports<'_>, report: &mut Report) {
    let firewalls = members
        .iter()
        .filter_map(|member| member.stack.stack.firewall.as_ref());
    for firewall in firewalls.filter(|firewall| firewall.input.value == InputPolicy::Drop) {
        for (name, allowed) in &firewall.allow {
            let transport = match allowed.protocol.value {
                model::Transport::Tcp => Transport::Tcp,
                model::Transport::Udp => Transport::Udp,
            };
            for port in &allowed.ports {
                let number = port.number();
                let is_redirected =
                    transport == Transport::Tcp && ports.redirected.contains(&number);
                if is_redirected || !ports.at(transport, number).is_empty() {
                    continue;
                }
                report.add(
                    Diagnostic::error(
                        &rules::HOLE_WITHOUT_LISTENER,
                        format!("`{name}` opens port {number}, on which nothing listens"),
                    )
                    .at(&port.origin, "open for whatever comes next")
                    .hint("remove it, or declare what listens there under `host.listens`"),
                );
            }
        }
    }
}

/// Rules of others that throw away what podman made.
fn flush(exposure: &Exposure, report: &mut Report) {
    let Some((line, origin)) = &exposure.flush else {
        return;
    };
    let mut forwarded = exposure.judged.iter();
    let Some(first) = forwarded.find(|judged| matches!(judged.endpoint.way, Way::Forwarded { .. }))
    else {
        return;
    };
    report.add(
        Diagnostic::warning(
            &rules::FLUSHED_PORTS,
            "published ports die whenever the foreign rules are loaded",
        )
        .at(origin, format!("`flush ruleset` in line {line}"))
        .and(&first.endpoint.origin, "published with rules of podman")
        .note("`flush ruleset` takes the table of podman away; `podman network reload --all` brings it back")
        .hint("let that file delete its own tables instead"),
    );
}
