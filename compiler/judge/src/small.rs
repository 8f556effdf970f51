//! Judges of one command for each file.

use crate::Verdict;
use crate::case::Case;

/// `sh -n` reads scripts of the stack by Debian's shell and by busybox, which is the shell of many images.
pub(crate) fn shell(case: &Case<'_>) -> Vec<Verdict> {
    let script = "dash -n \"$1\"; busybox sh -n \"$1\"";
    each(case, "shell", |path| path.ends_with(".sh"), script)
}

/// `visudo(8)`, which wants the mode of a real sudoers file.
pub(crate) fn sudoers(case: &Case<'_>) -> Vec<Verdict> {
    let script =
        "cp \"$1\" /run/sudoers; chmod 440 /run/sudoers; visudo -cf /run/sudoers > /dev/null";
    each(
        case,
        "sudoers",
        |path| path.starts_with("etc/sudoers.d/"),
        script,
    )
}

/// `logrotate(8)` in its debug mode, which tells a lot and marks its complaints by `error:`.
pub(crate) fn logrotate(case: &Case<'_>) -> Vec<Verdict> {
    // `su` wants users that exist and ids that can be taken, of which a user namespace has only one.
    let script = "systemd-sysusers > /dev/null 2>&1 || true\n\
        sed '/^ *su /d' \"$1\" > /run/without-su\n\
        grep -q ' 4294967295$' /proc/self/uid_map || set -- /run/without-su\n\
        status=0; logrotate -d \"$1\" > /run/said 2>&1 || status=$?\n\
        grep -E '^(error|warning)' /run/said | grep -v 'logrotate in debug mode' >&2 || true; exit $status";
    each(
        case,
        "logrotate",
        |path| path.starts_with("etc/logrotate.d/"),
        script,
    )
}

fn each(
    case: &Case<'_>,
    judge: &'static str,
    concerned: fn(&str) -> bool,
    script: &str,
) -> Vec<Verdict> {
    let files = case.files.iter().filter(|path| concerned(path));
    let verdict = |path: &String| {
        let path = format!("/{path}");
        Verdict::silent(judge, &path, &case.view().script(script, &[&path]))
    };
    files.map(verdict).collect()
}
