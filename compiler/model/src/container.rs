//! Containers. Mirrors `lib/container.ncl`.

use crate::Settings;
use crate::decode::{Table, choice, record};
use crate::leaf::{
    AbsolutePath, Address, ContainerUser, Cpus, Duration, EnvName, FileMode, ImageReference, Name,
    Port, Size, Uid,
};
use crate::{EnvContract, EnvValue, Mount, NetworkUse, NginxServer, SecretFile, Speaks};
use source::Located;

record! {
    /// How to tell that a container works.
    pub struct Health {
        /// Command and arguments, run in the container.
        pub command: Vec<Located<String>>,
        /// Time between checks.
        pub interval: Located<Duration>,
        /// Time after which a check has failed.
        pub timeout: Located<Duration>,
        /// Failures in a row that make it unhealthy.
        pub retries: Located<u32>,
        /// Time after the start in which failures do not count.
        pub start_period: Option<Located<Duration>>,
    }
}

record! {
    /// A listener that the host offers.
    pub struct Publish {
        /// Port of the host.
        pub host: Located<Port>,
        /// Address of the host; all when absent.
        pub address: Option<Located<Address>>,
        /// Why everyone may reach what only applications should.
        pub public: Option<Located<String>>,
    }
}

record! {
    /// A container.
    pub struct Container {
        /// One line for `systemctl status`.
        pub description: Option<Located<String>>,
        /// What it is made from.
        pub image: Located<Image>,
        /// Whether it runs for ever or to its end.
        pub kind: Located<Kind>,
        /// Replaces the program of the image.
        pub entrypoint: Option<Vec<Located<String>>>,
        /// Arguments of the program.
        pub command: Option<Vec<Located<String>>>,
        /// User in the container.
        pub user: Option<Located<ContainerUser>>,
        /// Environment variables.
        pub env: Table<EnvName, EnvValue>,
        /// What the application expects of them.
        pub env_contract: Option<EnvContract>,
        /// Secrets as files, by name of the secret.
        pub secret_files: Table<Name, SecretFile>,
        /// Ports it listens on, by name.
        pub listens: Table<Name, Port>,
        /// What their clients must speak, by name.
        pub speaks: Table<Name, Speaks>,
        /// Listeners that the host offers.
        pub publish: Table<Name, Publish>,
        /// Networks it takes part in.
        pub networks: Table<Name, NetworkUse>,
        /// What stands at which path.
        pub volumes: Table<AbsolutePath, Mount>,
        /// Containers that must be up before it starts.
        pub needs: Vec<Located<Name>>,
        /// How to tell that it works.
        pub health: Option<Located<Health>>,
        /// What whoever needs it waits for.
        pub ready: Located<Ready>,
        /// What it may use at most.
        pub limits: Limits,
        /// Certificates that it reads itself.
        pub certificates: Table<Name, CertificateCopy>,
        /// When it is started again.
        pub restart: Located<Restart>,
        /// Time to pull the image and get ready.
        pub start_timeout: Located<Duration>,
        /// Time between stop signal and kill.
        pub stop_timeout: Option<Located<Duration>>,
        /// Command in the container that takes over new configuration.
        pub reload: Option<Vec<Located<String>>>,
        /// How many of it run.
        pub replicas: Located<u32>,
        /// Whether the other replicas wait for the first.
        pub first_alone: Located<bool>,
        /// Why there must never be more than one.
        pub only_one: Option<Located<String>>,
        /// Why a client must always reach the same replica.
        pub sticky: Option<Located<String>>,
        /// Set where it is an nginx that serves sites.
        pub nginx: Option<Located<NginxServer>>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

record! {
    /// What a container may use at most.
    pub struct Limits {
        /// Memory.
        pub memory: Option<Located<Size>>,
        /// Processors.
        pub cpus: Option<Located<Cpus>>,
        /// Size of `/dev/shm`.
        pub shm: Option<Located<Size>>,
    }
}

record! {
    /// A certificate that a container reads itself.
    pub struct CertificateCopy {
        /// Where it finds the pair.
        pub folder: Located<AbsolutePath>,
        /// Owner in the container.
        pub uid: Located<Uid>,
        /// Group in the container.
        pub gid: Located<Uid>,
        /// Permission bits of the key.
        pub mode: Located<FileMode>,
    }
}

choice! {
    /// What a container is made from.
    pub enum Image {
        /// An image of a registry.
        Pull(Located<ImageReference>),
        /// A local image of the stack.
        Build(Located<Name>),
    }
}

choice! {
    /// Whether a container runs for ever.
    pub enum Kind {
        /// For ever.
        Service,
        /// To its end, once.
        Oneshot,
    }
}

choice! {
    /// What counts as started.
    pub enum Ready {
        /// The start of the program.
        Started,
        /// The first good health check.
        Healthy,
    }
}

choice! {
    /// When a container that ended is started again.
    pub enum Restart {
        /// Always.
        Always,
        /// After a failure.
        OnFailure,
        /// Never.
        Never,
    }
}
