//! `quickpage pause` and `quickpage resume`: tell a running proxy to leave the database alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Url;

use super::{Ended, print};
use crate::config::{AdminListen, Pause};

const PATIENCE: Duration = Duration::from_secs(10);

/// Pauses the proxy, or lets it go on.
///
/// # Errors
/// When no proxy listens there, or it refuses.
pub async fn run(options: &Pause, pause: bool) -> anyhow::Result<Ended> {
    let admin = admin(options)?;
    let url = admin.join(if pause { "pause" } else { "resume" })?;
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()?;
    let shown = admin.as_str().trim_end_matches('/').to_owned();
    let response = client.post(url).send().await.map_err(reqwest::Error::without_url);
    let response = response.with_context(|| {
        format!("no quickpage answers at {shown}; name its --admin-listen address by --admin")
    })?;
    if !response.status().is_success() {
        bail!(
            "{shown} answered with status {}: it may be no quickpage",
            response.status().as_u16()
        );
    }
    print(match pause {
        true => "paused: no more queries are sent; what is known is still served\n",
        false => "resumed: queries are sent again\n",
    })?;
    Ok(Ended::Done)
}

/// Where the proxy listens for its operator.
fn admin(options: &Pause) -> anyhow::Result<Url> {
    let address = match (&options.admin, options.listen.admin_listen) {
        (Some(given), _) if given.contains("://") => given.clone(),
        (Some(given), _) => format!("http://{given}"),
        (None, AdminListen::At(address)) => format!("http://{}", reachable(address)),
        (None, AdminListen::Off) => {
            bail!("--admin-listen is none: nothing listens for its operator; see --admin")
        }
    };
    let mut url = Url::parse(&address).context("--admin is not of the form http://HOST:PORT")?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// A proxy that listens on every address of this machine is reached by its own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
