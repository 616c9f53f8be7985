package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.List;

/// An index as it is.
///
/// @param name in the table's schema
/// @param shape everything that decides whether it is what a definition asks for
/// @param valid and ready: INVALID ones serve no query and prove nothing
/// @param bytes main fork, as of its making or the last VACUUM
/// @param definition as `pg_get_indexdef` writes it
/// @param attachedTo the index of the partitioned parent that it is a part of; empty for none
public record IndexFacts(
    QualifiedName table,
    String name,
    IndexShape shape,
    boolean valid,
    long bytes,
    String definition,
    String attachedTo) {

  /// Key columns in order; an expression stands as an empty text.
  public List<String> columns() {
    return shape.columns();
  }

  public String method() {
    return shape.method();
  }

  public boolean unique() {
    return shape.unique();
  }

  public boolean primary() {
    return shape.primary();
  }

  /// Of some rows only.
  public boolean partial() {
    return !shape.predicate().isEmpty();
  }

  public boolean expression() {
    return shape.columns().contains("");
  }

  /// Valid, and enough where that is asked for.
  public boolean serves(IndexShape wanted) {
    return valid && shape.serves(wanted);
  }

  /// A valid unique index without a constraint that only has to be made the primary key.
  public boolean becomesKey(IndexShape wanted) {
    return valid && attachedTo.isEmpty() && shape.becomesKey(wanted);
  }
}
