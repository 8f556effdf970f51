{
  description = "A stack";

  inputs.stackc.url = "github:example/stackc";

  outputs =
    { self, stackc }:
    {
      # nix build
      packages.x86_64-linux.default = stackc.lib.buildStack {
        src = self;
        name = "hello";
      };
    };
}
