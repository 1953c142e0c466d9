//! How what is put aside is written: postcard, which is compact and quick.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::EngineError;

/// The bytes of a value.
pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, EngineError> {
    postcard::to_allocvec(value).map_err(|error| EngineError::Scratch(error.to_string()))
}

/// The value of bytes.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, EngineError> {
    postcard::from_bytes(bytes).map_err(|error| EngineError::Scratch(error.to_string()))
}

/// Instants as numbers.
pub(crate) mod instant {
    use merit_values::Instant;

    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
        at.0.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        i64::deserialize(deserializer).map(Instant)
    }
}

/// Many of them.
pub(crate) mod instants {
    use merit_values::Instant;

    use super::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(instants: &[Instant], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(instants.iter().map(|at| at.0))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Instant>, D::Error> {
        Ok(Vec::<i64>::deserialize(deserializer)?.into_iter().map(Instant).collect())
    }
}

/// Tables as lists of pairs.
pub(crate) mod table {
    use std::hash::Hash;

    use foldhash::fast::FixedState;
    use hashbrown::HashMap;

    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<K: Serialize, V: Serialize, S: Serializer, H>(
        table: &HashMap<K, V, H>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(table)
    }

    pub(crate) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<HashMap<K, V, FixedState>, D::Error>
    where
        K: Deserialize<'de> + Eq + Hash,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}
