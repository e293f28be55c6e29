//! Vectors within filters (S3) where there are enough of them for an index: nothing that is nearer may be missing, however
//! few units the filter leaves, and no answer may be short where units exist.

use shared::{
    listings::{
        embedding::{Embedding, OFFLINE_MODEL},
        filters::Filters,
        ingestion::ingest,
        reembedding::INDEXED_FROM,
        search::nearest_units,
    },
    money::Piastres,
    store::postgres,
};
use sqlx::PgPool;
use tests::{database_url, empty_database};

const UNITS: usize = 21_000;
const WANTED: usize = 10;

const TEXTS: [&str; 8] = [
    "wide balcony",
    "private garden",
    "roof terrace",
    "guest suite on the ground floor",
    "شرفة واسعة",
    "حديقة خاصة",
    "حمامات سباحة",
    "يظهر البحر من غرفة المعيشة",
];

/// The ten nearest among the units up to a price, by comparing all.
async fn exactly(pool: &PgPool, most: i64, vector: &Embedding) -> Vec<(String, f64)> {
    let nearest = sqlx::query_as(
        "WITH within AS MATERIALIZED (SELECT id FROM properties WHERE available AND price_piastres <= $2)
         SELECT id, embedding <=> $1::text::halfvec FROM within JOIN property_embeddings ON property_id = id AND model = $3
         ORDER BY (embedding <=> $1::text::halfvec) + 0 LIMIT 10",
    );
    nearest.bind(vector.to_pgvector()).bind(most).bind(OFFLINE_MODEL).fetch_all(pool).await.unwrap()
}

async fn distances(pool: &PgPool, ids: &[String], vector: &Embedding) -> Vec<f64> {
    sqlx::query_scalar("SELECT embedding <=> $1::text::halfvec FROM property_embeddings WHERE property_id = ANY ($2)")
        .bind(vector.to_pgvector())
        .bind(ids)
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn s3_of_the_ten_nearest_within_a_filter_none_is_missing_whatever_share_it_leaves() {
    let pool = empty_database().await;
    let file = serde_json::to_vec(&catalogue::generate(catalogue::DEFAULT_SEED, UNITS)).unwrap();
    assert_eq!(ingest(&pool, &file, async |_| {}).await.embedded, UNITS);
    sqlx::query("ANALYZE").execute(&pool).await.unwrap();
    assert_eq!(migrate::index_vectors(&pool, INDEXED_FROM).await.unwrap(), [OFFLINE_MODEL]);
    assert!(migrate::index_vectors(&pool, INDEXED_FROM).await.unwrap().is_empty(), "once is enough");

    for (per_mille, share) in [(1_000, "all"), (700, "70 %"), (100, "10 %"), (10, "1 %"), (1, "0.1 %")] {
        let prices: Vec<i64> =
            sqlx::query_scalar("SELECT price_piastres FROM properties ORDER BY 1").fetch_all(&pool).await.unwrap();
        let most = prices[UNITS * per_mille / 1_000 - 1];
        let filters = match per_mille {
            1_000 => Filters::default(),
            _ => Filters { max_price: Piastres::from_piastres(most), ..Filters::default() },
        };
        let (mut hits, mut possible) = (0, 0);
        for text in TEXTS {
            let vector = Embedding::of(text);
            let nearest = exactly(&pool, most, &vector).await;
            let mut found = nearest_units(&pool, &filters, OFFLINE_MODEL, &vector).await.unwrap();
            found.truncate(WANTED);
            assert_eq!(found.len(), nearest.len(), "{share} {text}: a short answer");
            // Of units that are equally near any will do.
            let reach = nearest.last().unwrap().1 + 1e-6;
            hits += distances(&pool, &found, &vector).await.iter().filter(|distance| **distance <= reach).count();
            possible += nearest.len();
        }
        let recall = hits * 1_000 / possible;
        println!("filter leaves {share}: recall@10 {hits} of {possible}");
        assert!(recall >= 990, "{share}: {hits} of {possible}");
    }

    // What was asked of many has gone by way of the index. Statistics are complete when those who made them have left.
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(&pool).await.unwrap();
    pool.close().await;
    let pool = postgres::pool(&database_url(&name)).unwrap();
    let walks: i64 = sqlx::query_scalar(
        "SELECT sum(idx_scan)::bigint FROM pg_stat_user_indexes WHERE indexrelname LIKE 'vectors_%'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(walks >= i64::try_from(TEXTS.len()).unwrap(), "{walks}");
}
