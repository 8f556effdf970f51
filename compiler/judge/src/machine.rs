//! A view with a running systemd.

use crate::{Outcome, View};

const SCRIPT: &str = include_str!("machine.sh");

impl View {
    /// Boots the view's systemd as the first process of a machine of its own, runs a script with `sh -eu`
    /// as a service once the system is up (`basic.target`), and powers off: half a second besides the script.
    ///
    /// Generators run, units start, D-Bus answers, all as on a host; there is no network but loopback, no
    /// resource control, and nothing outlasts the call. Needs root and a kernel with cgroup2: without, the
    /// outcome is a failure that says so.
    pub fn boot(&self, script: &str) -> Outcome {
        self.script(SCRIPT, &[script])
    }
}

#[cfg(test)]
mod tests {
    use crate::Root;

    #[test]
    fn systemd_is_up_when_the_script_runs() {
        let outcome = Root::find().view().boot(
            "cat /proc/1/comm; systemctl is-active basic.target\n\
             busctl --json=short get-property org.freedesktop.systemd1 /org/freedesktop/systemd1 \
               org.freedesktop.systemd1.Manager NFailedUnits",
        );
        let expected = "systemd\nactive\n{\"type\":\"u\",\"data\":0}\n";
        assert_eq!(outcome.stdout, expected, "{}", outcome.transcript());
        assert_eq!(outcome.status, 0, "{}", outcome.transcript());
    }

    #[test]
    fn the_script_decides_the_outcome() {
        let outcome = Root::find().view().boot("echo out; echo err >&2; exit 7");
        assert_eq!(outcome.stdout, "out\n");
        assert!(outcome.stderr.starts_with("err\n"), "{}", outcome.stderr);
        assert_eq!(outcome.status, 7, "{}", outcome.transcript());
    }
}
