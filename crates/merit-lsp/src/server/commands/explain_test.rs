//! `merit.explainTest`: the ledger of the lead of a test at the last moment that the test looks at.

use merit_workbench::sample::ledger_of_test;
use serde_json::{Value, json};

use super::{Asked, OfModel};
use crate::server::context::{Context, Failure};
use crate::server::said::Said;

pub(super) fn run(context: &Context, asked: &Asked) -> Result<Value, Failure> {
    let of = OfModel::of(context, asked)?;
    let (test, name) = (of.test(asked)?, of.name());
    let found = ledger_of_test(of.model()?, test, &name).map_err(Failure::refused)?;
    let found = found.ok_or_else(|| Failure::refused("Nothing happens in this test, and it expects nothing."))?;
    let text = context.snapshot.host().ledger(&found, &name);
    context.say(Said::Text { name: test.name.clone(), text: text.clone() });
    Ok(json!({ "test": test.name, "text": text }))
}
