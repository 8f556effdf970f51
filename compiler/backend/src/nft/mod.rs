//! The stack's own table: redirects and what they lead to accepted, and, where the stack closes its host,
//! what stays open. One `inet` table, replaced atomically; no rule of another tool is touched (R25).

mod closed;

use crate::context::{Context, Output};
use crate::refusal::{self, carried};
use crate::rules;
use formats::nft;
use formats::nft::Is;
use formats::nft::{
    Base, Chain, Comment, Direction, Family, File, HeaderLine, Hook, Interface, Match, Name,
    Operand, Policy, Port, PortRange, Priority, Rule, Set, Side, Table, Transport, Verdict,
};
use formats::{Cause, ParseError};
use model::decode::Entry;
use model::{Firewall, InputPolicy, Redirect};
use source::{Diagnostic, Located};
use tree::{Reader, Scope, UnitRef};

/// For whoever reads the table: `accept` ends this chain only, and the chains of other tables at the
/// same hook still see the packet (`nft(8)`, verdict statements).
const WHAT_ACCEPT_MEANS: &str = "what this stack needs; another table that drops it still does";

/// The same where the stack closes its host.
const WHAT_DROP_MEANS: &str = "nothing else is open; another table that drops it still does";

/// Where the table stands in the tree.
pub(crate) fn path(context: &Context<'_>) -> String {
    format!("{}/nftables.nft", context.own_folder())
}

/// The name of the table. The prefix keeps it from being a keyword or somebody else's.
pub(crate) fn table_name(context: &Context<'_>) -> String {
    format!("stackc_{}", context.name())
}

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let Some(firewall) = &context.stack.stack.firewall else {
        return;
    };
    let Some(table) = table(context, firewall, output) else {
        return;
    };
    output.add_table(table.clone());
    let mut file = File {
        header: Vec::new(),
        tables: vec![table],
    };
    let header = HeaderLine::new(&context.headline());
    file.header
        .extend(carried(header, &firewall.origin, output.report));
    let unit = format!("{}-nftables.service", context.name());
    let readers = [Reader::Nft, Reader::Unit(UnitRef::new(Scope::System, unit))];
    output.add_file(&path(context), file.print(), readers, &firewall.origin);
}

fn table(
    context: &Context<'_>,
    firewall: &Located<Firewall>,
    output: &mut Output<'_>,
) -> Option<Table> {
    let origin = &firewall.origin;
    let name = carried(Name::parse(&table_name(context)), origin, output.report)?;
    let (mut chains, mut sets) = (Vec::new(), Vec::new());
    let local_only = local_only(context, firewall, output)?;
    let redirected = redirects(firewall, output)?;
    let (prerouting, accept) = redirected.unzip();
    chains.extend(prerouting);
    let (policy, meaning, input) = match firewall.input.value {
        InputPolicy::Accept => {
            let input: Vec<Rule> = local_only.into_iter().chain(accept).collect();
            (Policy::Accept, WHAT_ACCEPT_MEANS, input)
        }
        InputPolicy::Drop => {
            let open = closed::open(context, firewall, output)?;
            let input = closed::input(context, firewall, local_only, accept.is_some(), &open);
            chains.push(closed::forward(context, firewall, &open));
            (Policy::Drop, WHAT_DROP_MEANS, input)
        }
    };
    if !input.is_empty() {
        chains.push(Chain {
            base: Some(Base::filter(Hook::Input, policy)),
            rules: input,
            comment: Some(Comment::new(meaning).expect("a plain text")),
            // The end of the chain is the policy, which is the user's where it drops.
            cause: match policy {
                Policy::Accept => Cause::default(),
                Policy::Drop => Cause::from(&firewall.input.origin),
            },
            ..Chain::new(word("input"))
        });
    }
    if let Some(text) = &firewall.extra {
        add_extra(text, &name, &mut chains, &mut sets, output);
    }
    let description = format!("services of {}", context.name());
    let comment = carried(Comment::new(&description), origin, output.report);
    let table = Table {
        chains,
        sets,
        comment,
        cause: origin.into(),
        ..Table::new(Family::Inet, name)
    };
    for finding in nft::check(&table) {
        let at = finding.cause.0.as_ref().unwrap_or(origin);
        output.report.add(
            Diagnostic::error(&rules::UNSUPPORTED_SETTING, finding.to_string())
                .at(at, "written because of this"),
        );
    }
    Some(table)
}

