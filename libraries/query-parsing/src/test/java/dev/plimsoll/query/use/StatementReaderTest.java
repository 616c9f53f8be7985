package dev.plimsoll.query.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.plimsoll.query.Statements;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.repair.NormalizedText;
import dev.plimsoll.query.use.KnownTables.KnownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements of three files, and what a person has checked that they use: `FILE.uses` beside
/// each. With `-Dplimsoll.uses.write=true` they are written anew, to be read before they are
/// kept.
final class StatementReaderTest {
  private static final Map<String, String> TABLES =
      Map.ofEntries(
          Map.entry(
              "lineitem",
              "l_orderkey l_partkey l_suppkey l_linenumber l_quantity l_extendedprice l_discount l_tax l_returnflag l_linestatus l_shipdate l_commitdate l_receiptdate l_shipinstruct l_shipmode l_comment"),
          Map.entry(
              "tpch.orders",
              "o_orderkey o_custkey o_orderstatus o_totalprice o_orderdate o_orderpriority o_clerk o_shippriority o_comment"),
          Map.entry(
              "customer",
              "c_custkey c_name c_address c_nationkey c_phone c_acctbal c_mktsegment c_comment"),
          Map.entry(
              "part",
              "p_partkey p_name p_mfgr p_brand p_type p_size p_container p_retailprice p_comment"),
          Map.entry(
              "supplier", "s_suppkey s_name s_address s_nationkey s_phone s_acctbal s_comment"),
          Map.entry("partsupp", "ps_partkey ps_suppkey ps_availqty ps_supplycost ps_comment"),
          Map.entry("nation", "n_nationkey n_name n_regionkey n_comment"),
          Map.entry("region", "r_regionkey r_name r_comment"),
          Map.entry("job", "id workflow_id name status resource_requirements_id"),
          Map.entry("event", "id workflow_id timestamp data"),
          Map.entry("ready_queue", "workflow_id job_id resource_requirements_id"),
          Map.entry(
              "resource_requirements", "id workflow_id num_cpus num_gpus memory_bytes runtime_s"),
          Map.entry("job_blocked_by", "workflow_id job_id blocked_by_job_id"),
          Map.entry("job_input_file", "workflow_id job_id file_id"),
          Map.entry("result", "id workflow_id job_id run_id return_code"),
          Map.entry("workflow", "id name user is_archived"),
          Map.entry("orders", "id customer_id status total placed shipped paid tags"),
          Map.entry("archived.orders", "id customer_id status total placed shipped paid tags"),
          Map.entry("customers", "id name email data tags notes active deleted vip born region"),
          Map.entry("lines", "id price"),
          Map.entry("regions", "region visits"),
          Map.entry("Odd Table", "Id Group"));

  @ParameterizedTest
  @ValueSource(strings = {"tpch", "torc", "hard"})
  void statementsUseWhatAPersonHasChecked(String file) throws IOException {
    String uses =
        Statements.of(file).entrySet().stream()
            .map(s -> "-- " + s.getKey() + "\n" + UseText.of(use(file, s.getValue())))
            .collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("plimsoll.uses.write")) {
      Files.writeString(Path.of("src/test/resources/dev/plimsoll/query/" + file + ".uses"), uses);
    }
    assertThat(uses).isEqualTo(Statements.text(file + ".uses"));
  }

  @Test
  void everythingInTpchIsKnown() {
    assertThat(Statements.of("tpch")).hasSize(22);
    Statements.of("tpch")
        .forEach((name, sql) -> assertThat(use("tpch", sql).unknown()).as(name).isEmpty());
  }

  @Test
  void whateverParsesIsRead() {
    // Given statements with words left out, doubled and exchanged
    long seed = Long.getLong("plimsoll.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> statements = new ArrayList<>(Statements.of("hard").values());
    statements.addAll(Statements.of("torc").values());
    int read = 0;
    for (int i = 0; i < 600; i++) {
      List<String> words =
          new ArrayList<>(
              List.of(statements.get(random.nextInt(statements.size())).split("(?<=\\W)|(?=\\W)")));
      int place = random.nextInt(words.size());
      switch (random.nextInt(3)) {
        case 0 -> words.remove(place);
        case 1 -> words.add(place, words.get(random.nextInt(words.size())));
        default -> words.set(place, words.get(random.nextInt(words.size())));
      }
      String text = String.join("", words);
      // When, then
      if (Statements.PARSER.parse(text) instanceof Parsed parsed) {
        read++;
        assertThatCode(() -> UseText.of(StatementReader.read(parsed, StatementReaderTest::nothing)))
            .as("%s, seed %d", text, seed)
            .doesNotThrowAnyException();
        assertThatCode(() -> use("hard", text))
            .as("%s, seed %d", text, seed)
            .doesNotThrowAnyException();
        assertThatCode(() -> NormalizedText.repaired(parsed))
            .as("%s, seed %d", text, seed)
            .doesNotThrowAnyException();
      }
    }
    assertThat(read).as("seed %d", seed).isGreaterThan(100);
  }

  @Test
  void theDeepestThatParsesIsRead() {
    String sum = "1 + ".repeat(600) + "total";
    StatementUse use = use("hard", "SELECT id FROM orders WHERE " + sum + " = $1 ORDER BY " + sum);
    assertThat(use.tables().getFirst().filters()).hasSize(1);
  }

  private static Optional<KnownTable> nothing(String schema, String name) {
    return Optional.empty();
  }

  private static StatementUse use(String file, String sql) {
    return StatementReader.read(
        Statements.parsed(sql),
        (schema, name) -> {
          String known =
              schema != null
                  ? schema + "." + name
                  : file.equals("tpch") && name.equals("orders") ? "tpch.orders" : name;
          return Optional.ofNullable(TABLES.get(known))
              .map(
                  columns ->
                      new KnownTable(
                          known.contains(".") ? known.substring(0, known.indexOf('.')) : "public",
                          name,
                          List.of(columns.split(" "))));
        });
  }
}
