package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;

/// An index as it is.
///
/// @param name in the table's schema
/// @param method access method, for example `btree`
/// @param columns key columns in order; an expression stands as an empty text
/// @param included columns after INCLUDE
/// @param valid and ready: INVALID ones serve no query and prove nothing
/// @param immediate false for a deferrable constraint's index
/// @param plain ascending, default operator classes, the columns' own collations
/// @param bytes main fork, as of its making or the last VACUUM
/// @param definition as `pg_get_indexdef` writes it
/// @param shape everything that decides whether it is what a definition asks for
/// @param attachedTo the index of the partitioned parent that it is a part of; empty for none
public record IndexFacts(
    QualifiedName table,
    String name,
    String method,
    List<String> columns,
    List<String> included,
    boolean unique,
    boolean primary,
    boolean valid,
    boolean immediate,
    boolean partial,
    boolean expression,
    boolean plain,
    long bytes,
    String definition,
    IndexShape shape,
    String attachedTo) {

  public IndexFacts {
    columns = List.copyOf(columns);
    included = List.copyOf(included);
  }

  /// One whose shape follows from the rest: no expression, no predicate, no operator class, unless
  /// `plain`, `partial` or `expression` say that there is one, which then is like no other.
  public IndexFacts(
      QualifiedName table,
      String name,
      String method,
      List<String> columns,
      List<String> included,
      boolean unique,
      boolean primary,
      boolean valid,
      boolean immediate,
      boolean partial,
      boolean expression,
      boolean plain,
      long bytes,
      String definition) {
    this(
        table,
        name,
        method,
        columns,
        included,
        unique,
        primary,
        valid,
        immediate,
        partial,
        expression,
        plain,
        bytes,
        definition,
        new IndexShape(
            method,
            unique && immediate,
            false,
            columns.stream()
                .map(
                    column ->
                        new IndexShape.Key(
                            column,
                            column.isEmpty() ? IndexShape.UNREAD : "",
                            "",
                            plain,
                            "",
                            plain,
                            plain))
                .toList(),
            included,
            partial ? IndexShape.UNREAD : "",
            0),
        "");
  }

  /// Whether it serves what a definition asks for: valid, and a primary key where one is asked for.
  ///
  /// @param wanted what the definition means, from [dev.plimsoll.postgres.index.IndexTrial], or
  ///     [IndexShape#asWritten] of it where it has neither expression nor predicate
  public boolean satisfies(IndexDefinition definition, IndexShape wanted) {
    return valid
        && (definition.kind() != IndexDefinition.Kind.PRIMARY_KEY || primary)
        && shape.satisfies(wanted);
  }
}
