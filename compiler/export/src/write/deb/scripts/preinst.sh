#!/bin/sh
# Made by stackc. Files of other packages that this one replaces are kept beside it, until it is purged. Files of an
# older version that this one has not are moved away before dpkg looks: it would keep them, and remember them as
# removed by the administrator once they are gone.
set -e

case $1 in
  install | upgrade) ;;
  *) exit 0 ;;
esac

state=/var/lib/@PACKAGE@
tab=$(printf '\t')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/paths" << 'END'
@PATHS@END

while read -r path; do
  # A name is a pattern to dpkg-query.
  pattern=$(printf '%s\n' "$path" | sed 's/[][*?\\]/\\&/g')
  owner=$(dpkg-query --search "$pattern" 2> /dev/null | sed -n 's/^\([^ ]*\): .*/\1/p' | head -n 1)
  if [ -z "$owner" ] || [ "$owner" = @PACKAGE@ ] || [ -n "$(dpkg-divert --listpackage "$path")" ]; then continue; fi
  # A copy: were the file moved, dpkg would take it for one that was deleted on purpose, and install none.
  if [ -f "$path" ] && ! [ -e "$path.distrib" ]; then cp -a "$path" "$path.distrib"; fi
  dpkg-divert --quiet --package @PACKAGE@ --add --no-rename --divert "$path.distrib" "$path"
done < "$work/paths"

if [ "$1" = upgrade ] && [ -e "$state/files" ]; then
  awk -F '\t' 'FILENAME == ARGV[1] { now[$0]; next } !("/" $2 in now)' "$work/paths" "$state/files" > "$state/gone"
  while IFS=$tab read -r _ path; do
    if [ -L "/$path" ] || [ -f "/$path" ]; then mv -f "/$path" "/$path.dpkg-remove"; fi
  done < "$state/gone"
fi
