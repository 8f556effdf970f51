//! Configuration files: where they may stand, and how much of them is ours.

use super::expand::Expanded;
use crate::decode::{Entry, Text};
use crate::leaf::AbsolutePath;
use crate::{ConfigFile, Content, Owned, rules};
use source::{Diagnostic, Located, Origin, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for file in expanded.stack.files.values() {
        path(file, report);
        owned(file, report);
        unchecked(file, report);
    }
}

fn path(file: &Entry<ConfigFile>, report: &mut Report) {
    let Some(path) = &file.path else {
        if let Some(reason) = needs_path(file) {
            report.add(
                Diagnostic::error(
                    &rules::FILE_PATH,
                    format!("a file without `path`: {reason}"),
                )
                .at(&file.key, "this file")
                .hint("set `path`"),
            );
        }
        return;
    };
    let wrong = |headline: &str, label: &str, hint: &str| {
        Diagnostic::error(&rules::FILE_PATH, format!("`{path}` {headline}"))
            .at(&path.origin, label)
            .hint(hint)
    };
    let is_below = |folder: &str| {
        let folder = AbsolutePath::parse(folder);
        folder.is_some_and(|folder| path.is_below(&folder))
    };
    if path.as_str().ends_with('/') {
        report.add(wrong(
            "is a folder",
            "ends in `/`",
            "add the name of the file",
        ));
    } else if is_below("/etc/stackc") {
        let hint = "leave `path` out: the file then stands in the stack's own folder";
        report.add(wrong("lies in the folder of stackc", "this path", hint));
    } else if file.owned.value == Owned::Whole && (!is_below("/etc") || path.as_str() == "/etc") {
        let hint = "choose a path below `/etc`, or own only keys of the file: `owned = 'Keys`";
        report.add(
            wrong("is not below `/etc`", "a tree holds only `/etc`", hint).note(
                "what else must exist on the host is made by packages and by systemd-tmpfiles",
            ),
        );
    }
}

/// Why no path can be found for a file that has none.
fn needs_path(file: &ConfigFile) -> Option<&'static str> {
    match (&file.owned.value, &file.content.value) {
        (Owned::Keys, _) => Some("nobody knows whose keys these are"),
        (Owned::Whole, Content::Unit(_)) => Some("nobody knows what these settings are for"),
        (Owned::Whole, _) => None,
    }
}

fn owned(file: &Entry<ConfigFile>, report: &mut Report) {
    let content = &file.content;
    let tag = content.tag();
    let wrong = |headline: String, origin: &Origin, label: &str| {
        Diagnostic::error(&rules::FILE_CONTENT, headline).at(origin, label)
    };
    match (&file.owned.value, &content.value) {
        (Owned::Whole, Content::Tokens(_)) => report.add(
            wrong(
                format!("a whole file of `'{tag}`"),
                &content.origin,
                "words among those of others",
            )
            .hint("set `owned = 'Keys`: the other words of the line stay as they are"),
        ),
        (Owned::Whole, _) => {}
        (Owned::Keys, Content::Ini(_) | Content::Supervisor(_) | Content::Tokens(_)) => {
            keeps_its_own(file, report);
        }
        (Owned::Keys, _) => report.add(
            wrong(
                format!("single keys of a file cannot be owned as `'{tag}`"),
                &file.owned.origin,
                "owns single keys",
            )
            .and(&content.origin, "in this format")
            .note("stackc can set single keys of `'Ini`, `'Supervisor` and `'Tokens` without touching the rest")
            .hint("own the whole file, or write a file of its own that the program reads as well"),
        ),
    }
}

/// What stands on the host keeps its owner and mode: only keys of it are ours.
fn keeps_its_own(file: &Entry<ConfigFile>, report: &mut Report) {
    let ConfigFile {
        owner, group, mode, ..
    } = &file.value;
    let settings = [
        ("owner", &owner.origin),
        ("group", &group.origin),
        ("mode", &mode.origin),
    ];
    for (name, origin) in settings {
        if !origin.is_default() {
            report.add(
                Diagnostic::error(
                    &rules::FILE_CONTENT,
                    format!("`{name}` of a file of which only keys are owned"),
                )
                .at(origin, "set here")
                .and(&file.owned.origin, "the file belongs to others")
                .hint(format!("remove `{name}`: the file keeps its own")),
            );
        }
    }
}

fn unchecked(file: &Entry<ConfigFile>, report: &mut Report) {
    let takes = match &file.content.value {
        Content::Uwsgi(_) => |section: &str| section == "uwsgi",
        Content::Unit(_) => |_: &str| true,
        _ => |_: &str| false,
    };
    for (section, keys) in &file.unchecked {
        if takes(section) {
            continue;
        }
        let at = Located::new(section, keys.key.clone());
        report.add(unchecked_elsewhere(file, &at));
    }
}

fn unchecked_elsewhere(file: &ConfigFile, section: &Located<&String>) -> Diagnostic {
    let tag = file.content.tag();
    let diagnostic = Diagnostic::error(
        &rules::FILE_CONTENT,
        format!("`'{tag}` has no unchecked section `{section}`"),
    )
    .at(&section.origin, "this section")
    .and(&file.content.origin, format!("the file is `'{tag}`"));
    match &file.content.value {
        Content::Uwsgi(_) => diagnostic.hint("its only section is `uwsgi`"),
        _ => diagnostic
            .hint("put its settings into `content`: there is no table they are checked against"),
    }
}
