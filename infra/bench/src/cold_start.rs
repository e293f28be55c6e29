//! Cold starts: from the start of a process until it asks for its first event. By then a function has read its
//! configuration, fetched its secrets and built its clients; it connects to Postgres when first asked for something.

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

use bench::statistics::{Sample, mebibytes, milliseconds};

use crate::{
    Result,
    cloud::Cloud,
    function::{Binary, Function},
};

/// Starts that only bring the binaries into the system's memory.
const WARM_UP: usize = 5;
const MEASURED: usize = 40;

/// Measures all binaries, and their sizes, as a table.
pub(crate) async fn measure(bare: &Binary, functions: &[Binary], cloud: &Cloud) -> Result<String> {
    let mut rows: Vec<_> =
        std::iter::once(bare).chain(functions).map(|binary| (binary, Sample::default(), 0)).collect();
    // In turn, so that whatever slows this machine down for a while slows them all down.
    for round in 0..WARM_UP + MEASURED {
        for (binary, times, peak_memory) in &mut rows {
            let function = Function::start(binary, cloud).await?;
            if round >= WARM_UP {
                times.add(function.started_in);
                *peak_memory = function.peak_memory()?.max(*peak_memory);
            }
        }
    }

    let least = rows.first().map_or(0.0, |(_, times, _)| times.percentile(50).as_secs_f64());
    let mut table = format!(
        "Cold starts, {MEASURED} of each in turn, from the start of the process until it asks for its first event. \
         `bare` is `lambda_http` and axum with nothing in them; at most 3 times its median is wanted, and less than \
         15 MiB of memory (the most that was resident until then).\n\n\
         | function | median | p95 | × `bare` | peak memory | zip |\n\
         |---|--:|--:|--:|--:|--:|"
    );
    for (binary, times, peak_memory) in rows {
        let median = times.percentile(50);
        write!(
            table,
            "\n| `{}` | {} | {} | {:.2} | {} | {} |",
            binary.name,
            milliseconds(median),
            milliseconds(times.percentile(95)),
            median.as_secs_f64() / least,
            mebibytes(peak_memory),
            mebibytes(zip_size(&binary.path)?)
        )?;
    }
    Ok(table)
}

/// How large a binary's zip file is, in KiB. Python makes it, with the library that `sam deploy` makes it with.
fn zip_size(binary: &Path) -> Result<u32> {
    let zip = env::temp_dir().join(format!("osool-bench-{}.zip", std::process::id()));
    let done = Command::new("python3").args(["-m", "zipfile", "-c"]).arg(&zip).arg(binary).status()?;
    if !done.success() {
        return Err(format!("python3 could not make {}", zip.display()).into());
    }
    let size = fs::metadata(&zip)?.len();
    fs::remove_file(&zip)?;
    Ok(u32::try_from(size.div_ceil(1024))?)
}
