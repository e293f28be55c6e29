//! A model's answer as it comes from the network: the first byte says whose, the rest is the stream.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::llm::fuzz_stream(bytes));
