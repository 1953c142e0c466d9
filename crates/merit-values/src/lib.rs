//! The values of Merit and their exact arithmetic: decimals, points, days, instants, time zones, folded text, kinds,
//! and the columns that records arrive in. No floats, no clock, no files.

mod batch;
mod decimal;
mod kind;
mod often;
mod text;
mod time;
mod zone;

pub use batch::{
    AttributeValue, CHANGE, Column, EventBatch, EventBatchBuilder, LeadBatch, LeadBatchBuilder, Strings, TextColumn,
    UNKNOWN,
};
pub use decimal::{Decimal, DecimalError, Points};
pub use kind::{Kind, KindError, Value};
pub use often::{Often, push, seldom};
pub use text::{contains_word, email_domain, fold, folded, is_domain_in, unicode_version, url_host, url_path};
pub use time::{Day, Duration, Instant, LocalTime, Timestamp, TimestampError, Unit};
pub use zone::{Zone, ZoneError};
