//! Recording (P8): what the chain should have and does not have is written to it, by whoever holds the recorder's key.
//!
//! The chain itself is asked what it has, so nothing is kept of what was sent: a run that breaks off anywhere is made up for
//! by the next one, and what was recorded twice changes nothing there. Transactions go one after the other, each waited for;
//! one that the chain has not taken by the next run is replaced by that run's first, at twice what is asked by then. Where that
//! is too little the node refuses it, and the run after has another try.
//!
//! **What it may cost** is bounded three times: nothing is sent above the highest price of gas that is configured; only what
//! has changed is sent; and the key's account holds what its owner puts there, and no more can be spent. Nothing bounds a day:
//! listings that change every hour are recorded every hour.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{
    abi,
    contract::{Contract, RegistrySettings},
    node::{data, malformed, quantity},
    statement::{Digest, Statement, Subject},
    transaction::{Key, Transaction},
};
use crate::{
    clock::Clock, config::Settings, error::Failure, fault::Dependency, guard::Guard, listings::repository,
    sales::reservations, secrets::Secrets, start::StartError, store::table::Table, telemetry,
};

/// How many statements are held against the chain in one call.
const READ_AT_ONCE: i64 = 500;

/// How many are recorded by one transaction: of new ones two and a half million units of gas, which any block has room for.
const RECORDED_AT_ONCE: usize = 100;

/// How long a transaction is waited for. It is looked for again after the first pause, and then after ever longer ones: some
/// chains make a block in no time, and some take twelve seconds.
const PATIENCE: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// Wei in a gwei, in which people speak of prices of gas.
const GWEI: u128 = 1_000_000_000;

/// What recording is configured with.
#[derive(Debug)]
pub struct RecordingSettings {
    registry: RegistrySettings,
    key_arn: Option<String>,
    chain_id: u64,
    most_fee: u128,
}

impl RecordingSettings {
    /// Reads what [`RegistrySettings`] does, and `RECORDER_SECRET_ARN` (the secret whose field `RECORDER_KEY` is the key of
    /// the recorder's account, 64 hexadecimal digits), `REGISTRY_CHAIN_ID` (the number of the chain) and
    /// `REGISTRY_MOST_GWEI` (the highest price of a unit of gas that is paid, in gwei).
    pub fn read(settings: &mut Settings) -> Self {
        let mut number = |name, default| settings.parsed(name, default, "a whole number", |text| text.parse().ok());
        let (chain_id, gwei) = (number("REGISTRY_CHAIN_ID", 1), number("REGISTRY_MOST_GWEI", 50));
        let registry = RegistrySettings::read(settings);
        Self {
            registry,
            key_arn: settings.optional("RECORDER_SECRET_ARN"),
            chain_id,
            most_fee: u128::from(gwei) * GWEI,
        }
    }

    /// The recorder, where contract, node and key are configured. Fails where Secrets Manager does, and where the key is
    /// none.
    pub async fn open(self, secrets: &Secrets) -> Result<Option<Recorder>, StartError> {
        let Self { registry, key_arn, chain_id, most_fee } = self;
        let (Some(contract), Some(arn)) = (registry.open(secrets).await?, key_arn) else { return Ok(None) };
        let [key] = secrets.optional_fields("of the recorder", &arn, ["RECORDER_KEY"]).await?;
        let key = key.as_ref().map(Key::parse).transpose()?;
        Ok(key.map(|key| Recorder { contract, key, chain_id, most_fee }))
    }
}

/// Whoever records.
#[derive(Debug)]
pub struct Recorder {
    contract: Contract,
    key: Key,
    chain_id: u64,
    /// The highest price of a unit of gas, in wei.
    most_fee: u128,
}

/// What a run has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Statements that the chain had as they are.
    pub unchanged: usize,
    /// Statements that were recorded.
    pub recorded: usize,
    /// Transactions that it took.
    pub transactions: u32,
    /// Whether the run ended before everything was looked at: for its time, or because gas is too dear.
    pub broke_off: bool,
}

