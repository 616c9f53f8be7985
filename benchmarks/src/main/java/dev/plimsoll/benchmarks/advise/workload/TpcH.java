package dev.plimsoll.benchmarks.advise.workload;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// TPC-H's tables with primary and foreign keys, and its 22 queries with the validation
/// parameters.
///
/// Source: TPC Benchmark H, revision 3.0.1, clauses 1.4, 2.4 and 4.2. Comments come from a
/// smaller
/// pool of text than the benchmark's, which would take longer to make than the rows.
public final class TpcH {
  public static final String SCHEMA = "tpch";
  private static final int TEXT_POOL_BYTES = 4 << 20;
  private static final int BUFFER = 1 << 16;

  private TpcH() {}

  /// Creates and fills the schema, and leaves the session in it. Scale 0.1 takes 15 s and 200
  /// MB.
  public static void create(Connection connection, double scale) throws SQLException {
    run(connection, "tpch-schema.sql");
    Distributions words = Distributions.getDefaultDistributions();
    TextPool pool = new TextPool(TEXT_POOL_BYTES, words);
    copy(connection, "region", new RegionGenerator(words, () -> pool));
    copy(connection, "nation", new NationGenerator(words, () -> pool));
    copy(connection, "supplier", new SupplierGenerator(scale, 1, 1, words, () -> pool));
    copy(connection, "customer", new CustomerGenerator(scale, 1, 1, words, () -> pool));
    copy(connection, "part", new PartGenerator(scale, 1, 1, words, () -> pool));
    copy(connection, "partsupp", new PartSupplierGenerator(scale, 1, 1, () -> pool));
    copy(connection, "orders", new OrderGenerator(scale, 1, 1, words, () -> pool));
    copy(connection, "lineitem", new LineItemGenerator(scale, 1, 1, words, () -> pool));
    run(connection, "tpch-keys.sql");
    BenchDatabase.execute(connection, "VACUUM ANALYZE", "SET search_path = " + SCHEMA);
  }

  private static void run(Connection connection, String script) throws SQLException {
    for (String statement : QueryTexts.statements(script, Map.of("schema", SCHEMA))) {
      BenchDatabase.execute(connection, statement);
    }
  }

  private static void copy(Connection connection, String table, Iterable<? extends TpchEntity> rows)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY %s.%s FROM STDIN WITH (DELIMITER '|')".formatted(SCHEMA, table));
    try {
      StringBuilder buffer = new StringBuilder(BUFFER + 1_024);
      for (TpchEntity row : rows) {
        buffer.append(row.toLine());
        // A line ends with one more delimiter.
        buffer.setCharAt(buffer.length() - 1, '\n');
        if (buffer.length() >= BUFFER) {
          write(copy, buffer);
        }
      }
      write(copy, buffer);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void write(CopyIn copy, StringBuilder buffer) throws SQLException {
    byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    buffer.setLength(0);
  }

  /// @param scale of the data, which query 11's fraction depends on
  public static List<WorkloadQuery> queries(double scale) {
    String fraction = String.format(Locale.ROOT, "%.10f", 0.0001 / scale);
    return QueryTexts.queries("tpch-queries.sql", Map.of("fraction", fraction)).stream()
        .map(QueryTexts.QueryText::query)
        .toList();
  }
}
