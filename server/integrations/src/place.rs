//! Where objects lie: a folder, or a bucket that speaks S3.

use futures::StreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::signer::{Method, SignedUrlOptions, Signer};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// What was typed is no place; the words say what is.
    #[error("{0}")]
    Wrong(String),
    #[error("there is no {0}")]
    NotFound(String),
    #[error("{place}: {reason}")]
    Unavailable { place: String, reason: String },
}

/// A folder or a bucket. Names are paths with slashes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Place {
    store: Arc<dyn ObjectStore>,
    /// Where it is a bucket: that, and the prefix.
    bucket: Option<(Arc<AmazonS3>, Path)>,
    /// As it was typed, without what may be secret.
    name: String,
}

/// Larger objects go into a bucket in parts of this size, each of which is tried again by itself.
const PART: usize = 8 * 1024 * 1024;

/// How long somebody waits for a bucket.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// A person waits for a page.
    Page,
    /// A backup at night, with objects of any size.
    Night,
}

impl Patience {
    /// For one request, and for all its repetitions together.
    fn seconds(self) -> (Duration, Duration) {
        let (request, all) = match self {
            Self::Page => (15, 10),
            Self::Night => (600, 180),
        };
        (Duration::from_secs(request), Duration::from_secs(all))
    }
}

fn options(request: Duration) -> ClientOptions {
    ClientOptions::new()
        .with_timeout(request)
        .with_connect_timeout(Duration::from_secs(5))
}

impl Place {
    /// `/var/backups/nestogy` or `s3://bucket/prefix?region=eu-central-1`. Credentials come from the
    /// environment as with Amazon's own programs: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION`, `AWS_ENDPOINT_URL` and their kin. A folder is made when it is not there.
    ///
    /// # Errors
    /// [`PlaceError::Wrong`] when `text` names no place.
    pub fn open(text: &str) -> Result<Self, PlaceError> {
        Self::open_with(text, Patience::Night)
    }

    /// As [`Place::open`], for somebody who waits longer or less long for a bucket.
    ///
    /// # Errors
    /// As [`Place::open`].
    pub fn open_with(text: &str, patience: Patience) -> Result<Self, PlaceError> {
        match text.split_once("://") {
            None => Self::folder(text),
            Some(("s3", rest)) => Self::bucket(text, rest, patience),
            Some((scheme, _)) => Err(PlaceError::Wrong(format!(
                "{scheme}:// is not known here: name a folder or s3://bucket/prefix"
            ))),
        }
    }

    fn folder(text: &str) -> Result<Self, PlaceError> {
        if text.trim().is_empty() {
            return Err(PlaceError::Wrong(
                "name a folder or s3://bucket/prefix".into(),
            ));
        }
        let unusable = |reason: String| PlaceError::Unavailable {
            place: text.to_string(),
            reason,
        };
        std::fs::create_dir_all(text).map_err(|error| unusable(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(text)
            .map_err(|error| unusable(error.to_string()))?
            .with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            bucket: None,
            name: text.to_string(),
        })
    }