/// A statement as the contract has it.
type Stated = (Subject, Digest);

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// It stands in a block.
    Taken,
    /// It was not sent: the price of gas is above what may be paid.
    TooDear,
    /// The chain has not taken it yet, or there was no time to send it.
    Waiting,
}

/// Records what the chain lacks of the deposits that were paid and of the units for sale, until everything is looked at or
/// the deadline is there. Fails where the database or the node does, and where something was to be recorded and nothing could
/// be; what was recorded until then is recorded.
pub async fn record_due<T: Table>(
    pool: &PgPool,
    recorder: &Recorder,
    guard: &Guard<T>,
    deadline: Instant,
) -> Result<Recorded, Failure> {
    let clock = Clock::starting_at(OffsetDateTime::now_utc());
    let mut run = Run { recorder, guard, clock, deadline, next: None, done: Recorded::default() };
    // Sales first: listings are many, and the next run goes on with them.
    let mut after = Uuid::nil();
    while run.goes_on() {
        let sales = reservations::sold_after(pool, after, READ_AT_ONCE).await?;
        let Some(last) = sales.last() else { break };
        after = last.id;
        let stated = sales.iter().map(|sale| Statement::of_sale(sale.id, &sale.unit, sale.shares, sale.state.as_str()));
        run.bring(&stated.collect::<Vec<_>>()).await?;
    }
    let mut after = String::new();
    while run.goes_on() {
        let units = repository::after(pool, &after, READ_AT_ONCE).await?;
        let Some(last) = units.last() else { break };
        after = last.id.to_string();
        run.bring(&units.iter().map(Statement::of_listing).collect::<Vec<_>>()).await?;
    }
    Ok(run.done)
}

struct Run<'a, T> {
    recorder: &'a Recorder,
    guard: &'a Guard<T>,
    clock: Clock,
    deadline: Instant,
    /// The number of the next transaction, once one was sent: of several nodes behind one address, one may lag.
    next: Option<u64>,
    done: Recorded,
}

