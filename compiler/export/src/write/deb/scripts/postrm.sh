#!/bin/sh
# Made by stackc. Lets the managers see that files are gone, and forgets what was there.
set -e

state=/var/lib/@PACKAGE@
tab=$(printf '\t')

# The upgrade did not come about: what was moved away for it comes back.
if [ "$1" = abort-upgrade ] && [ -e "$state/gone" ]; then
  while IFS=$tab read -r _ path; do
    if [ -e "/$path.dpkg-remove" ] || [ -L "/$path.dpkg-remove" ]; then mv -f "/$path.dpkg-remove" "/$path"; fi
  done < "$state/gone"
  rm -f "$state/gone"
fi

case $1 in
  remove | purge) ;;
  *) exit 0 ;;
esac

scopes=
if [ -e "$state/scopes" ]; then scopes=$(cat "$state/scopes"); fi
if [ -e "$state/units" ]; then
  scopes=$(cut -f 1 "$state/units" | sort -u)
  printf '%s\n' "$scopes" > "$state/scopes"
fi
# Nothing of it runs any more: the next installation is a first one.
rm -f "$state/units" "$state/files"

if [ "$1" = purge ]; then
  if [ -e "$state/masked" ]; then
    while read -r mask; do
      if [ -L "/$mask" ] && [ "$(readlink "/$mask")" = /dev/null ]; then rm -f "/$mask"; fi
    done < "$state/masked"
  fi
  rm -rf "$state"
  # What this package had replaced is there again; its own files are gone by now.
  dpkg-divert --list | sed -n 's/^diversion of \(.*\) to .* by @PACKAGE@$/\1/p' | while read -r path; do
    dpkg-divert --quiet --package @PACKAGE@ --remove --rename "$path"
  done
fi

if [ -d /run/systemd/system ]; then
  systemctl --quiet daemon-reload || true
  for scope in $scopes; do
    if [ "$scope" != system ] && systemctl --quiet is-active "user@$scope.service"; then
      systemctl --quiet --user --machine "$scope@" daemon-reload || true
    fi
  done
fi
