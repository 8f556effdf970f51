# The option that both modules have.
{ lib, ... }:
{
  options.stackc.trees = lib.mkOption {
    type = lib.types.attrsOf lib.types.path;
    default = { };
    # A folder of the configuration goes into the store, too.
    apply = lib.mapAttrs (_: tree: "${tree}");
    example = lib.literalExpression ''
      { otterwiki = stackc.lib.importTree { path = ./otterwiki; hash = "sha256-…"; name = "otterwiki"; }; }
    '';
    description = ''
      Trees of stackc that this host has, by the names of their stacks. A tree that is built here (`lib.buildStack`) has to
      be built before the configuration is evaluated, because its manifest says what is in it; an imported one has not.
    '';
  };
}
