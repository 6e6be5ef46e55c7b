//! A small HTTP/1.1 client on one kept-alive connection. It does little, so that the machine's two
//! cores are left to what is measured.

use bytes::{Buf, BytesMut};
use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Answer {
    pub status: u16,
    pub head: String,
    /// As it came over the wire, but for the marks between chunks.
    pub body: BytesMut,
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

pub struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
}

impl Connection {
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = BytesMut::with_capacity(64 * 1024);
        Ok(Self { stream, buffer })
    }

    /// Sends a whole request and reads its whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        let head = self.until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.get(9..12).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| broken("no status line"))?;
        let body = if header(&head, "transfer-encoding").is_some() {
            self.chunks().await?
        } else {
            let length = header(&head, "content-length").and_then(|text| text.parse().ok());
            self.exactly(length.unwrap_or(0)).await?
        };
        Ok(Answer { status, head, body })
    }

    /// Only sends: for readers who go away, and for streams that stay open.
    pub async fn send(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await
    }

    /// Reads the head of an answer whose body goes on.
    pub async fn head(&mut self) -> Result<String> {
        let head = self.until(b"\r\n\r\n").await?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    async fn chunks(&mut self) -> Result<BytesMut> {
        let mut body = BytesMut::new();
        loop {
            let line = self.until(b"\r\n").await?;
            let line = std::str::from_utf8(&line).map_err(|_| broken("a chunk's size"))?;
            let size = usize::from_str_radix(line.trim(), 16);
            let size = size.map_err(|_| broken("a chunk's size"))?;
            let chunk = self.exactly(size).await?;
            self.exactly(2).await?;
            if size == 0 {
                return Ok(body);
            }
            match body.is_empty() {
                true => body = chunk,
                false => body.extend_from_slice(&chunk),
            }
        }
    }

    /// What comes before `mark`, which is taken too.
    async fn until(&mut self, mark: &[u8]) -> Result<BytesMut> {
        loop {
            let found = self.buffer.windows(mark.len()).position(|w| w == mark);
            if let Some(at) = found {
                let part = self.buffer.split_to(at);
                self.buffer.advance(mark.len());
                return Ok(part);
            }
            self.fill().await?;
        }
    }

    async fn exactly(&mut self, length: usize) -> Result<BytesMut> {
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(self.buffer.split_to(length))
    }

    async fn fill(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_string())
}
