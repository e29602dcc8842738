//! `quickpage serve`: opens the source, listens, and ends well when told to.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::config::{Serve, SourceOptions};
use crate::datasets::Datasets;
use crate::http::{Served, router};
use crate::source::table::read::Files;
use crate::source::{Source, demo, neuprint};
use crate::upstream::Upstream;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By ctrl-c.
    Interrupted,
    /// By a signal to end.
    Terminated,
}

/// After a signal, requests in progress have this long to end.
const GRACE: Duration = Duration::from_secs(25);

/// Serves until a signal comes.
///
/// # Errors
/// When the source cannot be opened, or the address cannot be listened on.
pub async fn run(options: Serve) -> anyhow::Result<Ended> {
    let source = open(options.source).await?;
    let upstream = Upstream::new(source, &options.limits);
    let batch_neurons = options.limits.batch_neurons;
    let datasets = Datasets::new(vec![upstream], batch_neurons, &options.cache, options.refresh);
    datasets.keep();
    let served = Served::new(datasets, options.clients.max_requests);
    let listener = TcpListener::bind(options.server.listen).await.with_context(|| {
        format!("cannot listen on {}; name another address with --listen", options.server.listen)
    })?;
    println!("quickpage is at http://{}", listener.local_addr()?);
    let (signal, ended) = tokio::sync::oneshot::channel();
    let app = router(served).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async {
        // Nobody listens only when serving has ended already.
        let _ = signal.send(wait_for_signal().await);
    });
    let serving = tokio::spawn(serving.into_future());
    let Ok(ended) = ended.await else { anyhow::bail!("the server stopped by itself") };
    tracing::info!("ending; requests in progress have {} s", GRACE.as_secs());
    if tokio::time::timeout(GRACE, serving).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    Ok(ended)
}

/// Opens the source that the options name.
async fn open(options: SourceOptions) -> anyhow::Result<Box<dyn Source>> {
    if let Some(server) = options.server {
        let datasets = Some(options.datasets).filter(|names| !names.is_empty());
        let contact = options.contact;
        let source = neuprint::Neuprint::new(neuprint::Options {
            datasets,
            token: neuprint::Token::from_environment(),
            contact,
            ..neuprint::Options::new(server)
        })?;
        return Ok(Box::new(source));
    }
    let table = match options.table {
        Some(neurons) => {
            let files = Files {
                neurons,
                connections: options.connections,
                roi_hierarchy: options.roi_hierarchy,
                columns: options.columns,
                dataset: options.datasets.into_iter().next(),
            };
            eprintln!("reading {} …", files.neurons.display());
            tokio::task::spawn_blocking(move || files.read()).await??
        }
        None => {
            let (size, seed) = (options.demo.unwrap_or_default(), options.seed);
            eprintln!("making up the demo data ({size}, seed {seed}) …");
            tokio::task::spawn_blocking(move || demo::generate(size, seed)).await?
        }
    };
    eprintln!(
        "{}: neurons: {}, types: {}, neurons without a type: {}",
        table.dataset().name,
        table.neuron_count(),
        table.type_count(),
        table.untyped_count()
    );
    Ok(Box::new(table))
}

async fn wait_for_signal() -> Ended {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            return tokio::select! {
                _ = interrupt => Ended::Interrupted,
                _ = terminate.recv() => Ended::Terminated,
            };
        }
    }
    let _ = interrupt.await;
    Ended::Interrupted
}
