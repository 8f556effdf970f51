#!/bin/sh
# Made by stackc. Stops the units of the stack, and keeps those from starting again that a generator makes of files
# that dpkg leaves until the package is purged.
set -e

[ "$1" = remove ] || exit 0

root=${DPKG_ROOT:-}
share=$root/usr/share/@PACKAGE@
state=$root/var/lib/@PACKAGE@
tab=$(printf '\t')

say() { printf '@PACKAGE@: %s\n' "$*" >&2; }

mkdir -p "$state"
: > "$state/masked"
while IFS=$tab read -r scope unit start; do
  [ "$start" = yes ] || continue
  case $scope in
    system) folder=etc/systemd/system ;;
    *) folder=etc/systemd/user ;;
  esac
  if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    if [ "$scope" = system ]; then
      systemctl --quiet stop "$unit" || say "systemctl stop $unit failed"
    elif systemctl --quiet is-active "user@$scope.service"; then
      systemctl --quiet --user --machine "$scope@" stop "$unit" || say "systemctl --user stop $unit failed"
    fi
  fi
  if ! [ -e "$root/$folder/$unit" ] && ! [ -L "$root/$folder/$unit" ]; then
    mkdir -p "$root/$folder"
    ln -s /dev/null "$root/$folder/$unit"
    echo "$folder/$unit" >> "$state/masked"
  fi
done < "$share/units"
