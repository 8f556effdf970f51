# stackc with its manual pages and completions.
{
  lib,
  stdenv,
  rustPlatform,
  installShellFiles,
}:
let
  manifest = builtins.fromTOML (builtins.readFile ../Cargo.toml);
in
rustPlatform.buildRustPackage {
  pname = "stackc";
  inherit (manifest.workspace.package) version;

  src = import ./source.nix { inherit lib; };
  cargoLock.lockFile = ../Cargo.lock;
  cargoBuildFlags = [
    "--package"
    "stackc"
  ];
  # The tests are checks of the flake.
  doCheck = false;

  nativeBuildInputs = [ installShellFiles ];
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd stackc \
      --bash <($out/bin/stackc completions bash) \
      --fish <($out/bin/stackc completions fish) \
      --zsh <($out/bin/stackc completions zsh)
    $out/bin/stackc man --output man
    installManPage man/*
  '';

  meta = {
    description = "Compile typed stacks to the files of a host, and compare them with it";
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "stackc";
    platforms = lib.platforms.linux;
  };
}
