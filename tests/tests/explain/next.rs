//! What is said to come if nothing happens agrees with running later.

use std::collections::BTreeSet;

use merit_engine::Options;
use merit_ir::{MatrixColumns, Model, NO_GRADE, Results};
use merit_tests::oracle::{Record, What};
use merit_tests::random::Prng;
use merit_values::{Instant, Zone};

use crate::support::{evaluated, explained, leads, options, prepared, seeds};

const DAY: i64 = 86_400_000_000;

#[test]
fn what_comes_next_agrees_with_running_later() {
    let (mut changes, mut moves, mut asked, mut unseen) = (0, 0, 0, 0);
    for seed in seeds() {
        let (ready, cases) = prepared(seed);
        let model = ready.model();
        let mut prng = Prng::new(seed ^ 0xA4EAD);
        // One question of each seed: walking through days is slow.
        let case = &cases[prng.below(cases.len())];
        let as_of = options(case).as_of;
        let later = |record: &&Record| record.at > as_of.0;
        if case.records.iter().filter(later).any(|record| matches!(record.what, What::Change(_))) {
            // Whether an attribute ever changes is read from the whole log: without its end, the past is another one.
            continue;
        }
        let records: Vec<Record> = case.records.iter().filter(|record| record.at <= as_of.0).cloned().collect();
        let until = Instant(as_of.0 + 40 * DAY);
        let explained = explained(model, case, leads(case).into_iter());
        let present: Vec<String> = explained.leads().map(str::to_owned).collect();
        let ahead: Vec<_> = present.iter().map(|lead| explained.ahead(lead, until).unwrap()).collect();
        let zone = Zone::named(&model.timezone).unwrap();
        let mut instants = vec![until, zone.end_of(zone.day_of(as_of)), Instant(as_of.0 + 1)];
        instants.extend((0..3).map(|_| Instant(as_of.0 + prng.between(1, 40 * DAY))));
        instants.extend(ahead.iter().flat_map(|ahead| ahead.scores.first().map(|(at, _, _)| *at)));
        let now = evaluated(model, case, &records, options(case));
        for at in instants {
            let run = evaluated(model, case, &records, Options { as_of: at, ..options(case) });
            for (number, lead) in present.iter().enumerate() {
                assert_eq!(run.results.leads.get(number), lead, "seed {seed}");
                for score in 0..model.scores.len() {
                    let said = ahead[number].scores.iter().rev().find(|(when, of, _)| *when <= at && *of == score);
                    let said = said.map_or(now.results.scores[score][number], |(_, _, value)| *value);
                    let name = &model.scores[score].name;
                    assert_eq!(said, run.results.scores[score][number], "seed {seed}, lead {lead}, {name} at {at}");
                    asked += 1;
                }
                // Places, too: also those of a lead that is not seen yet, and enters nothing for a trigger.
                let mut said = places(model, &now.results, number);
                for change in ahead[number].transitions.iter().filter(|change| change.at <= at) {
                    let different = match change.enters {
                        true => said.insert(change.name.to_string()),
                        false => said.remove(&*change.name),
                    };
                    assert!(different, "seed {seed}, lead {lead}: {change:?}");
                }
                assert_eq!(said, places(model, &run.results, number), "seed {seed}, lead {lead} at {at}");
            }
        }
        let run =
            evaluated(model, case, &records, Options { as_of: until, changes_since: Some(as_of), ..options(case) });
        let seen = |lead: &str| {
            explained.account(lead).and_then(|account| account.first_seen).is_some_and(|seen| seen <= as_of)
        };
        unseen +=
            present.iter().zip(&ahead).filter(|(lead, ahead)| !seen(lead) && !ahead.transitions.is_empty()).count();
        let ahead_of_seen = present.iter().zip(&ahead).filter(|(lead, _)| seen(lead));
        let mut said: Vec<_> = ahead_of_seen.flat_map(|(_, ahead)| ahead.transitions.clone()).collect();
        said.sort();
        let of_seen: Vec<_> = run.transitions.iter().filter(|change| seen(&change.lead)).cloned().collect();
        assert_eq!(said, of_seen, "seed {seed}");
        let mut due: Vec<_> = ahead.iter().flat_map(|ahead| ahead.due.clone()).collect();
        due.sort();
        assert_eq!(due, run.due, "seed {seed}");
        changes += ahead.iter().map(|ahead| ahead.scores.len()).sum::<usize>();
        moves += said.len();
    }
    assert!(changes > 1_000 && moves > 200 && asked > 1_000 && unseen > 5, "{changes} {moves} {asked} {unseen}");
}

/// The tiers, cells and segments of a lead.
fn places(model: &Model, results: &Results, lead: usize) -> BTreeSet<String> {
    let tier = |tiers: usize| usize::from(results.tiers[tiers][lead]);
    let tiers = model.tiers.iter().enumerate().map(|(number, tiers)| tiers.lines[tier(number)].name.clone());
    let segments = model.segments.iter().zip(&results.segments).filter(|(_, inside)| inside[lead]);
    let cells = model.matrices.iter().filter_map(|matrix| {
        let column = match matrix.columns {
            MatrixColumns::Tiers(tiers) => tier(tiers.index()),
            MatrixColumns::Grade(grade) => {
                let letter = results.grades[grade.index()][lead];
                (letter != NO_GRADE).then_some(usize::from(letter))?
            }
        };
        Some(matrix.cells[tier(matrix.rows.index())][column].clone())
    });
    tiers.chain(segments.map(|(segment, _)| segment.name.clone())).chain(cells).collect()
}
