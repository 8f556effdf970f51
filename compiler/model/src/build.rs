//! Images that are built on the host. Mirrors `lib/build.ncl`.

use crate::Settings;
use crate::decode::record;
use crate::leaf::{AbsolutePath, ImageReference, RelativePath};
use source::Located;

record! {
    /// A local image.
    pub struct Build {
        /// Folder of the host that is built.
        pub context: Located<AbsolutePath>,
        /// Container file, relative to the context.
        pub file: Located<RelativePath>,
        /// Name of the image.
        pub tag: Located<ImageReference>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}
