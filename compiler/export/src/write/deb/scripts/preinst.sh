#!/bin/sh
# Made by stackc. Files of other packages that this one replaces are kept beside it, until it is purged.
set -e

case $1 in
  install | upgrade) ;;
  *) exit 0 ;;
esac

while read -r path; do
  # A name is a pattern to dpkg-query.
  pattern=$(printf '%s\n' "$path" | sed 's/[][*?\\]/\\&/g')
  owner=$(dpkg-query --search "$pattern" 2> /dev/null | sed -n 's/^\([^ ]*\): .*/\1/p' | head -n 1)
  if [ -z "$owner" ] || [ "$owner" = @PACKAGE@ ] || [ -n "$(dpkg-divert --listpackage "$path")" ]; then continue; fi
  # A copy: were the file moved, dpkg would take it for one that was deleted on purpose, and install none.
  if [ -f "$path" ] && ! [ -e "$path.distrib" ]; then cp -a "$path" "$path.distrib"; fi
  dpkg-divert --quiet --package @PACKAGE@ --add --no-rename --divert "$path.distrib" "$path"
done << 'END'
@PATHS@END
