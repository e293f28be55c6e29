//! A turn of conversation: a message goes in, Amr's answer comes out, sentence by sentence. Models are tried in their
//! order; each round of one is held, heard through the gate, and settled. The guide is the last tier: it answers where no
//! model can, and finishes what a model began.
//!
//! ```text
//! for each model     hold → hear (each sentence through the gate) → settle
//!                      ├ it asks for tools: run them side by side, take their facts into the evidence, another round
//!                      ├ it is done: the answer
//!                      └ it fails: try again if nothing was said, else the next model goes on from what was said
//! no model left      the guide
//! ```
//!
//! Everything that a turn knows stands in its draft, which outlives the model that is speaking. So whoever goes on
//! has the same tools' results, and nobody says a thing twice.

use std::time::Duration;

use futures_util::future::try_join_all;
use sqlx::PgPool;
use time::{OffsetDateTime, UtcDateTime};
use tokio::{sync::mpsc::UnboundedSender, time::Instant};
use uuid::Uuid;

use super::{
    conversation::{Provenance, Tier},
    evidence::Evidence,
    gate::{self, Gate, Piece, Reason, Stopped},
    guide::{self, Answer, Reading, Unmet},
    intent::Intent,
    models::{Model, Models, WhenSpent},
    persona::{self, Scene},
    request::Request,
    routes::Route,
    tools::{self, Desk, Tool},
    wishes,
};
use crate::{
    clock::Clock,
    error::{ErrorCode, Failure, chain},
    fault::Dependency,
    guard::Guard,
    identity::user::UserId,
    language::Language,
    ledger::{
        Ask, Charge, Hold, Ledger,
        prices::{ModelPrice, Tokens},
        usage::Context,
    },
    listings::{
        finance::Rates,
        property::{Property, PropertyId},
        repository,
        search::Hit,
        text::fold,
        understanding::Gazetteer,
        wording,
    },
    llm::{
        Billed, Failed,
        chat::{self, Ended, Event, Message, Part, Prompt, Role, Stop},
    },
    metrics::Counts,
    registry::proofs::{Standing, question},
    sales::reservation::Deposit,
    store::table::Table,
    telemetry,
};

/// How often a model may ask for tools in one turn (C4).
const MOST_ROUNDS: usize = 6;

/// The most tokens that one round writes, thinking included, and the fewest that are worth a call.
const MOST_OUTPUT: u32 = 3_000;
const LEAST_OUTPUT: u32 = 400;

/// How long a model that fails without a word is tried again, before the next one is.
const PATIENCE: Duration = Duration::from_secs(4);

/// What is kept of the time for the guide, for reading units anew and for saving.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long a hold outlives the turn: what settling may take, and the difference of two clocks.
const HOLD_MARGIN: Duration = Duration::from_mins(1);

/// How many units are shown with an answer at most.
const SHOWN: usize = 5;

/// Something that happens while an answer is made, for those who watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A part of the answer, checked.
    Said(String),
    /// A tool begins.
    ToolBegun(&'static str),
    /// A tool has ended, well or not.
    ToolEnded(&'static str, bool),
    /// Another tier goes on.
    Continues(Tier),
    /// A sentence was stopped and something true stands in its place, or nothing.
    Corrected,
}

/// Who watches an answer being made: nobody, or the reader of a stream. Nobody's absence stops a turn.
#[derive(Debug, Clone, Default)]
pub struct Watcher(pub Option<UnboundedSender<Happening>>);

impl Watcher {
    fn see(&self, happening: Happening) {
        if let Some(sender) = &self.0 {
            // Whoever has left has left.
            let _ = sender.send(happening);
        }
    }
}

/// What Amr works with.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a, T> {
    /// Listings and conversations.
    pub pool: &'a PgPool,
    /// The names in the listings.
    pub gazetteer: &'a Gazetteer,
    /// The models.
    pub models: &'a Models,
    /// The money for them.
    pub ledger: &'a Ledger<T>,
    /// Breakers.
    pub guard: &'a Guard<T>,
    /// The rates that are assumed.
    pub rates: Rates,
    /// The part of a price that reserves a unit.
    pub deposit: Deposit,
    /// Who the person is, where they are signed in.
    pub user: Option<UserId>,
    /// The time of the request.
    pub clock: Clock,
    /// When the answer must be there.
    pub deadline: Instant,
}

