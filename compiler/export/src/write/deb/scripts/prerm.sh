#!/bin/sh
# Made by stackc. Stops the units of the stack, and keeps those from starting again that a generator makes of files
# that dpkg leaves until the package is purged.
set -e

[ "$1" = remove ] || exit 0

share=/usr/share/@PACKAGE@
state=/var/lib/@PACKAGE@
tab=$(printf '\t')

say() { printf '@PACKAGE@: %s\n' "$*" >&2; }

# stop SCOPE UNIT...
stop() {
  scope=$1
  shift
  if [ "$scope" = system ]; then
    systemctl --quiet stop "$@" < /dev/null || say "systemctl failed: stop $*"
  elif systemctl --quiet is-active "user@$scope.service"; then
    systemctl --quiet --user --machine "$scope@" stop "$@" < /dev/null || say "systemctl failed: $scope stop $*"
  fi
}

if [ -d /run/systemd/system ]; then
  for scope in $(cut -f 1 "$share/units" | sort -u); do
    # shellcheck disable=SC2046 # names of units have no space in them
    set -- $(awk -F '\t' -v scope="$scope" '$1 == scope && $3 == "yes" { print $2 }' "$share/units")
    [ $# = 0 ] || stop "$scope" "$@"
  done
fi

mkdir -p "$state"
: > "$state/masked"
while IFS=$tab read -r scope unit start _; do
  [ "$start" = yes ] || continue
  folder=etc/systemd/system
  [ "$scope" = system ] || folder=etc/systemd/user
  if ! [ -e "/$folder/$unit" ] && ! [ -L "/$folder/$unit" ]; then
    mkdir -p "/$folder"
    ln -s /dev/null "/$folder/$unit"
    echo "$folder/$unit" >> "$state/masked"
  fi
done < "$share/units"
