# For work on stackc: Rust and what the tests call that need no Debian root.
{ pkgs }:
pkgs.mkShell {
  packages = with pkgs; [
    cargo
    cargo-nextest
    clippy
    nixfmt-rfc-style
    rust-analyzer
    rustc
    rustfmt
    shellcheck
  ];
  RUST_SRC_PATH = "${pkgs.rustPlatform.rustLibSrc}";
}
