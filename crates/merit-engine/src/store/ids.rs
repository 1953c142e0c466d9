//! Ids of records: copies are found, contradictions reported.

use merit_values::UNKNOWN;

use super::interner::Interner;
use crate::{EngineError, RecordPlace};

/// A hash of 128 bits of what a record says.
pub(crate) type ContentHash = (u64, u64);

/// All ids seen, with what their records say.
#[derive(Debug, Default)]
pub(crate) struct IdTable {
    ids: Interner,
    seen: Vec<(ContentHash, RecordPlace)>,
}

impl IdTable {
    /// The number of an id that is known to be unique.
    pub(crate) fn trust(&mut self, id: &str) -> Result<u32, EngineError> {
        self.ids.number(id).ok_or(EngineError::TooMany("ids"))
    }

    /// The number of a new id; nothing for a copy of a record.
    pub(crate) fn check(
        &mut self,
        id: &str,
        content: ContentHash,
        place: RecordPlace,
    ) -> Result<Option<u32>, EngineError> {
        let number = self.ids.number(id).ok_or(EngineError::TooMany("ids"))?;
        match self.seen.get(number as usize) {
            None => {
                self.seen.push((content, place));
                Ok(Some(number))
            }
            Some((known, _)) if *known == content => Ok(None),
            Some((_, first)) => {
                let mut places = [*first, place];
                places.sort();
                Err(EngineError::SameId { id: id.to_owned(), places })
            }
        }
    }

    /// The id of a number; empty for a record without id.
    pub(crate) fn get(&self, number: u32) -> &str {
        if number == UNKNOWN { "" } else { self.ids.get(number) }
    }
}
