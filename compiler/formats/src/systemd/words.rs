//! The enumerations of systemd 257: words a value may be.
//!
//! Source: the string tables behind the parse functions, and `systemd.unit(5)`, `systemd.service(5)`,
//! `systemd.exec(5)`, `systemd.kill(5)`, `systemd.resource-control(5)`, `systemd.socket(5)`. The
//! words without a release were fed to `systemd-analyze verify` of 252.

/// A word and the first release that has it (0: 252 and before).
pub(crate) type Word = (&'static str, u16);

macro_rules! words {
    ($($word:literal $(@ $since:literal)?),+) => { &[$(($word, 0 $(+ $since)?)),+] };
}

pub(super) const BIND_IPV6_ONLY: &[Word] = words!["default", "both", "ipv6-only"];
pub(super) const COLLECT_MODE: &[Word] = words!["inactive", "inactive-or-failed"];
pub(super) const CPU_SCHEDULING_POLICY: &[Word] = words!["other", "batch", "idle", "fifo", "rr"];
pub(super) const DEVICE_POLICY: &[Word] = words!["auto", "closed", "strict"];
pub(super) const EMERGENCY_ACTION: &[Word] = words![
    "none", "reboot", "reboot-force", "reboot-immediate", "poweroff", "poweroff-force",
    "poweroff-immediate", "exit", "exit-force", "soft-reboot" @ 254, "soft-reboot-force" @ 254,
    "kexec" @ 254, "kexec-force" @ 254, "halt" @ 254, "halt-force" @ 254, "halt-immediate" @ 254
];
pub(super) const EXIT_TYPE: &[Word] = words!["main", "cgroup"];
pub(super) const IDLE: &[Word] = words!["idle"];
pub(super) const IO_CLASS: &[Word] = words!["none", "realtime", "best-effort", "idle"];
pub(super) const JOB_MODE: &[Word] = words![
    "fail",
    "replace",
    "replace-irreversibly",
    "isolate",
    "flush",
    "ignore-dependencies",
    "ignore-requirements"
];
pub(super) const KEYRING_MODE: &[Word] = words!["inherit", "private", "shared"];
pub(super) const KILL_MODE: &[Word] = words!["control-group", "process", "mixed", "none"];
pub(super) const LOG_FACILITY: &[Word] = words![
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"
];
pub(super) const LOG_LEVEL: &[Word] = words![
    "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"
];
pub(super) const MANAGED_OOM_MODE: &[Word] = words!["auto", "kill"];
pub(super) const MANAGED_OOM_PREFERENCE: &[Word] = words!["none", "avoid", "omit"];
pub(super) const MEMORY_PRESSURE_WATCH: &[Word] = words!["auto", "skip"];
pub(super) const MOUNT_FLAGS: &[Word] = words!["shared", "slave", "private"];
pub(super) const NOTIFY_ACCESS: &[Word] = words!["none", "main", "exec", "all"];
pub(super) const NUMA_POLICY: &[Word] =
    words!["default", "preferred", "bind", "interleave", "local"];
pub(super) const OOM_POLICY: &[Word] = words!["continue", "stop", "kill"];
pub(super) const PERSONALITY: &[Word] = words![
    "x86", "x86-64", "ppc", "ppc-le", "ppc64", "ppc64-le", "s390", "s390x"
];
pub(super) const PRESERVE_MODE: &[Word] = words!["restart"];
pub(super) const PRIVATE_TMP: &[Word] = words!["disconnected" @ 257];
pub(super) const PRIVATE_USERS: &[Word] = words!["self" @ 257, "identity" @ 257];
pub(super) const PROC_SUBSET: &[Word] = words!["all", "pid"];
pub(super) const PROTECT_CONTROL_GROUPS: &[Word] = words!["private" @ 257, "strict" @ 257];
pub(super) const PROTECT_HOME: &[Word] = words!["read-only", "tmpfs"];
pub(super) const PROTECT_PROC: &[Word] = words!["noaccess", "invisible", "ptraceable", "default"];
pub(super) const PROTECT_SYSTEM: &[Word] = words!["full", "strict"];
pub(super) const RESTART: &[Word] = words![
    "no",
    "on-success",
    "on-failure",
    "on-abnormal",
    "on-watchdog",
    "on-abort",
    "always"
];
pub(super) const RESTART_MODE: &[Word] = words!["normal", "direct", "debug" @ 257];
pub(super) const SERVICE_TYPE: &[Word] = words![
    "simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload" @ 253, "idle"
];
pub(super) const SOCKET_PROTOCOL: &[Word] = words!["udplite", "sctp", "mptcp" @ 257];
pub(super) const TIMEOUT_FAILURE_MODE: &[Word] = words!["terminate", "abort", "kill"];
pub(super) const UTMP_MODE: &[Word] = words!["init", "login", "user"];
