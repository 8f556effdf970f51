# A tree that somebody else serves as a NAR, by the hash that stackc printed. Needs no nixpkgs: Nix fetches and unpacks
# it by itself, and refuses it when it has another hash.
#
#   importNar { url = "https://example.org/otterwiki.nar"; hash = "sha256-…"; }
#
# `stackc export --format nar` writes such a file. The store path is the same as that of `importTree`.
{
  url,
  # What `stackc hash` printed.
  hash,
  # The name of the stack.
  name ? "stack",
}:
derivation {
  inherit name url;
  builder = "builtin:fetchurl";
  system = "builtin";
  unpack = true;
  executable = false;
  outputHash = hash;
  outputHashMode = "recursive";
  preferLocalBuild = true;
  urls = [ url ];
}
