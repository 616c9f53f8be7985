package dev.plimsoll.query.parser;

import com.fasterxml.jackson.databind.JsonNode;

/// Outcome of parsing a text: a tree, or why there is none.
public sealed interface Parse {
  /// One statement, as PostgreSQL's grammar reads it.
  ///
  /// @param text the statement's text; `location`s in the tree are offsets in its UTF-8, in
  ///     bytes
  /// @param tree the raw parse tree, whose one field is the statement's type (`SelectStmt`, …);
  ///     not to be changed
  record Parsed(String text, JsonNode tree) implements Parse {}

  /// A text without a tree.
  ///
  /// @param position characters (code points) from 1; 0 where the reason has no place
  /// @param message PostgreSQL's own for [Reason#SYNTAX]; it may repeat a word of the text
  record Refused(Reason reason, int position, String message) implements Parse {}

  /// Why a text has no tree.
  enum Reason {
    SYNTAX,
    /// Nothing but white space and comments.
    EMPTY,
    /// Texts of `pg_stat_statements` and of a workload's lines are one statement each.
    SEVERAL_STATEMENTS,
    /// More bytes than [SqlParser#MAX_TEXT_BYTES], or a tree of more than
    /// [SqlParser#MAX_TREE_BYTES].
    TOO_LARGE,
    /// Expressions or queries within each other beyond what a thread's stack holds.
    TOO_DEEP,
    /// The parser ended itself or ran out of its memory; the next text has a new one.
    ABANDONED
  }
}
