//! What the language says, said in one more place.

use merit_ir::{RESERVED_WORDS, TestCase};
use merit_values::Day;

use crate::root;

#[test]
fn reserved_words_are_those_of_the_grammar() {
    let grammar = std::fs::read_to_string(root().join("grammar/score.pest")).unwrap();
    let rule = grammar.split_once("\nreserved ").unwrap().1.split_once(')').unwrap().0;
    let words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
    assert_eq!(words, RESERVED_WORDS);
}

#[test]
fn tests_begin_on_the_day_that_the_reference_says() {
    assert_eq!(TestCase::USUAL_START, Day::from_ymd(2025, 1, 6).unwrap());
}
