//! The `[source]` tables of `merit.toml`, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// How records of another shape are read as ours (section 3 of the tool's contract).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// What the files hold: records, or a leads table.
    #[serde(default)]
    pub kind: SourceKind,
    /// Path of the identifier of a record; leave it out if there is none.
    pub id: Option<String>,
    /// Path of the identifier of the lead; `lead` unless said otherwise.
    pub lead: Option<String>,
    /// Path of the time of a record; `at` unless said otherwise.
    pub at: Option<String>,
    /// The form of times: `rfc3339` (default), `seconds`, `milliseconds`, `microseconds`, or a strftime pattern.
    pub time: Option<String>,
    /// IANA name of the zone of times without offset; the model's zone unless said otherwise.
    pub zone: Option<String>,
    /// The type of a record: a path, or one constant for all.
    #[serde(rename = "type")]
    pub event: Option<TypeConfig>,
    /// Texts that mean unknown; the empty text unless said otherwise.
    pub empty: Option<Vec<String>>,
    /// Their types = ours; a type mapped to `false` is left out on purpose.
    #[serde(default)]
    pub types: BTreeMap<String, TypeTarget>,
    /// Our properties = their paths.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    /// Our attributes = their paths in change records.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Our attributes = their paths in a leads table.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// What the files of a source hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Event and change records.
    #[default]
    Events,
    /// A leads table.
    Leads,
}

/// Where the type of a record is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "type is a path, or one constant: type = { value = \"NAME\" }")]
pub enum TypeConfig {
    /// At this path.
    Path(String),
    /// It is the same for all records.
    Constant(ConstantType),
}

/// One type for all records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConstantType {
    /// The type.
    pub value: String,
}

/// What one of their types is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a type is mapped to the name of one of our events, or to false")]
pub enum TypeTarget {
    /// This event of ours.
    Event(String),
    /// `false`: left out on purpose.
    Kept(bool),
}

/// All sources of a project: `[source]` itself, and `[source.NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourcesConfig {
    /// The source used when none is named.
    pub unnamed: Option<SourceConfig>,
    /// The named ones.
    pub named: BTreeMap<String, SourceConfig>,
}

/// The keys of a source itself; no source can be called so.
const KEYS: [&str; 12] =
    ["kind", "id", "lead", "at", "time", "zone", "type", "empty", "types", "properties", "set", "attributes"];

impl<'de> Deserialize<'de> for SourcesConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let table = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
        let (mut unnamed, mut named) = (serde_json::Map::new(), BTreeMap::new());
        for (key, value) in table {
            if KEYS.contains(&&*key) {
                unnamed.insert(key, value);
            } else if value.is_object() {
                let source = serde_json::from_value(value)
                    .map_err(|error| Error::custom(format!("[source.{key}] is not understood: {error}")))?;
                named.insert(key, source);
            } else {
                return Err(Error::unknown_field(&key, &KEYS));
            }
        }
        let unnamed = (!unnamed.is_empty())
            .then(|| serde_json::from_value(serde_json::Value::Object(unnamed)))
            .transpose()
            .map_err(|error| Error::custom(format!("[source] is not understood: {error}")))?;
        Ok(Self { unnamed, named })
    }
}

impl JsonSchema for SourcesConfig {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SourcesConfig".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // The settings of the unnamed source, and beside them one table for each named one.
        let source = generator.subschema_for::<SourceConfig>();
        let mut schema = SourceConfig::json_schema(generator);
        schema.insert("additionalProperties".to_owned(), source.to_value());
        schema
    }
}
