//! Whether what is found keeps the filters, ranks by the soft wishes, and is the same in both languages.

use std::{collections::HashMap, fmt::Write as _};

use shared::{
    language::Language,
    ledger::Payer,
    listings::{
        embedding::{Embedder, Embedding, OFFLINE_MODEL},
        filters::Filters,
        ingestion,
        property::{Property, PropertyId},
        search::{Found, Vectors, Wanted, search},
        text::is_arabic,
        understanding::understand,
    },
    store::{postgres, table::DynamoTable},
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Report, Result,
    market::Market,
    metrics::{PAGE, Share, Target, decimals, mean, ndcg, overlap},
    pairs::terms,
    plain::{self, Plain},
    relevance::{Wishes, grade, meets},
    sets::{Pair, Query},
};

/// How many times better than the better single ranking the whole has to be.
const BETTER: f64 = 1.1;

/// What twins' pages have to share.
const ALIKE: f64 = 0.8;

/// The units of a page by their ids, best first.
type Page = Vec<String>;

/// The rankings of one query.
struct Rankings {
    whole: Page,
    text: Page,
    vectors: Page,
    /// What Postgres does by itself, where that was asked.
    plain: Vec<Page>,
}

/// The gains of rankings over queries that have anything to find.
#[derive(Default)]
struct Gains {
    whole: Vec<f64>,
    text: Vec<f64>,
    vectors: Vec<f64>,
    plain: [Vec<f64>; plain::CONFIGURATIONS.len()],
}

impl Gains {
    fn note(&mut self, rankings: &Rankings, grades: &HashMap<&PropertyId, u8>) {
        let all: Vec<u8> = grades.values().copied().collect();
        let gain = |page: &Page| {
            let of =
                |id: &String| id.parse().ok().and_then(|id: PropertyId| grades.get(&id).copied()).unwrap_or_default();
            ndcg(&page.iter().map(of).collect::<Vec<_>>(), &all)
        };
        self.whole.extend(gain(&rankings.whole));
        self.text.extend(gain(&rankings.text));
        self.vectors.extend(gain(&rankings.vectors));
        for (gains, page) in self.plain.iter_mut().zip(&rankings.plain) {
            gains.extend(gain(page));
        }
    }

    /// How many times better the whole is than the better of the other two.
    fn times_better(&self) -> Option<f64> {
        let single = mean(&self.text)?.max(mean(&self.vectors)?);
        (single > 0.0).then_some(mean(&self.whole)? / single)
    }

    fn row(&self, name: &str) -> String {
        let [whole, text, vectors] = [&self.whole, &self.text, &self.vectors].map(|gains| decimals(mean(gains)));
        let plain: Vec<String> = self.plain.iter().map(|gains| decimals(mean(gains))).collect();
        let (plain, times) = (plain.join(" | "), decimals(self.times_better()));
        format!("| {name} | {} | {whole} | {text} | {vectors} | {plain} | {times} |\n", self.whole.len())
    }
}

/// Judges search in the database at an address, which holds the shipped catalogue or nothing yet.
pub(crate) async fn judge(queries: &[Query], pairs: Option<&[Pair]>, market: &Market, url: &str) -> Result<Report> {
    let pool = postgres::pool(&url.to_owned().into())?;
    check_database(&pool, market).await?;
    judge_in(&pool, queries, pairs, market).await
}

