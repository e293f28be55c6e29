//! All that was wrong with a file, as objects beside its report: a line of JSON for each problem, five thousand lines in
//! each object. Only the last object's lines are in memory.

use shared::{error::Failure, listings::file::Problem, store::bucket::Bucket};

/// How many problems an object lists.
const LINES: usize = 5_000;

/// The objects of one file.
#[derive(Debug)]
pub(crate) struct Problems<'a> {
    bucket: &'a Bucket,
    /// The name of the file without its ending.
    stem: String,
    /// Problems in all objects.
    found: usize,
    /// The lines of the object that is not full yet.
    lines: Vec<u8>,
    /// Whether that object has all of these lines.
    saved: bool,
}

impl<'a> Problems<'a> {
    /// Goes on after this many problems.
    pub(crate) async fn open(bucket: &'a Bucket, name: &str, found: usize) -> Result<Self, Failure> {
        let stem = name.strip_suffix(".json").unwrap_or(name).to_owned();
        let mut problems = Self { bucket, stem, found, lines: Vec::new(), saved: true };
        if !found.is_multiple_of(LINES) {
            // What stands there after these was found again, or will be.
            let lines = bucket.read(&problems.part(found / LINES)).await?.unwrap_or_default();
            problems.lines =
                lines.split_inclusive(|byte| *byte == b'\n').take(found % LINES).flatten().copied().collect();
        }
        Ok(problems)
    }

    /// Adds problems, and writes each object that they fill.
    pub(crate) async fn add(&mut self, problems: &[Problem]) -> Result<(), Failure> {
        for problem in problems {
            serde_json::to_writer(&mut self.lines, problem).map_err(Failure::internal)?;
            self.lines.push(b'\n');
            self.found += 1;
            self.saved = false;
            if self.found.is_multiple_of(LINES) {
                self.write(self.found / LINES - 1).await?;
                self.lines.clear();
            }
        }
        Ok(())
    }

    /// Writes the object that is not full yet.
    pub(crate) async fn save(&mut self) -> Result<(), Failure> {
        if self.saved { Ok(()) } else { self.write(self.found / LINES).await }
    }

    /// The keys of all objects.
    pub(crate) fn parts(&self) -> Vec<String> {
        (0..self.found.div_ceil(LINES)).map(|index| self.part(index)).collect()
    }

    async fn write(&mut self, index: usize) -> Result<(), Failure> {
        self.bucket.write(&self.part(index), "application/jsonl", self.lines.clone()).await?;
        self.saved = true;
        Ok(())
    }

    fn part(&self, index: usize) -> String {
        format!("reports/{}.problems-{:05}.jsonl", self.stem, index + 1)
    }
}
