# NixOS: files below /etc, units of both managers, users and directories of trees.
#
# The files are what a tree holds, byte for byte. Their programs stand where the target of the stack has them
# (`/usr/bin/podman`), which NixOS has not: `services.envfs.enable` gives those in `/bin` and `/usr/bin`.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  read = name: tree: import ./tree.nix { inherit name tree; };
  trees = lib.mapAttrs read config.stackc.trees;
  every = function: lib.concatLists (lib.mapAttrsToList function trees);

  # Units come from the trees as packages, with their drop-ins; NixOS leaves out the links that enable them.
  wanted =
    manager:
    let
      links =
        kind: option:
        every (
          _: tree:
          map (file: { ${file.placed.unit}.${option} = [ file.placed.of ]; }) (tree.units manager kind)
        );
      all = links "wants" "wantedBy" ++ links "requires" "requiredBy" ++ links "upholds" "upheldBy";
    in
    map (unit: lib.mapAttrs (_: links: links // { overrideStrategy = "asDropin"; }) unit) all;

  # What a unit reads is not in its file: a drop-in tells NixOS when to restart or reload it.
  triggers = every (
    _: tree:
    lib.mapAttrsToList (unit: text: {
      ${unit} = {
        inherit text;
        overrideStrategy = "asDropin";
      };
    }) tree.triggers
  );

  hasUsers = tree: lib.any (file: lib.hasPrefix "sysusers.d/" file.below) tree.files;
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf (config.stackc.trees != { }) {
    environment.etc = builtins.listToAttrs (every (_: tree: map tree.etc tree.files));

    systemd.packages = lib.attrValues config.stackc.trees;
    systemd.units = lib.mkMerge (wanted "system" ++ triggers);
    systemd.user.units = lib.mkMerge (wanted "user");

    # NixOS makes its users before it starts anything; those of trees follow.
    systemd.services = lib.mapAttrs' (
      name: tree:
      lib.nameValuePair "stackc-${name}-users" {
        description = "Users of ${name}";
        wantedBy = [ "sysinit.target" ];
        before = [
          "sysinit.target"
          "systemd-tmpfiles-setup.service"
        ];
        after = [ "local-fs.target" ];
        unitConfig.DefaultDependencies = false;
        serviceConfig = {
          Type = "oneshot";
          RemainAfterExit = true;
          ExecStart = "${pkgs.systemd}/bin/systemd-sysusers ${
            lib.concatMapStringsSep " " (file: "${config.stackc.trees.${name}}/${file.path}") (
              lib.filter (file: lib.hasPrefix "sysusers.d/" file.below) tree.files
            )
          }";
        };
      }
    ) (lib.filterAttrs (_: hasUsers) trees);
  };
}
