# A tree, built by stackc in the sandbox.
#
#   buildStack { src = ./.; environment = "production"; }
#
# The result holds the same files as the object that `stackc build` makes. With `hash` it has the same store path, too,
# and Nix refuses another tree.
{
  # The folder of the sources; imports may not leave it.
  src,
  # The folder or file of the stack in it.
  stack ? ".",
  # One of its environments, hosts (`web1.wiki`), or nothing when there is one stack.
  environment ? null,
  # What `stackc hash` printed.
  hash ? null,
  name ? "stack",
  system,
  # A package with `bin/stackc`.
  stackc,
  # Further arguments, such as `--deny-warnings`.
  arguments ? [ ],
}:
let
  fragment = if environment == null then "" else "#${environment}";
  fixed =
    if hash == null then
      { }
    else
      {
        outputHash = hash;
        outputHashMode = "recursive";
      };
in
derivation (
  {
    inherit name system;
    builder = "${stackc}/bin/stackc";
    args = [
      "export"
      "--format"
      "dir"
      "--output"
      (builtins.placeholder "out")
      "--import-root"
      "${src}"
    ]
    ++ arguments
    ++ [ "${src}/${stack}${fragment}" ];
    # Which stacks there are is written down in the sources, not in the surroundings.
    preferLocalBuild = true;
  }
  // fixed
)
