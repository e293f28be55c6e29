//! What both stand-ins are served by.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    serve::{Listener as _, ListenerExt as _},
};
use tokio::{net::TcpListener, task::AbortHandle};

/// A server on a free port of the loopback, which ends with the value that holds it.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    task: AbortHandle,
}

impl Server {
    /// Starts to serve; bodies may be of any size.
    pub(crate) async fn start(routes: Router) -> io::Result<Self> {
        // Waiting to fill a packet would add up to 40 ms to answers that come in two parts.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.tap_io(|connection| {
            // Only a connection that is gone already refuses this.
            let _ = connection.set_nodelay(true);
        });
        let address = listener.local_addr()?;
        let routes = routes.layer(DefaultBodyLimit::disable());
        let task = tokio::spawn(async { axum::serve(listener, routes).await });
        Ok(Self { address, task: task.abort_handle() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
