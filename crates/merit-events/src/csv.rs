//! CSV. A plain file is read in stretches by those who decode them: each takes the first line end of its stretch for the
//! end of a record, and tells where its first record began and its last one ended. Where that does not fit the stretch
//! before, because the line end stood in quotes, the stretch is decoded again from the right place. Other texts are cut
//! at the ends of records by whoever reads them.

mod decode;
mod general;
mod head;
mod marks;
mod scan;
mod stream;
mod stretch;

pub(crate) use stream::{CsvBlock, CsvStream, decode};
pub(crate) use stretch::{CsvStretch, CsvStretches, decode_stretch};
