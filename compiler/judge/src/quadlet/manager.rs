//! Who runs quadlets, and where theirs are.

use super::QUADLETS;

/// A service manager that runs quadlets of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Manager {
    System,
    /// Of the user with this uid; its quadlets are in `users/UID/`.
    User(String),
    /// Of every user; its quadlets are in `users/` itself.
    EveryUser,
}

impl Manager {
    /// The manager that reads the quadlet at a path below [`QUADLETS`].
    pub(super) fn of(path: &str) -> Self {
        match path.strip_prefix("users/").map(|path| path.split_once('/')) {
            None => Self::System,
            Some(Some((uid, _))) if uid.parse::<u32>().is_ok() => Self::User(uid.to_owned()),
            Some(_) => Self::EveryUser,
        }
    }

    /// What a verdict calls it.
    pub(crate) fn subject(&self) -> String {
        match self {
            Self::System => "system".to_owned(),
            Self::User(uid) => format!("users/{uid}"),
            Self::EveryUser => "users".to_owned(),
        }
    }

    /// A command that writes this manager's units to a folder. Without the variable the generator
    /// looks where it does on a host, but for a user only as that user.
    fn generator(&self, folder: &str) -> String {
        let users = format!("/{QUADLETS}users");
        let quadlet = "/usr/libexec/podman/quadlet";
        match self {
            Self::System => format!("{quadlet} -no-kmsg-log {folder}"),
            Self::User(uid) => {
                format!("QUADLET_UNIT_DIRS={users}/{uid} {quadlet} -user -no-kmsg-log {folder}")
            }
            Self::EveryUser => {
                format!("QUADLET_UNIT_DIRS={users} {quadlet} -user -no-kmsg-log {folder}")
            }
        }
    }

    /// A script that makes `folder` and fills it with this manager's units.
    pub(crate) fn generate(&self, folder: &str) -> String {
        format!("mkdir -p {folder}\n{}\n", self.generator(folder))
    }
}

/// Whoever a manager runs services for.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) uid: String,
    pub(crate) home: String,
    pub(crate) runtime: String,
}

impl User {
    /// Root, or the user with a home that only stands for the real one.
    pub(crate) fn of(manager: &Manager) -> Self {
        let (uid, home, runtime) = match manager {
            Manager::System => ("0", "/root", "/run".to_owned()),
            Manager::User(uid) => (uid.as_str(), "/run/home", format!("/run/user/{uid}")),
            Manager::EveryUser => ("1000", "/run/home", "/run/user/1000".to_owned()),
        };
        Self {
            uid: uid.to_owned(),
            home: home.to_owned(),
            runtime,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_says_which_manager_reads_a_quadlet() {
        let cases = [
            ("web.container", Manager::System),
            ("web/web.container", Manager::System),
            ("users/1001/web.container", Manager::User("1001".to_owned())),
            ("users/1001/a/b.volume", Manager::User("1001".to_owned())),
            ("users/web.container", Manager::EveryUser),
            ("users/all/web.container", Manager::EveryUser),
        ];
        for (path, expected) in cases {
            assert_eq!(Manager::of(path), expected, "{path}");
        }
    }
}
