//! From a block of lines to a batch: a function of nothing but the block.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::quick::{Meaning, QuickLines};
use super::scan::Scan;
use super::{at_path, canonical, members, twice};
use crate::block::{Decoded, LinesToDecode, Settings};
use crate::limits::LONGEST_LINE;
use crate::mapping::{EventFrom, Mapping, SetFrom, Target, nfc};
use crate::problem::BadRecord;
use crate::raw::Raw;
use crate::rows::{Ids, Record, Rows};

/// Decodes a block of complete lines.
pub(crate) fn decode(
    mapping: &Mapping,
    settings: &Settings,
    block: LinesToDecode<'_>,
    has_ids: Option<bool>,
) -> Decoded {
    let mut rows = Rows::new(mapping, settings, has_ids);
    let mut decoder = LineDecoder::new(mapping, settings);
    let mut bad = settings.bad_records();
    let mut line = 0;
    let bytes = block.padded.get(..block.length).unwrap_or_default();
    // One look at the whole block is quicker than one at each line; only a bad block is looked at line by line.
    let whole = simdutf8::basic::from_utf8(block.padded).ok();
    let mut quick = match whole {
        Some(text) if settings.plan.is_quick && settings.ids != Ids::Content => {
            let event = match mapping.event {
                EventFrom::Field(field) => Some(field),
                EventFrom::Constant(_) | EventFrom::Nowhere => None,
            };
            let (plan, constant) = (&settings.plan, rows.constant_sort());
            let number_of = |name: &str| decoder.number(Cow::Owned(name.to_owned()));
            Some(QuickLines::new(text, plan, event, constant, number_of))
        }
        _ => None,
    };
    let mut start = 0;
    while start < bytes.len() {
        line += 1;
        if let Some(quick) = &mut quick
            && let Some(next) = quick.line(start, line, &mut rows, |name| decoder.meaning(name))
        {
            start = next;
            continue;
        }
        let end = memchr::memchr(b'\n', bytes.get(start..).unwrap_or_default()).map_or(bytes.len(), |at| start + at);
        let result = match whole {
            Some(text) => Ok(text.get(start..end).unwrap_or_default()),
            None => std::str::from_utf8(bytes.get(start..end).unwrap_or_default())
                .map_err(|_| BadRecord::new("The line is not UTF-8 text.")),
        };
        start = end + 1;
        let result = result.and_then(|text| decoder.line(text, line, &mut rows));
        if let Err(reason) = result
            && bad.add(reason, line).is_break()
        {
            break;
        }
    }
    if let Some(quick) = quick {
        quick.done();
    }
    if block.is_too_long {
        line += 1;
        let _ = bad.add(crate::limits::too_long(), line);
    }
    let (batch, mut report) = rows.finish(|number| decoder.name_of(number));
    bad.note(&mut report);
    Decoded { batch, report, stopped: bad.stopped, unreadable: None, span: None, lines: line }
}

/// What a top-level name means, looked up once per block.
#[derive(Debug)]
struct Name<'p, 'a> {
    text: Cow<'a, str>,
    targets: &'p [Target],
    is_set: bool,
    /// The number of the last attempt at a line that met it.
    met: u64,
}

struct LineDecoder<'p, 'a> {
    mapping: &'p Mapping,
    wants_content: bool,
    names: Vec<Name<'p, 'a>>,
    numbers: HashMap<Cow<'a, str>, usize, RandomState>,
    /// The names of the line before, in order: the next line probably has the same.
    shape: Vec<usize>,
    next_shape: Vec<usize>,
    record: Record<'a>,
    attempt: u64,
}

impl<'p, 'a> LineDecoder<'p, 'a> {
    fn new(mapping: &'p Mapping, settings: &Settings) -> Self {
        Self {
            mapping,
            wants_content: settings.ids == crate::rows::Ids::Content,
            names: Vec::new(),
            numbers: HashMap::default(),
            shape: Vec::new(),
            next_shape: Vec::new(),
            record: Record::new(mapping.fields.len()),
            attempt: 0,
        }
    }

    /// What a name leads to, for the quick reader.
    fn meaning(&mut self, name: &'a str) -> Meaning {
        let number = self.number(Cow::Borrowed(name));
        match self.names.get(number) {
            Some(Name { is_set: false, targets: [], .. }) => Meaning::Undeclared(number),
            Some(Name { is_set: false, targets: [Target { field, tail }], .. }) if tail.is_empty() => {
                Meaning::Field(*field)
            }
            _ => Meaning::Unusual,
        }
    }

