; No two patterns fit the same node: editors differ in which of them would win.

(comment) @comment
(string) @string
(whole) @number
(bound) @number
(percent) @number
(ordinal) @number
(date) @number
(clock) @number
(letter) @constant
(signed) @number

; What begins a block.
[
  "edition" "use" "list" "event" "has" "action" "allow" "model" "timezone" "week" "reviewed" "score" "range" "rounded" "group"
  "reset" "inactivity" "grade" "tiers" "matrix" "columns" "row" "segment" "include" "exclude" "trigger" "test" "start"
  "expect" "claim"
] @keyword
(lead) @keyword
(lead_has "lead" @keyword)
(changes "lead" @keyword)
(path "lead" @variable.builtin)

; Conditions.
["where" "if" "when" "and" "or" "not" "is" "had" "then" "within" "in" "includes" "contains" "contain" "word" "does" "ends" "end" "known" "unknown"] @keyword.operator
(history "no" @keyword.operator)
(sequence "no" @keyword.operator)
(no_grade "no" @keyword.operator)
(claim "no" @keyword.operator)
(model_claim "no" @keyword.operator)
["<" "<=" ">" ">="] @operator

; Clauses, and the small words of statements.
[
  "every" "once" "per" "at" "most" "least" "exactly" "fewer" "than" "more" "up" "down" "to" "point" "points" "decay" "decays"
  "never" "always" "by" "half" "evenly" "over" "of" "original" "remainder" "expires" "after" "during" "called" "restarting" "without"
  "one" "any" "day" "days" "weeks" "month" "months" "year" "years" "hour" "hours" "minute" "minutes" "for" "a" "best" "only"
  "starts" "sum" "whole" "decimal" "decimals" "from" "above" "until" "below" "otherwise" "total" "further" "keep" "give" "back" "return" "on"
  "measured" "activity" "rule" "applies" "ever" "the" "last" "next" "ago" "with" "tier" "higher" "lower" "better" "worse" "even"
  "they" "left" "entering" "leaving" "because" "column" "required" "first" "seen" "consent" "personal" "weak" "signal" "several"
] @keyword.modifier

(how_often ["time" "times"] @keyword.modifier)
(times_in ["time" "times"] @keyword.modifier)
(history ["time" "times"] @keyword.modifier)
(happens ["time" "times"] @keyword.modifier)

; Kinds of values.
(kind ["text" "number" "yes/no" "date" "time" "times" "email" "url"] @type.builtin)
(list ["text" "numbers" "domains"] @type.builtin)
["yes" "monday" "sunday"] @constant.builtin
(setting "no" @constant.builtin)
(is_operator "no" @constant.builtin)
(order_operator "no" @constant.builtin)

; Names where they are declared, and where they are used.
(event name: (name) @type)
(pattern event: (name) @type)
(sequence event: (name) @type)
(streak event: (name) @type)
(history event: (name) @type)
(happens event: (name) @type)
(inactivity event: (name) @type)
(has name: (name) @property)
(setting name: (name) @property)
(score name: (name) @function)
(grade name: (name) @function)
(model name: (name) @function)
(matrix name: (name) @function)
(tiers score: (name) @function)
(list name: (name) @constant)
(is_operator list: (name) @constant)
(action name: (name) @function.method)
(trigger action: (name) @function.method)
(subject (path (name) @variable))
(model_claim (name) @variable)

["(" ")"] @punctuation.bracket
["," ":" "." "%"] @punctuation.delimiter