    fn bucket(text: &str, rest: &str, patience: Patience) -> Result<Self, PlaceError> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let wrong = |reason: String| PlaceError::Wrong(format!("{text}: {reason}"));
        if bucket.is_empty() {
            return Err(wrong(
                "the bucket's name is missing: s3://bucket/prefix".into(),
            ));
        }
        let (request, all) = patience.seconds();
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: all,
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retry)
            .with_client_options(options(request));
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            builder = match pair.split_once('=') {
                Some(("region", region)) => builder.with_region(region),
                // A server in the own network may have no certificate.
                Some(("endpoint", url)) => {
                    let plain = url.starts_with("http://");
                    let options = options(request).with_allow_http(plain);
                    builder.with_endpoint(url).with_client_options(options)
                }
                Some(("kms-key", key)) => builder.with_sse_kms_encryption(key),
                _ => {
                    let known = "region=, endpoint= nor kms-key=";
                    return Err(wrong(format!("{pair:?} is neither {known}")));
                }
            };
        }
        let store = builder.build().map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            bucket: Some((Arc::new(store.clone()), Path::from(prefix))),
            store: Arc::new(PrefixStore::new(store, prefix)),
            name: format!("s3://{path}"),
        })
    }

    /// As people typed it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Stores a file under `name`, whole or not at all.
    ///
    /// # Errors
    /// [`PlaceError::Unavailable`].
    pub async fn put_file(&self, name: &str, file: &std::path::Path) -> Result<(), PlaceError> {
        let mut source = tokio::fs::File::open(file)
            .await
            .map_err(|error| self.away(error))?;
        let mut target = BufWriter::new(self.store.clone(), Path::from(name));
        let copied = match tokio::io::copy(&mut source, &mut target).await {
            Ok(_) => target.shutdown().await,
            Err(error) => {
                // Parts that were sent are of no use; the first error is the one that counts.
                let _ = target.abort().await;
                Err(error)
            }
        };
        copied.map_err(|error| self.away(error))
    }

    /// # Errors
    /// [`PlaceError::Unavailable`].
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), PlaceError> {
        let path = Path::from(name);
        let put = if self.bucket.is_some() && bytes.len() > PART {
            self.put_parts(&path, bytes).await
        } else {
            let put = self.store.put(&path, PutPayload::from(bytes)).await;
            put.map(|_| ())
        };
        put.map_err(|error| self.failed(name, error))
    }

    /// The object is there when the last part is; what was sent of a failed one is taken back.
    async fn put_parts(&self, path: &Path, bytes: Vec<u8>) -> object_store::Result<()> {
        let upload = self.store.put_multipart(path).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, PART);
        parts.put(bytes.into());
        parts.finish().await.map(|_| ())
    }

    /// An address at which anybody can fetch the object for `seconds`, with these two headers and
    /// no others: they are part of the signature. `None` where it is no bucket.
    ///
    /// # Errors
    /// [`PlaceError::Unavailable`] when there are no credentials.
    pub async fn link(
        &self,
        name: &str,
        seconds: u64,
        content_type: &str,
        disposition: &str,
    ) -> Result<Option<String>, PlaceError> {
        let Some((bucket, prefix)) = &self.bucket else {
            return Ok(None);
        };
        let path: Path = prefix.parts().chain(Path::from(name).parts()).collect();
        let shown = SignedUrlOptions::default().with_query([
            ("response-content-type", content_type),
            ("response-content-disposition", disposition),
            ("response-cache-control", "private, no-store"),
        ]);
        let seconds = Duration::from_secs(seconds);
        let url = bucket
            .signed_url_opts(Method::GET, &path, seconds, &shown)
            .await;
        let url = url.map_err(|error| self.failed(name, error))?;
        Ok(Some(url.into()))
    }

    /// # Errors
    /// [`PlaceError::NotFound`]; [`PlaceError::Unavailable`].
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, PlaceError> {
        let got = self.store.get(&Path::from(name)).await;
        let got = got.map_err(|error| self.failed(name, error))?;
        let bytes = got
            .bytes()
            .await
            .map_err(|error| self.failed(name, error))?;
        Ok(bytes.to_vec())
    }

    /// Bytes of an object; `None` when it is not there.
    ///
    /// # Errors
    /// [`PlaceError::Unavailable`].
    pub async fn size(&self, name: &str) -> Result<Option<u64>, PlaceError> {
        match self.store.head(&Path::from(name)).await {
            Ok(object) => Ok(Some(object.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(name, error)),
        }
    }

    /// Fetches an object into a file, however large it is.
    ///
    /// # Errors
    /// [`PlaceError::NotFound`]; [`PlaceError::Unavailable`].
    pub async fn get_file(&self, name: &str, file: &std::path::Path) -> Result<(), PlaceError> {
        let got = self.store.get(&Path::from(name)).await;
        let mut parts = got.map_err(|error| self.failed(name, error))?.into_stream();
        let mut target = tokio::fs::File::create(file)
            .await
            .map_err(|error| self.away(error))?;
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| self.failed(name, error))?;
            target
                .write_all(&part)
                .await
                .map_err(|error| self.away(error))?;
        }
        target.flush().await.map_err(|error| self.away(error))
    }

    /// The names below a folder with their sizes in bytes, sorted.
    ///
    /// # Errors
    /// [`PlaceError::Unavailable`].
    pub async fn list(&self, folder: &str) -> Result<BTreeMap<String, u64>, PlaceError> {
        let prefix = Path::from(folder);
        let mut found = self.store.list(Some(&prefix));
        let mut names = BTreeMap::new();
        while let Some(object) = found.next().await {
            let object = object.map_err(|error| self.failed(folder, error))?;
            names.insert(object.location.to_string(), object.size);
        }
        Ok(names)
    }

    /// Removing what is not there is no error.
    ///
    /// # Errors
    /// [`PlaceError::Unavailable`].
    pub async fn delete(&self, name: &str) -> Result<(), PlaceError> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(name, error)),
        }
    }

    fn failed(&self, name: &str, error: object_store::Error) -> PlaceError {
        match error {
            object_store::Error::NotFound { .. } => {
                PlaceError::NotFound(format!("{name} in {}", self.name))
            }
            error => self.away(error),
        }
    }

    fn away(&self, error: impl std::fmt::Display) -> PlaceError {
        PlaceError::Unavailable {
            place: self.name.clone(),
            reason: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_no_place_is_refused_in_words() {
        for (text, said) in [
            ("", "name a folder"),
            ("ftp://host/x", "ftp:// is not known here"),
            ("s3://", "the bucket's name is missing"),
            ("s3:///x", "the bucket's name is missing"),
            ("s3://bucket/x?colour=red", "neither region=, endpoint="),
        ] {
            let error = Place::open(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[tokio::test]
    async fn a_folder_keeps_lists_and_forgets() {
        let folder = std::env::temp_dir().join(format!("nestogy-{}", uuid::Uuid::now_v7()));
        let place = Place::open(folder.to_str().unwrap()).unwrap();
        place.put("a/one", b"1".to_vec()).await.unwrap();
        place.put("a/b/two", b"22".to_vec()).await.unwrap();
        let names = place.list("a").await.unwrap();
        let expected = [("a/b/two".to_string(), 2), ("a/one".to_string(), 1)];
        assert_eq!(names, BTreeMap::from(expected));
        assert_eq!(place.get("a/one").await.unwrap(), b"1");
        place.delete("a/one").await.unwrap();
        place.delete("a/one").await.unwrap();
        let gone = place.get("a/one").await;
        assert!(matches!(gone, Err(PlaceError::NotFound(_))), "{gone:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    /// Nobody is asked: a signature needs credentials only.
    #[tokio::test]
    async fn a_link_signs_how_the_file_is_shown() {
        let store = AmazonS3Builder::new()
            .with_bucket_name("bucket")
            .with_region("us-east-1")
            .with_access_key_id("key")
            .with_secret_access_key("secret")
            .build()
            .unwrap();
        let place = Place {
            store: Arc::new(store.clone()),
            bucket: Some((Arc::new(store), Path::from("kept/here"))),
            name: "s3://bucket/kept/here".into(),
        };
        let disposition = "attachment; filename=\"a b.txt\"; filename*=UTF-8''%C3%BC.txt";
        let link = place.link("7/ab", 60, "text/plain", disposition).await;
        let link = link.unwrap().unwrap();
        for part in [
            "bucket/kept/here/7/ab?",
            "response-content-type=text%2Fplain",
            "response-content-disposition=attachment%3B%20filename%3D%22a%20b.txt%22",
            "X-Amz-Expires=60",
            "X-Amz-Signature=",
        ] {
            assert!(link.contains(part), "{part} is not in {link}");
        }
        let other = place.link("7/ab", 60, "text/html", disposition).await;
        let signature = |link: &str| link.split("X-Amz-Signature=").nth(1).map(String::from);
        assert_ne!(signature(&link), signature(&other.unwrap().unwrap()));
    }
}
