//! Real programs for tests that kill, starve and watch them: `nestogy` as processes, a TCP line
//! that can be cut, a mail server that notes what it took.

mod installation;
mod process;
mod proxy;
mod smtp;
mod visitor;

pub use installation::{Ended, Folder, Installation};
pub use process::{Process, Server};
pub use proxy::{Line, Proxy};
pub use smtp::{Manner, RecordingSmtp, Security, Taken};
pub use visitor::{Visitor, multipart};
