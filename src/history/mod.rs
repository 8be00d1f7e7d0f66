//! Floor 3: what was sent and captured before, in `SQLite`. It stores bytes and re-parses them on load.
//!
//! This room knows neither doctor nor screen, and no tokio: the database lives on a plain thread of its own, opened
//! when it is first asked for something.

mod bodies;
mod database;
mod error;
mod find;
mod kept;
mod load;
mod prune;
mod query;
mod save;
mod store;
mod words;

pub use error::StoreError;
pub use find::Found;
pub use kept::Kept;
pub use kept::Marked;
pub use prune::Retention;
pub use query::Query;
pub use query::status_range;
pub use store::History;
