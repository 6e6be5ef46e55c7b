//! The database as a stream of SQL: out of it, and back in.

use super::sealed_stream::{SealedReader, SealedWriter};
use super::tables::TableHasher;
use super::{BackupError, Result, Tables, damaged};
use server_db::client_program::ClientProgram;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// zstd's level: the default; higher ones take longer than the disk.
const LEVEL: i32 = 3;

/// What a dump held.
pub struct Dumped {
    pub tables: Tables,
    /// Bytes of SQL.
    pub bytes: u64,
}

/// Writes the database into `file`, compressed, and sealed as the object `name`.
pub fn dump_into(
    program: &ClientProgram,
    file: &Path,
    key: &[u8; 32],
    name: &str,
) -> Result<Dumped> {
    let target = BufWriter::new(File::create(file)?);
    let sealed = SealedWriter::new(target, key, name)?;
    let mut packed = zstd::Encoder::new(sealed, LEVEL)?;
    let dumped = dump(program, &mut packed)?;
    let target = packed.finish()?.finish()?;
    let file = target
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(dumped)
}

/// Only what the database holds, to compare it.
pub fn look_at(program: &ClientProgram) -> Result<Dumped> {
    dump(program, &mut io::sink())
}

fn dump(program: &ClientProgram, target: &mut dyn Write) -> Result<Dumped> {
    let mut command = program.dump()?;
    command.stdout(Stdio::piped());
    let (mut child, said) = start(command)?;
    let mut hasher = TableHasher::default();
    let source = child.stdout.take().ok_or_else(no_pipe)?;
    let copied = pass(source, &mut hasher, target);
    let bytes = ended(child, said, "the dump of the database", copied)?;
    let tables = hasher.finish();
    Ok(Dumped { tables, bytes })
}

/// What the object in `file` holds, without touching any database. An error: it is not whole.
pub fn verify(file: &Path, key: &[u8; 32], name: &str) -> Result<Dumped> {
    let mut hasher = TableHasher::default();
    let source = opened(file, key, name)?;
    let bytes = pass(source, &mut hasher, &mut io::sink()).map_err(|error| damaged(name, error))?;
    let tables = hasher.finish();
    Ok(Dumped { tables, bytes })
}

/// Runs the SQL of the object in `file`.
pub fn load(program: &ClientProgram, file: &Path, key: &[u8; 32], name: &str) -> Result<()> {
    let mut source = opened(file, key, name)?;
    let mut command = program.load()?;
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let (mut child, said) = start(command)?;
    let mut target = child.stdin.take().ok_or_else(no_pipe)?;
    let copied = io::copy(&mut source, &mut target);
    // The program ends when its input does.
    drop(target);
    ended(child, said, "loading the database", copied)?;
    Ok(())
}

/// How many tables the database has.
pub fn count_tables(program: &ClientProgram) -> Result<u64> {
    let mut command = program.load()?;
    command.args(["--batch", "--skip-column-names", "--execute", "SHOW TABLES"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let (mut child, said) = start(command)?;
    let mut names = String::new();
    let mut source = child.stdout.take().ok_or_else(no_pipe)?;
    let read = source.read_to_string(&mut names);
    ended(child, said, "asking the database", read)?;
    Ok(names.lines().count() as u64)
}

fn opened(file: &Path, key: &[u8; 32], name: &str) -> Result<impl Read> {
    let file = BufReader::new(File::open(file)?);
    let sealed = SealedReader::new(file, key, name).map_err(|error| damaged(name, error))?;
    Ok(zstd::Decoder::new(sealed)?)
}

/// Copies and hashes; returns the number of bytes.
fn pass(
    mut source: impl Read,
    hasher: &mut TableHasher,
    target: &mut dyn Write,
) -> io::Result<u64> {
    let mut piece = vec![0; 256 * 1024];
    let mut bytes = 0;
    loop {
        let read = match source.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.write_all(&piece[..read])?;
        target.write_all(&piece[..read])?;
        bytes += read as u64;
    }
}

/// What the program complains of goes to a file: a full pipe would hold it up.
fn start(mut command: Command) -> Result<(Child, File)> {
    let said = tempfile::tempfile()?;
    command.stderr(said.try_clone()?);
    Ok((command.spawn()?, said))
}

/// The program's own words come first: a broken pipe is only what follows from them.
fn ended<T>(
    mut child: Child,
    mut said: File,
    what: &'static str,
    copied: io::Result<T>,
) -> Result<T> {
    let status = child.wait()?;
    if !status.success() {
        let mut words = Vec::new();
        said.rewind()?;
        // Whatever it said, in whatever letters: the first part is enough.
        said.take(4_096).read_to_end(&mut words)?;
        let said = String::from_utf8_lossy(&words).trim().to_string();
        return Err(BackupError::Failed { what, said });
    }
    Ok(copied?)
}

fn no_pipe() -> io::Error {
    io::Error::other("the program has no pipe")
}
