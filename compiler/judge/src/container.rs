//! What a generated `podman run` says: `podman-run(1)`.

use crate::quadlet::{Generated, User};
use std::collections::BTreeSet;

/// The `podman run` of a generated service.
#[derive(Debug)]
pub(crate) struct Run {
    /// `/usr/bin/podman`, `run`, flags, the image, and the command for the container.
    pub(crate) words: Vec<String>,
    /// Where among the words the image is.
    pub(crate) image_at: usize,
}

/// A path of the host, or the name of a volume, and where the container sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct Mount {
    pub(crate) source: String,
    pub(crate) target: String,
}

impl Run {
    /// The `podman run` of `unit`, one of the `units` of its manager.
    pub(crate) fn of(unit: &Generated, units: &[Generated], user: &User) -> Option<Self> {
        let image = image(unit, units, user)?;
        let mut commands = unit.commands(user).into_iter();
        let words = commands.find(|words| words.get(1).is_some_and(|word| word == "run"))?;
        let image_at = words.iter().position(|word| *word == image)?;
        Some(Self { words, image_at })
    }

    /// The flags and their values.
    fn flags(&self) -> &[String] {
        self.words.get(2..self.image_at).unwrap_or_default()
    }

    /// Values of a flag by its names.
    pub(crate) fn values(&self, names: &[&str]) -> Vec<&str> {
        values(self.flags(), names)
    }

    /// Bind mounts and volumes.
    pub(crate) fn mounts(&self) -> Vec<Mount> {
        let short = self
            .values(&["-v", "--volume"])
            .into_iter()
            .filter_map(|value| {
                let mut parts = value.split(':');
                mount(parts.next(), parts.next())
            });
        let long = self.values(&["--mount"]).into_iter().filter_map(|value| {
            let key = |names: [&str; 3]| {
                let pairs = value.split(',').filter_map(|part| part.split_once('='));
                let mut found = pairs.filter(|(key, _)| names.contains(key));
                found.next().map(|(_, value)| value)
            };
            let source = key(["source", "src", "source"]);
            mount(source, key(["target", "destination", "dst"]))
        });
        short.chain(long).collect()
    }

    /// Networks by name, without their options.
    pub(crate) fn networks(&self) -> BTreeSet<&str> {
        let networks = self.values(&["--network", "--net"]).into_iter();
        networks
            .filter_map(|value| value.split(':').next())
            .collect()
    }

    /// The names by which other containers on its networks find it.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        let options = self.values(&["--network", "--net"]).into_iter();
        let options = options.filter_map(|value| value.split_once(':'));
        let aliases = options.flat_map(|(_, options)| options.split(','));
        let mut names: BTreeSet<_> = aliases.filter_map(|it| it.strip_prefix("alias=")).collect();
        names.extend(self.values(&["--name", "--network-alias", "--hostname"]));
        names
    }
}

fn mount(source: Option<&str>, target: Option<&str>) -> Option<Mount> {
    Some(Mount {
        source: source?.to_owned(),
        target: target?.trim_end_matches('/').to_owned(),
    })
}

/// Values of a flag, as `--name value` or `--name=value`.
pub(crate) fn values<'a>(words: &'a [String], names: &[&str]) -> Vec<&'a str> {
    let mut values = Vec::new();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if names.contains(&word) {
            values.extend(words.next());
        } else if let Some((name, value)) = word.split_once('=')
            && names.contains(&name)
        {
            values.push(value);
        }
    }
    values
}

/// The image as the command names it: quadlet resolves those that other units build or pull.
fn image(unit: &Generated, units: &[Generated], user: &User) -> Option<String> {
    let image = unit.values("Image").next()?;
    let of = |stem: &str, kind: &str| {
        let name = format!("{stem}-{kind}");
        units.iter().find(|unit| unit.name == name)
    };
    if let Some(stem) = image.strip_suffix(".build") {
        let commands = of(stem, "build")?.commands(user);
        let tags: Vec<_> = commands
            .iter()
            .flat_map(|words| values(words, &["--tag", "-t"]))
            .collect();
        return tags.first().map(|&tag| tag.to_owned());
    }
    if let Some(stem) = image.strip_suffix(".image") {
        return of(stem, "image")?.values("Image").next().map(str::to_owned);
    }
    Some(image.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Run {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let image_at = words.iter().position(|word| word == "IMAGE").unwrap();
        Run { words, image_at }
    }

    #[test]
    fn flags_end_at_the_image() {
        let run = run("podman run --name a -v /x:/y:ro IMAGE -v /z:/w");
        let expected = Mount {
            source: "/x".to_owned(),
            target: "/y".to_owned(),
        };
        assert_eq!(run.mounts(), [expected]);
    }

    #[test]
    fn mounts_are_written_in_two_ways() {
        let run = run("podman run --mount=type=bind,src=/a,dst=/b/ --volume v:/c IMAGE");
        let found: Vec<_> = run
            .mounts()
            .into_iter()
            .map(|it| (it.source, it.target))
            .collect();
        let expected = [("v", "/c"), ("/a", "/b")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_container_is_found_by_its_name_and_aliases() {
        let run = run(
            "podman run --name a --network n:alias=b,ip=10.0.0.1,alias=c --network-alias=d IMAGE",
        );
        assert_eq!(run.names(), ["a", "b", "c", "d"].into());
        assert_eq!(run.networks(), ["n"].into());
    }
}
