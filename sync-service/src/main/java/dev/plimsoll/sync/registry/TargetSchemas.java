package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Schemas of a target that tables are loaded into, where they differ from the source's. Pure.
///
/// @param bySchema schemas of the target by those of the source; that of {@link #ANY_OTHER} is for
///     all that are not named
public record TargetSchemas(Map<String, String> bySchema) {
  /// Stands for every schema of the source that is not named.
  public static final String ANY_OTHER = "*";

  public static final TargetSchemas SAME = new TargetSchemas(Map.of());

  private static final int MOST = 1_000;
  private static final int MOST_BYTES = 63;

  public TargetSchemas {
    bySchema = Map.copyOf(bySchema);
  }

  /// @param wanted null or empty for the source's names
  /// @param target null where nothing is loaded
  /// @throws PlimsollException INVALID_REQUEST
  public static TargetSchemas of(@Nullable Map<String, String> wanted, @Nullable String target) {
    if (wanted == null || wanted.isEmpty()) {
      return SAME;
    }
    if (target == null) {
      throw PlimsollException.invalidRequest("targetSchemas are of a target: there must be one");
    }
    if (wanted.size() > MOST) {
      throw PlimsollException.invalidRequest("targetSchemas may name " + MOST + " schemas at most");
    }
    wanted.forEach(TargetSchemas::require);
    return new TargetSchemas(wanted);
  }

  private static void require(String source, @Nullable String schema) {
    if (source.isEmpty() || schema == null || schema.isEmpty()) {
      throw PlimsollException.invalidRequest("a name in targetSchemas is empty");
    }
    if (schema.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES || schema.indexOf('\0') >= 0) {
      throw PlimsollException.invalidRequest(
          "a schema's name has " + MOST_BYTES + " bytes at most, and none of them is 0");
    }
    if (schema.startsWith("pg_")
        || schema.equals("information_schema")
        || schema.equals("plimsoll")) {
      throw PlimsollException.invalidRequest(
          "nothing is loaded into the schema \"" + schema + "\": it is not for tables");
    }
  }

  /// Schema that a table is loaded into; null for one of the same name.
  public @Nullable String schema(QualifiedName table) {
    String schema = bySchema.getOrDefault(table.schema(), bySchema.get(ANY_OTHER));
    return schema == null || schema.equals(table.schema()) ? null : schema;
  }

  /// A table at the target.
  public QualifiedName of(QualifiedName table) {
    String schema = schema(table);
    return schema == null ? table : new QualifiedName(schema, table.name());
  }

  /// Requires that tables can be loaded side by side.
  ///
  /// @throws PlimsollException INVALID_REQUEST where two of them would be one, or a named schema
  ///     has none
  public void requireFit(Collection<QualifiedName> tables) {
    Map<QualifiedName, QualifiedName> sources = new HashMap<>();
    for (QualifiedName table : tables) {
      QualifiedName other = sources.putIfAbsent(of(table), table);
      if (other != null) {
        throw PlimsollException.invalidRequest(
            "both %s and %s would be %s".formatted(other, table, of(table)));
      }
    }
    TreeSet<String> unused = new TreeSet<>(bySchema.keySet());
    unused.remove(ANY_OTHER);
    tables.forEach(table -> unused.remove(table.schema()));
    if (!unused.isEmpty()) {
      throw PlimsollException.invalidRequest(
          "no table is of the schema \"%s\"".formatted(unused.first()));
    }
  }
}
