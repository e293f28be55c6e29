//! Migrations, run once a deploy against the database itself (never through a proxy, never at a cold
//! start): the schema is brought up to date by the role that owns it, and the role that the other functions
//! use is made, with leave to read and write rows and nothing else. What else only an owner may do, or should, it does when
//! an operator asks.

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::{
    config::{Base, Settings},
    error::Failure,
    identity::audit::{self, Whole},
    listings::reembedding::{self, Unindexed},
    secrets::Secrets,
    start::StartError,
    store::{self, postgres},
    telemetry,
};
use sqlx::{AssertSqlSafe, PgPool, migrate::Migrator};
use url::Url;

/// The migrations of this release.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../infra/migrations");

/// What the function needs while it runs.
#[derive(Debug)]
pub struct Migrate {
    /// The database, as its owner.
    pub owner: PgPool,
    /// The address by which the other functions will come: it names their role and its password.
    pub application: SecretString,
}

/// Reads the settings and fetches the secrets.
pub async fn start(mut settings: Settings, _: Base) -> Result<Migrate, StartError> {
    let owner_arn = settings.required("DATABASE_OWNER_SECRET_ARN");
    let application_arn = settings.required("DATABASE_SECRET_ARN");
    settings.check()?;
    let secrets = Secrets::new(&store::aws_config().await?);
    let (owner, application) = tokio::try_join!(
        secrets.field("DATABASE_URL of the owner", &owner_arn, "DATABASE_URL"),
        secrets.field("DATABASE_URL", &application_arn, "DATABASE_URL")
    )?;
    Ok(Migrate { owner: postgres::pool(&owner)?, application })
}

/// What the function is invoked with: nothing, once a deploy, or a wish of an operator's.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Event {
    /// Makes indexes of vectors, and nothing else.
    pub index_vectors: bool,
    /// Looks whether the audit log is whole, and does nothing else.
    pub verify_audit_log: bool,
}

impl Migrate {
    /// Brings the schema up to date and the application's role with it; changes nothing the second time.
    pub async fn handle(&self, event: Event) -> Result<Value, Failure> {
        if event.index_vectors {
            let indexed = index_vectors(&self.owner, reembedding::INDEXED_FROM).await?;
            tracing::info!(target: telemetry::SYSTEM, models = indexed.join(", "), "vectors are indexed");
            return Ok(json!({"indexed": indexed}));
        }
        if event.verify_audit_log {
            return Ok(match audit::verify(&self.owner).await? {
                Ok(Whole { rows, last_hash }) => json!({"whole": true, "rows": rows, "last_hash": last_hash}),
                Err(position) => {
                    tracing::error!(target: telemetry::SECURITY, position, "the audit log was changed");
                    json!({"whole": false, "first_that_does_not_follow": position})
                }
            });
        }
        MIGRATIONS.run(&self.owner).await.map_err(Failure::internal)?;
        let migrations = MIGRATIONS.iter().count();
        grant(&self.owner, &self.application).await?;
        renumber(&self.owner).await?;
        let unindexed = reembedding::unindexed(&self.owner, reembedding::INDEXED_FROM).await?;
        let unindexed: Vec<String> = unindexed.into_iter().map(|model| model.model).collect();
        tracing::info!(target: telemetry::SYSTEM, migrations, unindexed = unindexed.join(", "), "the schema is up to date");
        Ok(json!({"migrations": migrations, "unindexed": unindexed}))
    }
}