/// Judges search in a database that holds the shipped catalogue.
pub(crate) async fn judge_in(
    pool: &PgPool,
    queries: &[Query],
    pairs: Option<&[Pair]>,
    market: &Market,
) -> Result<Report> {
    let mut plain = Plain::of(pool).await?;

    let mut failures = Vec::new();
    let mut broken = Share::default();
    let mut misled = Share::default();
    let mut given_up_for_nothing = Share::default();
    let mut open = Gains::default();
    let mut open_soft = Gains::default();
    let mut filtered = Gains::default();
    let mut pages: HashMap<&str, Page> = HashMap::new();
    for query in queries {
        let (found, understood) = ask(pool, market, query, None).await?;
        if found.relaxed.is_empty() {
            for unit in found.hits.iter().map(|hit| &hit.property) {
                let kept = meets(unit, &understood);
                broken.note(!kept);
                misled.note(!meets(unit, &query.filters));
                if !kept {
                    failures.push(format!("- {}: {}\n  - {} breaks a hard filter", query.id, query.text, unit.id));
                }
            }
        }
        let matching: Vec<&Property> = market.units.iter().filter(|unit| meets(unit, &query.filters)).collect();
        if !matching.is_empty() && query.unknown_places.is_empty() {
            given_up_for_nothing.note(!found.relaxed.is_empty());
            if !found.relaxed.is_empty() {
                failures.push(format!("- {}: {}\n  - gave something up for nothing", query.id, query.text));
            }
        }
        let whole = page(&found);
        pages.insert(&query.id, whole.clone());
        // A place that the data does not have is said to be unknown; nothing that is shown then is relevant or not.
        if !query.unknown_places.is_empty() || (query.filters.is_empty() && query.words.is_empty()) {
            continue;
        }

        let wishes = Wishes::of(&query.words);
        let grades = market.units.iter().map(|unit| (&unit.id, grade(unit, &query.filters, &wishes))).collect();
        let (text, vectors, plain) = tokio::try_join!(
            by_text(pool, &query.text, None),
            by_vectors(pool, &query.text, None),
            plain.rank_all(&query.text)
        )?;
        let rankings = Rankings { whole, text, vectors, plain };
        open.note(&rankings, &grades);
        if !query.words.is_empty() {
            open_soft.note(&rankings, &grades);
            // The same words as the whole search ranks by, among the same units.
            let rest = understand(&query.text, &market.gazetteer).rest.join(" ");
            let ids: Page = matching.iter().map(|unit| unit.id.to_string()).collect();
            let ((found, _), text, vectors) = tokio::try_join!(
                ask(pool, market, query, Some(&query.filters)),
                by_text(pool, &rest, Some(&ids)),
                by_vectors(pool, &rest, Some(&ids))
            )?;
            let rankings = Rankings { whole: page(&found), text, vectors, plain: Vec::new() };
            filtered.note(&rankings, &grades);
        }
    }

    let overlaps = twins(queries, &pages, &mut failures);
    let mut text = table(&Figures {
        broken,
        misled,
        given_up_for_nothing,
        open: &open,
        open_soft: &open_soft,
        filtered: &filtered,
        overlaps: &overlaps,
    })?;
    if let Some(pairs) = pairs {
        text += &plain.pairs(pairs).await?;
    }
    let (times, alike) = (open.times_better(), mean(&overlaps));
    let targets = vec![
        Target {
            name: "no unit that is shown breaks a hard filter that was understood",
            figures: format!("{} do, 0 allowed", broken.words()),
            met: broken.hits == 0,
        },
        Target {
            name: "the whole search ranks better than text or vectors alone",
            figures: format!("{} times the better one's nDCG@10, at least {BETTER} needed", decimals(times)),
            met: times.is_none_or(|times| times >= BETTER),
        },
        Target {
            name: "the same intent in two languages finds the same",
            figures: format!("{} of the first ten shared, at least {ALIKE} needed", decimals(alike)),
            met: alike.is_none_or(|alike| alike >= ALIKE),
        },
    ];
    Ok(Report { text, failures, targets })
}

/// Makes sure that the database holds exactly the shipped catalogue: one that is empty is filled.
async fn check_database(pool: &PgPool, market: &Market) -> Result<()> {
    let ids: Page = market.units.iter().map(|unit| unit.id.to_string()).collect();
    let (mut held, others) = held(pool, &ids).await?;
    if (held, others) == (0, 0) {
        let file = serde_json::to_vec(&catalogue::generate(catalogue::DEFAULT_SEED, catalogue::DEFAULT_UNITS))?;
        ingestion::ingest(pool, &file, async |_| {}).await;
        sqlx::query("ANALYZE").execute(pool).await?;
        (held, _) = self::held(pool, &ids).await?;
    }
    if usize::try_from(held) == Ok(ids.len()) && others == 0 {
        Ok(())
    } else {
        Err(format!("the database holds {held} of the catalogue's {} units and {others} others", ids.len()).into())
    }
}

/// How many of these units the database holds, and how many others.
async fn held(pool: &PgPool, ids: &[String]) -> Result<(i64, i64)> {
    let counted = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE id = ANY ($1)), count(*) FILTER (WHERE id <> ALL ($1))
         FROM properties WHERE available",
    );
    Ok(counted.bind(ids).fetch_one(pool).await?)
}

/// Searches as the API does, for a page of ten; with the filters given, where they are, instead of those understood.
/// What was found, and the filters.
async fn ask(pool: &PgPool, market: &Market, query: &Query, filters: Option<&Filters>) -> Result<(Found, Filters)> {
    let language = if is_arabic(&query.text) { Language::Arabic } else { Language::English };
    let (mut wanted, _) = Wanted::from_question(&query.text, &Filters::default(), &market.gazetteer, language);
    wanted.limit = u8::try_from(PAGE)?;
    if let Some(filters) = filters {
        wanted.filters = filters.clone();
    }
    let vectors = Vectors {
        embedder: &Embedder::<DynamoTable>::Offline,
        model: Some(OFFLINE_MODEL),
        payer: Payer::Job(Uuid::nil()),
        now: OffsetDateTime::UNIX_EPOCH,
    };
    Ok((search(pool, &vectors, &wanted).await?, wanted.filters))
}

fn page(found: &Found) -> Page {
    found.hits.iter().map(|hit| hit.property.id.to_string()).collect()
}

/// The ten best by full text alone: any of the text's index terms, ranked by `ts_rank_cd`.
async fn by_text(pool: &PgPool, text: &str, among: Option<&Page>) -> Result<Page> {
    let terms = terms(text).into_iter().filter(|term| term.chars().all(char::is_alphanumeric));
    let ids = sqlx::query_scalar(
        "SELECT id FROM properties, to_tsquery('simple', $1) AS asked
         WHERE available AND search @@ asked AND ($2::text[] IS NULL OR id = ANY ($2))
         ORDER BY ts_rank_cd(search, asked) DESC, id LIMIT $3",
    )
    .bind(terms.collect::<Vec<_>>().join(" | "))
    .bind(among)
    .bind(i64::try_from(PAGE)?)
    .fetch_all(pool)
    .await?;
    Ok(ids)
}

