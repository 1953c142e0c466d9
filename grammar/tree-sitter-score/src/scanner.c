// Where a statement ends: the one token of this language that needs the next line to be looked at.
//
// The first word of a line says whether a statement begins there (docs/reference/text.md). A line break is the end of the
// statement unless the next line begins with a clause word. Whether the line before wants more, or a bracket is open, the
// parser knows itself: there the end is no valid token.

#include "tree_sitter/parser.h"

#include <string.h>

enum Token { END };

// Words that continue the statement before them, wherever they stand; `when` does so behind a claim, and begins none.
static const char *const CLAUSES[] = {
    "where", "and",   "or",      "not",   "then",   "within", "every",      "once",  "at",   "up",   "down",
    "decays", "expires", "never", "during", "called", "restarting", "until", "even", "best", "with", "for",
    "when",
};

enum { LONGEST = 16 };

void *tree_sitter_score_external_scanner_create(void) { return NULL; }
void tree_sitter_score_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_score_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_score_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

static bool continues_word(int32_t c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127;
}

// The next line begins with a clause word. Reads the word.
static bool begins_with_a_clause(TSLexer *lexer) {
  char word[LONGEST];
  unsigned length = 0;
  while (!lexer->eof(lexer) && continues_word(lexer->lookahead)) {
    if (lexer->lookahead > 127 || length + 1 >= LONGEST) return false;
    word[length++] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  word[length] = '\0';
  // `at.x` is a name.
  if (length == 0 || lexer->lookahead == '.') return false;
  for (unsigned i = 0; i < sizeof(CLAUSES) / sizeof(CLAUSES[0]); i++) {
    if (strcmp(word, CLAUSES[i]) == 0) return true;
  }
  return false;
}

bool tree_sitter_score_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  if (!valid_symbols[END]) return false;
  lexer->result_symbol = END;
  // The token is the line break. (At the end of the file it is empty.) What follows is only looked at.
  lexer->mark_end(lexer);
  bool breaks = false;
  for (;;) {
    if (lexer->eof(lexer)) return true;
    int32_t c = lexer->lookahead;
    if (c == '\n') {
      lexer->advance(lexer, false);
      if (!breaks) lexer->mark_end(lexer);
      breaks = true;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      lexer->advance(lexer, !breaks);
    } else if (c == '#') {
      // A comment beside the statement comes first.
      if (!breaks) return false;
      while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, false);
    } else {
      break;
    }
  }
  return breaks && !begins_with_a_clause(lexer);
}
