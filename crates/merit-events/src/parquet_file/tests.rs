//! The quick way and the row-by-row way give the same batches, reports and problems, wherever pieces and chunks end.
use std::sync::Arc;

use merit_ir::{Attribute, Event, Model, Need, Needs, Property, VERSION, Week};
use merit_values::{Column, EventBatch, Kind, LeadBatch};
use parquet::basic::{Compression, Encoding, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::decode::{decode, take, usual};
use super::*;
use crate::block::{OnBadRecord, Settings};
use crate::config::SourceKind;
use crate::input::Format;
use crate::report::{Names, ReadReport};
use crate::rows::Batch;

fn model() -> Model {
    let choices = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let property = |name: &str, kind: Kind, required| Property { name: name.into(), kind, required, personal: false };
    let event = |name: &str, properties| Event {
        name: name.into(),
        title: None,
        activity: true,
        weak_signal: false,
        properties,
    };
    let attribute = |name: &str, kind| Attribute {
        name: name.into(),
        kind,
        required: false,
        first_seen: false,
        consent: false,
        personal: false,
    };
    Model {
        merit_ir: VERSION,
        edition: 1,
        name: "acme".into(),
        title: None,
        timezone: "Europe/Riga".into(),
        week: Week::Monday,
        reviewed: None,
        sources: vec![],
        events: vec![
            event(
                "page_view",
                vec![
                    property("path", Kind::Text, true),
                    property("seconds", Kind::Number, false),
                    property("first", Kind::YesNo, false),
                    property("planned", Kind::Date, false),
                ],
            ),
            event(
                "form_submit",
                vec![
                    property("form", Kind::OneOf(choices(&["newsletter", "Demo"])), false),
                    property("tools", Kind::SeveralOf(choices(&["SAP", "HubSpot"])), false),
                    property("seconds", Kind::Text, false),
                ],
            ),
            event("login", vec![]),
        ],
        attributes: vec![
            attribute("country", Kind::Text),
            attribute("size", Kind::Number),
            attribute("software", Kind::SeveralOf(choices(&["SAP", "HubSpot"]))),
            // The same columns, read as a leads table.
            attribute("path", Kind::Text),
            attribute("seconds", Kind::Number),
            attribute("first", Kind::YesNo),
            attribute("planned", Kind::Date),
            attribute("form", Kind::OneOf(choices(&["newsletter", "Demo"]))),
            attribute("tools", Kind::SeveralOf(choices(&["SAP", "HubSpot"]))),
        ],
        lists: vec![],
        actions: vec![],
        scores: vec![],
        grades: vec![],
        tiers: vec![],
        matrices: vec![],
        segments: vec![],
        triggers: vec![],
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn one_of<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// One row: a value or nothing for each column.
#[derive(Default)]
struct Row {
    id: Option<String>,
    lead: Option<String>,
    at: Option<i64>,
    texts: [Option<String>; 5],
    seconds: Option<f64>,
    first: Option<bool>,
    planned: Option<i32>,
}

/// `path`, `type`, `form`, `tools`, `set.country` in `texts`.
fn rows(random: &mut Random, count: usize, is_odd: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let ids = random.below(3) > 0;
    let leads = random.below(40) + 1;
    for number in 0..count {
        let mut row = Row {
            id: ids.then(|| format!("e{number}")),
            lead: Some(format!("L{}", random.below(leads))),
            at: Some(1_742_464_800_000_000 + i64::try_from(number).unwrap() * 1_000_003),
            ..Row::default()
        };
        let sort = random.below(24);
        if sort == 0 {
            row.texts[4] = Some(random.one_of(&["LV", "ไทย", "(unknown)", "Việt Nam"]).to_owned());
        } else {
            let kind =
                if sort < 12 { "page_view" } else { random.one_of(&["form_submit", "login", "other", "ünd"]) };
            row.texts[1] = Some(kind.to_owned());
        }
        if row.texts[1].as_deref() == Some("page_view") || random.below(9) == 0 {
            row.texts[0] = Some(random.one_of(&["/pricing", "/ราคา", "/a", "/b", "/c/d"]).to_owned());
            if random.below(3) == 0 {
                row.texts[0] = Some(format!("/{}", random.below(5000)));
            }
        }
        if random.below(2) == 0 {
            let fraction = random.one_of(&["", "", ".5", ".125", ".000001"]);
            row.seconds = Some(format!("{}{fraction}", random.below(3000)).parse().unwrap());
        }
        row.first = (random.below(3) == 0).then(|| random.below(2) == 0);
        row.planned = (random.below(4) == 0).then(|| 20_000 + i32::try_from(random.below(900)).unwrap());
        if random.below(2) == 0 {
            row.texts[2] = Some(random.one_of(&["newsletter", "DEMO", "else", " ", "demo"]).to_owned());
            row.texts[3] = Some(random.one_of(&["SAP", "sap; HubSpot", "Excel;SAP", "[]", ""]).to_owned());
        }
        if is_odd && random.below(40) == 0 {
            match random.below(7) {
                0 => row.lead = None,
                1 => row.lead = Some(random.one_of(&[" L1 ", "  ", "ไทย", "\u{a0}x"]).to_owned()),
                2 => row.at = None,
                3 => row.at = Some(15_000_000_000_000_000),
                4 => row.texts = Default::default(),
                5 => row.seconds = Some(f64::NAN),
                _ => row.id = random.one_of(&["", "x"]).to_owned().into(),
            }
        }
        rows.push(row);
    }
    rows
}

fn file(random: &mut Random, rows: &[Row]) -> Vec<u8> {
    fn optional(name: &str, physical: Physical) -> parquet::schema::types::PrimitiveTypeBuilder<'_> {
        Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL)
    }
    let text = |name: &str| {
        Arc::new(
            optional(name, Physical::BYTE_ARRAY)
                .with_converted_type(parquet::basic::ConvertedType::UTF8)
                .build()
                .unwrap(),
        )
    };
    let at = optional("at", Physical::INT64).with_converted_type(parquet::basic::ConvertedType::TIMESTAMP_MICROS);
    let planned = optional("planned", Physical::INT32).with_converted_type(parquet::basic::ConvertedType::DATE);
    let fields = vec![
        text("id"),
        text("lead"),
        Arc::new(at.build().unwrap()),
        text("path"),
        text("type"),
        text("form"),
        text("tools"),
        text("set.country"),
        Arc::new(optional("seconds", Physical::DOUBLE).build().unwrap()),
        Arc::new(optional("first", Physical::BOOLEAN).build().unwrap()),
        Arc::new(planned.build().unwrap()),
    ];
    let schema = Type::group_type_builder("log").with_fields(fields).build().unwrap();
    let version = if random.below(2) == 0 { WriterVersion::PARQUET_1_0 } else { WriterVersion::PARQUET_2_0 };
    let mut properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_dictionary_enabled(random.below(4) > 0)
        .set_data_page_size_limit(usize::try_from(random.below(900)).unwrap() + 50)
        .set_dictionary_page_size_limit(usize::try_from(random.below(900)).unwrap() + 50)
        .set_write_batch_size(usize::try_from(random.below(60)).unwrap() + 1)
        .set_compression(match random.below(4) {
            0 => Compression::UNCOMPRESSED,
            1 => Compression::SNAPPY,
            2 => Compression::LZ4_RAW,
            _ => Compression::ZSTD(ZstdLevel::default()),
        });
    if random.below(3) == 0 {
        properties = properties.set_dictionary_enabled(false).set_encoding(Encoding::PLAIN);
    }
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties.build())).unwrap();
    for rows in rows.chunks(usize::try_from(random.below(700)).unwrap() + 60) {
        let mut group = writer.next_row_group().unwrap();
        macro_rules! column {
            ($type:ty, $value:expr) => {{
                let values: Vec<_> = rows.iter().map($value).collect();
                let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                let values: Vec<_> = values.into_iter().flatten().collect();
                let mut column = group.next_column().unwrap().unwrap();
                column.typed::<$type>().write_batch(&values, Some(&levels), None).unwrap();
                column.close().unwrap();
            }};
        }
        let bytes = |text: &Option<String>| text.as_ref().map(|text| ByteArray::from(&**text));
        column!(ByteArrayType, |row| bytes(&row.id));
        column!(ByteArrayType, |row| bytes(&row.lead));
        column!(Int64Type, |row| row.at);
        for number in 0..5 {
            column!(ByteArrayType, |row| bytes(&row.texts[number]));
        }
        column!(DoubleType, |row| row.seconds);
        column!(BoolType, |row| row.first);
        column!(Int32Type, |row| row.planned);
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

/// Every row in words.
fn described(batch: &EventBatch) -> Vec<String> {
    (0..batch.rows())
        .map(|row| {
            let id = batch.ids.as_ref().map(|ids| ids.get(row)).filter(|id| !id.is_empty());
            let values: Vec<_> = batch
                .columns
                .iter()
                .map(|column| column.as_ref().map(|column| column.value(row)).unwrap_or_default())
                .collect();
            let changes = batch.changes.iter().filter(|change| change.row as usize == row);
            let changes: Vec<_> = changes.map(|change| (change.attribute, &change.value)).collect();
            format!(
                "{} {id:?} {:?} {} {} {values:?} {changes:?}",
                batch.lines[row],
                batch.leads.get(row),
                batch.at[row],
                batch.types[row]
            )
        })
        .collect()
}

fn told(report: &ReadReport) -> String {
    let names = |names: &Names| format!("{:?} {}", names.iter().collect::<Vec<_>>(), names.others);
    format!(
        "{} {} {} {} {} {} {} {:?} {} {:?} {:?} {:?}",
        report.records,
        report.left_out,
        names(&report.unknown_types),
        names(&report.unknown_properties),
        names(&report.unknown_attributes),
        names(&report.unknown_choices),
        report.no_offset,
        report.first_no_offset,
        report.skipped,
        report.examples,
        report.has_ids,
        report.late_id
    )
}

/// Every row of a leads table in words.
fn described_leads(batch: &LeadBatch) -> Vec<String> {
    let value = |column: &Option<Column>, row| column.as_ref().map(|column| column.value(row)).unwrap_or_default();
    (0..batch.leads.len())
        .map(|row| {
            let values: Vec<_> = batch.columns.iter().map(|column| value(column, row)).collect();
            format!("{} {:?} {values:?}", batch.lines[row], batch.leads.get(row))
        })
        .collect()
}

struct Way<'w> {
    bytes: &'w [u8],
    kind: SourceKind,
    /// Leads without a path are bad.
    is_required: bool,
    on_bad: OnBadRecord,
    needs: Option<Needs>,
    sizes: Sizes,
}

