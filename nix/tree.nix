# What the modules need to know of a tree, from its manifest. Plain builtins: no nixpkgs, and for an imported tree
# nothing is built to read it.
{
  # The name of the stack.
  name,
  # A tree of stackc in the store.
  tree,
}:
let
  manifestFile = "${tree}/etc/stackc/${name}/manifest.json";
  manifest = builtins.fromJSON (builtins.readFile manifestFile);
  belowEtc = path: builtins.substring 4 (-1) path;
  entries = map (file: file // { below = belowEtc file.path; }) manifest.files;

  # `systemd/system/NAME`, `systemd/system/NAME.wants/NAME`, `systemd/system/NAME.d/FILE`
  unitOf =
    file:
    let
      parts = builtins.match "systemd/(system|user)/([^/]+)(/([^/]+))?" file.below;
      part = builtins.elemAt parts;
      folder = builtins.match "(.*)\\.(wants|requires|upholds|d)" (part 1);
    in
    if parts == null then
      null
    else if part 2 == null then
      {
        kind = "unit";
        manager = part 0;
        unit = part 1;
      }
    else
      {
        kind = if folder == null then "other" else builtins.elemAt folder 1;
        manager = part 0;
        unit = part 3;
        of = if folder == null then part 1 else builtins.elemAt folder 0;
      };
  placed = map (file: file // { placed = unitOf file; }) entries;

  # The hash of everything that a unit reads: a change of it is what restarts the unit.
  readBy =
    unit: scope:
    builtins.filter (
      file: builtins.any (reader: (reader.unit or null) == { inherit scope; name = unit; }) file.readers
    ) entries;
  trigger =
    policy:
    let
      digests = map (file: file.sha256 or (file.target or file.path)) (readBy policy.name policy.scope);
      key =
        {
          restart = "X-Restart-Triggers";
          reload = "X-Reload-Triggers";
        }
        .${policy.on_change} or null;
    in
    if key == null || digests == [ ] then
      ""
    else
      "[Unit]\n${key}=${builtins.hashString "sha256" (builtins.concatStringsSep "\n" digests)}\n";
in
{
  inherit manifest;

  # Files below /etc that no manager of systemd reads as units.
  files = builtins.filter (file: file.placed == null) placed;

  # Units, links and drop-ins of a manager: `system` or `user`.
  units =
    manager: kind:
    builtins.filter (
      file: file.placed != null && file.placed.manager == manager && file.placed.kind == kind
    ) placed;

  # What `environment.etc` says of a file: a link into the store, unless it has a mode or an owner of its own.
  etc =
    file:
    let
      isPlain =
        file.kind == "symlink"
        || (
          builtins.elem file.mode [
            "0644"
            "0755"
          ]
          && file.user == "root"
          && file.group == "root"
        );
    in
    {
      name = file.below;
      value = {
        source = "${tree}/${file.path}";
      }
      // (
        if isPlain then
          { }
        else
          {
            inherit (file) mode user group;
          }
      );
    };

  # The units of the host's own manager whose files change with those that they read.
  triggers = builtins.listToAttrs (
    builtins.filter ({ value, ... }: value != "") (
      map (policy: {
        inherit (policy) name;
        value = trigger policy;
      }) (builtins.filter (policy: policy.scope == "system") manifest.units)
    )
  );
}