impl<T: Table> Run<'_, T> {
    /// Whether there is more time, and nothing that keeps from going on.
    fn goes_on(&mut self) -> bool {
        self.done.broke_off |= Instant::now() >= self.deadline;
        !self.done.broke_off
    }

    /// Brings the chain to say this.
    async fn bring(&mut self, statements: &[Statement]) -> Result<(), Failure> {
        let stated: Vec<Stated> = statements.iter().map(|stated| (stated.subject, stated.digest())).collect();
        let subjects: Vec<Subject> = stated.iter().map(|(subject, _)| *subject).collect();
        let known = self.call(self.recorder.contract.read(&subjects)).await?;
        let differs = |(stated, known): (&Stated, Option<abi::Entry>)| {
            known.is_none_or(|known| known.digest != stated.1).then_some(*stated)
        };
        let missing: Vec<Stated> = stated.iter().zip(known).filter_map(differs).collect();
        self.done.unchanged += stated.len() - missing.len();
        for batch in missing.chunks(RECORDED_AT_ONCE) {
            let sent = if Instant::now() < self.deadline { self.send(batch).await? } else { Sent::Waiting };
            if sent != Sent::Taken {
                tracing::warn!(target: telemetry::SYSTEM, why = ?sent, "what is to be recorded waits for the next run");
                if self.done.transactions == 0 {
                    return Err(Failure::internal("something is to be recorded, and nothing could be"));
                }
                self.done.broke_off = true;
                break;
            }
            self.done.recorded += batch.len();
            self.done.transactions += 1;
        }
        Ok(())
    }

    async fn call<R>(&self, call: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
        self.guard.call(Dependency::Blockchain, self.clock.now(), call).await
    }

    /// Sends a transaction that records these, and waits until the chain has it.
    async fn send(&mut self, batch: &[Stated]) -> Result<Sent, Failure> {
        let Recorder { contract, key, chain_id, most_fee } = self.recorder;
        let (node, from, calldata) = (&contract.node, key.address(), abi::record(batch));
        let count = |block| node.number("eth_getTransactionCount", json!([from.expose(), block]));
        let number = |number: u128| u64::try_from(number).map_err(Failure::internal);
        let (nonce, hangs) = if let Some(next) = self.next {
            (next, false)
        } else {
            let taken = number(self.call(count("latest")).await?)?;
            (taken, number(self.call(count("pending")).await?)? > taken)
        };
        // What hangs is replaced, which nodes take at a price that is higher by a tenth at least.
        let times = if hangs { 2 } else { 1 };
        let call = json!({"from": from.expose(), "to": contract.address.expose(), "data": data(&calldata)});
        let gas = self.call(node.number("eth_estimateGas", json!([call]))).await?;
        let tip = self.call(node.number("eth_maxPriorityFeePerGas", json!([]))).await?.saturating_mul(times);
        let block: Block = self.call(node.call("eth_getBlockByNumber", json!(["latest", false]))).await?;
        let base = quantity(&block.base_fee_per_gas).ok_or_else(|| malformed("eth_getBlockByNumber"))?;
        // Six blocks that are full raise the base fee to twice what it is.
        let fee = base.saturating_mul(2).saturating_add(tip);
        if base.saturating_add(tip) > *most_fee {
            return Ok(Sent::TooDear);
        }
        let transaction = Transaction {
            chain_id: *chain_id,
            nonce,
            max_priority_fee: tip,
            // To replace what hangs by the most that may be paid, which what hangs may have been sent for at another time. What
            // is paid is the base fee and the tip all the same.
            max_fee: if hangs { *most_fee } else { fee.min(*most_fee) },
            // The estimate is of this block; in another one a unit may cost more, as where its record was made meanwhile.
            gas: number(gas.saturating_add(gas / 5))?,
            to: contract.address.bytes(),
            data: calldata,
        };
        let signed = transaction.sign(key);
        let sent = self.call(node.call::<Value>("eth_sendRawTransaction", json!([data(&signed.raw)]))).await;
        let cause = sent.as_ref().err().and_then(Failure::cause_chain);
        // By its nonce, for a hash is masked in logs.
        tracing::info!(target: telemetry::SYSTEM, nonce, records = batch.len(), hangs, cause, "a transaction was sent");
        match sent {
            Ok(_) => {}
            // It is not dear enough to replace what hangs.
            Err(_) if hangs => return Ok(Sent::Waiting),
            Err(failure) => return Err(failure),
        }
        self.next = Some(nonce + 1);
        self.taken(&data(&signed.hash)).await
    }

    /// Waits for a transaction.
    async fn taken(&self, hash: &str) -> Result<Sent, Failure> {
        let until = self.deadline.min(Instant::now() + PATIENCE);
        let mut pause = FIRST_PAUSE;
        loop {
            let node = &self.recorder.contract.node;
            let receipt = self.call(node.call::<Option<Receipt>>("eth_getTransactionReceipt", json!([hash]))).await;
            match receipt.map(|receipt| receipt.map(|receipt| quantity(&receipt.status))) {
                Ok(Some(Some(1))) => return Ok(Sent::Taken),
                // A recorder that is no longer one, say.
                Ok(Some(_)) => return Err(Failure::internal("the contract has refused a transaction")),
                Err(failure) if !failure.code().is_retryable() => return Err(failure),
                _ if Instant::now() >= until => return Ok(Sent::Waiting),
                // One look in many that fails says nothing of the transaction; several at once would open the breaker.
                Err(_) => pause = LONGEST_PAUSE,
                Ok(None) => {}
            }
            sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    base_fee_per_gas: String,
}

#[derive(Deserialize)]
struct Receipt {
    status: String,
}