/// The whole file, the number of pieces that were usual, and the columns that are `None`.
fn read(way: &Way<'_>) -> (Vec<String>, usize, usize) {
    let mut model = model();
    model.attributes[3].required = way.is_required;
    let mapping = match way.kind {
        SourceKind::Events => Mapping::events(&model).unwrap(),
        SourceKind::Leads => Mapping::leads(&model).unwrap(),
    };
    let input = Input::memory("x.parquet", Format::Parquet, way.bytes);
    let needs = way.needs.clone().map(Arc::new);
    let settings = Settings {
        source: 0,
        name: "x.parquet".into(),
        input: input.clone(),
        ids: Ids::Check,
        on_bad: way.on_bad,
        needs: needs.clone(),
        plan: Arc::new(crate::plan::Plan::new(&mapping, needs.as_deref())),
    };
    let slices = ParquetSlices::open(&input, &mapping, Ids::Check, needs.as_deref(), way.sizes, None);
    let mut slices = match slices {
        Ok(slices) => slices,
        Err(problem) => return (vec![problem.to_string()], 0, 0),
    };
    let (mut lines, mut quick, mut pieces, mut count, mut report) = (Vec::new(), 0, 0, 0, ReadReport::default());
    while let Some(slice) = slices.next() {
        let decoded = decode(&mapping, &settings, &slice, report.has_ids);
        // Now and then once more: its pages are gone, and have to be read again.
        count += 1;
        if count % 9 == 1 {
            let pages = take(&slice, report.has_ids).unwrap();
            pieces += 1;
            quick += usize::from(usual(&mapping, &settings, &pages, report.has_ids).is_some());
        }
        match &decoded.batch {
            Batch::Events(batch) => lines.extend(described(batch)),
            Batch::Leads(batch) => lines.extend(described_leads(batch)),
        }
        report.merge(decoded.report);
        if let Some(problem) = decoded.stopped.or(decoded.unreadable) {
            lines.push(problem.to_string());
            break;
        }
    }
    if needs.is_some_and(|needs| !needs.ids) {
        // Only the first piece is asked, and it may have no record that is kept.
        report.has_ids = None;
    }
    lines.push(told(&report));
    (lines, quick, pieces)
}

