//! A source's shape, resolved against a model: which field of a record is what.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_ir::{EventId, Layout, Model, Needs};
use merit_values::{Kind, Zone};
use unicode_normalization::UnicodeNormalization;

use crate::config::{SourceConfig, SourceKind, TypeConfig, TypeTarget};
use crate::moment::TimeForm;

/// How the records of some files are read as records of a model.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) kind: SourceKind,
    pub(crate) form: TimeForm,
    pub(crate) zone: Arc<Zone>,
    /// The source names its zone, so times without offset are no surprise.
    pub(crate) zone_is_chosen: bool,
    pub(crate) empty: Vec<String>,
    pub(crate) fields: Vec<Field>,
    /// What the top-level names of a record lead to.
    pub(crate) roots: HashMap<String, Vec<Target>, RandomState>,
    pub(crate) id: Option<usize>,
    pub(crate) lead: usize,
    pub(crate) at: Option<usize>,
    pub(crate) event: EventFrom,
    pub(crate) types: HashMap<String, TypeMeaning, RandomState>,
    pub(crate) events: Vec<EventShape>,
    pub(crate) set: SetFrom,
    pub(crate) slots: Vec<(String, Kind)>,
    pub(crate) attributes: Vec<AttributeShape>,
    pub(crate) attribute_numbers: HashMap<String, u16, RandomState>,
    /// For leads tables: the attribute of each field.
    pub(crate) columns: Vec<Option<u16>>,
}

/// A value that is wanted from every record.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Where it stands, as the source writes it.
    pub(crate) path: String,
    /// Who uses it, for messages.
    pub(crate) name: String,
    /// Part of the record's frame (id, lead, time, type, mapped `set`): never an undeclared property.
    pub(crate) frame: bool,
}

