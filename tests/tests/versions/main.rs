//! Two versions of a model: the difference is exactly what it means, who moves agrees with scoring both separately, and what is
//! said to be responsible adds up.

mod movement;
mod portolan;
mod random;
mod support;
mod told;
