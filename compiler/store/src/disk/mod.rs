//! Everything that touches a disk: folders, and the store made of them.

mod folder;
pub use folder::{hash_folder, open_regular};

mod write;
pub use write::write_folder;

mod temporary;

mod object;
pub use object::{Store, StorePath};

mod cache;
pub use cache::Cache;

mod load;
pub use load::read_folder;

mod place;
pub use place::{place_file, place_folder};

mod link;
pub use link::replace_link;
