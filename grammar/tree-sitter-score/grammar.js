/**
 * @file The Merit scoring language, edition 1, for editors.
 *
 * The normative grammar is grammar/score.pest; a test of the workspace compares the two on every score file. A file is a list of
 * statements. Where a statement ends is decided by the first word of the next line, not by this grammar: src/scanner.c
 * gives a token for the end. Inside a statement a line break is white space.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const list = (rule) => seq(rule, repeat(seq(',', rule)));
const times = choice('time', 'times');
const points = choice('point', 'points');

module.exports = grammar({
  name: 'score',

  externals: ($) => [$._end],
  extras: ($) => [/\s/, $.comment],
  word: ($) => $._word,

  conflicts: ($) => [
    // `is "Warm" or higher`, `is "Warm" or title is known`
    [$.is_operator],
    // `one of "a", "b", required`
    [$.items],
    // `include after demo for 90 days`, `include after click for 3 sent in a row by campaign`
    [$.pattern],
  ],

  supertypes: ($) => [$._statement],

  rules: {
    file: ($) => repeat(seq($._statement, $._end)),

    _statement: ($) =>
      choice(
        $.edition, $.use_file, $.list, $.event, $.lead, $.has, $.action, $.allow,
        $.model, $.timezone, $.week, $.reviewed,
        $.score, $.range, $.rounded, $.starts_at, $.sum_of, $.points_decay, $.group, $.rule_line, $.reset,
        $.inactivity, $.stage, $.on_return,
        $.grade, $.letter_line, $.no_grade,
        $.tiers, $.tier_line, $.matrix, $.columns, $.row, $.segment, $.include, $.trigger, $.model_claim,
        $.test, $.start, $.lead_has, $.happening, $.expect,
      ),

    // ------------------------------------------------------------------------------------------ the file

    edition: ($) => seq('edition', $.whole),
    use_file: ($) => seq('use', field('path', $.string)),
    list: ($) =>
      seq('list', field('name', $.name), ':', choice('text', 'numbers', 'domains'), choice($.list_file, $.items)),
    list_file: ($) => seq('from', field('path', $.string), optional(seq('column', $.string))),
    event: ($) =>
      seq('event', field('name', $.name), field('title', optional($.string)), repeat(seq(optional(','), $.event_tag))),
    event_tag: (_) => choice(seq('not', 'activity'), seq('weak', 'signal')),
    lead: (_) => 'lead',
    has: ($) => seq('has', field('name', $.name), ':', $.kind, repeat(seq(',', $.has_tag))),
    kind: ($) =>
      choice(
        'text', 'number', 'yes/no', 'date', 'time', 'times', 'email', 'url',
        seq('one', 'of', $.items),
        seq('several', 'of', $.items),
      ),
    has_tag: (_) => choice('required', seq('first', 'seen'), 'consent', 'personal'),
    action: ($) => seq('action', field('name', $.name), field('title', optional($.string))),
    allow: ($) => seq('allow', field('check', $.name), 'because', $.string),

    // ------------------------------------------------------------------------------------------ the model

    model: ($) => seq('model', field('name', $.name), field('title', optional($.string))),
    timezone: ($) => seq('timezone', $.string),
    week: (_) => seq('week', 'starts', choice('monday', 'sunday')),
    reviewed: ($) => seq('reviewed', $.date),

    // ------------------------------------------------------------------------------------------ scores and grades

    score: ($) => seq('score', field('name', $.name), field('title', optional($.string))),
    range: ($) =>
      seq('range', choice(seq('from', $.bound), seq('up', 'to', $.bound), seq($.bound, 'to', $.bound))),
    rounded: ($) =>
      seq('rounded', 'to', choice(seq('whole', points), seq($.whole, choice('decimal', 'decimals')))),
    starts_at: ($) => seq('starts', 'at', choice($.letter, seq($.bound, points))),
    sum_of: ($) => seq('sum', 'of', list($.sum_part)),
    sum_part: ($) => seq(optional(seq($.percent, 'of')), $.name),
    points_decay: ($) => seq(points, choice(seq('decay', $._how), seq('never', 'decay'))),
    group: ($) => seq('group', field('name', $.string), repeat(choice($.best_one_only, $.cap, $.decay, $.expires))),
    best_one_only: (_) => seq('best', 'one', 'only'),

    rule_line: ($) => seq(field('points', repeat1($.signed)), field('occasion', $._occasion), repeat($._clause)),
    reset: ($) => seq('reset', field('occasion', $.pattern), repeat($._clause)),
    _occasion: ($) => choice($.standing, $.pattern),
    standing: ($) => seq('if', $._condition),

    pattern: ($) =>
      seq(
        field('event', $.name),
        choice(
          seq($.times_in, optional($.where)),
          seq(optional($.where), optional(choice($.streak, $.sequence, $.times_in))),
        ),
      ),
    where: ($) => seq('where', $._condition),
    streak: ($) => seq('for', $.whole, field('event', $.name), 'in', 'a', 'row', 'by', field('property', $.name)),
    sequence: ($) =>
      seq('then', optional('no'), field('event', $.name), optional($.where), 'within', $.duration),
    times_in: ($) => seq($.whole, times, 'in', 'any', $.duration),

    _clause: ($) => choice($.how_often, $.cap, $.decay, $.expires, $.during, $.called),
    how_often: ($) =>
      choice(
        seq('every', choice(times, seq($.ordinal, times))),
        seq('once', optional($._per)),
        seq('at', 'most', $.whole, times, optional(choice($._per, seq('in', 'any', $.duration)))),
        seq(
          'restarting',
          choice(seq('every', $.calendar), seq('after', $.duration, 'without', 'one')),
        ),
      ),
    _per: ($) => seq('per', choice($.calendar, field('property', $.name))),
    calendar: (_) => choice('day', 'week', 'month', 'year'),
    cap: ($) => seq(choice('up', 'down'), 'to', choice($.bound, alias($._positive, $.signed)), points),
    decay: ($) => choice(seq('decays', $._how), seq('never', 'decays')),
    _how: ($) =>
      choice(
        seq('evenly', 'over', $.duration),
        seq('by', 'half', 'every', $.duration),
        seq('by', $.percent, 'of', choice('original', 'remainder'), 'every', $.duration),
      ),
    expires: ($) => seq('expires', 'after', $.duration),
    during: ($) => seq('during', $.date, 'to', $.date),
    called: ($) => seq('called', $.string),

    inactivity: ($) => seq('inactivity', 'measured', 'by', choice(seq('any', 'activity'), list(field('event', $.name)))),
    stage: ($) =>
      seq(
        'after',
        $.duration,
        optional(seq('and', 'every', $.duration)),
        choice(seq(optional(choice('total', 'further')), $.signed), 'reset'),
      ),
    on_return: (_) => seq('on', 'return', choice('keep', seq('give', 'back'))),

    grade: ($) => seq('grade', field('name', $.name), field('title', optional($.string))),
    letter_line: ($) => seq($.letter, $._lower_bound),
    _lower_bound: ($) => choice(seq(choice('from', 'above'), $.bound), 'otherwise'),
    no_grade: ($) => seq('no', 'grade', 'if', choice(seq('no', 'rule', 'applies'), $._condition)),

    // ------------------------------------------------------------------------------------------ outcomes

    tiers: ($) => seq('tiers', 'of', field('score', $.name)),
    tier_line: ($) => seq(field('name', $.string), $._lower_bound, optional(seq('until', 'below', $.bound))),
    matrix: ($) => seq('matrix', field('name', $.name)),
    columns: ($) =>
      seq('columns', $.name, choice(seq('grade', ':', list($.letter)), seq('tier', ':', list($.string)))),
    row: ($) => seq('row', field('tier', $.string), ':', list($.string)),
    segment: ($) => seq('segment', field('name', $.string)),
    include: ($) =>
      seq(
        choice('include', 'exclude'),
        choice(seq('when', $._condition), seq('after', $.pattern, optional(seq('for', $.duration)))),
      ),
    trigger: ($) =>
      seq(
        'trigger',
        field('action', $.name),
        choice('on', seq($.duration, 'after')),
        choice('entering', 'leaving'),
        $.string,
        repeat(choice($.how_often, $.even_if_they_left)),
      ),
    even_if_they_left: (_) => seq('even', 'if', 'they', 'left'),

    // What must hold for every lead; what a test expects of one is `claim`.
    model_claim: ($) =>
      seq('claim', choice('never', 'always'), $._claimed, optional(seq('when', $._condition))),
    _claimed: ($) =>
      choice(
        seq('in', $.string),
        seq('no', $.name, 'grade'),
        $._claimed_tier,
        seq(
          $.name,
          choice($._claimed_tier, seq('grade', $.letter, optional($._or_further)), seq(optional(points), $._claimed_number)),
        ),
      ),
    _claimed_tier: ($) => seq('tier', $.string, optional($._or_further)),
    _claimed_number: ($) =>
      choice($.bound, seq(choice('<=', '>=', '<', '>'), $.bound), seq('from', $.bound, 'to', $.bound)),
    _or_further: (_) => seq('or', choice('higher', 'better', 'lower', 'worse')),

    // ------------------------------------------------------------------------------------------ tests

    test: ($) => seq('test', field('name', $.string)),
    start: ($) => seq('start', $.date),
    lead_has: ($) => seq('lead', 'has', $._settings),
    _settings: ($) => list($.setting),
    setting: ($) =>
      seq(
        field('name', $.name),
        choice('unknown', seq($.string, repeat(seq('and', $.string))), $.date, $.bound, 'yes', 'no', $.letter),
      ),
    happening: ($) => seq($.moment, choice($.changes, $.happens)),
    changes: ($) => seq('lead', 'has', $._settings),
    happens: ($) => seq(field('event', $.name), optional(seq('with', $._settings)), optional(seq($.whole, times))),
    moment: ($) => seq(choice(seq('day', $.whole), $.date), optional($.clock)),
    expect: ($) => seq('expect', list($.claim), 'on', $.moment),
    claim: ($) =>
      choice(
        seq(optional('no'), 'trigger', $.name),
        seq('no', $.name, 'grade'),
        seq(optional('not'), 'in', $.string),
        seq('tier', $.string),
        seq($.string, $.bound),
        seq($.name, choice(seq('tier', $.string), seq('grade', $.letter), seq(points, $.bound), $.bound)),
      ),

    // ------------------------------------------------------------------------------------------ conditions

    // All joined by `and`, or all by `or`; that they are not mixed is checked by merit.
    _condition: ($) => seq($._unary, repeat(seq(choice('and', 'or'), $._unary))),
    _unary: ($) => choice($.negation, $.bracketed, $.history, $.comparison),
    negation: ($) => seq('not', '(', $._condition, ')'),
    bracketed: ($) => seq('(', $._condition, ')'),
    history: ($) =>
      seq(
        'had',
        optional('no'),
        field('event', $.name),
        optional(seq('where', '(', $._condition, ')')),
        optional(seq(choice(seq('at', 'least'), 'exactly', seq('fewer', 'than')), $.whole, times)),
        choice('ever', seq('in', 'the', 'last', $.duration)),
      ),

    comparison: ($) => seq($.subject, $._operator),
    subject: ($) => seq($.path, optional(choice('tier', 'grade', points))),
    path: ($) =>
      seq(optional(seq('lead', token.immediate('.'))), $.name, repeat(seq(token.immediate('.'), $.name))),
    _operator: ($) => choice($.is_operator, $.text_operator, $.order_operator, $.time_operator),
    is_operator: ($) =>
      seq(
        'is',
        choice(
          'known',
          'unknown',
          seq(
            optional('not'),
            choice(
              seq('one', 'of', $.items),
              seq('in', field('list', $.name)),
              seq($._value, optional($._or_further)),
            ),
          ),
        ),
      ),
    text_operator: ($) =>
      choice(
        seq(choice('starts', 'ends'), 'with', $._texts),
        seq('contains', optional('word'), $._texts),
        seq('does', 'not', choice(seq(choice('start', 'end'), 'with'), seq('contain', optional('word'))), $._texts),
        seq('includes', $.string),
      ),
    _texts: ($) => choice($.string, seq('any', 'of', choice($.items, field('list', $.name)))),
    order_operator: ($) =>
      choice(seq(choice('<=', '>=', '<', '>'), $._value), seq('from', $._value, 'to', $._value)),
    time_operator: ($) =>
      choice(seq('in', 'the', choice('last', 'next'), $.duration), seq('more', 'than', $.duration, 'ago')),

    // ------------------------------------------------------------------------------------------ values

    items: ($) => list($._item),
    _item: ($) => choice($.string, $.date, $.bound),
    _value: ($) => choice($.string, $.date, $.bound, 'yes', 'no', $.letter),
    duration: ($) =>
      seq(
        $.whole,
        choice(
          'day', 'days', 'week', 'weeks', 'month', 'months', 'year', 'years', 'hour', 'hours', 'minute', 'minutes',
        ),
      ),

    name: ($) => choice($._word, /`[^`\n]+`/),
    _word: (_) => /\p{XID_Start}\p{XID_Continue}*/,
    string: (_) => /"([^"\n]|"")*"/,
    whole: (_) => /[0-9]+/,
    bound: ($) => choice($.whole, $._decimal, $._negative),
    signed: ($) => choice($._positive, $._negative),
    percent: ($) => seq(choice($.whole, $._decimal), '%'),
    _decimal: (_) => /[0-9]+\.[0-9]+/,
    _negative: (_) => /-[0-9]+(\.[0-9]+)?/,
    _positive: (_) => /\+[0-9]+(\.[0-9]+)?/,
    ordinal: (_) => /[0-9]+(st|nd|rd|th)/,
    date: (_) => /[0-9]{4}-[0-9]{2}-[0-9]{2}/,
    clock: (_) => /[0-9]{2}:[0-9]{2}/,
    letter: (_) => token(prec(1, /[A-F][+-]?/)),
    comment: (_) => /#[^\n]*/,
  },
});
