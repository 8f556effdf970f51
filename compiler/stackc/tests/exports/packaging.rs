//! The Debian package of the program itself.

use crate::common::{run, stackc, workspace};
use judge::Root;
use std::path::Path;

#[test]
fn the_package_of_the_program_is_clean_and_has_manual_pages_and_completions() {
    let script = r#"
export SOURCE_DATE_EPOCH=1700000000 DPKG_DEB_COMPRESSOR_TYPE=gzip DPKG_DEB_COMPRESSOR_LEVEL=1
cd /tmp
/srv/repository/packaging/deb /srv/bin/stackc stackc.deb 'Jane Doe <jane@example.org>'
(umask 077; TZ=Asia/Tokyo /srv/repository/packaging/deb /srv/bin/stackc other.deb 'Jane Doe <jane@example.org>')
cmp stackc.deb other.deb
LC_ALL=C.UTF-8 lintian --allow-root --fail-on error,warning stackc.deb
dpkg --force-unsafe-io --path-include='*' --install stackc.deb > /dev/null
stackc --version
for page in /usr/share/man/man1/stackc*; do basename "$page" .1.gz; done
for file in bash-completion/completions/stackc fish/vendor_completions.d/stackc.fish zsh/vendor-completions/_stackc; do
  grep -q verify "/usr/share/$file" || echo "$file is not there"
done
"#;
    let program = Path::new(stackc().get_program())
        .parent()
        .unwrap()
        .to_owned();
    let view = Root::find().view().bind(workspace(), "/srv/repository");
    let outcome = view.bind(program, "/srv/bin").script(script, &[]);
    let version = run(["--version"]).stdout;
    let help = run(["help"]).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next());
    let mut pages: Vec<String> = names
        .filter(|name| *name != "help")
        .map(|name| format!("stackc-{name}"))
        .collect();
    pages.push("stackc".to_owned());
    pages.sort();
    assert!(pages.len() > 10, "{pages:?}");
    let mut lines = outcome.stdout.lines();
    assert_eq!(
        lines.next(),
        Some(version.trim_end()),
        "{}",
        outcome.transcript()
    );
    let mut found: Vec<&str> = lines.collect();
    found.sort_unstable();
    assert_eq!(found, pages, "{}", outcome.transcript());
}
