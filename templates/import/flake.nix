{
  description = "A NixOS host with trees that were built elsewhere";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    stackc.url = "github:example/stackc";
  };

  outputs =
    { nixpkgs, stackc, ... }:
    {
      nixosConfigurations.host = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          stackc.nixosModules.stackc
          {
            # `stackc export --format dir --output hello`, and `stackc hash` for the hash.
            stackc.trees.hello = stackc.lib.importTree {
              name = "hello";
              path = ./hello;
              hash = "sha256-pQpattmS9VmO3ZIQUFn66az8GSmB4IvYhTTCFn6SUmo=";
            };
          }
        ];
      };
    };
}