impl<T: Table> Office<'_, T> {
    /// Asks the database, if its breaker lets it.
    async fn database<R>(&self, call: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
        self.guard.call(Dependency::Database, self.clock.now(), call).await
    }
}

/// An answer, and how it came about.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Whether somebody better should have given it.
    pub degraded: bool,
    /// What is kept of how it came about.
    pub provenance: Provenance,
    /// What it adds to the fleet's counters.
    pub counts: Counts,
}

/// All that a turn knows and has said so far.
struct Draft {
    messages: Vec<Message>,
    evidence: Evidence,
    gate: Gate,
    said: String,
    /// The units of the last search.
    found: Vec<PropertyId>,
    unmet: Vec<Unmet>,
    requests: Vec<Request>,
    stopped: Vec<(String, Stopped)>,
    rounds: usize,
    counts: Counts,
    /// The units whose line stands in for a stopped sentence.
    stand_ins: Vec<PropertyId>,
    /// Whether a tool had to do without somebody.
    degraded: bool,
    /// Whether a sentence about a record on the chain was stopped.
    owes_proof: bool,
}

/// One turn: everything that stays the same while it is made.
struct Round<'a, 'b, T> {
    office: &'a Office<'b, T>,
    turn: &'a guide::Turn<'b, T>,
    desk: Desk<'b, T>,
    language: Language,
    described: Vec<chat::Tool>,
    note: String,
    watcher: &'a Watcher,
    /// When models must have ended.
    deadline: Instant,
}

fn tier_of(model: &Model) -> Tier {
    if model.provider.dependency() == Dependency::Claude { Tier::Claude } else { Tier::Openai }
}

/// Answers a message. Only Postgres can make it fail, and a limit where limits refuse.
pub async fn answer<T: Table>(
    office: &Office<'_, T>,
    turn: &guide::Turn<'_, T>,
    watcher: &Watcher,
) -> Result<Answered, Failure> {
    let reading = office.database(guide::read(office.pool, office.gazetteer, turn)).await?;
    let (route, confidence) = Route::of(turn.message.text(), reading.intent);
    let (route_name, intent_name) = (route.name(), reading.intent.name());
    tracing::info!(target: telemetry::USER_ACTION, route = route_name, confidence, intent = intent_name, "message understood");
    let mut answered = if office.models.order.is_empty() {
        guide_alone(office, turn, &reading, watcher).await?
    } else {
        with_models(office, turn, &reading, route, watcher).await?
    };
    let (counts, tier) = (&mut answered.counts, answered.provenance.tier.as_str());
    counts.add("osool_chat_turns_total", &[("route", route_name), ("tier", tier)], 1);
    counts.add("osool_chat_intents_total", &[("intent", intent_name)], 1);
    counts.add("osool_chat_intent_confidence_percent_total", &[("route", route_name)], confidence);
    counts.add("osool_chat_degraded_total", &[("tier", tier)], answered.degraded);
    Ok(answered)
}

