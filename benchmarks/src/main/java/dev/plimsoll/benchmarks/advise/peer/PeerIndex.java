package dev.plimsoll.benchmarks.advise.peer;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import java.util.stream.Stream;

/// B-tree that a method proposes: these know no other kind.
public record PeerIndex(QualifiedName table, List<String> columns) {
  public PeerIndex {
    columns = List.copyOf(columns);
  }

  PeerIndex with(String column) {
    return new PeerIndex(table, Stream.concat(columns.stream(), Stream.of(column)).toList());
  }

  /// `CREATE INDEX` without a name.
  public String createSql() {
    return "CREATE INDEX ON %s (%s)".formatted(Identifiers.quote(table), Identifiers.list(columns));
  }
}
