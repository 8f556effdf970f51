# shellcheck shell=sh
# machine.sh SCRIPT: boots the systemd of a view, which runs SCRIPT as a service once it is up, and ends with
# it. Called inside a view, as root; says what the service said, with its exit status.
#
# systemd is the first process of namespaces of its own, in a cgroup that is removed afterwards. The kernel is
# everybody's: it cannot set the clock, load modules or write to /proc/sys.
own=/machine cgroups=/mnt
mkdir "$own"
printf '%s' "$1" > "$own/script"

refuse() {
  echo "cannot boot systemd: $1" >&2
  exit 1
}
read -r _ _ ids < /proc/self/uid_map
[ "$ids" = 4294967295 ] || refuse "that needs root: run the tests as root"
mount -t cgroup2 cgroup2 "$cgroups" || refuse "the kernel has no cgroup2"
mount -o remount,rw "$cgroups"
cgroup=$cgroups/machine-$(cat /proc/sys/kernel/random/uuid)
mkdir "$cgroup" || refuse "no cgroup can be made here"
trap 'find "$cgroup" -depth -type d -exec rmdir {} +' EXIT
trap 'exit 143' TERM

mkdir -p /etc/systemd/system
cat > /etc/systemd/system/machine.service << UNIT
[Unit]
Requires=basic.target
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
ExecStart=/bin/sh -eu $own/script
StandardOutput=file:$own/stdout
StandardError=file:$own/stderr
Environment=HOME=/root LANG=C.UTF-8
UNIT
ln -sf /dev/null /etc/systemd/system/systemd-modules-load.service
: > "$own/console" > "$own/stdout" > "$own/stderr"

export own
# shellcheck disable=SC2016 # for the shells inside
status=0
sh -euc 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"' sh "$cgroup" \
  unshare --mount --pid --uts --ipc --cgroup --fork --kill-child --propagation private sh -euc '
  umount /mnt
  mount -t proc proc /proc
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  [ ! -e /proc/sysrq-trigger ] || mount --bind /dev/null /proc/sysrq-trigger
  umount /sys/fs/cgroup 2> /dev/null || true
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mount -t tmpfs -o mode=755 run /run
  # Credentials are mounted by a process of their own; systemd shares mounts only outside of containers.
  mount --make-rshared /
  : > /dev/console
  mount --bind "$own/console" /dev/console
  hostname machine
  exec setpriv --bounding-set -sys_time,-sys_module,-sys_rawio,-syslog,-mac_admin,-mac_override \
    env -i container=other PATH="$PATH" \
    /usr/lib/systemd/systemd --unit=machine.service --log-target=console --show-status=0
  ' > "$own/boot" 2>&1 || status=$?

cat "$own/stdout"
cat "$own/stderr" >&2
# Whatever systemd itself had to say matters only when the service could not say it.
[ "$status" = 0 ] || cat "$own/boot" "$own/console" >&2
exit "$status"