/// An answer that models give, as far as they can.
async fn with_models<T: Table>(
    office: &Office<'_, T>,
    turn: &guide::Turn<'_, T>,
    reading: &Reading,
    route: Route,
    watcher: &Watcher,
) -> Result<Answered, Failure> {
    let language = reading.language;
    let known = office.database(known_units(office.pool, turn)).await?;

    let scene = Scene {
        today: UtcDateTime::from(turn.vectors.now).date(),
        route,
        looked_at: turn.property,
        shown: &turn.conversation.shown,
    };
    let round = Round {
        office,
        turn,
        desk: Desk {
            pool: office.pool,
            gazetteer: office.gazetteer,
            vectors: &turn.vectors,
            proofs: turn.proofs,
            clock: office.clock,
            rates: office.rates,
            deposit: office.deposit,
            user: office.user,
            language,
        },
        language,
        described: route.tools().iter().map(|tool| tool.described()).collect(),
        note: persona::turn(&scene, language),
        watcher,
        deadline: office.deadline.checked_sub(FAREWELL).unwrap_or(office.deadline),
    };
    let mut draft = Draft::of(turn, &known);
    let earlier = draft.evidence.figures().len();
    let (spoken, failure) = round.speak(&mut draft).await?;
    let figures = draft.evidence.figures().iter().skip(earlier).cloned().collect();
    match spoken {
        Some(tier) if !draft.said.trim().is_empty() => {
            let conversation = turn.conversation;
            let shown: Vec<Property> =
                known.units.into_iter().filter(|unit| conversation.shown.contains(&unit.id)).collect();
            let sought = match reading.intent {
                Intent::Search | Intent::Market => {
                    wishes::after(&conversation.sought, &reading.understood, &shown).sought
                }
                _ => conversation.sought.clone(),
            };
            let answer = round.finished(&mut draft, sought).await?;
            let degraded = answer.degraded || failure.is_some();
            let (requests, stopped, counts) = (draft.requests, draft.stopped, draft.counts);
            Ok(Answered { answer, degraded, provenance: Provenance { tier, figures, requests, stopped }, counts })
        }
        _ => {
            let spent = failure.filter(|failure| failure.code() == ErrorCode::CostLimitReached);
            if let (Some(spent), WhenSpent::Refuse, true) =
                (spent, office.models.when_spent, draft.said.trim().is_empty())
            {
                return Err(spent);
            }
            let mut answer = round.guided(reading, &mut draft).await?;
            draft.said.trim().clone_into(&mut answer.text);
            let (requests, stopped, counts) = (draft.requests, draft.stopped, draft.counts);
            let provenance = Provenance { tier: Tier::Guide, figures, requests, stopped };
            // A model should have given it.
            Ok(Answered { answer, degraded: true, provenance, counts })
        }
    }
}

/// The guide's answer where there is no model to ask.
async fn guide_alone<T: Table>(
    office: &Office<'_, T>,
    turn: &guide::Turn<'_, T>,
    reading: &Reading,
    watcher: &Watcher,
) -> Result<Answered, Failure> {
    let answering = guide::answer(office.pool, turn, reading);
    let answer = office.database(answering).await?;
    watcher.see(Happening::Said(answer.text.clone()));
    let degraded = answer.degraded;
    let (figures, requests, stopped) = (Vec::new(), Vec::new(), Vec::new());
    let provenance = Provenance { tier: Tier::Guide, figures, requests, stopped };
    Ok(Answered { answer, degraded, provenance, counts: Counts::default() })
}

/// The units that the conversation has shown and the one that is looked at: their rows as they are now, and the ids of
/// those that are gone.
async fn known_units<T>(pool: &PgPool, turn: &guide::Turn<'_, T>) -> Result<Known, Failure> {
    const MOST: usize = 40;
    let conversation = turn.conversation;
    let mut ids: Vec<&PropertyId> = Vec::new();
    for id in turn.property.into_iter().chain(&conversation.shown).chain(&conversation.seen) {
        if ids.len() < MOST && !ids.contains(&id) {
            ids.push(id);
        }
    }
    let asked: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let units = repository::units(pool, &asked).await?;
    let gone = ids.into_iter().filter(|id| units.iter().all(|unit| unit.id != **id)).cloned().collect();
    Ok(Known { units, gone })
}

/// What is known of the units of earlier answers.
struct Known {
    units: Vec<Property>,
    gone: Vec<PropertyId>,
}

impl Draft {
    /// What is known before anything is said: what the conversation has shown, said and computed.
    fn of<T>(turn: &guide::Turn<'_, T>, known: &Known) -> Self {
        let conversation = turn.conversation;
        let mut evidence = Evidence::default();
        for unit in &known.units {
            evidence.unit(unit);
        }
        for id in &known.gone {
            evidence.gone(id);
        }
        for figure in &conversation.figures {
            evidence.figure(figure.clone());
        }
        for question in &conversation.questions {
            gate::note_asked(&mut evidence, question);
        }
        gate::note_asked(&mut evidence, turn.message.text());
        let mut messages: Vec<Message> = conversation
            .messages
            .iter()
            .map(|message| Message {
                role: if message.is_persons { Role::User } else { Role::Assistant },
                parts: vec![Part::Text(message.text.clone())],
            })
            .collect();
        messages.push(Message { role: Role::User, parts: vec![Part::Text(turn.message.text().to_owned())] });
        Self {
            messages,
            evidence,
            gate: Gate::new(),
            said: String::new(),
            found: Vec::new(),
            unmet: Vec::new(),
            requests: Vec::new(),
            stopped: Vec::new(),
            rounds: 0,
            counts: Counts::default(),
            stand_ins: Vec::new(),
            degraded: false,
            owes_proof: false,
        }
    }

