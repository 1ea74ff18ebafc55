//! Variables of the environment in, a bucket that can be talked to out.
//!
//! Where no credentials are named, nothing is asked for any: the address at which machines of a provider are told theirs is asked only where a
//! variable says so.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::list::PaginatedListStore;
use object_store::{BackoffConfig, ClientConfigKey, ObjectStore, RetryConfig};

use super::connector::Straight;
use crate::model::{Service, StoreError, StoreFailure, StoreUrl};

/// What a store is talked to with.
pub(super) type Opened = (Arc<dyn ObjectStore>, Arc<dyn PaginatedListStore>);

/// A variable of the environment that is a setting of a store.
pub fn is_setting(name: &str) -> bool {
    ["AWS_", "AZURE_", "GOOGLE_"].iter().any(|start| name.starts_with(start)) || name == MSI
}

/// Where a machine at Azure is told its credentials.
const MSI: &str = "IDENTITY_ENDPOINT";

/// What is set before the environment: a stalled read ends after 30 seconds, and an answer may take its time.
const CLIENT: [(ClientConfigKey, &str); 3] = [
    (ClientConfigKey::ReadTimeout, "30s"),
    (ClientConfigKey::Timeout, "300s"),
    (ClientConfigKey::AllowHttp, "false"),
];

/// Variables of one service, in lower case.
struct Of<'s>(&'static str, &'s [(String, String)]);

impl<'s> Of<'s> {
    fn each(&self) -> impl Iterator<Item = (String, &'s str)> {
        let start = self.0;
        let own = self.1.iter().filter(move |(name, value)| name.starts_with(start) && !value.is_empty());
        own.map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
    }

    fn any(&self, names: &[&str]) -> bool {
        self.each().any(|(name, _)| names.contains(&name.as_str()))
    }

    fn all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.any(&[name]))
    }

    /// A switch is on.
    fn on(&self, names: &[&str]) -> bool {
        let yes =
            |value: &str| ["1", "true", "on", "yes", "y"].contains(&value.to_ascii_lowercase().as_str());
        self.each().any(|(name, value)| names.contains(&name.as_str()) && yes(value))
    }

    /// Settings that the library knows.
    fn known<K: FromStr>(&self) -> impl Iterator<Item = (K, &'s str)> {
        self.each().filter_map(|(name, value)| Some((name.parse().ok()?, value)))
    }

    /// An address without TLS must be allowed, and none may hold a password.
    fn check_endpoints(&self, names: &[&str]) -> Result<(), StoreError> {
        let allowed = self.on(&[&format!("{}allow_http", self.0.to_ascii_lowercase())]);
        for (name, value) in self.each().filter(|(name, _)| names.contains(&name.as_str())) {
            let name = name.to_ascii_uppercase();
            let authority = value.split_once("://").map_or(value, |(_, rest)| rest);
            if authority.split('/').next().unwrap_or_default().contains('@') {
                return Err(refused(format!(
                    "{name} holds a user name: credentials have variables of their own"
                )));
            }
            if value.starts_with("http://") && !allowed {
                let start = self.0;
                return Err(refused(format!(
                    "{name} is an http address, over which mail would be sent in clear; {start}ALLOW_HTTP=true allows it"
                )));
            }
        }
        Ok(())
    }
}

fn refused(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreFailure::Refused, why)
}

/// Nothing is tried again by the library: who reads does that, and knows how far it came.
fn once() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 0, retry_timeout: Duration::from_secs(1) }
}

/// What the library says of settings may quote them.
fn unusable(service: &str) -> StoreError {
    refused(format!(
        "the settings in {service}* of the environment cannot be used, or no certificates of authorities are found"
    ))
}

/// Prepares to talk to a bucket.
pub(super) fn open(url: &StoreUrl, settings: &[(String, String)]) -> Result<Opened, StoreError> {
    match url.service {
        Service::S3 => s3(url, settings),
        Service::Azure => azure(url, settings),
        Service::Google => google(url, settings),
    }
}

fn s3(url: &StoreUrl, settings: &[(String, String)]) -> Result<Opened, StoreError> {
    let own = Of("AWS_", settings);
    own.check_endpoints(&[
        "aws_endpoint",
        "aws_endpoint_url",
        "aws_endpoint_url_s3",
        "aws_endpoint_url_sts",
    ])?;
    let (id, secret) = (own.any(&["aws_access_key_id"]), own.any(&["aws_secret_access_key"]));
    let named = id && secret
        || own.all(&["aws_web_identity_token_file", "aws_role_arn"])
        || own.any(&["aws_container_credentials_relative_uri"])
        || own.all(&["aws_container_credentials_full_uri", "aws_container_authorization_token_file"])
        || own.any(&["aws_metadata_endpoint"])
        || own.on(&["aws_skip_signature"]);
    if !named || id != secret {
        return Err(refused(
            "there are no credentials in the environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or see docs/cloud.md for \
             roles of machines and public buckets",
        ));
    }
    let mut builder = AmazonS3Builder::new();
    for (key, value) in CLIENT {
        builder = builder.with_config(AmazonS3ConfigKey::Client(key), value);
    }
    for (key, value) in own.known::<AmazonS3ConfigKey>() {
        builder = builder.with_config(key, value);
    }
    let built =
        builder.with_bucket_name(&url.bucket).with_retry(once()).with_http_connector(Straight).build();
    let store = Arc::new(built.map_err(|_| unusable("AWS_"))?);
    Ok((store.clone(), store))
}

