//! Ingestion: the shipped catalogue into a database that holds no listings, and once more when it does.

use std::fmt::Write as _;

use serde_json::Value;

use bench::statistics::mebibytes;

use crate::{
    Result,
    cloud::Cloud,
    function::{Binary, Function},
};

/// What S3 says when a listing file has been uploaded.
const UPLOADED: &str = include_str!("../../../events/ingest/uploaded.json");

/// Measures both, as a table.
pub(crate) async fn measure(ingest: &Binary, cloud: &Cloud) -> Result<String> {
    let catalogue = catalogue::generate(catalogue::DEFAULT_SEED, catalogue::DEFAULT_UNITS);
    cloud.put("incoming/catalogue.json", serde_json::to_vec(&catalogue)?).await;
    let mut event: Value = serde_json::from_str(UPLOADED)?;
    event["Records"][0]["s3"]["object"]["key"] = "incoming/catalogue.json".into();
    let rows = catalogue::DEFAULT_UNITS;

    let mut function = Function::start(ingest, cloud).await?;
    let mut table = format!(
        "Ingestion of the {rows} units of the shipped catalogue, embeddings included.\n\n\
         | database | units a second | time | peak memory |\n\
         |---|--:|--:|--:|"
    );
    for (database, counted_as) in [("without listings", "accepted"), ("with the same listings", "unchanged")] {
        let (_, time) = function.invoke(event.to_string()).await?;
        let report: Value = serde_json::from_slice(&cloud.object("reports/catalogue.json").await?)?;
        if report[counted_as] != rows {
            let counted = &report[counted_as];
            return Err(format!("a database {database} must report {rows} units as {counted_as}, not {counted}").into());
        }
        let seconds = time.as_secs_f64();
        let rate = f64::from(u32::try_from(rows)?) / seconds;
        let memory = mebibytes(function.peak_memory()?);
        write!(table, "\n| {database} | {rate:.0} | {seconds:.2} s | {memory} |")?;
    }
    Ok(table)
}