    /// Says a part of the answer.
    fn say(&mut self, text: String, watcher: &Watcher) {
        self.said.push_str(&text);
        watcher.see(Happening::Said(text));
    }

    /// Takes in what the gate lets through.
    fn take(&mut self, pieces: Vec<Piece>, model: &str, language: Language, watcher: &Watcher) {
        for piece in pieces {
            match piece {
                Piece::Said(text) => self.say(text, watcher),
                Piece::Stopped(stopped) => {
                    let (reason, claim) = (stopped.reason.as_str(), stopped.claim.as_str());
                    tracing::warn!(target: telemetry::SECURITY, model, reason, claim, "a claim without evidence was stopped");
                    self.counts.add("osool_hallucinations_total", &[("model", model), ("reason", reason)], 1);
                    let stand_in = self.stand_in(&stopped, language);
                    self.stopped.push((model.to_owned(), stopped));
                    watcher.see(Happening::Corrected);
                    if let Some(text) = stand_in {
                        self.say(text, watcher);
                    }
                }
            }
        }
    }

    /// What is true of the unit that a stopped sentence names: its line, once an answer. What was read of records on the chain
    /// comes last, if it was not said by then.
    fn stand_in(&mut self, stopped: &Stopped, language: Language) -> Option<String> {
        if stopped.reason == Reason::Proof {
            self.owes_proof = true;
            return None;
        }
        let unit =
            named(&stopped.sentence).into_iter().find_map(|id| self.evidence.units().find(|unit| unit.id == id))?;
        if self.stand_ins.contains(&unit.id) {
            return None;
        }
        let line = format!("{}\n", wording::unit_line(unit, language));
        self.stand_ins.push(unit.id.clone());
        Some(line)
    }

    /// Says what was read of records on the chain, where a sentence about them was stopped and this was not said instead; and
    /// to who asked about one of which nothing was read, this.
    fn prove(&mut self, unread: &str, watcher: &Watcher) {
        if !self.owes_proof {
            return;
        }
        let said = fold(&self.said);
        let mut proofs: Vec<&str> = self.evidence.proofs().map(|(_, sentence)| sentence).collect();
        if proofs.is_empty() && self.evidence.was_asked_about_a_chain() {
            proofs.push(unread);
        }
        proofs.retain(|sentence| !said.contains(&fold(sentence)));
        if !proofs.is_empty() {
            let proofs = proofs.join("\n");
            self.paragraph(watcher);
            self.say(proofs, watcher);
        }
    }

    /// Begins a paragraph where something was said already.
    fn paragraph(&mut self, watcher: &Watcher) {
        if !self.said.trim().is_empty() && !self.said.ends_with("\n\n") {
            self.say("\n\n".to_owned(), watcher);
        }
    }
}

impl<T: Table> Round<'_, '_, T> {
    /// Lets the models speak, one after the other until one has ended well. Gives who did, and the last failure of one
    /// before. Fails where the database does.
    async fn speak(&self, draft: &mut Draft) -> Result<(Option<Tier>, Option<Failure>), Failure> {
        let mut failed = None;
        for model in &self.office.models.order {
            if failed.is_some() {
                self.watcher.see(Happening::Continues(tier_of(model)));
            }
            match self.converse(model, draft).await {
                Ok(()) => return Ok((Some(tier_of(model)), failed)),
                Err(failure) if failure.code() == ErrorCode::DatabaseUnavailable => return Err(failure),
                Err(failure) => {
                    let (error_code, cause) = (failure.code().as_str(), failure.cause_chain());
                    tracing::warn!(target: telemetry::ERROR, model = model.name, error_code, cause, "a model gave up");
                    failed = Some(failure);
                }
            }
        }
        if failed.is_some() {
            self.watcher.see(Happening::Continues(Tier::Guide));
        }
        Ok((None, failed))
    }

