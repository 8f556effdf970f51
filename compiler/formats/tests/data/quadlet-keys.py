#!/usr/bin/env python3
"""Derives the table of quadlet keys from podman's sources, and compares it with `quadlet-keys.tsv`.

    git clone https://github.com/containers/podman
    compiler/formats/tests/data/quadlet-keys.py podman [COMMIT]

Reads `pkg/systemd/quadlet/quadlet.go` at every release tag since 4.4.0, and at COMMIT for what comes after the
last one. From it follow: which kinds of files have which keys (the supported-key tables), since which release, and
how a value is read (the look-up function that is called first with the key): in 5.4.2, or in COMMIT for keys that
came later; `tables.rs` has what was read in another way before or after. By hand stay: whether podman
splits the value at commas (the options of `podman run` that are a `StringSlice`), whether the manual page calls the
key deprecated, and the kinds of keys that are looked up in a roundabout way; those are taken from the table. Prints
the lines that differ, and nothing when the table is right.
"""

import re
import subprocess
import sys
from pathlib import Path

SOURCE = "pkg/systemd/quadlet/quadlet.go"
TABLE = Path(__file__).with_name("quadlet-keys.tsv")
HEAD_RELEASE = "6.0.0"
READ_AT = "v5.4.2"
LOOK_UPS = {
    "Lookup": "string",
    "LookupLast": "string-raw",
    "LookupBoolean": "bool",
    "LookupBooleanWithDefault": "bool",
    "LookupUint32": "uint32",
    "LookupAll": "line-list",
    "LookupAllStrv": "word-list",
    "LookupAllArgs": "arg-list",
    "LookupLastArgs": "args-last",
    "LookupAllKeyVal": "keyval",
}
HELPERS = {
    "lookupAndAddString": "string",
    "lookupAndAddAllStrings": "line-list",
    "lookupAndAddBoolean": "bool",
    "lookupAndAddKeyVals": "keyval",
}


def git(repository, *words):
    return subprocess.run(
        ["git", "-C", repository, *words], check=True, capture_output=True, text=True
    ).stdout


def constants(source):
    """The texts of the constants: KeyImage is "Image"."""
    return dict(re.findall(r'^\s*(\w+)\s*=\s*"([^"]*)"', source, re.M))


def supported(source):
    """Pairs of kind and key, in both forms that the tables have had."""
    names = constants(source)
    found = set()
    old = re.findall(r"supported(\w+)Keys = map\[string\]bool\{(.*?)\n\t\}", source, re.S)
    new = re.findall(r"\t(\w+)Group: \{\n.*?SupportedKeys: map\[string\]bool\{(.*?)\n\t\t\t\}", source, re.S)
    for kind, keys in old + new:
        for key in re.findall(r"(\w+|\"\w+\"):\s*true", keys):
            found.add(("*" if kind == "Quadlet" else kind.lower(), names.get(key, key.strip('"'))))
    return found


def kinds(source):
    """How each key is looked up, by the section where that is said, and by `None` where a function is shared."""
    names = constants(source)
    found = {}

    def say(group, key, kind):
        group = names.get(group)
        found.setdefault((group and group.lower(), names.get(key, key.strip('"'))), kind)

    # `_, found :=` only asks whether the key is there.
    source = re.sub(r"^\s*_, .*", "", source, flags=re.M)
    for look_up, group, key in re.findall(r"\.(Lookup\w*)\((\w+), (\w+|\"\w+\")[,)]", source):
        if look_up in LOOK_UPS:
            say(group, key, LOOK_UPS[look_up])
    lists = list(re.finditer(r"(\w+) := map\[string\]string\{(.*?)\n\t\}", source, re.S))
    for call in re.finditer(r"(lookupAndAdd\w+)\(\w+, (\w+), (\w+), \w+\)", source):
        before = [it for it in lists if it.group(1) == call.group(3) and it.end() < call.start()]
        for key in re.findall(r"(\w+):", before[-1].group(2)) if before else []:
            say(call.group(2), key, HELPERS[call.group(1)])
    return found


def main(repository, head="HEAD"):
    tags = git(repository, "tag", "--list", "v*").split()
    releases = sorted(
        (tuple(map(int, tag[1:].split("."))), tag) for tag in tags if re.fullmatch(r"v\d+\.\d+\.\d+", tag)
    )
    since = {}
    for release, tag in [it for it in releases if it[0] >= (4, 4, 0)]:
        for row in supported(git(repository, "show", f"{tag}:{SOURCE}")):
            since.setdefault(row, ".".join(map(str, release)))
    source = git(repository, "show", f"{head}:{SOURCE}")
    for row in supported(source):
        since.setdefault(row, HEAD_RELEASE)
    read_as = kinds(source) | kinds(git(repository, "show", f"{READ_AT}:{SOURCE}"))

    table = {}
    for line in TABLE.read_text().splitlines():
        if not line.startswith("#"):
            unit, key, *facts = line.split("\t")
            table[unit, key] = facts
    differences = [f"only in podman: {row} since {since[row]}" for row in sorted(since.keys() - table.keys())]
    differences += [f"only in the table: {row}" for row in sorted(table.keys() - since.keys())]
    n_read = 0
    for row in sorted(since.keys() & table.keys()):
        kind, release, _, _, repeats, resets = table[row]
        unit, key = row
        found = read_as.get(("quadlet" if unit == "*" else unit, key), read_as.get((None, key), kind))
        n_read += found is not kind
        if since[row] != release:
            differences.append(f"{row}: since {since[row]}, in the table {release}")
        if found != kind:
            differences.append(f"{row}: read as {found}, in the table {kind}")
        is_list = found in ("line-list", "word-list", "arg-list", "keyval")
        if (repeats, resets) != (str(int(is_list)),) * 2:
            differences.append(f"{row}: repeats and resets must be {int(is_list)}")
    print(*differences, sep="\n", end="\n" if differences else "")
    print(f"{len(table)} keys, {n_read} of them with a look-up that was found", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) > 1 else __doc__)
