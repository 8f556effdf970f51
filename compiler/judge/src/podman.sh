# shellcheck shell=sh disable=SC2154
# podman.sh UID COMMANDS [TMPFILES...]: runs the script COMMANDS as the user with that id, who is made if no
# sysusers line does, on a host to which the accounts and paths of the tree were applied. Their complaints are
# the business of other judges. In a user namespace ($ids is no) everything runs as its root.
uid=$1 commands=$2
shift 2
chmod -R a+rX /run/judge
systemd-sysusers > /dev/null 2>&1 || true
[ $# = 0 ] || systemd-tmpfiles --create "$@" > /dev/null 2>&1 || true

home=/root runtime=/run
if [ "$ids" = no ]; then
  home=/run/home # root's own belongs to nobody here
  mkdir -p "$home" "/run/user/$uid"
fi
if [ "$uid" != 0 ] && [ "$ids" = yes ]; then
  getent passwd "$uid" > /dev/null || useradd --uid "$uid" "user$uid"
  user=$(getent passwd "$uid" | cut -d: -f1)
  home=$(getent passwd "$uid" | cut -d: -f6)
  grep -q "^$user:" /etc/subuid ||
    usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 "$user"
  runtime=/run/user/$uid
  mkdir -p "$home" "$runtime"
  chown "$user:" "$home" "$runtime"
fi
[ -e /run/home ] || ln -s "$home" /run/home
storage=/var/lib/containers/judge
mkdir -p "$runtime/judge" "$storage"
chmod 700 "$runtime/judge" "$storage"
export HOME="$home" XDG_RUNTIME_DIR="$runtime" STORAGE="$storage" SAID="$runtime/judge/said"
cd /
if [ "$runtime" = /run ]; then
  exec sh -eu "$commands"
fi
chown "$user:" "$runtime/judge" "$storage"
exec setpriv --reuid="$uid" --regid="$(id -g "$user")" --init-groups sh -eu "$commands"
