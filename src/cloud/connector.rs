//! The client that requests go out by.
//!
//! It goes nowhere but where it is told: an answer that names another place is a refusal, for a client that follows it takes tokens of the session,
//! and the address it came from, along to whoever is there.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::{ClientConfigKey, ClientOptions, Result};
use reqwest::redirect::Policy;

use super::names;

/// Makes such clients.
#[derive(Debug)]
pub(super) struct Straight;

impl HttpConnector for Straight {
    fn connect(&self, options: &ClientOptions) -> Result<HttpClient> {
        let value = |key: ClientConfigKey| options.get_config_value(&key);
        let yes = ["1", "true", "on", "yes", "y"];
        let on = |key| value(key).is_some_and(|value| yes.contains(&value.to_ascii_lowercase().as_str()));
        // without them more would be trusted than was meant
        for key in [ClientConfigKey::NoSystemCertificates, ClientConfigKey::ProxyCaCertificate] {
            if value(key).is_some_and(|value| value != "false") {
                return Err(refused("a setting of certificates is not heeded"));
            }
        }
        let time = |key| value(key).map(|text| seconds(&text)).transpose();
        let mut client = reqwest::Client::builder()
            .user_agent(concat!("mailsweep/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .https_only(!on(ClientConfigKey::AllowHttp))
            .danger_accept_invalid_certs(on(ClientConfigKey::AllowInvalidCertificates));
        if let Some(most) = time(ClientConfigKey::Timeout)? {
            client = client.timeout(most);
        }
        if let Some(most) = time(ClientConfigKey::ConnectTimeout)? {
            client = client.connect_timeout(most);
        }
        if let Some(most) = time(ClientConfigKey::ReadTimeout)? {
            client = client.read_timeout(most);
        }
        if let Some(most) = time(ClientConfigKey::PoolIdleTimeout)? {
            client = client.pool_idle_timeout(most);
        }
        if let Some(proxy) = value(ClientConfigKey::ProxyUrl) {
            let excludes =
                value(ClientConfigKey::ProxyExcludes).as_deref().and_then(reqwest::NoProxy::from_string);
            client = client.proxy(reqwest::Proxy::all(proxy).map_err(unusable)?.no_proxy(excludes));
        }
        if on(ClientConfigKey::Http1Only) {
            client = client.http1_only();
        }
        Ok(HttpClient::new(Careful(client.build().map_err(unusable)?)))
    }
}

/// A client in whose answers names stand hidden where they are listings; see [`names`].
#[derive(Debug)]
struct Careful(reqwest::Client);

/// Bytes of a page of a listing: 5,000 keys of 1,024 bytes, each written with six for one, are half of it.
const PAGE: usize = 64 << 20;

impl HttpService for Careful {
    fn call<'s, 'a>(
        &'s self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async move {
            let listing = names::is_listing(request.uri().query());
            let answer = HttpService::call(&self.0, request).await?;
            if !listing || !answer.status().is_success() {
                return Ok(answer);
            }
            let (mut parts, body) = answer.into_parts();
            let (mut page, mut stream) = (Vec::new(), body.bytes_stream());
            while let Some(bytes) = stream.next().await.transpose()? {
                page.extend_from_slice(&bytes);
                if page.len() > PAGE {
                    return Err(unreadable());
                }
            }
            let page = names::hidden(&page).ok_or_else(unreadable)?;
            parts.headers.remove("content-length");
            Ok(HttpResponse::from_parts(parts, page.into()))
        })
    }
}

fn unreadable() -> HttpError {
    let why = "this is no page of a listing";
    HttpError::new(HttpErrorKind::Decode, std::io::Error::new(std::io::ErrorKind::InvalidData, why))
}

/// What is wrong may quote a setting, such as the password of a proxy: that is left out.
fn unusable(error: reqwest::Error) -> object_store::Error {
    object_store::Error::Generic { store: "HTTP client", source: Box::new(error.without_url()) }
}

/// A time as settings give it: `30s`, `5m`, `1m 30s`.
fn seconds(text: &str) -> Result<Duration> {
    let time = text.parse::<jiff::SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.ok_or_else(|| refused("this is no time"))
}

fn refused(why: &'static str) -> object_store::Error {
    object_store::Error::Generic { store: "HTTP client", source: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_settings_give_them() {
        for (text, secs) in [("30s", 30), ("5m", 300), ("1m 30s", 90), ("1h", 3600)] {
            assert_eq!(seconds(text).unwrap(), Duration::from_secs(secs), "{text}");
        }
        assert_eq!(seconds("250ms").unwrap(), Duration::from_millis(250));
        assert!(seconds("30 seconden").is_err() && seconds("-5s").is_err());
        let options = ClientOptions::new().with_read_timeout(Duration::from_secs(90));
        let told = options.get_config_value(&ClientConfigKey::ReadTimeout).unwrap();
        assert_eq!(seconds(&told).unwrap(), Duration::from_secs(90), "{told}");
    }

    #[test]
    fn what_would_trust_more_than_was_meant_is_refused() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let with = |key, value: &str| Straight.connect(&ClientOptions::new().with_config(key, value)).is_ok();
        assert!(with(ClientConfigKey::NoSystemCertificates, "false"));
        assert!(!with(ClientConfigKey::NoSystemCertificates, "true"));
        assert!(!with(ClientConfigKey::ProxyCaCertificate, "x"));
        assert!(!with(ClientConfigKey::ReadTimeout, "30 seconden"));
    }
}
