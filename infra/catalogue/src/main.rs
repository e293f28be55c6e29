//! Writes the sample catalogue to a file: `catalogue OUTPUT [--units N] [--seed S]`.
//!
//! It prints nothing unless something is wrong.

use std::{
    env,
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
    str::FromStr,
};

const USAGE: &str = "usage: catalogue OUTPUT [--units N] [--seed S]";

/// What the command line asks for.
struct Arguments {
    output: PathBuf,
    units: usize,
    seed: u64,
}

#[expect(clippy::print_stderr, reason = "a command line tool says there what went wrong")]
fn main() -> ExitCode {
    let result = read_arguments(env::args().skip(1)).and_then(|arguments| {
        write_catalogue(&arguments)
            .map_err(|error| format!("catalogue: cannot write {}: {error}", arguments.output.display()))
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the command line; the error is what to tell the person who typed it.
fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut output = None;
    let mut units = catalogue::DEFAULT_UNITS;
    let mut seed = catalogue::DEFAULT_SEED;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--units" => units = read_number(&argument, arguments.next())?,
            "--seed" => seed = read_number(&argument, arguments.next())?,
            path if output.is_none() && !path.starts_with('-') => output = Some(PathBuf::from(path)),
            other => return Err(format!("catalogue: unexpected argument {other}\n{USAGE}")),
        }
    }
    let output = output.ok_or_else(|| USAGE.to_owned())?;
    Ok(Arguments { output, units, seed })
}

/// Reads the number that must follow an option.
fn read_number<T: FromStr>(option: &str, value: Option<String>) -> Result<T, String> {
    value
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| format!("catalogue: {option} needs a whole number\n{USAGE}"))
}

fn write_catalogue(arguments: &Arguments) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(&arguments.output)?);
    serde_json::to_writer_pretty(&mut file, &catalogue::generate(arguments.seed, arguments.units))?;
    writeln!(file)?;
    file.flush()
}
