# A tree that was built elsewhere, by the hash that stackc printed. Needs no nixpkgs, builds nothing.
#
#   importTree { path = ./otterwiki; hash = "sha256-…"; }
#
# The store path is the one that stackc gives to the tree under this name. A path that has another hash is an error.
{
  # A folder: an object of a store of stackc, or what `stackc export --format dir` wrote.
  path,
  # What `stackc hash` printed.
  hash,
  # The name of the stack.
  name ? "stack",
}:
builtins.path {
  inherit name path;
  sha256 = hash;
}
