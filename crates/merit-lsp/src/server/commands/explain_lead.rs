//! `merit.explainLead`: the ledger of a lead of the sample, as `merit explain` writes it.

use merit_workbench::sample::ledger;
use serde_json::{Value, json};

use super::{Asked, OfModel};
use crate::server::context::{Context, Failure};
use crate::server::said::Said;

pub(super) fn run(context: &Context, asked: &Asked) -> Result<Value, Failure> {
    let of = OfModel::of(context, asked)?;
    let lead = of.lead(context, asked)?;
    let model = of.model()?;
    let (records, read, _) = of.records(context, &lead)?;
    if context.is_cancelled() {
        return Err(Failure::cancelled());
    }
    let found = ledger(model, &lead, &records, &read.how).map_err(Failure::refused)?;
    let missing = || Failure::refused(merit_workbench::sample::NoTest::NoLead.to_string());
    let text = context.snapshot.host().ledger(&found.ok_or_else(missing)?, &of.name());
    context.say(Said::Text { name: format!("lead {lead}"), text: text.clone() });
    Ok(json!({ "lead": lead, "text": text }))
}
