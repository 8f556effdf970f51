//! What a stack means: the service domain, how it is decoded, and what must hold in it.
//!
//! [`decode()`] turns an evaluated value into a [`Stack`], a mirror of `lib/` file by file and field
//! by field. [`check()`] expands what is a choice there (certificates) into ordinary parts, applies
//! every rule, and hands out a [`CheckedStack`], the only thing a backend accepts. Nothing here
//! knows the format of any file.

pub mod decode;
pub mod leaf;

mod stack;
pub use stack::{Host, HostStacks, Installable, Stack, decode};

mod account;
pub use account::{Account, Rootless, SubordinateIds};

mod target;
pub use target::{Target, Versions};

mod secret;
pub use secret::{Secret, SecretFile, Template, TemplatePart};

mod env;
pub use env::{Below, EnvContract, EnvRule, EnvValue, List, TrueNeeds, Variable, VariableType};

mod extra;
pub use extra::{Settings, Values};

mod host;
pub use host::{HostListener, HostNetwork, Speaks, Transport};

mod network;
pub use network::{Driver, Network, NetworkUse};

mod volume;
pub use volume::{Label, Mount, MountSource, Tmpfs, Volume, VolumeOwner};

mod build;
pub use build::Build;

mod file;
pub use file::{
    AptValue, ConfigFile, Content, CreatedLog, FileText, KeyValues, KeyValuesReader, Owned,
    PlainText, RotatedAs, Rotation, Schedule, Sections, Setting,
};

mod nginx;
pub use nginx::{Cache, NginxServer, Spool};

mod container;
pub use container::{
    CertificateCopy, Container, Health, Image, Kind, Limits, Publish, Ready, Restart,
};

mod timer;
pub use timer::Timer;

mod service;
pub use service::{Enabled, EnvFile, Reach, Readiness, RestartLimit, Runs, Service};

mod user;
pub use user::{Group, User};

mod program;
pub use program::Program;

mod directory;
pub use directory::Directory;

mod assertion;
pub use assertion::{Assertion, Mentioned};

mod policy;
pub use policy::{Finding, Policy, Severity, decode_policies};

mod acceptance;
pub use acceptance::Acceptance;

mod certificate;
pub use certificate::{
    Certificate, CertificateSource, Challenge, Holds, LetsEncrypt, Provided, Renewal, SelfSigned,
    Standalone,
};

mod location;
pub use location::{
    Balance, CacheUse, Hash, Location, Protocol, Proxy, ProxyRedirect, Replace, Return,
    ReturnRedirect, ReturnText, Route, Scheme, Upstream,
};

mod site;
pub use site::{BodyLimit, Site, Tls};

mod firewall;
pub use firewall::{Allowed, Firewall, InputPolicy, Redirect};

pub mod check;
pub use check::{CheckedHost, CheckedOnHost, CheckedStack, check, check_host};

pub mod rules;
pub use rules::RULES;
