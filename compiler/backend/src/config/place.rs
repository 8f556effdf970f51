//! Where a file stands, which programs look there, and when they would not take it.

use crate::context::Context;
use crate::refusal;
use model::decode::Entry;
use model::leaf::Name;
use model::{ConfigFile, Content};
use source::{Origin, Report};
use tree::{Reader, Scope, UnitRef};

/// The absolute path of a file on the host.
pub(super) fn on_host(context: &Context<'_>, name: &Name, file: &ConfigFile) -> String {
    if let Some(path) = &file.path {
        return path.to_string();
    }
    let stem = context.stem(name);
    let own = |extension: &str| format!("/{}/{name}{extension}", context.own_folder());
    match &file.content.value {
        Content::Sysctl(_) => format!("/etc/sysctl.d/{stem}.conf"),
        Content::Apt(_) => format!("/etc/apt/apt.conf.d/{stem}.conf"),
        Content::Logrotate(_) => format!("/etc/logrotate.d/{stem}"),
        Content::Uwsgi(_) | Content::Ini(_) => own(".ini"),
        Content::Env(_) => own(".env"),
        Content::Supervisor(_) | Content::KeyValues(_) | Content::Perl(_) | Content::Unit(_) => {
            own(".conf")
        }
        Content::Tokens(_) | Content::Text(_) => own(""),
    }
}

/// What decides where it stands.
pub(super) fn origin(file: &Entry<ConfigFile>) -> &Origin {
    file.path.as_ref().map_or(&file.key, |path| &path.origin)
}

/// Whether a path is that of a unit or of a drop-in of one.
pub(super) fn is_unit(path: &str) -> bool {
    let folders = ["/etc/systemd/system/", "/etc/systemd/user/"];
    folders.iter().any(|folder| path.starts_with(folder))
}

/// The programs that read a path because it stands where they look.
pub(super) fn readers(context: &Context<'_>, path: &str) -> Vec<Reader> {
    let service = |name: &str| Reader::Unit(UnitRef::new(Scope::System, name));
    if let Some(dropin) = path.strip_prefix("/etc/systemd/system/") {
        let unit = dropin.split_once(".d/").map_or(dropin, |(unit, _)| unit);
        let manager = Reader::Manager(Scope::System);
        // A drop-in of all services (`service.d`) or of a prefix (`web-.service.d`) is of no single unit.
        let is_one = unit
            .split_once('.')
            .is_some_and(|(stem, _)| !stem.ends_with('-'));
        return std::iter::once(manager)
            .chain(is_one.then(|| service(unit)))
            .collect();
    }
    if path.starts_with("/etc/systemd/user/") {
        return match context.scope() {
            Scope::User(uid) => vec![Reader::Manager(Scope::User(uid))],
            Scope::System => Vec::new(),
        };
    }
    let daemons = [
        ("/etc/sysctl.d/", "systemd-sysctl.service"),
        ("/etc/systemd/journald.conf.d/", "systemd-journald.service"),
        ("/etc/systemd/logind.conf.d/", "systemd-logind.service"),
        ("/etc/systemd/networkd.conf.d/", "systemd-networkd.service"),
        ("/etc/systemd/oomd.conf.d/", "systemd-oomd.service"),
        ("/etc/systemd/resolved.conf.d/", "systemd-resolved.service"),
        (
            "/etc/systemd/timesyncd.conf.d/",
            "systemd-timesyncd.service",
        ),
    ];
    if path.starts_with("/etc/systemd/system.conf.d/") {
        return vec![Reader::Manager(Scope::System)];
    }
    let found = daemons.iter().find(|(folder, _)| path.starts_with(folder));
    found
        .map(|(_, daemon)| service(daemon))
        .into_iter()
        .collect()
}

/// Says when the program that looks into a folder would skip the file without a word.
pub(super) fn report_ignored(file: &Entry<ConfigFile>, path: &str, report: &mut Report) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let by_name = match folder {
        "/etc/apt/apt.conf.d" if !is_apt_name(name) => Some((
            "apt",
            "a name there has letters, digits, `_`, `-` and `.`, and no extension but `.conf`",
        )),
        "/etc/logrotate.d" if is_taboo(name) => Some((
            "logrotate",
            "its name ends in what logrotate leaves out (`tabooext`)",
        )),
        "/etc/sysctl.d" if !name.ends_with(".conf") => {
            Some(("systemd-sysctl", "a name there ends in `.conf`"))
        }
        folder
            if folder.starts_with("/etc/systemd/")
                && folder.ends_with(".d")
                && !name.ends_with(".conf") =>
        {
            Some(("systemd", "a name there ends in `.conf`"))
        }
        _ => None,
    };
    if let Some((program, why)) = by_name {
        let headline = format!("{program} would not read `{path}`");
        report.add(
            refusal::ignored(headline, origin(file), "this name")
                .note(why)
                .hint("choose another name"),
        );
    }
    if folder == "/etc/logrotate.d" {
        report_logrotate(file, path, report);
    }
}

/// logrotate skips files that others than root could have written (`readConfigFile()` in its `config.c`).
fn report_logrotate(file: &ConfigFile, path: &str, report: &mut Report) {
    let headline = || format!("logrotate would not read `{path}`");
    if file.mode.bits() & 0o022 != 0 {
        let finding = refusal::ignored(headline(), &file.mode.origin, "group or others may write");
        report.add(finding.hint("write `0644`"));
    }
    if file.owner.as_str() != "root" {
        let finding = refusal::ignored(headline(), &file.owner.origin, "it must belong to root");
        report.add(finding.hint("remove `owner`"));
    }
}

/// `apt.conf(5)`
fn is_apt_name(name: &str) -> bool {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    name.chars().all(is_good) && extension.is_none_or(|extension| extension == "conf")
}

/// The endings that logrotate of Debian leaves out, and hidden files (`logrotate.conf(5)`, *tabooext*).
fn is_taboo(name: &str) -> bool {
    const ENDS: [&str; 16] = [
        ",v",
        ".bak",
        ".cfsaved",
        ".disabled",
        ".dpkg-bak",
        ".dpkg-del",
        ".dpkg-dist",
        ".dpkg-new",
        ".dpkg-old",
        ".dpkg-tmp",
        ".rhn-cfg-tmp-",
        ".rpmnew",
        ".rpmorig",
        ".rpmsave",
        ".swp",
        "~",
    ];
    name.starts_with('.') || ENDS.iter().any(|end| name.ends_with(end))
}
