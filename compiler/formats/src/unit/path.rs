//! Paths of a host, where a format takes nothing else.

use crate::Refused;
use crate::unit::{Text, refuse};

/// The longest path, in bytes: `PATH_MAX` of `limits.h` without its NUL.
const LONGEST_PATH: usize = 4095;

/// The longest name between two slashes, in bytes: `NAME_MAX`.
const LONGEST_NAME: usize = 255;

/// Refuses what no program can open, or not as it stands: relative paths, `..`, and paths or names that are
/// too long. Whatever a specifier stands for is taken to be good.
pub(crate) fn check(reader: &'static str, path: &Text) -> Result<(), Refused> {
    let shape = path.shape();
    if !shape.starts_with('/') && !path.begins_expanded() {
        return Err(refuse::whole(
            reader,
            "is no absolute path",
            "begin the path with `/`",
        ));
    }
    if shape.split('/').any(|name| name == "..") {
        return Err(refuse::whole(
            reader,
            "cannot hold `..`",
            "write the path that is meant, without `..`",
        ));
    }
    if shape.len() > LONGEST_PATH {
        let reason = format!("cannot be a path longer than {LONGEST_PATH} bytes");
        return Err(refuse::whole(reader, reason, "use a shorter path"));
    }
    if shape.split('/').any(|name| name.len() > LONGEST_NAME) {
        let reason = format!("cannot hold a name longer than {LONGEST_NAME} bytes");
        return Err(refuse::whole(reader, reason, "use shorter names"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_absolute_and_no_longer_than_a_host_takes() {
        let name = "é".repeat(127);
        let longest = format!("/{name}").repeat(16) + "/srv/www/a/bcd";
        assert_eq!(longest.len(), LONGEST_PATH - 1);
        for good in [
            "/",
            "/a b",
            "/..a",
            "//a/.",
            &format!("{longest}e"),
            &format!("/{name}x"),
        ] {
            assert_eq!(check("systemd", &good.into()), Ok(()), "{good}");
        }
        assert_eq!(check("systemd", &Text::specifier('t').then("/x")), Ok(()));
        for bad in [
            "",
            "a",
            "./a",
            "/a/..",
            "/../a",
            &format!("{longest}ef"),
            &format!("/{name}é"),
        ] {
            assert!(check("systemd", &bad.into()).is_err(), "{bad}");
        }
        assert!(check("systemd", &Text::specifier('t').then("/../x")).is_err());
    }
}
