//! `quickpage serve`: opens the sources, listens, and ends well when told to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Ended, print};
use crate::config::given::AtSource;
use crate::config::{self, Admin, AdminListen, Serve};
use crate::datasets::Datasets;
use crate::http::admin::{self, Operated};
use crate::http::{Beside, PagesFolder, Served, router};
use crate::listening::{Listening, Patience};
use crate::opening::open;
use crate::upstream::Upstream;

/// Between attempts to reach a source that has never answered; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Serves until a signal comes. A server that does not answer yet does not keep the proxy from
/// starting.
///
/// # Errors
/// When a source cannot be opened, or an address cannot be listened on.
pub async fn run(options: Serve, sources: Vec<AtSource>) -> anyhow::Result<Ended> {
    let (listen, forwarded_header) =
        (options.server.listen, options.clients.forwarded_header.clone());
    let config::Server { admin: admin_listen, stop_deadline, .. } = options.server.clone();
    let max_requests = options.clients.max_requests;
    let beside = beside(options.beside.clone())?;
    let datasets = open_all(options, sources).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}; name another address with --listen")
    })?;
    let admin = listen_for_operator(&admin_listen).await?;
    datasets.keep();
    tokio::spawn(list_all(datasets.clone()));
    let served = Served::new(datasets, max_requests, beside);
    let operated = Arc::new(Operated { served: served.clone(), ending: AtomicBool::new(false) });
    print(&format!("quickpage is at http://{}\n", listener.local_addr()?))?;
    let patience = Patience::default();
    if let Some(listener) = admin {
        let router = admin::router(operated.clone());
        let listening = Listening { listener, router, patience, forwarded_header: None };
        // Readiness can be asked for until the very end.
        tokio::spawn(listening.serve(watch::channel(false).1));
    }
    let listening = Listening { listener, router: router(served), patience, forwarded_header };
    until_signal(listening, &operated, stop_deadline).await
}

fn beside(options: config::Beside) -> anyhow::Result<Beside> {
    if let Some(folder) = &options.pages {
        anyhow::ensure!(folder.is_dir(), "--pages: {} is no folder", folder.display());
    }
    let pages = options.pages.map(|folder| PagesFolder::new(folder, options.pages_at));
    Ok(Beside { pages, origins: options.allow_origin })
}

/// The datasets of all sources, each source with its own limits.
async fn open_all(options: Serve, sources: Vec<AtSource>) -> anyhow::Result<Arc<Datasets>> {
    let mut upstreams = Vec::new();
    warn_of_added_limits(&sources);
    for source in &sources {
        upstreams.push(Upstream::new(open(source).await?.into(), &source.limits));
    }
    let batch_neurons = options.limits.batch_neurons;
    Ok(Datasets::new(upstreams, batch_neurons, &options.cache, options.refresh))
}

/// Limits are per source: of two that are at one place, that place sees both.
fn warn_of_added_limits(sources: &[AtSource]) {
    for (at, source) in sources.iter().enumerate() {
        let same = sources.iter().filter(|other| other.is_beside(source));
        let queries: usize = same.clone().map(|other| other.limits.max_queries).sum();
        let is_first = sources[..at].iter().all(|earlier| !earlier.is_beside(source));
        if source.is_remote() && same.count() > 1 && is_first {
            tracing::warn!(
                queries,
                "several sources are one server: so many queries at once may run there; one source \
                 can have several datasets"
            );
        }
    }
}

/// Serves until a signal comes; then no more connections are taken, and the requests in progress
/// have some time to end.
async fn until_signal(
    listening: Listening,
    operated: &Operated,
    deadline: Duration,
) -> anyhow::Result<Ended> {
    let (signal, mut signals) = watch::channel(None);
    tokio::spawn(watch_signals(signal));
    let (end, ended) = watch::channel(false);
    let mut serving = tokio::spawn(listening.serve(ended));
    let first = *signals.wait_for(Option::is_some).await?;
    operated.ending.store(true, Ordering::Relaxed);
    end.send_replace(true);
    tracing::info!("ending; requests in progress have {deadline:?}; a second signal ends at once");
    tokio::select! {
        _ = &mut serving => {}
        _ = signals.changed() => tracing::warn!("a second signal: some requests were cut off"),
        () = tokio::time::sleep(deadline) => tracing::warn!("some requests were cut off"),
    }
    Ok(first.unwrap_or(Ended::Terminated))
}

/// Asks the sources for their datasets until each has answered: only then is the proxy ready.
async fn list_all(datasets: Arc<Datasets>) {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Err(error) = datasets.list().await {
            tracing::warn!(%error, "no source has listed its datasets yet");
        }
        if datasets.all_have_listed() {
            break;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    for dataset in datasets.listed_twice() {
        tracing::warn!(dataset, "two sources list this dataset: the first one has it");
    }
}

/// The operator's listener. That its usual port is taken, by another quickpage perhaps, is no
/// reason not to serve.
async fn listen_for_operator(admin: &Admin) -> anyhow::Result<Option<TcpListener>> {
    let AdminListen::At(address) = admin.admin_listen else { return Ok(None) };
    let is_usual = admin.admin_listen == Admin::default().admin_listen;
    match TcpListener::bind(address).await {
        Ok(listener) => {
            warn_if_open(listener.local_addr()?);
            eprintln!("metrics, readiness and pause are at http://{}", listener.local_addr()?);
            Ok(Some(listener))
        }
        Err(error) if is_usual => {
            tracing::warn!(
                %address, %error,
                "there is no listener for the operator; name another address with --admin-listen, or none"
            );
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| {
            format!("cannot listen on {address}; name another address with --admin-listen, or none")
        }),
    }
}

fn warn_if_open(address: SocketAddr) {
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "whoever reaches this address can pause the proxy");
    }
}

/// Tells of every signal to end, each in turn.
async fn watch_signals(signal: watch::Sender<Option<Ended>>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal as signals};
        if let (Ok(mut interrupts), Ok(mut ends), Ok(mut hangups)) = (
            signals(SignalKind::interrupt()),
            signals(SignalKind::terminate()),
            signals(SignalKind::hangup()),
        ) {
            loop {
                let ended = tokio::select! {
                    _ = interrupts.recv() => Ended::Interrupted,
                    _ = ends.recv() => Ended::Terminated,
                    _ = hangups.recv() => {
                        tracing::warn!("SIGHUP does nothing: settings are read at the start only");
                        continue;
                    }
                };
                if signal.send(Some(ended)).is_err() {
                    return;
                }
            }
        }
    }
    while tokio::signal::ctrl_c().await.is_ok() && signal.send(Some(Ended::Interrupted)).is_ok() {}
}
