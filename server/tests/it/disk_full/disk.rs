//! A disk without room, in two ways.

use crate::programs::{Folder, Installation, Server};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A disk that can be filled and freed while the program runs.
pub enum SmallDisk {
    /// A file system of its own.
    Tmpfs(Folder),
    /// The kernel refuses to make any file of the process longer.
    Limit(Folder),
}

impl SmallDisk {
    /// `None` where the test may not mount.
    pub fn tmpfs() -> Option<Self> {
        let folder = Folder::new();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]);
        let mounted = mount.arg(folder.path()).stderr(Stdio::null()).status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self::Tmpfs(folder))
    }

    pub fn limit() -> Self {
        Self::Limit(Folder::new())
    }

    fn root(&self) -> &Path {
        let (Self::Tmpfs(folder) | Self::Limit(folder)) = self;
        folder.path()
    }

    pub fn files(&self) -> PathBuf {
        self.root().join("files")
    }

    pub fn fill(&self, installation: &mut Installation, server: &Server) {
        match self {
            Self::Tmpfs(_) => {
                let mut filler = std::fs::File::create(self.root().join("filler")).unwrap();
                while filler.write_all(&[0; 4096]).is_ok() {}
            }
            Self::Limit(_) => {
                limit(server, "0");
                installation.set("FILE_LIMIT", "0");
            }
        }
    }

    pub fn free(&self, installation: &mut Installation, server: &Server) {
        match self {
            Self::Tmpfs(_) => std::fs::remove_file(self.root().join("filler")).unwrap(),
            Self::Limit(_) => {
                limit(server, "unlimited");
                installation.set("FILE_LIMIT", "unlimited");
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if let Self::Tmpfs(folder) = self {
            let _ = Command::new("umount").arg("-l").arg(folder.path()).status();
        }
    }
}

/// Ignores the signal that would end the process, so that the write itself fails.
pub const BY_SHELL: &str = "trap '' XFSZ; ulimit -S -f \"$FILE_LIMIT\"; exec \"$@\"";

fn limit(server: &Server, size: &str) {
    let pid = server.process.pid().to_string();
    let size = format!("--fsize={size}:");
    let set = Command::new("prlimit")
        .args(["--pid", &pid, &size])
        .status();
    assert!(set.unwrap().success());
}