/// The ten nearest by vectors alone.
async fn by_vectors(pool: &PgPool, text: &str, among: Option<&Page>) -> Result<Page> {
    let ids = sqlx::query_scalar(
        "SELECT id FROM properties JOIN property_embeddings ON property_id = id AND model = $1
         WHERE available AND ($3::text[] IS NULL OR id = ANY ($3))
         ORDER BY embedding <=> $2::text::halfvec, id LIMIT $4",
    )
    .bind(OFFLINE_MODEL)
    .bind(Embedding::of(text).to_pgvector())
    .bind(among)
    .bind(i64::try_from(PAGE)?)
    .fetch_all(pool)
    .await?;
    Ok(ids)
}

/// What the pages of each query and its twin share, each pair once.
fn twins(queries: &[Query], pages: &HashMap<&str, Page>, failures: &mut Vec<String>) -> Vec<f64> {
    let mut overlaps = Vec::new();
    for query in queries {
        let Some(twin) = query.twin.as_deref().filter(|twin| query.id.as_str() < *twin) else { continue };
        let (Some(one), Some(other)) = (pages.get(query.id.as_str()), pages.get(twin)) else { continue };
        let Some(shared) = overlap(one, other) else { continue };
        if shared < ALIKE {
            failures.push(format!("- {} and {twin}: {}\n  - {shared:.1} of the pages shared", query.id, query.text));
        }
        overlaps.push(shared);
    }
    overlaps
}

/// What the table is made of.
struct Figures<'a> {
    broken: Share,
    misled: Share,
    given_up_for_nothing: Share,
    open: &'a Gains,
    open_soft: &'a Gains,
    filtered: &'a Gains,
    overlaps: &'a [f64],
}

fn table(figures: &Figures<'_>) -> Result<String> {
    let mut text = "## Search\n\n\
        | nDCG@10 | queries | whole search | full text alone | vectors alone"
        .to_owned();
    for (name, _) in plain::CONFIGURATIONS {
        write!(text, " | {name}")?;
    }
    text += " | whole ÷ better of text and vectors |\n|---|---|---|---|---|---|---|---|\n";
    text += &figures.open.row("all queries");
    text += &figures.open_soft.row("queries with soft wishes");
    text += &figures.filtered.row("the same, inside the expected filters");
    text += "\nText and vectors alone rank the whole question and filter nothing; in the last row all three rank the \
             words that made no filter, among the units that meet the labels. Queries that no unit answers are left \
             out.\n\n| | |\n|---|---|\n";
    writeln!(text, "| units shown that break a filter that was understood | {} |", figures.broken.words())?;
    writeln!(
        text,
        "| units shown that break a label, because it was understood otherwise | {} |",
        figures.misled.words()
    )?;
    writeln!(text, "| queries that gave up a slot though units meet all | {} |", figures.given_up_for_nothing.words())?;
    let alike = decimals(mean(figures.overlaps));
    writeln!(text, "| what twins' pages share, mean of {} | {alike} |", figures.overlaps.len())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    fn ids(text: &str) -> Page {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn s3_each_ranking_is_measured_by_the_same_grades() {
        let (one, two, three): (PropertyId, PropertyId, PropertyId) =
            ("NC1".parse().unwrap(), "NC2".parse().unwrap(), "NC3".parse().unwrap());
        let grades = HashMap::from([(&one, 0), (&two, 1), (&three, 0)]);
        let rankings = Rankings { whole: ids("NC2"), text: ids("NC1 NC3 NC2"), vectors: ids("NC9"), plain: Vec::new() };
        let mut gains = Gains::default();
        gains.note(&rankings, &grades);
        assert_eq!((gains.whole.as_slice(), gains.vectors.as_slice()), ([1.0].as_slice(), [0.0].as_slice()));
        assert!((gains.text.first().unwrap() - 0.5).abs() < 1e-9);
        assert!((gains.times_better().unwrap() - 2.0).abs() < 1e-9);
        gains.note(&rankings, &HashMap::from([(&one, 0)]));
        assert_eq!(gains.whole.len(), 1, "where nothing is relevant there is nothing to rank");
    }

    #[test]
    fn s3_each_pair_of_twins_is_compared_once() {
        let twin = |id: &str, twin: &str| -> Query {
            let line = format!(r#"{{"id": "{id}", "query": "q", "language": "en", "twin": "{twin}"}}"#);
            serde_json::from_str(&line).unwrap()
        };
        let queries = [twin("a", "b"), twin("b", "a"), twin("c", "d")];
        let pages = HashMap::from([("a", ids("NC1 NC2")), ("b", ids("NC2 NC3")), ("c", ids("NC1"))]);
        let mut failures = Vec::new();
        assert_eq!(twins(&queries, &pages, &mut failures), [0.5]);
        assert_eq!(failures.len(), 1);
    }
}
