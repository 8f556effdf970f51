//! Everything that touches a disk: folders, and the store made of them.

mod folder;
pub use folder::hash_folder;

mod write;
pub use write::write_folder;

mod temporary;

mod object;
pub use object::{Store, StorePath};

mod load;

mod link;
pub use link::replace_link;
