#!/bin/sh
# Made by stackc. Does what follows from the files that have changed since this script last came to its end: a file
# that somebody kept in another form counts as it is. /usr/share/@PACKAGE@ says what follows from what, and
# /var/lib/@PACKAGE@ what was there the last time.
set -e

case $1 in
  configure | abort-remove) ;;
  *) exit 0 ;;
esac

share=/usr/share/@PACKAGE@
state=/var/lib/@PACKAGE@
tab=$(printf '\t')

say() { printf '@PACKAGE@: %s\n' "$*" >&2; }

if [ -n "${DPKG_ROOT:-}" ]; then
  say "cannot be configured from outside of its root"
  exit 1
fi

# Prints what stands at a path of the tree.
fact() {
  if [ -L "/$1" ]; then
    printf 'link:%s\n' "$(readlink "/$1")"
  elif [ -f "/$1" ]; then
    sha256sum < "/$1"
  else
    echo absent
  fi
}

# may ACTION UNIT: there may be no systemd to talk to, such as while an image is made; and policy-rc.d may forbid it.
may() {
  [ -d /run/systemd/system ] || return 1
  command -v policy-rc.d > /dev/null || return 0
  allowed=0
  policy-rc.d "$2" "$1" || allowed=$?
  [ "$allowed" != 101 ]
}

# ask SCOPE ARGUMENT...: systemctl of the system, or of a user whose manager is running.
ask() {
  at=$1
  shift
  if [ "$at" = system ]; then
    systemctl --quiet "$@" < /dev/null
  elif systemctl --quiet is-active "user@$at.service"; then
    systemctl --quiet --user --machine "$at@" "$@" < /dev/null
  fi
}

# The same, for what is no reason to leave the package half installed.
tell() { ask "$@" || say "systemctl failed: $*"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$state"
for table in files units masked gone; do
  [ -e "$state/$table" ] || : > "$state/$table"
done
# A removal that did not come to its end has stopped everything.
[ "$1" = configure ] || : > "$state/units"

# Masks that the removal of this package has left.
while read -r mask; do
  if [ -L "/$mask" ] && [ "$(readlink "/$mask")" = /dev/null ]; then rm -f "/$mask"; fi
done < "$state/masked"
: > "$state/masked"

# Units that are gone are stopped while their manager knows them.
awk -F '\t' '
  { unit = $1 "\t" $2 }
  FILENAME == ARGV[1] { now[unit]; next }
  $3 == "yes" && !(unit in now) { print unit }
' "$share/units" "$state/units" > "$work/stopped"
while IFS=$tab read -r scope unit; do
  if may stop "$unit"; then tell "$scope" stop "$unit"; fi
done < "$work/stopped"

# Files that are gone were moved away before the new ones came.
while IFS=$tab read -r before path; do
  if [ "$(fact "$path.dpkg-remove")" = "$before" ]; then
    rm -f "/$path.dpkg-remove"
  elif [ -e "/$path.dpkg-remove" ]; then
    say "/$path was changed here and is no longer needed: it is now /$path.dpkg-bak"
    mv -f "/$path.dpkg-remove" "/$path.dpkg-bak"
  fi
done < "$state/gone"

while IFS=$tab read -r _ _ _ path; do
  printf '%s\t%s\n' "$(fact "$path")" "$path"
done < "$share/files" > "$work/files"
awk -F '\t' 'FILENAME == ARGV[1] { before[$2] = $1; next } before[$2] != $1 { print $2 }' \
  "$state/files" "$work/files" > "$work/changed"

# The actions of which one path has changed; of units that are new and start by themselves, the start alone. A file
# that is gone was read by a manager or by a unit that has changed as well.
{
  [ ! -s "$state/gone" ] || cut -f 1 "$share/units" | sort -u | sed "s/.*/daemon-reload$tab&$tab-/"
  awk -F '\t' '
    FILENAME == ARGV[1] { changed[$1]; next }
    FILENAME == ARGV[2] { known[$1 "\t" $2]; next }
    FILENAME == ARGV[3] { unit = $1 "\t" $2; if ($3 == "yes" && !(unit in known)) starts[unit]; next }
    { unit = $2 "\t" $3 }
    $1 == "start" { if (unit in starts) print $1 "\t" unit; next }
    unit in starts { next }
    {
      fires = 0
      for (i = 4; i <= NF; i++) if ($i in changed) fires = 1
      if (!fires) next
      if ($1 ~ /reload-or-restart$/) { reloads[unit] = $1; next }
      print $1 "\t" unit
      if ($1 ~ /restart$|recreate/) restarted[unit]
    }
    END { for (unit in reloads) if (!(unit in restarted)) print reloads[unit] "\t" unit }
  ' "$work/changed" "$state/units" "$share/units" "$share/actions"
} > "$work/actions"

# of ACTION SCOPE: the subjects of such actions.
of() { awk -F '\t' -v action="$1" -v scope="$2" '$1 == action && $2 == scope { print $3 }' "$work/actions"; }
has() { of "$1" "$2" | grep -q .; }

# The files of a folder below /etc, by their names.
names() { cut -f 4 "$share/files" | sed -n "s,^etc/$1/\([^/]*\)\$,\1,p"; }

# shellcheck disable=SC2046 # such names have no space in them
if has sysusers -; then systemd-sysusers $(names sysusers.d); fi

# Owners can be given when the accounts are there; dpkg keeps modes and owners of files that were there before.
while IFS=$tab read -r mode user group path; do
  if [ "$mode" = - ] || [ -L "/$path" ] || ! [ -f "/$path" ]; then continue; fi
  if dpkg-statoverride --list "/$path" > /dev/null 2>&1; then continue; fi
  case $(stat -c '%04a %U:%G' "/$path") in
    "$mode $user:$group") ;;
    *) chown "$user:$group" "/$path" && chmod "$mode" "/$path" ;;
  esac
