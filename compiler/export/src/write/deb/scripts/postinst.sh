#!/bin/sh
# Made by stackc. Does what follows from the files that have changed since this script last came to its end: a file
# that somebody kept in another form counts as it is. /usr/share/@PACKAGE@ says what follows from what, and
# /var/lib/@PACKAGE@ what was there the last time.
set -e

[ "$1" = configure ] || exit 0

root=${DPKG_ROOT:-}
share=$root/usr/share/@PACKAGE@
state=$root/var/lib/@PACKAGE@
tab=$(printf '\t')

say() { printf '@PACKAGE@: %s\n' "$*" >&2; }

# Prints what stands at a path of the tree.
fact() {
  if [ -L "$root/$1" ]; then
    printf 'link:%s\n' "$(readlink "$root/$1")"
  elif [ -f "$root/$1" ]; then
    sha256sum < "$root/$1"
  else
    echo absent
  fi
}

facts() {
  while IFS=$tab read -r _ _ _ path; do
    printf '%s\t%s\n' "$(fact "$path")" "$path"
  done < "$share/files"
}

# There may be no systemd to talk to, such as while an image is made; and an administrator may forbid it.
may() {
  [ -z "$root" ] && [ -d /run/systemd/system ] || return 1
  command -v policy-rc.d > /dev/null || return 0
  allowed=0
  policy-rc.d "$2" "$1" || allowed=$?
  [ "$allowed" != 101 ]
}

# tell SCOPE ARGUMENT...: systemctl of the system or of a user whose manager is running. What a unit does with it is
# no reason to leave the package half installed.
tell() {
  at=$1
  shift
  if [ "$at" = system ]; then
    systemctl --quiet "$@" || say "systemctl $* failed"
  elif systemctl --quiet is-active "user@$at.service"; then
    systemctl --quiet --user --machine "$at@" "$@" || say "systemctl --user $* failed for user $at"
  fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$state"
for file in files units masked; do
  [ -e "$state/$file" ] || : > "$state/$file"
done

# Masks that the removal of this package has left.
while read -r mask; do
  if [ -L "$root/$mask" ] && [ "$(readlink "$root/$mask")" = /dev/null ]; then
    rm -f "$root/$mask"
  fi
done < "$state/masked"
: > "$state/masked"

# Units that are gone are stopped while their manager knows them.
awk -F '\t' '{ unit = $1 "\t" $2 } NR == FNR { now[unit]; next } $3 == "yes" && !(unit in now) { print unit }' \
  "$share/units" "$state/units" > "$work/stopped"
while IFS=$tab read -r scope unit; do
  if may stop "$unit"; then tell "$scope" stop "$unit"; fi
done < "$work/stopped"

# Files that are gone: dpkg leaves those that can be configured.
awk -F '\t' 'NR == FNR { now[$4]; next } !($2 in now)' "$share/files" "$state/files" > "$work/gone"
while IFS=$tab read -r before path; do
  if [ "$(fact "$path")" = "$before" ]; then
    rm -f "$root/$path"
  elif [ -e "$root/$path" ]; then
    say "/$path was changed here and is no longer needed: it is now /$path.dpkg-bak"
    mv -f "$root/$path" "$root/$path.dpkg-bak"
  fi
done < "$work/gone"

facts > "$work/files"
awk -F '\t' 'NR == FNR { before[$2] = $1; next } before[$2] != $1 { print $2 }' \
  "$state/files" "$work/files" > "$work/changed"
cut -f 2 "$work/gone" >> "$work/changed"

# The actions of which one path has changed; of units that are new, and of those alone, the start.
awk -F '\t' '
  FILENAME == ARGV[1] { changed[$1]; next }
  FILENAME == ARGV[2] { known[$1 "\t" $2]; next }
  { unit = $2 "\t" $3 }
  $1 == "start" { if (!(unit in known)) { print $1 "\t" $2 "\t" $3; started[unit] } next }
  unit in started { next }
  { for (i = 4; i <= NF; i++) if ($i in changed) { print $1 "\t" $2 "\t" $3; next } }
' "$work/changed" "$state/units" "$share/actions" > "$work/actions"

# of ACTION SCOPE: the subjects of such actions.
of() { awk -F '\t' -v action="$1" -v scope="$2" '$1 == action && $2 == scope { print $3 }' "$work/actions"; }
is_new() { grep -q "^$1$tab" "$work/actions"; }
scopes() { cut -f 2 "$work/actions" | grep -v '^-$' | sort -u; }

# The files of a folder below /etc, by their names.
names() { cut -f 4 "$share/files" | sed -n "s,^etc/$1/\([^/]*\)\$,\1,p"; }

# shellcheck disable=SC2046 # such names have no space in them
if is_new sysusers; then
  systemd-sysusers ${root:+"--root=$root"} $(names sysusers.d)
fi

# Owners can be given when the accounts are there; dpkg keeps modes and owners of files that were there before.
while IFS=$tab read -r mode user group path; do
  [ "$mode" != - ] && [ -f "$root/$path" ] || continue
  if dpkg-statoverride --list "/$path" > /dev/null 2>&1; then continue; fi
  case $(stat -c '%04a %U %u' "$root/$path") in
    "$mode $user "* | "$mode "*" $user") ;;
    *) chown "$user" "$root/$path" && chmod "$mode" "$root/$path" ;;
  esac
  case $(stat -c '%G %g' "$root/$path") in
    "$group "* | *" $group") ;;
    *) chgrp "$group" "$root/$path" && chmod "$mode" "$root/$path" ;;
  esac
done < "$share/files"

# shellcheck disable=SC2046
if of tmpfiles system | grep -q .; then
  systemd-tmpfiles ${root:+"--root=$root"} --create $(names tmpfiles.d) || say "systemd-tmpfiles failed"
fi

for scope in $(scopes); do
  if may daemon-reload "$scope"; then
    if [ "$scope" != system ] && of tmpfiles "$scope" | grep -q .; then
      tell "$scope" restart systemd-tmpfiles-setup.service
    fi
    if of daemon-reload "$scope" | grep -q .; then tell "$scope" daemon-reload; fi
  fi
done

of load - | while read -r table; do
  if may reload nftables; then nft -f "$root/$table" || say "nft -f /$table failed"; fi
done

# One call for each verb, so that systemd sees all units at once and orders them.
units() {
  set --
  while read -r unit; do
    if may "$verb" "$unit"; then set -- "$@" "$unit"; fi
  done < "$work/units"
  [ $# = 0 ] || tell "$scope" "$command" "$@"
}
for scope in $(scopes); do
  for verb in start restart reload; do
    command=$verb
    [ "$verb" != reload ] || command=try-reload-or-restart
    of "$verb" "$scope" > "$work/units"
    units
  done
done

mv -f "$work/files" "$state/files"
cp -f "$share/units" "$state/units"
