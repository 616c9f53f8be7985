package dev.plimsoll.systemtests.odd;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.planning.discovery.RulePattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Tables as odd as those of PostgreSQL's own regression tests: names, kinds, partitions,
/// constraints and types, each with the keys and indexes that somebody might want on it. The first
/// ones are written down in `odd/*.txt`, a heading each; those of the types are enumerated from the
/// server's catalog.
public final class OddTables {
  private static final List<String> FILES =
      List.of("names.txt", "kinds.txt", "partitions.txt", "constraints.txt", "types.txt");

  private final List<OddTable> tables;

  private OddTables(List<OddTable> tables) {
    this.tables = List.copyOf(tables);
  }

  /// All of them.
  ///
  /// @param connection to a server of the version that they are made on
  public static OddTables all(Connection connection) throws SQLException {
    List<OddTable> tables = new ArrayList<>();
    FILES.forEach(file -> tables.addAll(OddTable.parse(read(file))));
    tables.addAll(OddTypes.tables(connection));
    return new OddTables(tables);
  }

  /// Some of them, by chance.
  public OddTables some(int count, Random random) {
    List<OddTable> left = new ArrayList<>(tables);
    List<OddTable> some = new ArrayList<>();
    while (some.size() < count && !left.isEmpty()) {
      some.add(left.remove(random.nextInt(left.size())));
    }
    return new OddTables(some);
  }

  /// What they need: extensions, collations, another role's tables and an event trigger.
  ///
  /// @param superuser without a transaction, in the empty database
  public static void prepare(Connection superuser) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(read("prelude.sql"));
    }
  }

  /// @param owner who is no superuser
  public void create(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      for (OddTable table : tables) {
        try {
          statement.execute(table.sql());
        } catch (SQLException e) {
          throw new SQLException(table.heading() + ": " + e.getMessage(), e.getSQLState(), e);
        }
      }
    }
  }

  public int size() {
    return tables.size();
  }

  public List<Want> wants() {
    return tables.stream().flatMap(table -> table.wants().stream()).toList();
  }

  /// @param statement of SQL that makes the same, if PostgreSQL can
  public record Want(QualifiedName table, IndexDefinition definition, String statement) {
    public KeyRule rule() {
      return new KeyRule(RulePattern.of(table), definition);
    }
  }

  static String read(String file) {
    try (InputStream in = OddTables.class.getResourceAsStream("/odd/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource odd/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
