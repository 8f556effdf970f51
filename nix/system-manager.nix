# system-manager, and whatever else has `environment.etc` and `systemd.units`: trees on hosts that are not NixOS.
#
# Users and directories are made by the host's own systemd-sysusers and systemd-tmpfiles, from the files of the tree.
{ config, lib, ... }:
let
  read = name: tree: import ./tree.nix { inherit name tree; };
  trees = lib.mapAttrs read config.stackc.trees;
  every = function: lib.concatLists (lib.mapAttrsToList function trees);

  units =
    manager:
    let
      links =
        kind: option:
        every (
          _: tree:
          map (file: { ${file.placed.unit}.${option} = [ file.placed.of ]; }) (tree.units manager kind)
        );
      texts = every (
        name: tree:
        map (file: {
          ${file.placed.unit}.text = builtins.readFile "${config.stackc.trees.${name}}/${file.path}";
        }) (tree.units manager "unit")
      );
    in
    lib.mkMerge (
      texts
      ++ links "wants" "wantedBy"
      ++ links "requires" "requiredBy"
    );

  # It replaces /etc/systemd/system and /etc/systemd/user by folders of its own, which hold units and links and nothing
  # else. systemd reads drop-ins in other places as well: systemd.unit(5), *Unit File Load Path*.
  dropIns = every (
    _: tree:
    let
      at = folder: file: {
        name = "${folder}/${file.placed.of}.d/${file.placed.unit}";
        inherit (tree.etc file) value;
      };
    in
    map (at "systemd/system.control") (tree.units "system" "d")
    ++ map (at "xdg/systemd/user") (tree.units "user" "d")
  );

  left = manager: every (_: tree: tree.units manager "upholds" ++ tree.units manager "other");
  leftOut = map (file: "/${file.path}") (left "system" ++ left "user");
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf (config.stackc.trees != { }) {
    assertions = [
      {
        assertion = leftOut == [ ];
        message = "system-manager has no place for these files of stackc.trees: ${lib.concatStringsSep ", " leftOut}";
      }
    ];
    environment.etc = builtins.listToAttrs (every (_: tree: map tree.etc tree.files) ++ dropIns);
    systemd.units = units "system";
    systemd.user.units = units "user";
  };
}
