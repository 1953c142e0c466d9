//! Records that have one id: whether they say the same.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use merit_values::EventBatch;

use crate::content;
use crate::plan::Plan;
use crate::{EngineError, RecordPlace};

/// Ids of which copies were found.
#[derive(Clone, Debug)]
pub struct Suspects {
    plan: Arc<Plan>,
    ids: Arc<HashSet<u64, FixedState>>,
}

/// What the suspects of a batch say.
#[derive(Debug, Default)]
pub struct Contents {
    source: u32,
    of_suspects: Vec<Suspect>,
}

#[derive(Debug)]
struct Suspect {
    id: u64,
    content: u32,
    line: u64,
    name: String,
}

/// What suspects were found to say.
#[derive(Debug, Default)]
pub struct Verdict {
    seen: HashMap<u64, u32, FixedState>,
}

impl Suspects {
    pub(crate) fn new(plan: Arc<Plan>, ids: HashSet<u64, FixedState>) -> Self {
        Self { plan, ids: Arc::new(ids) }
    }

    /// What the suspects of a batch say; in any thread. The batch holds all that its records declare.
    #[must_use]
    pub fn contents(&self, batch: &EventBatch) -> Contents {
        let Some(ids) = &batch.ids else { return Contents::default() };
        let hashes = content::hashes(&self.plan, batch, ids, Vec::new());
        let suspects = hashes.iter().enumerate().filter(|(_, hash)| self.ids.contains(&hash.id));
        let of_suspects = suspects.map(|(row, hash)| Suspect {
            id: hash.id,
            content: hash.content,
            line: batch.lines.get(row).copied().unwrap_or(0),
            name: ids.get(row).to_owned(),
        });
        Contents { source: batch.source, of_suspects: of_suspects.collect() }
    }
}

impl Verdict {
    /// Compares with what was seen before, in the order of the records; so many lines of the source come before those the
    /// batch counts.
    ///
    /// # Errors
    /// When an id stands for two different contents.
    pub fn take(&mut self, contents: Contents, lines_before: u64) -> Result<(), EngineError> {
        for suspect in contents.of_suspects {
            if *self.seen.entry(suspect.id).or_insert(suspect.content) != suspect.content {
                let place = RecordPlace { source: contents.source, line: suspect.line + lines_before };
                return Err(EngineError::SameId { id: Some(suspect.name), place });
            }
        }
        Ok(())
    }
}
