//! The page of a type, or of its neurons on one side.
