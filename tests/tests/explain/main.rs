//! Explanations over random models and logs: every number adds up to what an evaluation gives, and what is said to come next
//! comes, and what is said to lift a lead lifts it.

mod adding_up;
mod lift;
mod next;
mod support;
