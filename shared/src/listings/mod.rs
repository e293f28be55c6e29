//! The units for sale: what one is, how a listing file becomes rows, how a question becomes filters, and
//! how rows are found. Nothing here knows of HTTP or of conversations.

pub mod cursor;
pub mod directory;
pub mod embedding;
pub mod file;
pub mod filters;
pub mod finance;
pub mod ingestion;
pub mod market;
pub mod page;
pub mod places;
pub mod property;
pub mod reembedding;
pub mod repository;
pub mod search;
pub mod text;
pub mod understanding;
pub mod wording;
