//! What threads have to say to the client, beside answers.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gen_lsp_types::WorkspaceEdit;
use merit_diagnostics::SourceFile;

/// Something to say.
pub(super) enum Said {
    /// There are new numbers.
    Numbers,
    /// A sentence that people should see.
    Message(String),
    /// A sentence that is written down.
    Note(String),
    /// A text of some lines, in a document of this name where the client shows documents of the server.
    Text { name: String, text: String },
    /// A change of a file that has this text, and what people are told of it.
    Edit { label: String, edit: Box<WorkspaceEdit>, of: (Arc<Path>, Arc<SourceFile>), told: String },
    /// The records that were counted are not those that are there any more.
    OtherRecords,
}

/// So many texts are kept to be read.
const KEPT: usize = 20;

/// Texts that the client may ask for by their addresses.
#[derive(Clone, Default)]
pub(super) struct Texts(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    count: u64,
    texts: VecDeque<(String, String)>,
}

impl Texts {
    /// Keeps a text; returns its address.
    pub(super) fn keep(&self, name: &str, text: String) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count += 1;
        let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let address = format!("merit:/texts/{}/{name}.txt", kept.count);
        kept.texts.push_back((address.clone(), text));
        if kept.texts.len() > KEPT {
            kept.texts.pop_front();
        }
        address
    }

    /// The text at an address, written with or without escapes.
    pub(super) fn at(&self, address: &str) -> Option<String> {
        let number = |address: &str| address.strip_prefix("merit:/texts/")?.split('/').next().map(str::to_owned);
        let wanted = number(address)?;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.texts.iter().find(|(known, _)| number(known).as_ref() == Some(&wanted)).map(|(_, text)| text.clone())
    }
}
