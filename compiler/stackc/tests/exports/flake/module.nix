# What a module makes of trees, as a value: `{ module, trees }` to its configuration.
{ module, trees }:
let
  stub = builtins.getFlake "path:/srv/subject/tests/nixpkgs";
  inherit (stub) lib;
  options = import ../stackc/nix/options.nix { inherit lib; };
  arguments = {
    inherit lib;
    config.stackc.trees = options.options.stackc.trees.apply trees;
    pkgs.systemd = "/systemd";
  };
in
(import module arguments).config
