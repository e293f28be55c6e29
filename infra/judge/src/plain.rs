//! What Postgres does by itself, without Osool's terms: its `simple` configuration, and its own stemmers of both languages.

use std::fmt::Write as _;

use sqlx::{PgPool, Postgres, pool::PoolConnection};

use crate::{
    Result,
    metrics::{PAGE, Share},
    sets::Pair,
};

/// The configurations, by the names that tables give them and by those of Postgres; of several, any match counts.
pub(crate) const CONFIGURATIONS: [(&str, &[&str]); 2] =
    [("Postgres `simple`", &["simple"]), ("Postgres `english` and `arabic`", &["english", "arabic"])];

/// The listings as Postgres reads them.
pub(crate) struct Plain {
    connection: PoolConnection<Postgres>,
}

impl Plain {
    pub(crate) async fn of(pool: &PgPool) -> Result<Self> {
        let mut connection = pool.acquire().await?;
        sqlx::query(
            "CREATE TEMPORARY TABLE plain AS
             SELECT id, name, to_tsvector(name::regconfig, concat_ws(' ', title, title_ar, property_type, location,
                        location_ar, compound, compound_ar, developer, developer_ar, description, description_ar)) AS words
             FROM properties, unnest(ARRAY['simple', 'english', 'arabic']) AS name WHERE available",
        )
        .execute(&mut *connection)
        .await?;
        Ok(Self { connection })
    }

    /// The ten best for any of the text's words in each configuration.
    pub(crate) async fn rank_all(&mut self, text: &str) -> Result<Vec<Vec<String>>> {
        let mut pages = Vec::new();
        for (_, configurations) in CONFIGURATIONS {
            pages.push(self.rank(configurations, text).await?);
        }
        Ok(pages)
    }

    /// The ten best for any of the text's words, ranked by `ts_rank_cd`.
    async fn rank(&mut self, configurations: &[&str], text: &str) -> Result<Vec<String>> {
        let ids = sqlx::query_scalar(
            "WITH query AS (
                 SELECT name, replace(plainto_tsquery(name::regconfig, $2)::text, '&', '|')::tsquery AS asked
                 FROM unnest($1::text[]) AS name)
             SELECT id FROM query JOIN plain USING (name) WHERE words @@ asked
             GROUP BY id ORDER BY max(ts_rank_cd(words, asked)) DESC, id LIMIT $3",
        );
        let ids = ids.bind(configurations).bind(text).bind(i64::try_from(PAGE)?);
        Ok(ids.fetch_all(&mut *self.connection).await?)
    }

    /// How many of the pairs each configuration takes for the same, as a table.
    pub(crate) async fn pairs(&mut self, pairs: &[Pair]) -> Result<String> {
        let mut table = "\n| pairs | same, found | different, matched |\n|---|---|---|\n".to_owned();
        for (name, configurations) in CONFIGURATIONS {
            let (mut found, mut matched) = (Share::default(), Share::default());
            for pair in pairs {
                let is_same = self.matches(configurations, pair).await?;
                if pair.same { found.note(is_same) } else { matched.note(is_same) }
            }
            writeln!(table, "| {name} | {} | {} |", found.words(), matched.words())?;
        }
        Ok(table)
    }

    /// Whether each of two phrases finds the other.
    async fn matches(&mut self, configurations: &[&str], pair: &Pair) -> Result<bool> {
        let matches = sqlx::query_scalar(
            "SELECT bool_or(to_tsvector(name::regconfig, $2) @@ plainto_tsquery(name::regconfig, $3)
                        AND to_tsvector(name::regconfig, $3) @@ plainto_tsquery(name::regconfig, $2))
             FROM unnest($1::text[]) AS name",
        );
        let matches = matches.bind(configurations).bind(&pair.one).bind(&pair.other);
        Ok(matches.fetch_one(&mut *self.connection).await?)
    }
}
