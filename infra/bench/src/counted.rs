//! The table in the emulator of AWS, whose calls are counted.

use std::{
    result::Result,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use shared::{
    start::StartError,
    store::{
        aws_config,
        table::{DynamoTable, Item, Table, TableError, Write, Written},
    },
};

/// The table's name; it is made anew for each run.
const TABLE: &str = "osool-bench";

/// What an answer of the emulator may take where fifty are waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// The table at this address.
pub(crate) async fn table(url: &str) -> Result<DynamoTable, StartError> {
    let aws = aws_config().await?.into_builder().endpoint_url(url).build();
    Ok(DynamoTable::with_limit(&aws, TABLE.to_owned(), PATIENCE))
}

/// A table whose calls are counted, for one who calls.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    table: DynamoTable,
    calls: Arc<[AtomicU32; 2]>,
}

impl Counted {
    /// A count of its own over this table.
    pub(crate) fn new(table: DynamoTable) -> Self {
        Self { table, calls: Arc::default() }
    }

    /// How many items were read and written since this was asked last.
    pub(crate) fn take(&self) -> (u32, u32) {
        let [reads, writes] = self.calls.as_ref();
        (reads.swap(0, Ordering::Relaxed), writes.swap(0, Ordering::Relaxed))
    }
}

impl Table for Counted {
    async fn read(&self, id: &str) -> Result<Item, TableError> {
        self.calls[0].fetch_add(1, Ordering::Relaxed);
        self.table.read(id).await
    }

    async fn write(&self, write: Write) -> Result<Written, TableError> {
        self.calls[1].fetch_add(1, Ordering::Relaxed);
        self.table.write(write).await
    }
}
