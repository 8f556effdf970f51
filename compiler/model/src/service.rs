//! Services of the host itself. Mirrors `lib/service.ncl`.

use crate::decode::{Table, choice, record};
use crate::leaf::{
    AbsolutePath, Duration, EnvName, FileMode, LoginName, Name, Port, Signal, UnitName,
};
use crate::{EnvContract, EnvValue, Kind, NginxServer, Restart, Settings, Speaks, Timer};
use source::Located;

record! {
    /// A service of the host.
    pub struct Service {
        /// One line for `systemctl status`.
        pub description: Option<Located<String>>,
        /// What it runs.
        pub runs: Located<Runs>,
        /// Name of its unit; `STACK-NAME` when absent.
        pub unit: Option<Located<UnitName>>,
        /// Whether it runs for ever or to its end.
        pub kind: Located<Kind>,
        /// Commands that run to their end before it.
        pub setup: Vec<Located<Vec<Located<String>>>>,
        /// Its user; root when absent.
        pub user: Option<Located<LoginName>>,
        /// Its group; the user's own when absent.
        pub group: Option<Located<LoginName>>,
        /// Further groups.
        pub groups: Vec<Located<LoginName>>,
        /// The working directory.
        pub folder: Option<Located<AbsolutePath>>,
        /// Environment variables.
        pub env: Table<EnvName, EnvValue>,
        /// A file that holds them; the unit itself when absent.
        pub env_file: Option<Located<EnvFile>>,
        /// What the application expects of them.
        pub env_contract: Option<EnvContract>,
        /// Secrets as files.
        pub secret_files: Vec<Located<Name>>,
        /// TCP ports it listens on, by name.
        pub listens: Table<Name, Port>,
        /// What their clients must speak, by name.
        pub speaks: Table<Name, Speaks>,
        /// Who can connect to them.
        pub reach: Located<Reach>,
        /// Why everyone may reach what only applications should.
        pub public: Option<Located<String>>,
        /// Why others must see its `/tmp`.
        pub shares_tmp: Option<Located<String>>,
        /// What it reads.
        pub reads: Vec<Located<AbsolutePath>>,
        /// What it writes to.
        pub writes: Vec<Located<AbsolutePath>>,
        /// Parts that must be up before it, and without which it stops.
        pub needs: Vec<Located<Name>>,
        /// Parts that should be up before it.
        pub wants: Vec<Located<Name>>,
        /// Services that run beside it.
        pub starts: Vec<Located<Name>>,
        /// Services with which it is stopped and restarted.
        pub part_of: Vec<Located<Name>>,
        /// Who starts it.
        pub enabled: Located<Enabled>,
        /// Starts it by the calendar.
        pub timer: Option<Located<Timer>>,
        /// What whoever needs it waits for.
        pub ready: Located<Readiness>,
        /// When it is started again.
        pub restart: Located<Restart>,
        /// When to give up.
        pub restart_limit: Option<Located<RestartLimit>>,
        /// Time to get ready.
        pub start_timeout: Option<Located<Duration>>,
        /// Time between stop signal and kill.
        pub stop_timeout: Option<Located<Duration>>,
        /// What asks it to stop.
        pub stop_signal: Option<Located<Signal>>,
        /// Command that takes over new configuration.
        pub reload: Option<Vec<Located<String>>>,
        /// Set where it is an nginx that serves sites.
        pub nginx: Option<Located<NginxServer>>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

choice! {
    /// What a service runs.
    pub enum Runs {
        /// An absolute program and its arguments.
        Command(Vec<Located<String>>),
        /// A unit that a package of the host brings, by its whole name.
        Provided(Located<UnitName>),
    }
}

choice! {
    /// Who can connect to a service.
    pub enum Reach {
        /// Only the host itself.
        Host,
        /// Whoever reaches the host.
        Everyone,
    }
}

choice! {
    /// Who starts a service.
    pub enum Enabled {
        /// The host, when it boots.
        AtBoot,
        /// Each start of another service.
        By(Located<Name>),
        /// Whoever needs it.
        Others,
    }
}

choice! {
    /// What counts as started.
    pub enum Readiness {
        /// The start of the program.
        Started,
        /// All its ports take connections.
        Listening,
    }
}

record! {
    /// A file that holds the variables of a service.
    pub struct EnvFile {
        /// Where it stands.
        pub path: Located<AbsolutePath>,
        /// The group that may read it.
        pub group: Located<LoginName>,
        /// Permission bits.
        pub mode: Located<FileMode>,
    }
}

record! {
    /// So many starts in so much time, and no further.
    pub struct RestartLimit {
        /// Starts.
        pub starts: Located<u32>,
        /// Time.
        pub within: Located<Duration>,
    }
}

impl Service {
    /// The unit of a package that stands for it.
    pub fn provided(&self) -> Option<&Located<UnitName>> {
        match &self.runs.value {
            Runs::Provided(unit) => Some(unit),
            Runs::Command(_) => None,
        }
    }
}