    fn name_of(&self, number: usize) -> &str {
        self.names.get(number).map_or("", |name| &name.text)
    }

    fn line(&mut self, text: &'a str, line: u64, rows: &mut Rows<'_>) -> Result<(), BadRecord> {
        if text.len() > LONGEST_LINE {
            return Err(crate::limits::too_long());
        }
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        self.begin();
        match self.quick(text) {
            Some(result) => result?,
            None => {
                self.begin();
                for (key, value) in members(text)? {
                    let number = self.number(key);
                    self.member(number, value)?;
                }
            }
        }
        std::mem::swap(&mut self.shape, &mut self.next_shape);
        if self.wants_content {
            self.record.content = Some(canonical(text)?);
        }
        rows.add(line, &self.record)
    }

    fn begin(&mut self) {
        self.attempt += 1;
        self.record.clear();
        self.next_shape.clear();
    }

    /// Reads a line of the usual form; nothing when serde_json must decide.
    fn quick(&mut self, text: &'a str) -> Option<Result<(), BadRecord>> {
        let mut scan = Scan::new(text);
        scan.take(b'{')?;
        let mut more = !scan.is_empty_object()?;
        let mut place = 0;
        while more {
            let guess = self.shape.get(place).copied();
            let guessed = guess.filter(|number| self.names.get(*number).is_some_and(|n| scan.take_name(&n.text)));
            let number = match guessed {
                Some(number) => number,
                None => {
                    let name = scan.name()?;
                    self.number(Cow::Borrowed(name))
                }
            };
            place += 1;
            let value = scan.value()?;
            if let Err(reason) = self.member(number, value) {
                // The rest of the line may be no JSON at all, which is the better reason.
                return members(text).is_ok().then_some(Err(reason));
            }
            more = scan.has_more()?;
        }
        scan.is_done().then_some(Ok(()))
    }

    fn number(&mut self, name: Cow<'a, str>) -> usize {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.names.len();
        if !name.is_ascii() {
            // Names that are the same after NFC are the same name.
            let normal = nfc(&name);
            if normal != *name {
                let number = self.number(Cow::Owned(normal));
                self.numbers.insert(name, number);
                return number;
            }
        }
        self.names.push(Name {
            targets: self.mapping.targets(&name),
            is_set: matches!(self.mapping.set, SetFrom::Native) && name == "set",
            text: name.clone(),
            met: 0,
        });
        self.numbers.insert(name, number);
        number
    }

    fn member(&mut self, number: usize, value: Raw<'a>) -> Result<(), BadRecord> {
        let Some(name) = self.names.get_mut(number) else { return Ok(()) };
        if name.met == self.attempt {
            return Err(twice(&name.text));
        }
        name.met = self.attempt;
        self.next_shape.push(number);
        if name.is_set {
            return set(self.mapping, value, &mut self.record);
        }
        if let [Target { field, tail }] = name.targets
            && tail.is_empty()
        {
            self.record.put(*field, value);
            return Ok(());
        }
        for target in name.targets {
            if target.tail.is_empty() {
                self.record.put(target.field, value.clone());
            } else if !self.record.cell(target.field).is_there() {
                let inner = at_path(&value, &target.tail)?;
                if inner.is_there() {
                    self.record.put(target.field, inner);
                }
            }
        }
        if name.targets.is_empty() && value.is_known(&self.mapping.empty) {
            self.record.undeclared.push(number);
        }
        Ok(())
    }
}

/// The members of a native `set`.
fn set<'a>(mapping: &Mapping, value: Raw<'a>, record: &mut Record<'a>) -> Result<(), BadRecord> {
    let text = match value {
        Raw::Missing | Raw::Null => return Ok(()),
        Raw::Object(text) => text,
        other => {
            return Err(BadRecord::new(format!(
                "set is {}; it must be an object of attributes and their new values.",
                other.describe()
            )));
        }
    };
    record.has_set = true;
    let mut seen: HashSet<Result<u16, Cow<'a, str>>, RandomState> = HashSet::default();
    for (key, value) in members(text)? {
        let name = mapping.attribute(&key).ok_or(key);
        if !seen.insert(name.clone()) {
            return Err(twice(match &name {
                Ok(attribute) => mapping.attributes.get(usize::from(*attribute)).map_or("", |shape| &shape.name),
                Err(key) => key,
            }));
        }
        record.set.push((name, value));
    }
    Ok(())
}