/// The chain that redirects, and the rule that accepts what it leads to; `None` in the inside without
/// redirects.
fn redirects(
    firewall: &Located<Firewall>,
    output: &mut Output<'_>,
) -> Option<Option<(Chain, Rule)>> {
    let Some(interface) = &firewall.interface else {
        return Some(None);
    };
    let outside = Interface::parse(interface.as_str());
    let outside = carried(outside, &interface.origin, output.report)?;
    let mut rules = Vec::new();
    let mut ports = Vec::new();
    for redirect in firewall.redirects.values() {
        rules.push(rule(redirect, &outside, output)?);
        for port in [&redirect.from, &redirect.to] {
            let port = carried(Port::new(port.number()), &port.origin, output.report)?;
            ports.push(PortRange::from(port));
        }
    }
    ports.sort();
    ports.dedup();
    let Some(ports) = Operand::any_of(ports) else {
        return Some(None);
    };
    let chain = Chain {
        base: Some(Base::nat_prerouting(Priority::DSTNAT)),
        rules,
        ..Chain::new(word("prerouting"))
    };
    let accept = Rule::new(
        [
            Match::from_interface(outside),
            Match::Port(Transport::Tcp, Side::Destination, Is::Equal, ports),
        ],
        Verdict::Accept,
    );
    Some(Some((chain, accept.caused_by(&firewall.origin))))
}

/// Rules that drop what comes from outside for services of the host itself.
fn local_only(
    context: &Context<'_>,
    firewall: &Firewall,
    output: &mut Output<'_>,
) -> Option<Vec<Rule>> {
    let mut rules = Vec::new();
    for name in &firewall.local_only {
        let service = context.stack.services.get(&name.value)?;
        let mut ports = Vec::new();
        for listener in service.service.listens.values() {
            let port = Port::new(listener.value.number());
            ports.push(PortRange::from(carried(
                port,
                &listener.origin,
                output.report,
            )?));
        }
        ports.sort();
        let Some(ports) = Operand::any_of(ports) else {
            continue;
        };
        let loopback = Interface::parse("lo").expect("a name of an interface");
        let matches = [
            Match::Interface(Direction::Input, Is::NotEqual, loopback.into()),
            Match::Port(Transport::Tcp, Side::Destination, Is::Equal, ports),
        ];
        let comment = carried(Comment::new(name.as_str()), &name.origin, output.report)?;
        let rule = Rule::new(matches, Verdict::Drop).commented(comment);
        rules.push(rule.caused_by(&name.origin));
    }
    Some(rules)
}

/// Reads the user's own chains and sets, in a table of its own so that no other can be opened.
fn add_extra(
    text: &Located<String>,
    name: &Name,
    chains: &mut Vec<Chain>,
    sets: &mut Vec<Set>,
    output: &mut Output<'_>,
) {
    let wrapped = format!("table inet {} {{\n{}\n}}\n", name.as_str(), text.value);
    let parsed = match File::parse(&wrapped) {
        Ok(file) => file,
        Err(error) => {
            // The line before the text is ours.
            let line = error.line.saturating_sub(1);
            let error = ParseError { line, ..error };
            let finding = refusal::not_parsed("nft", &error, &text.origin);
            output.report.add(finding);
            return;
        }
    };
    let [table] = <[Table; 1]>::try_from(parsed.tables).unwrap_or_else(|_| {
        output.report.add(
            Diagnostic::error(&rules::EXTRA_SYNTAX, "this text opens a table of its own")
                .at(&text.origin, "only chains and sets may stand here"),
        );
        [Table::new(Family::Inet, name.clone())]
    });
    let cause = Cause::from(&text.origin);
    for mut chain in table.chains {
        for rule in &mut chain.rules {
            rule.cause = cause.clone();
        }
        match chains.iter_mut().find(|known| known.name == chain.name) {
            Some(known) => known.rules.append(&mut chain.rules),
            None => chains.push(Chain {
                cause: cause.clone(),
                ..chain
            }),
        }
    }
    let with_cause = |set: Set| Set {
        cause: cause.clone(),
        ..set
    };
    sets.extend(table.sets.into_iter().map(with_cause));
}

fn rule(redirect: &Entry<Redirect>, outside: &Interface, output: &mut Output<'_>) -> Option<Rule> {
    let Redirect { from, to, comment } = &redirect.value;
    let source = carried(Port::new(from.number()), &from.origin, output.report)?;
    let target = carried(Port::new(to.number()), &to.origin, output.report)?;
    let matches = [
        Match::from_interface(outside.clone()),
        Match::to_port(Transport::Tcp, source),
    ];
    let rule = Rule::new(matches, Verdict::RedirectTo(target)).caused_by(&redirect.origin);
    match comment {
        None => Some(rule),
        Some(text) => {
            let comment = carried(Comment::new(text), &text.origin, output.report)?;
            Some(rule.commented(comment))
        }
    }
}

fn word(name: &str) -> Name {
    Name::parse(name).expect("the words of this file are names")
}
