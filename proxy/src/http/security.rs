//! Headers that every answer carries.

use axum::http::{HeaderName, HeaderValue, header};
use tower::layer::util::{Identity, Stack};
use tower_http::set_header::SetResponseHeaderLayer;

type Set = SetResponseHeaderLayer<HeaderValue>;

fn fixed(name: &'static str, value: &'static str) -> Set {
    Set::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Layers that set the security headers, `csp` being the page's Content-Security-Policy.
#[allow(clippy::type_complexity, reason = "a stack of layers has no shorter type")]
pub fn headers(
    csp: HeaderValue,
) -> Stack<Set, Stack<Set, Stack<Set, Stack<Set, Stack<Set, Stack<Set, Identity>>>>>> {
    tower::ServiceBuilder::new()
        .layer(Set::if_not_present(header::CONTENT_SECURITY_POLICY, csp))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "no-referrer"))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(fixed("cross-origin-resource-policy", "same-origin"))
        .layer(fixed("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"))
        .into_inner()
}
