# What `nix flake check` asks. Most tests of the program let a Debian root judge the trees, which only `./test` can
# build: here are the others, and the programs of nixpkgs as judges of the golden trees.
{ pkgs, stackc }:
let
  inherit (pkgs) lib;
  source = import ./source.nix {
    inherit lib;
    further = [
      ../ARCHITECTURE.md
      ../README.md
      ../docs
      ../golden
      ../stacks
    ];
  };

  # The crates whose tests need no Debian root.
  crates = [
    "stackc-source"
    "stackc-tree"
    "stackc-eval"
    "stackc-model"
    "stackc-formats"
    "stackc-exposure"
    "stackc-backend"
    "stackc-store"
    "stackc-export"
    "stackc-host"
  ];

  cargo =
    name: command: more:
    stackc.overrideAttrs (
      old:
      {
        pname = "stackc-${name}";
        src = source;
        nativeBuildInputs = old.nativeBuildInputs ++ more;
        buildPhase = ''
          runHook preBuild
          ${command}
          runHook postBuild
        '';
        installPhase = "touch $out";
        postInstall = "";
      }
    );

  judge =
    name: inputs: script:
    pkgs.runCommand "stackc-${name}" { nativeBuildInputs = inputs; } ''
      set -euo pipefail
      for tree in ${../golden}/*/; do
        ${script}
      done
      touch $out
    '';
in
{
  package = stackc;

  format = cargo "format" "cargo fmt --all --check" [ pkgs.rustfmt ];

  clippy = cargo "clippy" "cargo clippy --workspace --all-targets --offline -- -D warnings" [
    pkgs.clippy
  ];

  tests = cargo "tests" "cargo test --offline ${
    lib.concatMapStringsSep " " (crate: "--package ${crate}") crates
  }" [ ];

  golden = pkgs.runCommand "stackc-golden" { nativeBuildInputs = [ stackc ]; } ''
    cp -r ${source} source
    cd source
    stackc test stacks/*/stack.ncl stacks/*/variants.ncl
    for tree in golden/*/; do
      stackc verify "$tree" --hash "$(head -n 1 "''${tree%/}.txt")"
    done
    touch $out
  '';

  # Trees whose quadlets a newer or older podman reads have keys that the one here may not know: it must not refuse
  # those of its own release.
  quadlet = judge "quadlet" [ ] ''
    case $(sed -n 's/.*"name": "\(Debian13\|Upstream\)".*/\1/p' "$tree"/etc/stackc/*/manifest.json) in
      "") continue ;;
    esac
    if [ -d "$tree/etc/containers/systemd" ]; then
      QUADLET_UNIT_DIRS=$tree/etc/containers/systemd ${pkgs.podman}/libexec/podman/quadlet -dryrun > /dev/null
    fi
  '';

  sysusers = judge "sysusers" [ pkgs.systemd ] ''
    root=$(mktemp -d)
    mkdir "$root/etc"
    if [ -d "$tree/etc/sysusers.d" ]; then
      systemd-sysusers --root="$root" --dry-run "$tree"/etc/sysusers.d/*.conf
    fi
  '';
}
