# Stands for nixpkgs, which no test can fetch: as much of it as the flake asks for, and no more. A package of Rust is
# the program that the test gives at /srv/bin; everything else is a name.
{
  outputs =
    { self }:
    let
      lib = rec {
        concatMapStringsSep = separator: function: list: builtins.concatStringsSep separator (map function list);
        concatStringsSep = builtins.concatStringsSep;
        optionalString = condition: text: if condition then text else "";
        licenses = {
          mit = "MIT";
          asl20 = "Apache-2.0";
        };
        platforms.linux = [
          "x86_64-linux"
          "aarch64-linux"
        ];
        fileset = {
          unions = files: map (file: assert builtins.pathExists file; file) files;
          toSource = { root, fileset }: builtins.deepSeq fileset root;
        };
        # The part of the module system that our modules use; a test gives the configuration.
        any = builtins.any;
        attrValues = builtins.attrValues;
        concatLists = builtins.concatLists;
        filter = builtins.filter;
        mapAttrs = builtins.mapAttrs;
        hasPrefix = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;
        nameValuePair = name: value: { inherit name value; };
        mapAttrsToList = function: set: map (name: function name set.${name}) (builtins.attrNames set);
        mapAttrs' = function: set: builtins.listToAttrs (mapAttrsToList function set);
        filterAttrs =
          keep: set: removeAttrs set (filter (name: !keep name set.${name}) (builtins.attrNames set));
        literalExpression = text: text;
        mkOption = option: option;
        types = {
          attrsOf = type: "attrsOf ${type}";
          path = "path";
        };
        mkIf = condition: set: if condition then set else { };
        mkMerge = builtins.foldl' merge { };
        merge =
          left: right:
          if builtins.isAttrs left && builtins.isAttrs right then
            builtins.zipAttrsWith (
              _: values: if builtins.length values == 1 then builtins.head values else builtins.foldl' merge (builtins.head values) (builtins.tail values)
            ) [ left right ]
          else if builtins.isList left then
            left ++ right
          else
            assert left == right;
            left;
        nixosSystem = system: system;
        genAttrs = names: function: builtins.listToAttrs (map (name: { inherit name; value = function name; }) names);
      };

      packagesFor =
        system:
        let
          shell =
            name: script: more:
            derivation (
              more
              // {
                inherit name system;
                builder = "/bin/sh";
                args = [
                  "-euc"
                  "PATH=/usr/bin:/bin; ${script}"
                ];
              }
            );
          named = name: shell name "mkdir -p $out/bin" { };
          overridable =
            function: arguments:
            function arguments
            // {
              overrideAttrs = change: overridable function (arguments // change arguments);
            };
          buildRustPackage = overridable (
            arguments:
            assert builtins.pathExists arguments.cargoLock.lockFile;
            shell "${arguments.pname}-${arguments.version}" "mkdir -p $out/bin; ln -s /srv/bin/stackc $out/bin/stackc" { }
            // {
              inherit (arguments) meta pname version;
            }
          );
          packages = {
            inherit lib;
            callPackage =
              file: arguments:
              let
                function = import file;
              in
              function (builtins.intersectAttrs (builtins.functionArgs function) packages // arguments);
            stdenv = {
              buildPlatform.canExecute = platform: platform == system;
              hostPlatform = system;
            };
            rustPlatform = {
              inherit buildRustPackage;
              rustLibSrc = "/srv/rust";
            };
            runCommand =
              name: arguments: script:
              shell name script { };
            mkShell = { packages, ... }: shell "shell" "mkdir $out; : ${toString packages}" { };
          }
          // lib.genAttrs [
            "cargo"
            "cargo-nextest"
            "clippy"
            "installShellFiles"
            "nixfmt-rfc-style"
            "podman"
            "rust-analyzer"
            "rustc"
            "rustfmt"
            "shellcheck"
            "systemd"
          ] named;
        in
        packages;
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs lib.platforms.linux packagesFor;
    };
}
