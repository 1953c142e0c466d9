//! `merit.explainLead`: the ledger of a lead of the sample, as `merit explain` writes it.

use merit_workbench::sample::ledger;
use serde_json::{Value, json};

use super::{Asked, OfModel};
use crate::live::of_lead;
use crate::server::context::{Context, Failure};
use crate::server::said::Said;

pub(super) fn run(context: &Context, asked: &Asked) -> Result<Value, Failure> {
    let of = OfModel::of(context, asked)?;
    let lead = of.lead(context, asked)?;
    let (model, host) = (of.model()?, context.snapshot.host());
    let goes_on = || !context.is_cancelled();
    let read = of_lead(host, &of.analysis.project, model, &lead, &goes_on).map_err(Failure::refused)?;
    let (records, read) = read.ok_or_else(|| no_sample(context))?;
    let found = ledger(model, &lead, &records, &read.how).map_err(Failure::refused)?;
    let missing = || Failure::refused(merit_workbench::sample::NoTest::NoLead.to_string());
    let text = host.ledger(&found.ok_or_else(missing)?, &of.name());
    context.say(Said::Text { name: format!("lead {lead}"), text: text.clone() });
    Ok(json!({ "lead": lead, "text": text }))
}

/// Why there are no records.
pub(super) fn no_sample(context: &Context) -> Failure {
    if context.is_cancelled() {
        return Failure::cancelled();
    }
    Failure::refused("merit.toml names no sample: [sample] with events and as-of says where the records are.")
}
