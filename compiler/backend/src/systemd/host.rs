//! What the host runs for the stack: its table at boot, and the id ranges of its account.

use super::{Finished, add, hardening};
use crate::context::{Context, Output};
use crate::writer::Writer;
use crate::{nft, scripts};
use formats::systemd::Section::{Install, Service, Unit};
use formats::unit::Command;
use model::Account;
use source::Origin;
use tree::OnChange;
use tree::Scope;

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let stack = &context.stack.stack;
    if let Some(firewall) = &stack.firewall {
        table(context, &firewall.origin, output);
    }
    if let Account::Rootless(rootless) = &stack.account.value {
        let origin = &rootless.subordinate_ids.origin;
        id_ranges(context, rootless.uid.number(), origin, output);
    }
}

/// Loads the table before any network is up. It comes after Debian's own `nftables.service`, which
/// flushes every table when it starts, stops or reloads, and is loaded again whenever that one is:
/// `PartOf=` passes on stop and restart, `ReloadPropagatedFrom=` reload (`systemd.unit(5)`).
fn table(context: &Context<'_>, origin: &Origin, output: &mut Output<'_>) {
    let file = format!("/{}", nft::path(context));
    let load = || Command::new("/usr/sbin/nft", ["-f", &file]);
    let mut writer = Writer::unit(context, output);
    let description = format!("nftables table of {}", context.name());
    writer.set(Unit, "Description", description, origin);
    writer.set(Unit, "DefaultDependencies", false, origin);
    writer.set(Unit, "Conflicts", ["shutdown.target"], origin);
    writer.set(Unit, "Wants", ["network-pre.target"], origin);
    writer.set(
        Unit,
        "Before",
        ["network-pre.target", "shutdown.target"],
        origin,
    );
    writer.set(Unit, "After", ["nftables.service"], origin);
    writer.set(Unit, "PartOf", ["nftables.service"], origin);
    let key = "ReloadPropagatedFrom";
    writer.set(Unit, key, ["nftables.service"], origin);
    writer.set(Service, "Type", "oneshot", origin);
    writer.set(Service, "RemainAfterExit", true, origin);
    writer.set(Service, "ExecStart", load(), origin);
    writer.set(Service, "ExecReload", load(), origin);
    let remove = [
        "delete".to_owned(),
        "table".to_owned(),
        "inet".to_owned(),
        nft::table_name(context),
    ];
    // Gone already when another tool has flushed it: that is what was asked for.
    let mut remove = Command::new("/usr/sbin/nft", remove);
    remove.prefixes.ignores_failure = true;
    writer.set(Service, "ExecStop", remove, origin);
    hardening::TABLE.write(&mut writer, None, origin);
    writer.set(Install, "WantedBy", ["sysinit.target"], origin);
    let printed = writer.print();
    let finished = Finished {
        scope: Scope::System,
        name: format!("{}-nftables.service", context.name()),
        wanted_by: Some("sysinit.target"),
        on_change: OnChange::Reload,
    };
    add(finished, printed, origin, output);
}

/// Gives the account its subordinate ids before its manager starts: nothing else does that for an
/// account made by `systemd-sysusers`.
fn id_ranges(context: &Context<'_>, uid: u32, origin: &Origin, output: &mut Output<'_>) {
    let script = format!("/{}", scripts::id_ranges_path(context));
    let mut writer = Writer::unit(context, output);
    let description = format!("Subordinate ids of the account of {}", context.name());
    writer.set(Unit, "Description", description, origin);
    writer.set(Unit, "After", ["systemd-sysusers.service"], origin);
    let manager = format!("user@{uid}.service");
    writer.set(Unit, "Before", [manager.as_str()], origin);
    writer.set(Service, "Type", "oneshot", origin);
    writer.set(Service, "RemainAfterExit", true, origin);
    let command = Command::new("/bin/sh", [script]);
    writer.set(Service, "ExecStart", command, origin);
    hardening::ID_RANGES.write(&mut writer, None, origin);
    writer.set(Install, "WantedBy", ["multi-user.target"], origin);
    let printed = writer.print();
    let finished = Finished {
        scope: Scope::System,
        name: format!("{}-subids.service", context.name()),
        wanted_by: Some("multi-user.target"),
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}
