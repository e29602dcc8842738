//! neuprint