    /// One model until it has nothing more to ask for.
    async fn converse(&self, model: &Model, draft: &mut Draft) -> Result<(), Failure> {
        loop {
            let before = draft.said.len();
            let heard = self.tried(model, draft).await;
            let said = draft.said.get(before..).unwrap_or_default().to_owned();
            let ended = match heard {
                Ok(ended) => ended,
                Err(failure) => {
                    // What was said stays said: whoever goes on is told of it.
                    if !said.trim().is_empty() {
                        draft.messages.push(Message { role: Role::Assistant, parts: vec![Part::Text(said)] });
                        let go_on = Part::Text(persona::GO_ON.to_owned());
                        draft.messages.push(Message { role: Role::User, parts: vec![go_on] });
                    }
                    return Err(failure);
                }
            };
            match ended.stop {
                Stop::Tools if draft.rounds < MOST_ROUNDS => self.use_tools(ended, said, draft).await?,
                Stop::Refused => {
                    return Err(
                        Failure::unavailable(model.provider.dependency()).caused_by("the model refused to answer")
                    );
                }
                Stop::Done | Stop::Tools | Stop::Length => {
                    draft.prove(self.unread(), self.watcher);
                    return Ok(());
                }
            }
        }
    }

    /// One round, tried again while nothing of it was said.
    async fn tried(&self, model: &Model, draft: &mut Draft) -> Result<Ended, Failure> {
        let retries = &self.office.models.retries;
        retries.earn();
        let patience = self.deadline.min(Instant::now() + PATIENCE);
        let mut tried = 1;
        loop {
            let before = draft.said.len();
            let failure = match self.heard(model, draft).await {
                Ok(ended) => return Ok(ended),
                Err(failure) => failure,
            };
            // Half a sentence is nobody's.
            draft.gate = Gate::new();
            if draft.said.len() > before || !retries.again(tried, &failure, patience).await {
                return Err(failure);
            }
            tried += 1;
        }
    }

    /// One call of a model: held, heard, settled.
    async fn heard(&self, model: &Model, draft: &mut Draft) -> Result<Ended, Failure> {
        let dependency = model.provider.dependency();
        let call = async {
            let now = self.office.clock.now();
            let price = self.office.models.prices.of(&model.name, UtcDateTime::from(now).date())?;
            let messages = draft.messages.clone();
            let note = match draft.rounds {
                MOST_ROUNDS.. => format!("{}\n{}", self.note, persona::NO_MORE_TOOLS),
                _ => self.note.clone(),
            };
            let prompt = Prompt {
                model: &model.name,
                effort: model.effort.as_deref(),
                system: persona::system(self.language),
                turn: &note,
                tools: &self.described,
                messages: &messages,
                max_output: MOST_OUTPUT,
            };
            self.paid(model, price, prompt, draft, now).await
        };
        self.office.guard.call(dependency, self.office.clock.now(), call).await
    }

    async fn paid(
        &self,
        model: &Model,
        price: &ModelPrice,
        prompt: Prompt<'_>,
        draft: &mut Draft,
        now: OffsetDateTime,
    ) -> Result<Ended, Failure> {
        let bound = prompt.prompt_bound();
        let left = self.office.deadline.saturating_duration_since(Instant::now()).saturating_add(HOLD_MARGIN);
        let ask = Ask {
            worst: price.worst_case(bound, MOST_OUTPUT),
            least: price.worst_case(bound, LEAST_OUTPUT),
            until: now.saturating_add(left.try_into().unwrap_or(time::Duration::MAX)),
        };
        let hold = self.office.ledger.hold(Uuid::new_v4(), self.turn.vectors.payer, ask, now).await?;
        let affordable = price.output_within(bound, hold.amount()).unwrap_or(LEAST_OUTPUT);
        let prompt = Prompt { max_output: affordable.min(MOST_OUTPUT), ..prompt };
        let (result, used) = self.streamed(model, &prompt, draft).await;
        count_call(&mut draft.counts, model, price, result.is_ok(), used.unwrap_or_default());
        match used {
            Some(tokens) => self.settle(&hold, model, price, tokens).await,
            None => self.cancel(&hold).await,
        }
        result
    }

