{
  description = "stackc: typed stacks to the files of a Linux host";

  # Only what builds stackc needs it. `lib.importTree`, `lib.importNar` and the modules never look at it, so Nix does not
  # fetch it for them.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      each =
        perSystem:
        builtins.listToAttrs (
          map (system: {
            name = system;
            value = perSystem nixpkgs.legacyPackages.${system};
          }) systems
        );
      packageFor = pkgs: pkgs.callPackage ./nix/package.nix { };
    in
    {
      packages = each (pkgs: rec {
        stackc = packageFor pkgs;
        default = stackc;
      });

      apps = each (pkgs: rec {
        stackc = {
          type = "app";
          program = "${packageFor pkgs}/bin/stackc";
          meta.description = "Compile typed stacks to the files of a host";
        };
        default = stackc;
      });

      devShells = each (pkgs: {
        default = import ./nix/shell.nix { inherit pkgs; };
      });

      formatter = each (pkgs: pkgs.nixfmt-rfc-style);

      checks = each (
        pkgs:
        import ./nix/checks.nix {
          inherit pkgs;
          stackc = packageFor pkgs;
        }
      );

      overlays.default = final: _: { stackc = packageFor final; };

      lib = {
        importTree = import ./nix/import-tree.nix;
        importNar = import ./nix/import-nar.nix;
        buildStack =
          {
            system ? "x86_64-linux",
            stackc ? self.packages.${system}.stackc,
            ...
          }@arguments:
          import ./nix/build-stack.nix (arguments // { inherit system stackc; });
      };

      nixosModules = rec {
        stackc = ./nix/nixos.nix;
        default = stackc;
      };

      # Takes `environment.etc` and `systemd.units`, as system-manager has them: nothing else of NixOS.
      systemManagerModules = rec {
        stackc = ./nix/system-manager.nix;
        default = stackc;
      };

      templates = rec {
        stack = {
          path = ./templates/stack;
          description = "A stack, built in the sandbox of Nix";
        };
        import = {
          path = ./templates/import;
          description = "A NixOS host that imports trees by their hashes";
        };
        default = stack;
      };
    };
}