/// Makes the index (HNSW, cosine) of every model that has at least so many vectors and no index yet, beside whoever reads
/// and writes; gives the models' names. One that was left half made is made anew. With twice pgvector's links and
/// candidates, short questions miss less than half as many of the nearest units.
///
/// It takes minutes for a hundred thousand vectors. Should the function's time end first, Postgres goes on; called again,
/// it begins again, so a million are better indexed from a shell: `infra/docs/operations.md` has the statement.
pub async fn index_vectors(owner: &PgPool, from: i64) -> Result<Vec<String>, Failure> {
    let unindexed = reembedding::unindexed(owner, from).await?;
    for Unindexed { model, index } in &unindexed {
        let statements: (String, String) = sqlx::query_as(
            "SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I', $1), format(
                 'CREATE INDEX CONCURRENTLY %I ON property_embeddings USING hnsw (embedding halfvec_cosine_ops)
                  WITH (m = 32, ef_construction = 128) WHERE model = %L', $1, $2)",
        )
        .bind(index)
        .bind(model)
        .fetch_one(owner)
        .await
        .map_err(postgres::failure)?;
        for statement in [statements.0, statements.1] {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(owner).await.map_err(postgres::failure)?;
        }
    }
    Ok(unindexed.into_iter().map(|model| model.model).collect())
}

/// Lets units from another server's dump be seen by later pages of a search: their transactions bear numbers that this
/// server has not come to yet.
async fn renumber(owner: &PgPool) -> Result<(), Failure> {
    let renumber = "UPDATE properties SET created_in = pg_current_xact_id() WHERE created_in > pg_current_xact_id()";
    sqlx::query(renumber).execute(owner).await.map(drop).map_err(postgres::failure)
}

/// Makes the application's role, or gives it the password of its present address, and grants it the rows.
async fn grant(owner: &PgPool, application: &SecretString) -> Result<(), Failure> {
    let (role, password) = credentials(application.expose_secret())
        .ok_or_else(|| Failure::internal("DATABASE_URL is not an address with a role and its password"))?;
    let exists = postgres::bounded(
        sqlx::query_scalar::<_, bool>("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
            .bind(&role)
            .fetch_one(owner),
    )
    .await?;
    let verb = if exists { "ALTER" } else { "CREATE" };
    // Names and passwords cannot be parameters of these statements: Postgres itself quotes them.
    let statements = postgres::bounded(
        sqlx::query_scalar::<_, String>(
            "SELECT format(statement, $1, $2, current_user, current_database()) FROM unnest($3::text[]) AS statement",
        )
        .bind(&role)
        .bind(&password)
        .bind(vec![
            format!("{verb} ROLE %1$I LOGIN PASSWORD %2$L"),
            // Ends what a function no longer waits for. As a property of the role it costs no `SET`, which would
            // pin the proxy's connection.
            "ALTER ROLE %1$I SET statement_timeout = '5s'".to_owned(),
            "GRANT CONNECT ON DATABASE %4$I TO %1$I".to_owned(),
            "GRANT USAGE ON SCHEMA public TO %1$I".to_owned(),
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %1$I".to_owned(),
            "REVOKE ALL ON _sqlx_migrations FROM %1$I".to_owned(),
            "ALTER DEFAULT PRIVILEGES FOR ROLE %3$I IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %1$I".to_owned(),
        ])
        .fetch_all(owner),
    )
    .await?;
    for statement in statements {
        postgres::bounded(sqlx::query(AssertSqlSafe(statement)).execute(owner)).await?;
    }
    Ok(())
}

/// The role and the password in an address, as they are typed: an address carries some characters encoded.
fn credentials(address: &str) -> Option<(String, String)> {
    let address = Url::parse(address).ok()?;
    let decoded =
        |part: &str| percent_decode_str(part).decode_utf8().ok().map(String::from).filter(|part| !part.is_empty());
    Some((decoded(address.username())?, decoded(address.password()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_gets_the_password_that_its_address_means() {
        let credentials = credentials("postgres://osool_app:p%40ss%2F%25@localhost/osool");
        assert_eq!(credentials, Some(("osool_app".to_owned(), "p@ss/%".to_owned())));
    }

    #[test]
    fn an_address_without_role_or_password_is_refused() {
        for address in
            ["postgres://localhost/osool", "postgres://osool_app@localhost/osool", "postgres://:x@localhost/", "osool"]
        {
            assert_eq!(credentials(address), None, "{address}");
        }
    }
}
