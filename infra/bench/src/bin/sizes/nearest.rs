//! The ten nearest vectors within filters that few units meet: as Osool finds them, as plain pgvector finds them with its
//! defaults, and exactly.

use std::{fmt::Write as _, time::Instant};

use bench::statistics::{Sample, milliseconds};
use shared::{
    listings::{
        embedding::{Embedding, OFFLINE_MODEL},
        filters::Filters,
        search::nearest_units,
    },
    money::Piastres,
};
use sqlx::{Executor as _, PgConnection};

use crate::{Result, market::Market};

pub(crate) const HEADING: &str = "The ten nearest vectors (cosine) among the cheapest units, for sixteen questions: recall@10 against an exact \
    comparison, where a unit counts that is as near as the tenth; rows, of ten that exist; p50. “pgvector” is the same question \
    with the same filter and index as pgvector comes (`hnsw.ef_search` 40, no iterative scan). Vectors are the offline model's.\n\n\
    | units | filter leaves | Osool: recall | rows | p50 | pgvector: recall | rows | p50 | exact: p50 |\n\
    |--:|--:|--:|--:|--:|--:|--:|--:|--:|";

const TEXTS: [&str; 16] = [
    "wide balcony, living room",
    "private garden",
    "roof terrace along the whole unit",
    "sea from the living room",
    "quiet planted court",
    "guest suite on the ground floor",
    "swimming pools and a club",
    "both sides get daylight",
    "شرفة واسعة",
    "حديقة خاصة",
    "روف تراس",
    "يظهر البحر من غرفة المعيشة",
    "فناء هادئ مزروع",
    "جناح للضيوف",
    "حمامات سباحة ونادي",
    "مطبخ مفتوح",
];

/// What of a thousand units the filter leaves.
const SHARES: [(i64, &str); 4] = [(1_000, "all"), (100, "10 %"), (10, "1 %"), (1, "0.1 %")];

const WANTED: usize = 10;

/// What came of one way of finding the nearest.
#[derive(Default)]
struct Way {
    hits: u32,
    rows: u32,
    times: Sample,
}

/// Measures each share, as rows of a table.
pub(crate) async fn measure(market: &Market) -> Result<String> {
    let mut rows = String::new();
    for (share, name) in SHARES {
        let at = i64::try_from(market.size)? * share / 1_000;
        let most: i64 =
            sqlx::query_scalar("SELECT price_piastres FROM properties ORDER BY price_piastres OFFSET $1 LIMIT 1")
                .bind((at - 1).max(0))
                .fetch_one(&market.pool)
                .await?;
        let filters = match share {
            1_000 => Filters::default(),
            _ => Filters { max_price: Piastres::from_piastres(most), ..Filters::default() },
        };
        let (mut ours, mut plain, mut exact) = (Way::default(), Way::default(), Sample::default());
        let mut possible = 0;
        for text in TEXTS {
            let vector = Embedding::of(text);
            let mut connection = market.pool.acquire().await?;
            let began = Instant::now();
            let nearest = ask(&mut connection, most, &vector, "SET LOCAL enable_indexscan = off").await?;
            exact.add(began.elapsed());
            // Rounding in half precision, of one vector or another, is no difference.
            let reach = nearest.last().map_or(0.0, |(_, distance)| distance + 1e-6);
            possible += u32::try_from(nearest.len())?;

            let began = Instant::now();
            let found = ask(&mut connection, most, &vector, "SELECT 1").await?;
            plain.note(began, found.iter().map(|(_, distance)| *distance), reach);
            drop(connection);

            let began = Instant::now();
            let mut ids = nearest_units(&market.pool, &filters, OFFLINE_MODEL, &vector).await?;
            ours.times.add(began.elapsed());
            ids.truncate(WANTED);
            let distances: Vec<f64> = sqlx::query_scalar(
                "SELECT embedding <=> $1::text::halfvec FROM property_embeddings WHERE model = $2 AND property_id = ANY ($3)",
            )
            .bind(vector.to_pgvector())
            .bind(OFFLINE_MODEL)
            .bind(ids)
            .fetch_all(&market.pool)
            .await?;
            ours.count(distances.into_iter(), reach);
        }
        let (ours, plain, exact) =
            (ours.columns(possible), plain.columns(possible), milliseconds(exact.percentile(50)));
        write!(rows, "\n| {} | {name} | {ours} | {plain} | {exact} |", market.size)?;
    }
    Ok(rows)
}

impl Way {
    fn note(&mut self, began: Instant, distances: impl Iterator<Item = f64>, reach: f64) {
        self.times.add(began.elapsed());
        self.count(distances, reach);
    }

    fn count(&mut self, distances: impl Iterator<Item = f64>, reach: f64) {
        for distance in distances {
            self.rows += 1;
            self.hits += u32::from(distance <= reach);
        }
    }

    /// Recall, rows of ten and median time.
    fn columns(&self, possible: u32) -> String {
        let of = |part: u32| f64::from(part) / f64::from(possible.max(1));
        format!("{:.3} | {:.1} | {}", of(self.hits), of(self.rows) * 10.0, milliseconds(self.times.percentile(50)))
    }
}

/// The ten nearest by one statement, with a setting for its transaction.
async fn ask(
    connection: &mut PgConnection,
    most: i64,
    vector: &Embedding,
    setting: &'static str,
) -> Result<Vec<(String, f64)>> {
    connection.execute("BEGIN").await?;
    connection.execute(setting).await?;
    let found = sqlx::query_as(
        "SELECT e.property_id, e.embedding <=> $1::text::halfvec FROM property_embeddings e JOIN properties p ON p.id = e.property_id
         WHERE e.model = 'osool-hashing-1' AND p.available AND p.price_piastres <= $2
         ORDER BY e.embedding <=> $1::text::halfvec LIMIT 10",
    )
    .persistent(false)
    .bind(vector.to_pgvector())
    .bind(most)
    .fetch_all(&mut *connection)
    .await?;
    connection.execute("ROLLBACK").await?;
    Ok(found)
}
