package dev.plimsoll.health.finding;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that mend a finding, each outside of a transaction block and in a session with a
/// `search_path` of `pg_catalog`.
///
/// @param sql in order; empty where a person has to decide
/// @param undo statement that brings a dropped index back; empty for none
/// @param wanted the index to plan and build; null for none
public record Remedy(List<String> sql, String undo, @Nullable IndexDefinition wanted) {
  public static final Remedy NONE = new Remedy(List.of(), "", null);

  public Remedy {
    sql = List.copyOf(sql);
  }

  public static Remedy of(List<String> sql) {
    return new Remedy(sql, "", null);
  }

  public Remedy undoneBy(String statement) {
    return new Remedy(sql, statement, wanted);
  }

  public Remedy building(IndexDefinition definition) {
    return new Remedy(sql, undo, definition);
  }
}