    /// Hears a model through the gate. Gives what it used, too; nothing where it cannot have been billed.
    async fn streamed(
        &self,
        model: &Model,
        prompt: &Prompt<'_>,
        draft: &mut Draft,
    ) -> (Result<Ended, Failure>, Option<Tokens>) {
        let mut answer = match model.provider.answer(prompt, self.deadline).await {
            Ok(answer) => answer,
            Err(Failed { failure, billed }) => {
                let input = match billed {
                    Billed::Nothing => None,
                    Billed::Tokens(tokens) => Some(tokens),
                    Billed::Perhaps => Some(prompt.prompt_bound()),
                };
                return (Err(failure), input.map(|input| Tokens { input, ..Tokens::default() }));
            }
        };
        let mut is_first = true;
        loop {
            match answer.next().await {
                Ok(Event::Text(text)) => {
                    if std::mem::take(&mut is_first) {
                        draft.paragraph(self.watcher);
                    }
                    let pieces = draft.gate.push(&text, &draft.evidence);
                    draft.take(pieces, &model.name, self.language, self.watcher);
                }
                Ok(Event::ToolCallBegun { .. }) => {}
                Ok(Event::Ended(ended)) => {
                    let pieces = draft.gate.finish(&draft.evidence);
                    draft.take(pieces, &model.name, self.language, self.watcher);
                    draft.gate = Gate::new();
                    let tokens = ended.tokens;
                    return (Ok(ended), Some(tokens));
                }
                Err(Failed { failure, .. }) => return (Err(failure), Some(answer.used())),
            }
        }
    }

    /// Enters what a call has used. Where the table is away the hold expires, and the call stands among those whose cost is
    /// not known; what was said is said.
    async fn settle(&self, hold: &Hold, model: &Model, price: &ModelPrice, tokens: Tokens) {
        let charge = Charge { model: model.name.clone(), context: Context::Chat, tokens, cost: price.cost(tokens) };
        tracing::info!(
            target: telemetry::SYSTEM,
            model = model.name,
            input = tokens.input,
            cache_write = tokens.cache_write_5m + tokens.cache_write_1h,
            cache_read = tokens.cache_read,
            output = tokens.output,
            cost_nano_usd = charge.cost.nanos(),
            "a model was asked"
        );
        if let Err(error) = self.office.ledger.settle(hold, &charge).await {
            tracing::error!(target: telemetry::ERROR, cause = chain(&error), "what a model cost is not in the books");
        }
    }

    /// Gives a hold up; where the table is away it expires.
    async fn cancel(&self, hold: &Hold) {
        if let Err(error) = self.office.ledger.cancel(hold).await {
            tracing::warn!(target: telemetry::ERROR, cause = chain(&error), "a hold for a model waits to expire");
        }
    }

