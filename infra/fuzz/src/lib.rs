//! Fuzz targets: one program in `targets/` for each thing that reads what strangers write, with the inputs that it
//! begins with in `corpus/<target>/`. `make fuzz` builds them with coverage and runs each for a bounded time; libFuzzer
//! makes new inputs out of those that reached new code. An input that breaks one is written to `target/fuzz/`; once it
//! is mended, it belongs into the corpus.
//!
//! | target | reads | and must |
//! |---|---|---|
//! | `stream` | a model's answer as it comes from the network | be the same however it is cut; never charge more than is allowed |
//! | `gate` | what a model says | let nothing but the answer's own sentences through, the same however it is cut |
//! | `tool-input` | what a model asks of a tool | refuse with a reason or compute |
//! | `question` | what a person looks for | mean the same with the same words |
//! | `identity` | tokens and phones | take nothing for ours that we have not signed; write a number as it reads it |
//! | `listing-file` | an uploaded file of listings | give the same rows however it is cut, each with a report |