#[test]
fn both_ways_give_the_same() {
    both_ways(SourceKind::Events);
}

#[test]
fn both_ways_give_the_same_leads() {
    both_ways(SourceKind::Leads);
}

fn both_ways(kind: SourceKind) {
    const N: Need = Need::Nothing;
    const J: Need = Need::Judged;
    const A: Need = Need::Asked;
    let mut usual_pieces = (0, 0);
    for seed in 0..24 {
        let mut random = Random(seed * 7919 + 1);
        let is_odd = seed % 3 == 0;
        let count = usize::try_from(random.below(1500)).unwrap() + 1;
        let rows = rows(&mut random, count, is_odd);
        let bytes = file(&mut random, &rows);
        for on_bad in [OnBadRecord::Skip, OnBadRecord::Stop] {
            let some = Needs {
                slots: [A, N, A, J, A, N, J].to_vec(),
                ids: false,
                attributes: [A, N, A, N, J, A, J, A].to_vec(),
            };
            for needs in [None, Some(some)] {
                let way =
                    |sizes| Way { bytes: &bytes, kind, is_required: is_odd, on_bad, needs: needs.clone(), sizes };
                let piece = 1 << 16;
                let slow = read(&way(Sizes { piece, chunk: 4096, is_row_by_row: true }));
                assert_eq!(slow.1, 0);
                for (piece, chunk) in [(piece, 4096), (piece, 1), (random.below(90) + 1, 4096), (37, 5)] {
                    let quick = read(&way(Sizes { piece, chunk, is_row_by_row: false }));
                    let place = format!("seed {seed}, pieces of {piece}, chunks of {chunk}, {needs:?}");
                    for (quick, slow) in quick.0.iter().zip(&slow.0) {
                        assert_eq!(quick, slow, "{place}");
                    }
                    assert_eq!(quick.0.len(), slow.0.len(), "{place}");
                    if !is_odd {
                        usual_pieces = (usual_pieces.0 + quick.1, usual_pieces.1 + quick.2);
                    }
                }
            }
        }
    }
    // Nothing in the even logs is unusual.
    assert_eq!(usual_pieces.0, usual_pieces.1);
    assert!(usual_pieces.0 > 500);
}
