//! `textDocument/signatureHelp`: what a statement may still say.

use gen_lsp_types::{
    ParameterInformation, ParameterInformationLabel, ServerCapabilities, SignatureHelp, SignatureHelpOptions,
    SignatureHelpParams, SignatureHelpRequest, SignatureInformation,
};

use crate::features::signature;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct StillPossible;

impl Handler for StillPossible {
    type Request = SignatureHelpRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.signature_help_provider = Some(SignatureHelpOptions {
            trigger_characters: Some(vec![" ".to_owned()]),
            ..SignatureHelpOptions::default()
        });
    }

    fn answer(context: &Context, params: SignatureHelpParams) -> Result<Option<SignatureHelp>, Failure> {
        let place = params.text_document_position_params;
        let document = context.document(&place.text_document.uri)?;
        let offset = document.offset(place.position);
        let Some(found) = signature::still_possible(&context.snapshot, &document.path, offset) else {
            return Ok(None);
        };
        let parameters = found.phrases.iter().map(|phrase| ParameterInformation {
            label: ParameterInformationLabel::String(phrase.clone()),
            documentation: None,
        });
        let signature = SignatureInformation {
            label: found.phrases.join(" · "),
            documentation: None,
            parameters: Some(parameters.collect()),
            active_parameter: None,
        };
        Ok(Some(SignatureHelp { signatures: vec![signature], active_signature: Some(0), active_parameter: None }))
    }
}
