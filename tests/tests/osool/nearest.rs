//! Vectors within filters (S3) where there are enough of them for an index: nothing that is nearer may be missing, however
//! few units the filter leaves, and no answer may be short where units exist.

use shared::{
    listings::{
        embedding::{Embedding, OFFLINE_MODEL},
        filters::Filters,
        reembedding::INDEXED_FROM,
        search::nearest_units,
    },
    money::Piastres,
    store::postgres,
};
use sqlx::{AssertSqlSafe, PgPool};
use tests::{database, database_url};

const COPIES: usize = 6;
const UNITS: usize = (COPIES + 1) * catalogue::DEFAULT_UNITS;
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

/// The catalogue seven times: copies with prices of their own, and with vectors that lie between two units'.
async fn many_units() -> PgPool {
    let pool = database().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT column_name::text FROM information_schema.columns
         WHERE table_name = 'properties' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'content_hash', 'price_piastres')
           AND is_identity = 'NO'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let columns = columns.join(", ");
    let copy = format!(
        "INSERT INTO properties (id, content_hash, price_piastres, {columns})
         SELECT 'ZZ' || copy || substr(id, 3), sha256((copy || id)::bytea), price_piastres + copy * 100, {columns}
         FROM properties, generate_series(1, {COPIES}) AS copy"
    );
    sqlx::query(AssertSqlSafe(copy)).execute(&pool).await.unwrap();
    let vectors = format!(
        "WITH numbered AS (SELECT property_id, model, embedding, row_number() OVER (ORDER BY property_id) - 1 AS number FROM property_embeddings),
              shrunk AS (SELECT number, embedding * array_fill(0.3, ARRAY[1536])::halfvec AS embedding FROM numbered)
         INSERT INTO property_embeddings (property_id, model, embedding)
         SELECT 'ZZ' || copy || substr(property_id, 3), model, l2_normalize(numbered.embedding + shrunk.embedding)
         FROM numbered CROSS JOIN generate_series(1, {COPIES}) AS copy
         JOIN shrunk ON shrunk.number = (numbered.number * 7 + copy * 131) % {}",
        catalogue::DEFAULT_UNITS
    );
    sqlx::query(AssertSqlSafe(vectors)).execute(&pool).await.unwrap();
    pool
}

#[tokio::test]
async fn s3_of_the_ten_nearest_within_a_filter_none_is_missing_whatever_share_it_leaves() {
    let pool = many_units().await;
    sqlx::query("ANALYZE").execute(&pool).await.unwrap();
    assert_eq!(migrate::index_vectors(&pool, INDEXED_FROM).await.unwrap(), [OFFLINE_MODEL]);
    assert!(migrate::index_vectors(&pool, INDEXED_FROM).await.unwrap().is_empty(), "once is enough");

    // So few units the planner would rather compare than walk through their index.
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(&pool).await.unwrap();
    let walk = format!("ALTER DATABASE {name} SET enable_seqscan = off");
    sqlx::query(AssertSqlSafe(walk)).execute(&pool).await.unwrap();
    pool.close().await;
    let pool = postgres::pool(&database_url(&name)).unwrap();

    for (per_mille, share) in [(1_000, "all"), (950, "95 %"), (100, "10 %"), (10, "1 %"), (1, "0.1 %")] {
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

    // What was asked of many has gone by way of the index.
    let (mut one, mut other) = (pool.acquire().await.unwrap(), pool.acquire().await.unwrap());
    for connection in [&mut one, &mut other] {
        sqlx::query("SELECT pg_stat_force_next_flush()").execute(&mut **connection).await.unwrap();
    }
    let walks: i64 = sqlx::query_scalar(
        "SELECT sum(idx_scan)::bigint FROM pg_stat_user_indexes WHERE indexrelname LIKE 'vectors_%'",
    )
    .fetch_one(&mut *one)
    .await
    .unwrap();
    assert!(walks >= 2 * i64::try_from(TEXTS.len()).unwrap(), "{walks}");
}
