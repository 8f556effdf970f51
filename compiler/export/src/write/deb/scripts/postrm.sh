#!/bin/sh
# Made by stackc. Forgets what was there, and lets the managers see that files are gone.
set -e

root=${DPKG_ROOT:-}
state=$root/var/lib/@PACKAGE@

case $1 in
  remove | purge) ;;
  *) exit 0 ;;
esac

scopes=
if [ -e "$state/units" ]; then scopes=$(cut -f 1 "$state/units" | sort -u); fi

if [ "$1" = purge ]; then
  if [ -e "$state/masked" ]; then
    while read -r mask; do
      if [ -L "$root/$mask" ] && [ "$(readlink "$root/$mask")" = /dev/null ]; then
        rm -f "$root/$mask"
      fi
    done < "$state/masked"
  fi
  rm -rf "$state"
fi

if [ -z "$root" ] && [ -d /run/systemd/system ]; then
  systemctl --quiet daemon-reload || true
  for scope in $scopes; do
    if [ "$scope" != system ] && systemctl --quiet is-active "user@$scope.service"; then
      systemctl --quiet --user --machine "$scope@" daemon-reload || true
    fi
  done
fi