done < "$share/files"

# shellcheck disable=SC2046
if has tmpfiles system; then
  systemd-tmpfiles --create $(names tmpfiles.d) || say "systemd-tmpfiles failed"
fi

# podman_of SCOPE ARGUMENT...: podman of the system, or of a user whose manager is running.
podman_of() {
  at=$1
  shift
  if [ "$at" = system ]; then
    podman "$@" < /dev/null
  elif systemctl --quiet is-active "user@$at.service"; then
    user=$(getent passwd "$at" | cut -d : -f 1)
    runuser -u "$user" -- env --chdir=/ XDG_RUNTIME_DIR="/run/user/$at" podman "$@" < /dev/null
  else
    return 1
  fi
}

# recreate SCOPE UNIT: podman keeps a network that is there as it is, so it is removed while nobody uses it.
recreate() {
  network=$(awk -F '\t' -v scope="$1" -v unit="$2" '$1 == scope && $2 == unit { print $4 }' "$share/units")
  running=
  for unit in "$2" $(ask "$1" show --property=RequiredBy --property=BoundBy --value "$2"); do
    if ask "$1" is-active "$unit"; then running="$running $unit"; fi
  done
  tell "$1" stop "$2"
  if [ "$network" = - ]; then
    say "the network of $2 has changed: remove it with podman network rm, and start$running"
    return
  fi
  if podman_of "$1" network exists "$network"; then
    podman_of "$1" network rm "$network" > /dev/null || say "podman network rm $network failed"
  fi
  # shellcheck disable=SC2086 # names of units have no space in them
  [ -z "$running" ] || tell "$1" --no-block start $running
}

scopes=$(cut -f 2 "$work/actions" | grep -v '^-$' | sort -u)
for scope in $scopes; do
  if ! may daemon-reload "$scope"; then continue; fi
  if [ "$scope" != system ] && has tmpfiles "$scope"; then
    tell "$scope" restart systemd-tmpfiles-setup.service
  fi
  if has daemon-reload "$scope"; then tell "$scope" daemon-reload; fi
done

of load - > "$work/subjects"
while read -r table; do
  if may reload nftables; then nft -f "/$table" || say "nft -f /$table failed"; fi
done < "$work/subjects"

for scope in $scopes; do
  of recreate "$scope" > "$work/subjects"
  while read -r unit; do
    if may restart "$unit"; then recreate "$scope" "$unit"; fi
  done < "$work/subjects"
  # One call for each verb, so that systemd sees all units at once and orders them. Nobody waits for images that are
  # pulled and built.
  for verb in start restart try-restart reload-or-restart try-reload-or-restart; do
    of "$verb" "$scope" > "$work/subjects"
    set --
    while read -r unit; do
      if may "$verb" "$unit"; then set -- "$@" "$unit"; fi
    done < "$work/subjects"
    [ $# = 0 ] || tell "$scope" --no-block "$verb" "$@"
  done
done

mv -f "$work/files" "$state/files"
cp -f "$share/units" "$state/units"
rm -f "$state/gone"
