//! A table in memory for tests of logic: every call stops twice, before and after it takes effect, so that a test
//! which polls tasks in any order sees every interleaving, and one that drops a task sees every crash. A call
//! can be made to fail with or without its effect, or to take effect only later, when its caller has given up. [`run_all`]
//! polls tasks in an order that a seed decides.

use std::{
    collections::HashMap,
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use super::{Action, Condition, Item, Table, TableError, Value, Write, Written};

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing special.
    None,
    /// Refused outright, as when throttled.
    NotDone,
    /// Done, but the answer is lost.
    AnswerLost,
    /// Lost on its way, and done when [`Simulated::deliver`] is called, if ever.
    Delayed,
}

/// The table.
#[derive(Default)]
pub(crate) struct Simulated {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    items: HashMap<String, Item>,
    delayed: Vec<Write>,
    faults: Option<Box<dyn FnMut() -> Fault + Send>>,
    writes: u64,
}

impl Simulated {
    /// Asks `faults` before each call what is to happen to it.
    pub(crate) fn fail_as(&self, faults: impl FnMut() -> Fault + Send + 'static) {
        self.state().faults = Some(Box::new(faults));
    }

    /// Ends all faults.
    pub(crate) fn recover(&self) {
        self.state().faults = None;
    }

    /// Lets one of the delayed writes take effect; `choose` picks it by its place among so many.
    pub(crate) fn deliver(&self, choose: impl FnOnce(usize) -> usize) {
        let mut state = self.state();
        if !state.delayed.is_empty() {
            let place = choose(state.delayed.len());
            let write = state.delayed.remove(place);
            apply(&mut state, &write);
        }
    }

    /// An item as it is now.
    pub(crate) fn item(&self, id: &str) -> Item {
        self.state().items.get(id).cloned().unwrap_or_default()
    }

    /// All keys in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.state().items.keys().cloned().collect();
        keys.sort();
        keys
    }

    /// How many writes were tried until now, refused ones included.
    pub(crate) fn writes(&self) -> u64 {
        self.state().writes
    }

    fn fault(&self) -> Fault {
        self.state().faults.as_mut().map_or(Fault::None, |faults| faults())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table for Simulated {
    async fn read(&self, id: &str) -> Result<Item, TableError> {
        stop().await;
        if self.fault() != Fault::None {
            return Err(TableError::NotDone("simulated".into()));
        }
        let item = self.item(id);
        stop().await;
        Ok(item)
    }

    async fn write(&self, write: Write) -> Result<Written, TableError> {
        stop().await;
        let fault = self.fault();
        let written = match fault {
            Fault::NotDone => return Err(TableError::NotDone("simulated".into())),
            Fault::Delayed => {
                self.state().delayed.push(write);
                None
            }
            Fault::None | Fault::AnswerLost => Some(apply(&mut self.state(), &write)),
        };
        stop().await;
        match written {
            Some(written) if fault == Fault::None => Ok(written),
            _ => Err(TableError::Unknown("simulated".into())),
        }
    }
}

impl Table for Arc<Simulated> {
    async fn read(&self, id: &str) -> Result<Item, TableError> {
        self.as_ref().read(id).await
    }

    async fn write(&self, write: Write) -> Result<Written, TableError> {
        self.as_ref().write(write).await
    }
}

/// A task of [`run_all`].
pub(crate) type Task<'a, R> = Pin<Box<dyn Future<Output = R> + 'a>>;

/// Runs tasks, always the one that chance picks for its next step, and returns what each gave, in their order.
pub(crate) fn run_all<R>(seed: u64, tasks: Vec<Task<'_, R>>) -> Vec<R> {
    run_all_watched(seed, tasks, || ())
}

/// The same, with a look `after_each` step.
pub(crate) fn run_all_watched<R>(seed: u64, mut tasks: Vec<Task<'_, R>>, mut after_each: impl FnMut()) -> Vec<R> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut context = Context::from_waker(Waker::noop());
    let mut results: Vec<Option<R>> = tasks.iter().map(|_| None).collect();
    let mut waiting: Vec<usize> = (0..tasks.len()).collect();
    while !waiting.is_empty() {
        let place = chance.usize(..waiting.len());
        let task = waiting[place];
        if let Poll::Ready(result) = tasks[task].as_mut().poll(&mut context) {
            results[task] = Some(result);
            waiting.swap_remove(place);
        }
        after_each();
    }
    results.into_iter().flatten().collect()
}

/// Runs to the end what nothing else interrupts.
pub(crate) fn run<R>(future: impl Future<Output = R>) -> R {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
}

/// Gives way once.
async fn stop() {
    let mut stopped = false;
    poll_fn(|context| {
        if stopped {
            return Poll::Ready(());
        }
        stopped = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn name(action: &Action) -> &String {
    match action {
        Action::Set(name, _) | Action::Add(name, _) | Action::Remove(name) => name,
    }
}

fn apply(state: &mut State, write: &Write) -> Written {
    state.writes += 1;
    let mut names: Vec<&String> = write.actions.iter().map(name).collect();
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "DynamoDB refuses a write that names something twice");
    let old = state.items.get(&write.id).cloned().unwrap_or_default();
    if !write.conditions.iter().all(|condition| holds(&old, condition)) {
        return Written::Refused(old);
    }
    let mut item = old;
    for action in &write.actions {
        match action {
            Action::Set(name, value) => {
                item.insert(name.clone(), value.clone());
            }
            Action::Add(name, amount) => {
                let sum = super::number(&item, name) + amount;
                item.insert(name.clone(), Value::Number(sum));
            }
            Action::Remove(name) => {
                item.remove(name);
            }
        }
    }
    state.items.insert(write.id.clone(), item.clone());
    Written::Done(item)
}

fn holds(item: &Item, condition: &Condition) -> bool {
    match condition {
        Condition::Missing(name) => !item.contains_key(name),
        Condition::AtMost(name, most) => match item.get(name) {
            None => true,
            Some(Value::Number(number)) => number <= most,
            Some(_) => false,
        },
        Condition::Above(name, least) => matches!(item.get(name), Some(Value::Number(number)) if number > least),
        Condition::Equals(name, value) => item.get(name) == Some(value),
        Condition::PartEquals(name, part, value) => {
            super::map(item, name).is_some_and(|map| map.get(*part) == Some(value))
        }
    }
}
