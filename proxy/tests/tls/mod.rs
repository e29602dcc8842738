//! Servers with certificates for tests; `README.md` says what these are.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A file of this folder.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// How a server with this certificate speaks TLS.
pub fn config(certificate: &str) -> Arc<ServerConfig> {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = CertificateDer::from_pem_file(file(certificate)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(file("server.key")).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a server");
    Arc::new(config)
}

/// TLS in front of a server that speaks none; it ends with the test.
pub struct Terminator {
    pub address: SocketAddr,
    passed: Arc<AtomicUsize>,
    cut: watch::Sender<()>,
}

impl Terminator {
    /// Has this certificate, and hands on to the server at this address.
    pub async fn before(behind: SocketAddr, certificate: &str) -> Terminator {
        let config = config(certificate);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (passed, cut) = (Arc::<AtomicUsize>::default(), watch::Sender::new(()));
        let (counted, cuts) = (passed.clone(), cut.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(behind).await.expect("the server behind it");
                let connection = ServerConnection::new(config.clone()).expect("a server");
                let mut cut = cuts.subscribe();
                let handing = hand_on(client, server, connection, counted.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = handing => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Terminator { address, passed, cut }
    }

    /// Cuts all connections that there are.
    pub fn cut(&self) {
        self.cut.send_replace(());
    }

    /// The bytes that came out of TLS for the server so far.
    pub fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }
}

/// Hands on in both directions until one side ends, or the other does not trust this one.
async fn hand_on(
    mut client: TcpStream,
    mut server: TcpStream,
    mut tls: ServerConnection,
    passed: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    let (mut secret, mut plain) = (vec![0; 16_384], vec![0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut secret) => {
                let mut secret = match read? {
                    0 => return Ok(()),
                    length => &secret[..length],
                };
                let mut out = Vec::new();
                while !secret.is_empty() {
                    tls.read_tls(&mut secret)?;
                    let state = tls.process_new_packets().map_err(std::io::Error::other)?;
                    let from = out.len();
                    out.resize(from + state.plaintext_bytes_to_read(), 0);
                    tls.reader().read_exact(&mut out[from..])?;
                }
                passed.fetch_add(out.len(), Ordering::SeqCst);
                server.write_all(&out).await?;
            }
            read = server.read(&mut plain) => match read? {
                0 => return Ok(()),
                length => tls.writer().write_all(&plain[..length])?,
            },
        }
        let mut out = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut out)?;
        }
        client.write_all(&out).await?;
    }
}
