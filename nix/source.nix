# What a build reads: another page of the documentation or another golden tree does not build the compiler anew.
{
  lib,
  # Further files, for checks.
  further ? [ ],
}:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.unions (
    [
      ../Cargo.lock
      ../Cargo.toml
      ../clippy.toml
      ../compiler
      ../docs/rules
      ../lib
      ../rustfmt.toml
    ]
    ++ further
  );
}
