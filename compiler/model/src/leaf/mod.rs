//! Small types with rules: each can only be made from text that keeps them.
//!
//! Mirrors `lib/leaf.ncl`; the grammars here are the full ones.

mod accounts;
pub use accounts::{ContainerUser, LoginName};

mod address;
pub use address::{Address, AddressRange};

mod names;
pub use names::{Email, EnvName, HeaderName, HostName, InterfaceName, Name};

mod http;
pub use http::{FolderLevels, RedirectCode, StatusCode, StatusCodes, UriPath};

mod numbers;
pub use numbers::{Port, Uid, Version};

mod paths;
pub use paths::{AbsolutePath, FileMode, RelativePath};

mod quantities;
pub use quantities::{Calendar, Cpus, Duration, Size};

mod units;
pub use units::{Signal, UnitName};

mod image;
pub use image::ImageReference;

use std::fmt;

/// Implements what every text newtype has: access to its text, and display.
macro_rules! newtype {
    ($($type:ident),* $(,)?) => {
        $(impl $type {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        })*

        crate::decode::text_types!($($type),*);
    };
}

newtype!(
    Name,
    EnvName,
    HostName,
    HeaderName,
    Email,
    InterfaceName,
    AbsolutePath,
    RelativePath,
    LoginName,
    Calendar,
    UriPath,
    ImageReference,
    UnitName,
    Signal,
);
