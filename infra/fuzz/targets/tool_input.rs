//! What a model asks of a tool: the first line is what the person wrote, the second the tool, the rest its input.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::agent::fuzz_tool_input(&String::from_utf8_lossy(bytes)));
