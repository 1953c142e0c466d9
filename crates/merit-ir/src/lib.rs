//! The compiled model: plain data, serialisable, versioned. It knows nothing of syntax but the places that explanations
//! need. Numbers (`EventId`, `ScoreId` ...) are indices into the vectors of [`Model`].

mod claim;
mod condition;
mod layout;
mod model;
mod renamed;
mod results;
mod rule;
mod test_case;
mod validate;

pub use claim::{Claimed, ModelClaim};
pub use condition::{Check, Comparison, Condition, Frequency, History, Outcome, Part, Subject, Test, Texts};
pub use layout::{Layout, Need, Needs, Slot};
pub use model::{
    Action, Attribute, Bound, Event, Grade, Letter, List, ListEntries, Matrix, MatrixColumns, Membership, Model,
    Property, Score, Segment, SumPart, SumSource, Target, Tier, Tiers, Trigger, VERSION, Week,
};
pub use renamed::{Renamed, RenamedKind};
pub use results::{Due, NO_GRADE, Results, Transition};
pub use rule::{
    Decay, During, Frequencies, Group, HowOften, Inactivity, Measure, Occasion, Pattern, Per, Period, Reset, Restart,
    Rule, RuleKind, Source, Stage, StageEffect,
};
pub use test_case::{Claim, Expectation, Happening, RESERVED_WORDS, TestCase, TestMoment};
pub use validate::ModelProblem;

/// A number of a part of the model.
macro_rules! ids {
    ($($name:ident $what:literal)*) => {$(
        #[doc = $what]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub u16);

        impl $name {
            /// The number as an index.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    EventId "Index into `Model::events`."
    PropertyId "Index into `Event::properties` of the event it is said of."
    AttributeId "Index into `Model::attributes`."
    ListId "Index into `Model::lists`."
    ActionId "Index into `Model::actions`."
    ScoreId "Index into `Model::scores`."
    GradeId "Index into `Model::grades`."
    TiersId "Index into `Model::tiers`."
    MatrixId "Index into `Model::matrices`."
    SegmentId "Index into `Model::segments`."
}
