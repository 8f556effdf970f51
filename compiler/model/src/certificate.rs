//! Certificates: a choice, not a procedure. Mirrors `lib/certificate.ncl`.

use crate::Settings;
use crate::decode::{choice, record};
use crate::leaf::{
    AbsolutePath, Calendar, Duration, Email, FileMode, HostName, ImageReference, Name, Port,
    UnitName,
};
use source::Located;

record! {
    /// A certificate.
    pub struct Certificate {
        /// Names it is valid for; the first also names its folder.
        pub names: Vec<Located<HostName>>,
        /// Where it comes from.
        pub source: Located<CertificateSource>,
        /// Time to pull the image of a job and run it.
        pub start_timeout: Located<Duration>,
        /// Further settings of the unit that makes a pair, checked.
        pub extra: Settings,
        /// Further settings of it, not checked.
        pub unchecked: Settings,
    }
}

choice! {
    /// Where a certificate comes from.
    pub enum CertificateSource {
        /// Let's Encrypt, by certbot.
        LetsEncrypt(Box<LetsEncrypt>),
        /// A pair made on the host.
        SelfSigned(SelfSigned),
        /// A pair that is there already.
        Provided(Provided),
    }
}

record! {
    /// A certificate of Let's Encrypt.
    pub struct LetsEncrypt {
        /// Where Let's Encrypt writes to.
        pub email: Located<Email>,
        /// How to prove that the names are ours.
        pub challenge: Located<Challenge>,
        /// The folder that nginx serves challenges from.
        pub webroot: Located<AbsolutePath>,
        /// The image of certbot.
        pub image: Located<ImageReference>,
        /// Name of the container that runs certbot; `certbot-NAME` when absent.
        pub container: Option<Located<Name>>,
        /// When to ask for renewal.
        pub renewal: Renewal,
        /// Further settings of certbot's container, checked.
        pub extra: Settings,
        /// Further settings of it, not checked.
        pub unchecked: Settings,
    }
}

choice! {
    /// How to prove that a name is ours.
    pub enum Challenge {
        /// The running nginx serves the answer.
        Webroot,
        /// Certbot serves the answer by itself.
        Standalone(Standalone),
    }
}

record! {
    /// Certbot as a server of its own.
    pub struct Standalone {
        /// Port of the host that it answers on.
        pub host: Located<Port>,
    }
}

record! {
    /// When to ask whether a certificate must be renewed.
    pub struct Renewal {
        /// Name of the timer unit, without suffix.
        pub timer: Option<Located<UnitName>>,
        /// When the timer elapses.
        pub schedule: Located<Calendar>,
        /// Largest random delay.
        pub random_delay: Located<Duration>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}

record! {
    /// A pair made on the host.
    pub struct SelfSigned {
        /// How long it is valid.
        pub days: Located<u32>,
        /// An image with `openssl`; that of the nginx when absent.
        pub image: Option<Located<ImageReference>>,
    }
}

record! {
    /// A pair that is on the host already.
    pub struct Provided {
        /// The full chain.
        pub certificate: Located<AbsolutePath>,
        /// What is in it.
        pub holds: Located<Holds>,
        /// The private key.
        pub key: Located<AbsolutePath>,
        /// Permission bits that the key gets.
        pub key_mode: Option<Located<FileMode>>,
    }
}

choice! {
    /// What the file of a certificate holds.
    pub enum Holds {
        /// The certificate, and those that vouch for it.
        Chain,
        /// The certificate alone.
        Leaf,
    }
}