/// From a top-level name to a field: directly, or through the names of a path.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) field: usize,
    pub(crate) tail: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum EventFrom {
    /// All records are change records.
    Nowhere,
    Field(usize),
    Constant(TypeMeaning),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeMeaning {
    Event(u16),
    LeftOut,
}

/// What one event needs.
#[derive(Clone, Debug)]
pub(crate) struct EventShape {
    pub(crate) name: String,
    /// For each field: the properties it fills.
    pub(crate) uses: Vec<Vec<PropertyUse>>,
    /// Number of required properties.
    pub(crate) required: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct PropertyUse {
    pub(crate) slot: usize,
    pub(crate) name: String,
    pub(crate) required: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum SetFrom {
    Nowhere,
    /// The object `set`, or columns `set.NAME`.
    Native,
    /// Own paths: (field, attribute).
    Fields(Vec<(usize, u16)>),
}

#[derive(Clone, Debug)]
pub(crate) struct AttributeShape {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// What is wrong with a source, each as a sentence that says what to change.
pub type MappingErrors = Vec<String>;

pub(crate) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

impl Mapping {
    /// Whether an attribute is read from leads tables: it is required, or needed.
    pub(crate) fn is_attribute_read(&self, needs: Option<&Needs>, attribute: u16) -> bool {
        let attribute = usize::from(attribute);
        let is_needed = |needs: &Needs| needs.is_attribute_read(attribute);
        self.attributes.get(attribute).is_some_and(|shape| shape.required) || needs.is_none_or(is_needed)
    }

    /// Records in the native form.
    ///
    /// # Errors
    /// When the model's zone is not known.
    pub fn events(model: &Model) -> Result<Self, MappingErrors> {
        let native = SourceConfig {
            id: Some("id".to_owned()),
            event: Some(TypeConfig::Path("type".to_owned())),
            ..SourceConfig::default()
        };
        let mut mapping = Self::of(&native, model)?;
        mapping.set = SetFrom::Native;
        Ok(mapping)
    }

    /// A leads table in the native form.
    ///
    /// # Errors
    /// When the model's zone is not known.
    pub fn leads(model: &Model) -> Result<Self, MappingErrors> {
        Self::of(&SourceConfig { kind: SourceKind::Leads, ..SourceConfig::default() }, model)
    }

    /// Records or a leads table of another shape.
    ///
    /// # Errors
    /// Everything that does not fit the model, each as a sentence.
    pub fn of(config: &SourceConfig, model: &Model) -> Result<Self, MappingErrors> {
        let mut errors = crate::mapping_check::check(config, model);
        let form = config.time.as_deref().map_or(Ok(TimeForm::Rfc3339), TimeForm::read);
        let zone_name = config.zone.as_deref().unwrap_or(&model.timezone);
        let zone = Zone::named(zone_name).map_err(|_| {
            let names = Zone::names();
            let near = crate::mapping_check::near(zone_name, names.iter().map(String::as_str));
            format!("There is no time zone called {zone_name:?}; write a name like Europe/Riga or UTC.{near}")
        });
        let (form, zone) = match (form, zone) {
            (Ok(form), Ok(zone)) if errors.is_empty() => (form, zone),
            (form, zone) => {
                errors.extend(form.err());
                errors.extend(zone.err());
                return Err(errors);
            }
        };
        let mut fields = Fields::default();
        let lead = fields.frame(config.lead.as_deref().unwrap_or("lead"), "lead");
        let is_log = config.kind == SourceKind::Events;
        let id = config.id.as_deref().map(|path| fields.frame(path, "id"));
        let at = is_log.then(|| fields.frame(config.at.as_deref().unwrap_or("at"), "at"));
        let types = types(config, model);
        let event = match &config.event {
            Some(TypeConfig::Path(path)) => EventFrom::Field(fields.frame(path, "type")),
            Some(TypeConfig::Constant(constant)) => {
                types.get(&nfc(&constant.value)).map_or(EventFrom::Nowhere, |meaning| EventFrom::Constant(*meaning))
            }
            None if !is_log || !config.set.is_empty() => EventFrom::Nowhere,
            None => EventFrom::Field(fields.frame("type", "type")),
        };
        let set: Vec<(usize, u16)> = config
            .set
            .iter()
            .filter_map(|(name, path)| Some((fields.frame(path, name), model.attribute(&nfc(name))?.0)))
            .collect();
        let layout = Layout::of(model);
        let events = if is_log { events(config, model, &layout, &mut fields) } else { Vec::new() };
        let columns = if is_log { Vec::new() } else { columns(config, model, &mut fields) };
        let attributes: Vec<AttributeShape> = model
            .attributes
            .iter()
            .map(|attribute| AttributeShape {
                name: attribute.name.clone(),
                kind: attribute.kind.clone(),
                required: attribute.required,
            })
            .collect();
        Ok(Self {
            kind: config.kind,
            form,
            zone: Arc::new(zone),
            zone_is_chosen: config.zone.is_some(),
            empty: config.empty.clone().unwrap_or_default(),
            roots: fields.roots(),
            id,
            lead,
            at,
            event,
            types,
            events,
            set: if set.is_empty() { SetFrom::Nowhere } else { SetFrom::Fields(set) },
            slots: layout.slots().iter().map(|slot| (slot.name.clone(), slot.kind.clone())).collect(),
            attribute_numbers: (0..).zip(&attributes).map(|(number, a)| (nfc(&a.name), number)).collect(),
            attributes,
            columns,
            fields: fields.list,
        })
    }

    /// The name of the zone in which times without offset are read.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.name()
    }

    /// What the files of this source hold.
    #[must_use]
    pub const fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The fields that a column of this name, or a top-level name, leads to.
    pub(crate) fn targets(&self, name: &str) -> &[Target] {
        let found = self.roots.get(name);
        let found = if found.is_none() && !name.is_ascii() { self.roots.get(&nfc(name)) } else { found };
        found.map_or(&[], Vec::as_slice)
    }

    /// The attribute of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<u16> {
        let found = self.attribute_numbers.get(name);
        if found.is_none() && !name.is_ascii() {
            return self.attribute_numbers.get(&nfc(name)).copied();
        }
        found.copied()
    }

    /// What a type of the source is; `None` when it is not declared.
    pub(crate) fn meaning(&self, written: &str) -> Option<TypeMeaning> {
        let found = self.types.get(written).or_else(|| self.types.get(written.trim()));
        let found = if found.is_none() && !written.is_ascii() { self.types.get(&nfc(written.trim())) } else { found };
        found.copied()
    }
}

/// Collects the wanted fields, each path once.
#[derive(Default)]
struct Fields {
    list: Vec<Field>,
    by_path: HashMap<String, usize, RandomState>,
}

impl Fields {
    fn add(&mut self, path: &str, name: &str) -> usize {
        let path = nfc(path);
        if let Some(number) = self.by_path.get(&path) {
            return *number;
        }
        self.list.push(Field { path: path.clone(), name: name.to_owned(), frame: false });
        self.by_path.insert(path, self.list.len() - 1);
        self.list.len() - 1
    }

    fn frame(&mut self, path: &str, name: &str) -> usize {
        let number = self.add(path, name);
        if let Some(field) = self.list.get_mut(number) {
            field.frame = true;
        }
        number
    }

    fn roots(&self) -> HashMap<String, Vec<Target>, RandomState> {
        let mut roots: HashMap<String, Vec<Target>, RandomState> = HashMap::default();
        for (field, Field { path, .. }) in self.list.iter().enumerate() {
            roots.entry(path.clone()).or_default().push(Target { field, tail: Vec::new() });
            if let Some((root, tail)) = path.split_once('.') {
                let tail = tail.split('.').map(str::to_owned).collect();
                roots.entry(root.to_owned()).or_default().push(Target { field, tail });
            }
        }
        roots
    }
}

fn types(config: &SourceConfig, model: &Model) -> HashMap<String, TypeMeaning, RandomState> {
    let mut types = HashMap::default();
    for (number, event) in (0u16..).zip(&model.events) {
        types.insert(nfc(&event.name), TypeMeaning::Event(number));
    }
    for (theirs, target) in &config.types {
        let meaning = match target {
            TypeTarget::Event(ours) => model.event(&nfc(ours)).map(|event| TypeMeaning::Event(event.0)),
            TypeTarget::Kept(_) => Some(TypeMeaning::LeftOut),
        };
        if let Some(meaning) = meaning {
            types.insert(nfc(theirs), meaning);
        }
    }
    types
}

fn events(config: &SourceConfig, model: &Model, layout: &Layout, fields: &mut Fields) -> Vec<EventShape> {
    let mut shapes = Vec::with_capacity(model.events.len());
    for (number, event) in (0u16..).zip(&model.events) {
        let mut uses: Vec<Vec<PropertyUse>> = Vec::new();
        for (property, slot) in event.properties.iter().zip(layout.of_event(EventId(number))) {
            let path = path_of(&config.properties, &property.name);
            let field = fields.add(path, &property.name);
            if uses.len() <= field {
                uses.resize(field + 1, Vec::new());
            }
            let use_of = PropertyUse { slot: *slot, name: property.name.clone(), required: property.required };
            if let Some(list) = uses.get_mut(field) {
                list.push(use_of);
            }
        }
        let required = event.properties.iter().filter(|property| property.required).count();
        shapes.push(EventShape { name: event.name.clone(), uses, required });
    }
    for shape in &mut shapes {
        shape.uses.resize(fields.list.len(), Vec::new());
    }
    shapes
}

/// The path of one of our names; names are compared in one normal form, however they are typed.
fn path_of<'a>(paths: &'a BTreeMap<String, String>, name: &'a str) -> &'a str {
    let listed = paths.get(name).or_else(|| paths.iter().find(|(key, _)| nfc(key) == name).map(|(_, path)| path));
    listed.map_or(name, String::as_str)
}

fn columns(config: &SourceConfig, model: &Model, fields: &mut Fields) -> Vec<Option<u16>> {
    let mut columns = Vec::new();
    for (number, attribute) in (0u16..).zip(&model.attributes) {
        let path = path_of(&config.attributes, &attribute.name);
        let field = fields.add(path, &attribute.name);
        columns.resize(columns.len().max(field + 1), None);
        if let Some(column) = columns.get_mut(field) {
            *column = Some(number);
        }
    }
    columns
}