    /// Runs the tools that a round asked for, side by side, and takes in what they found.
    async fn use_tools(&self, ended: Ended, said: String, draft: &mut Draft) -> Result<(), Failure> {
        draft.rounds += 1;
        let calls: Vec<&chat::ToolCall> = ended
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::ToolCall(call) => Some(call),
                _ => None,
            })
            .collect();
        let name = |call: &chat::ToolCall| tools::known_name(&call.name);
        for call in &calls {
            self.watcher.see(Happening::ToolBegun(name(call)));
        }
        let running = calls.iter().map(|call| tools::run(&self.desk, call, &draft.evidence));
        let outcomes = self.office.database(try_join_all(running)).await?;
        let mut results = Vec::new();
        for (call, outcome) in calls.iter().zip(outcomes) {
            // Each costs whoever shows the unit an hour: a model is not to ask for a fortnight in one breath.
            let is_second = outcome.asks_for_viewing() && draft.requests.iter().any(Request::is_viewing);
            let outcome =
                if is_second { tools::Outcome::refused("one viewing is asked for in a turn") } else { outcome };
            let (tool, failed) = (name(call), outcome.failed);
            tracing::info!(target: telemetry::SYSTEM, tool, failed, units = outcome.units.len(), "tool used");
            let outcome_name = if failed { "refused" } else { "done" };
            draft.counts.add("osool_tool_calls_total", &[("tool", tool), ("outcome", outcome_name)], 1);
            self.watcher.see(Happening::ToolEnded(tool, failed));
            if !outcome.units.is_empty() {
                draft.found.clone_from(&outcome.units);
            }
            draft.degraded |= outcome.degraded;
            for fact in outcome.facts {
                fact.enter(&mut draft.evidence);
            }
            if tool == Tool::SearchProperties.name() {
                draft.unmet = outcome.unmet;
            }
            draft.requests.extend(outcome.requests);
            results.push(Part::ToolResult { id: call.id.clone(), content: outcome.content, failed });
        }
        // What the gate stopped was never said, and no model is to go on from it.
        let spoken = (!said.trim().is_empty()).then(|| Part::Text(said.trim().to_owned()));
        let others = ended.parts.iter().filter(|part| !matches!(part, Part::Text(_))).cloned();
        let (thinking, calls): (Vec<Part>, Vec<Part>) = others.partition(|part| matches!(part, Part::Thinking(_)));
        draft
            .messages
            .push(Message { role: Role::Assistant, parts: thinking.into_iter().chain(spoken).chain(calls).collect() });
        draft.messages.push(Message { role: Role::User, parts: results });
        Ok(())
    }

    /// The answer that the models gave, with the units that it names as their rows are now.
    async fn finished(&self, draft: &mut Draft, sought: wishes::Sought) -> Result<Answer, Failure> {
        let named: Vec<PropertyId> =
            named(&draft.said).into_iter().filter(|id| draft.evidence.is_for_sale(id) == Some(true)).collect();
        let ids = if named.is_empty() { &draft.found } else { &named };
        let ids: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
        let units = self.office.database(repository::units(self.office.pool, &ids)).await?;
        for gone in named.iter().take(SHOWN).filter(|id| units.iter().all(|unit| unit.id != **id)) {
            // Sold while it was being spoken of.
            let gone = self.language.pick(
                format!("{gone} has just gone: it is no longer for sale."),
                format!("{gone} اتباعت حالًا ومبقتش متاحة."),
            );
            draft.paragraph(self.watcher);
            draft.say(gone, self.watcher);
        }
        let suggestions = guide::suggestions_after(&units, self.language);
        Ok(Answer {
            text: draft.said.trim().to_owned(),
            language: self.language,
            units: units.into_iter().map(|unit| Hit::new(unit, &sought.filters, self.language)).collect(),
            unmet: std::mem::take(&mut draft.unmet),
            suggestions,
            sought,
            degraded: draft.degraded,
        })
    }

    /// The guide's answer, after what a model said.
    async fn guided(&self, reading: &Reading, draft: &mut Draft) -> Result<Answer, Failure> {
        let answering = guide::answer(self.office.pool, self.turn, reading);
        let answer = self.office.database(answering).await?;
        draft.paragraph(self.watcher);
        draft.say(answer.text.clone(), self.watcher);
        draft.prove(self.unread(), self.watcher);
        Ok(answer)
    }

    /// What is said of a record that nobody has read.
    fn unread(&self) -> &'static str {
        if self.desk.proofs.is_off() { Standing::no_record(self.language) } else { question(self.language) }
    }
}

/// Counts a call of a model.
fn count_call(counts: &mut Counts, model: &Model, price: &ModelPrice, is_answered: bool, tokens: Tokens) {
    let provider = ("provider", model.provider.dependency().as_str());
    let name = ("model", model.name.as_str());
    let outcome = if is_answered { "answered" } else { "failed" };
    counts.add("osool_llm_requests_total", &[provider, name, ("outcome", outcome)], 1);
    for (kind, amount) in [
        ("input", tokens.input),
        ("cache_write", tokens.cache_write_5m.saturating_add(tokens.cache_write_1h)),
        ("cache_read", tokens.cache_read),
        ("output", tokens.output),
    ] {
        counts.add("osool_llm_tokens_used_total", &[provider, name, ("kind", kind)], amount);
    }
    counts.add("osool_llm_cost_usd_total", &[provider, name], price.cost(tokens).nanos());
}

/// The ids of units in a text, each once, in its order.
fn named(text: &str) -> Vec<PropertyId> {
    let mut ids: Vec<PropertyId> = Vec::new();
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        if let Ok(id) = word.parse::<PropertyId>()
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}
