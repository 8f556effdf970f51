# shellcheck shell=sh disable=SC2154
# accounts.sh FILE...: applies every sysusers.d file, then the given tmpfiles.d files, as a booting host does,
# and says what became of it. `section` is defined before.
#
# Users come first: tmpfiles lines name them. In a user namespace ($ids is no) there is no id but 0, so there
# tmpfiles only pretends.

census() {
  find / /run /tmp /var/tmp -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /usr \) -prune -o \
    -printf '%y %m %u %g %p\n' | sort -u
}
dry=
[ "$ids" = yes ] || dry=--dry-run

mkdir -p /run/judge
census > /run/judge/before
status=0
SYSTEMD_LOG_LEVEL=warning systemd-sysusers > /run/judge/said 2>&1 || status=$?
section sysusers $status
cat /run/judge/said
if [ $# != 0 ]; then
  status=0
  systemd-tmpfiles --create $dry "$@" > /run/judge/said 2>&1 || status=$?
  section tmpfiles $status
  [ "$ids$status" = no0 ] || cat /run/judge/said # --dry-run says what it would do
fi
census > /run/judge/after
section facts 0
comm -13 /run/judge/before /run/judge/after | grep -v ' /run/judge' || true
