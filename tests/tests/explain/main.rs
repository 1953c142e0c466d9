//! Explanations over random models and logs: every number adds up to what an evaluation gives, and what is said to come next
//! comes.

mod adding_up;
mod next;
mod support;
