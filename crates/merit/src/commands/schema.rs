//! `merit schema`

use std::io::Write;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::config::Settings;
use crate::output::Output;
use crate::problem::{Outcome, Status};

/// Print the JSON schema of a file that Merit reads or writes
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of what
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// The settings file merit.toml
    Config,
    /// The compiled model
    Ir,
    /// One line of the results of merit run
    Results,
    /// What merit explain --format json prints
    Explain,
    /// What merit diff --format json prints
    Diff,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let schema = match args.what {
        What::Config => schemars::schema_for!(Settings).to_value(),
        What::Ir => schemars::schema_for!(merit_ir::Model).to_value(),
        What::Results => results(),
        What::Diff => schemars::schema_for!(super::diff::DiffReport).to_value(),
        What::Explain => schemars::schema_for!(super::explain::Explanations).to_value(),
    };
    let mut out = Output::open(None)?;
    serde_json::to_writer_pretty(&mut out, &schema).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.finish()?;
    Ok(Status::Clean)
}

/// One line of NDJSON results. The names inside the objects are those of the model.
fn results() -> Value {
    let by_name =
        |of: &str, value: Value| json!({ "description": of, "type": "object", "additionalProperties": value });
    let or_null = json!({ "type": ["string", "null"] });
    let required = ["lead", "as_of", "scores", "tiers", "grades", "points", "cells", "segments"];
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of one lead",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": {
            "lead": { "description": "The identifier of the lead.", "type": "string" },
            "as_of": { "description": "The instant the result is true at.", "type": "string", "format": "date-time" },
            "scores": by_name("The rounded value of each score.", json!({ "type": "number" })),
            "tiers": by_name("The tier of each score that has tiers.", json!({ "type": "string" })),
            "grades": by_name("The letter of each grade; null without a grade.", or_null.clone()),
            "points": by_name("The points of each grade.", json!({ "type": "number" })),
            "cells": by_name("The cell of each matrix; null without a grade.", or_null),
            "segments": {
                "description": "The segments the lead is in, sorted by bytes.",
                "type": "array",
                "items": { "type": "string" },
            },
        },
    })
}
