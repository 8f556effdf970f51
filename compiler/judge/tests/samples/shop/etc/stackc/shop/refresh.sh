#!/bin/sh
set -eu
for index in products pages; do
    printf '%s\n' "$index"
done
