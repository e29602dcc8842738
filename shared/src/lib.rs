//! What the browser app and the proxy have in common.
