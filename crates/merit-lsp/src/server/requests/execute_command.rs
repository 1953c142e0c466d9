//! `workspace/executeCommand`

use gen_lsp_types::{ExecuteCommandOptions, ExecuteCommandParams, ExecuteCommandRequest, ServerCapabilities};
use serde_json::Value;

use crate::server::client::Client;
use crate::server::commands::COMMANDS;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Execute;

impl Handler for Execute {
    type Request = ExecuteCommandRequest;
    const IS_LONG: bool = true;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.execute_command_provider = Some(ExecuteCommandOptions {
            commands: COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect(),
            ..ExecuteCommandOptions::default()
        });
    }

    fn answer(context: &Context, params: ExecuteCommandParams) -> Result<Option<Value>, Failure> {
        let known = COMMANDS.iter().find(|(name, _)| *name == params.command);
        let (_, run) =
            known.ok_or_else(|| Failure::wrong(format!("The server has no command {}.", params.command)))?;
        let asked = params.arguments.unwrap_or_default().into_iter().next().unwrap_or_default();
        let asked = serde_json::from_value(asked)
            .map_err(|error| Failure::wrong(format!("The command is asked otherwise: {error}.")))?;
        run(context, &asked).map(Some)
    }
}