fn azure(url: &StoreUrl, settings: &[(String, String)]) -> Result<Opened, StoreError> {
    let own = Of("AZURE_", settings);
    own.check_endpoints(&[
        "azure_endpoint",
        "azure_storage_endpoint",
        "azure_msi_endpoint",
        "azure_storage_msi_endpoint",
    ])?;
    if own.any(&["azure_use_azure_cli"])
        || own.each().any(|(n, v)| n == "azure_credential_type" && v == "azure_cli")
    {
        return Err(refused("credentials are not taken from another program: leave out AZURE_USE_AZURE_CLI"));
    }
    let msi = Of(MSI, settings);
    let named = own.any(&[
        "azure_storage_account_key",
        "azure_storage_access_key",
        "azure_storage_master_key",
        "azure_storage_sas_key",
        "azure_storage_sas_token",
        "azure_storage_client_secret",
        "azure_client_secret",
        "azure_federated_token_file",
        "azure_storage_token",
        "azure_msi_endpoint",
        "azure_fabric_session_token",
    ]) || msi.any(&["identity_endpoint"])
        || own.on(&["azure_storage_use_emulator", "azure_use_emulator", "azure_skip_signature"]);
    if !named {
        return Err(refused(
            "there are no credentials in the environment: set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or see \
             docs/cloud.md for others",
        ));
    }
    let mut builder = MicrosoftAzureBuilder::new();
    for (key, value) in CLIENT {
        builder = builder.with_config(AzureConfigKey::Client(key), value);
    }
    if let Some((_, value)) = msi.each().next() {
        builder = builder.with_config(AzureConfigKey::MsiEndpoint, value);
    }
    for (key, value) in own.known::<AzureConfigKey>() {
        builder = builder.with_config(key, value);
    }
    let built =
        builder.with_container_name(&url.bucket).with_retry(once()).with_http_connector(Straight).build();
    let store = Arc::new(built.map_err(|_| unusable("AZURE_"))?);
    Ok((store.clone(), store))
}

fn google(url: &StoreUrl, settings: &[(String, String)]) -> Result<Opened, StoreError> {
    let own = Of("GOOGLE_", settings);
    own.check_endpoints(&["google_base_url"])?;
    let named = own.any(&[
        "google_service_account",
        "google_service_account_path",
        "google_service_account_key",
        "google_application_credentials",
        "google_bearer_token",
    ]) || own.on(&["google_skip_signature"]);
    if !named {
        return Err(refused(
            "there are no credentials in the environment: set GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT, or see \
             docs/cloud.md for others",
        ));
    }
    let mut builder = GoogleCloudStorageBuilder::new();
    for (key, value) in CLIENT {
        builder = builder.with_config(GoogleConfigKey::Client(key), value);
    }
    for (key, value) in own.known::<GoogleConfigKey>() {
        builder = builder.with_config(key, value);
    }
    let built =
        builder.with_bucket_name(&url.bucket).with_retry(once()).with_http_connector(Straight).build();
    let store = Arc::new(built.map_err(|_| unusable("GOOGLE_"))?);
    Ok((store.clone(), store))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn of(url: &str, settings: &[(&str, &str)]) -> Result<Opened, StoreError> {
        let settings: Vec<_> = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let _ = rustls::crypto::ring::default_provider().install_default();
        open(&StoreUrl::of(Path::new(url)).unwrap().unwrap(), &settings)
    }

    #[test]
    fn without_credentials_nothing_is_asked_for_any() {
        let id = [("AWS_ACCESS_KEY_ID", "AKIAGEHEIM")];
        for (url, settings) in [("s3://b", &[][..]), ("az://b", &[]), ("gs://b", &[]), ("s3://b", &id)] {
            let error = of(url, settings).err().unwrap();
            assert!(error.detail.contains("no credentials in the environment"), "{error}");
            assert!(!error.detail.contains("GEHEIM"));
        }
        assert!(of("az://b", &[("AZURE_USE_AZURE_CLI", "true")]).is_err());
    }

    #[test]
    fn with_credentials_a_bucket_is_opened() {
        let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_NO_SUCH_SETTING", "x")];
        assert!(of("s3://b", &keys).is_ok());
        assert!(of("s3://b", &[("AWS_SKIP_SIGNATURE", "true")]).is_ok());
        let keys = [("AZURE_STORAGE_ACCOUNT_NAME", "a"), ("AZURE_STORAGE_ACCOUNT_KEY", "Z2VoZWlt")];
        assert!(of("az://b", &keys).is_ok());
        assert!(of("gs://b", &[("GOOGLE_SKIP_SIGNATURE", "true")]).is_ok());
    }

    #[test]
    fn mail_goes_in_clear_only_where_that_is_allowed() {
        let keys = |more: &[(&'static str, &'static str)]| {
            [&[("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")], more].concat()
        };
        let http = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        let error = of("s3://b", &keys(&[http])).err().unwrap();
        assert!(error.detail.contains("AWS_ALLOW_HTTP"), "{error}");
        assert!(of("s3://b", &keys(&[http, ("AWS_ALLOW_HTTP", "true")])).is_ok());
        let secret = ("AWS_ENDPOINT_URL", "https://ik:geheim@x.example");
        let error = of("s3://b", &keys(&[secret])).err().unwrap();
        assert!(!error.detail.contains("geheim"), "{error}");
    }

    #[test]
    fn settings_are_told_from_other_variables() {
        assert!(is_setting("AWS_REGION") && is_setting("IDENTITY_ENDPOINT") && !is_setting("HOME"));
    }
}
