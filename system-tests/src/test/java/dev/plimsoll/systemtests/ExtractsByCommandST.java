package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A data engineer's way through the command line, with the real services: register, test, explain,
/// extract and load, look, verify, steer.
@SharedSystem.Asking
final class ExtractsByCommandST {
  private static final String TABLES =
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.orders (id bigint PRIMARY KEY, note text NOT NULL);
      INSERT INTO shop.orders SELECT g * 97, md5(g::text) FROM generate_series(1, 200000) g;
      CREATE TABLE shop."Odd.Items" (id int PRIMARY KEY, price numeric(10, 2));
      INSERT INTO shop."Odd.Items" SELECT g, g / 7.0 FROM generate_series(1, 1000) g;
      CREATE TABLE shop.classes (id int PRIMARY KEY, class regclass);
      ANALYZE;
      """;

  private final SharedSystem system;
  private final Launcher plimsoll;

  ExtractsByCommandST(SharedSystem system) {
    this.system = system;
    this.plimsoll = system.launcher();
  }

  @Test
  void fromRegistrationToProof() throws Exception {
    // Given
    DatabaseAddress source = system.createDatabase("cli_source");
    DatabaseAddress target = system.createDatabase("cli_target");
    system.execute(source, TABLES);

    // When they are registered, then a test says what can be read, and what cannot and why
    add(0, "copied_shop", source);
    add(0, "copied_warehouse", target);
    add(1, "copied_shop", source);
    assertThat(plimsoll.run(0, "db", "list").out()).contains("copied_shop", "copied_warehouse");
    assertThat(plimsoll.run(0, "db", "test", "copied_shop").out())
        .contains("2 tables can be read", "shop.classes REFUSED: unsupported-type");
    assertThat(plimsoll.run(0, "db", "test", "copied_warehouse").out())
        .contains("no table can be read");

    // And what an extract would do is told without doing it
    Launcher.Answer explained = plimsoll.run(0, "extract", "explain", "copied_shop", "shop.*");
    assertThat(explained.out()).contains("shop.orders", "Why", "Times", "Refused");
    assertThat(extracts()).isEmpty();

    // And it is done once, and proven
    String[] run = {
      "extract",
      "run",
      "copied_shop",
      "shop.orders",
      "shop.Odd.Items",
      "--into=copied_warehouse",
      "--key=one",
      "--verify",
      "--timeout=4m"
    };
    Launcher.Answer proven = plimsoll.run(0, run);
    assertThat(proven.out())
        .contains(
            " into copied_warehouse done: 2 loaded; 201,000 rows",
            "PROVEN: 2 tables, 201,000 rows");
    plimsoll.run(0, run);
    List<JsonNode> list = extracts();
    assertThat(list).hasSize(1);
    String id = list.getFirst().path("id").asText();
    assertThat(plimsoll.run(0, "extract", "show", id.substring(0, 8)).out())
        .contains("shop.orders", "shop.Odd.Items", "loaded");

    // When the target changes behind our back, then it is no longer proven
    system.execute(target, "DELETE FROM shop.orders WHERE id = 97");
    assertThat(plimsoll.run(7, "receipt", "create", id, "--timeout=4m").out())
        .contains("NOT PROVEN", "shop.orders: the target lacks 1 row of the source");

    oneBadTableStopsNoOther();
    whatIsPausedIsResumedAndWhatIsCancelledRetried();
  }

  /// Of this test: others share the list.
  private List<JsonNode> extracts() throws Exception {
    return plimsoll
        .run(0, "extract", "list", "--json")
        .json()
        .valueStream()
        .filter(extract -> extract.path("source").asText().equals("copied_shop"))
        .toList();
  }

  private void oneBadTableStopsNoOther() throws Exception {
    Launcher.Answer ended =
        plimsoll.run(1, "extract", "run", "copied_shop", "shop.*", "--wait", "--timeout=4m");

    assertThat(ended.out())
        .contains("2 extracted, 1 failed", "shop.classes FAILED: unsupported-type");
    assertThat(ended.err()).contains("shop.orders: extracted");
  }

  private void whatIsPausedIsResumedAndWhatIsCancelledRetried() throws Exception {
    JsonNode begun =
        plimsoll
            .run(0, "extract", "run", "copied_shop", "shop.orders", "--files=4", "--json")
            .json();
    String id = begun.path("id").asText();
    plimsoll.run(0, "extract", "pause", id, "--table=shop.orders");
    plimsoll.run(0, "extract", "resume", id);
    // It may have ended by now: cancelling what has ended does nothing, and nothing has failed.
    JsonNode cancelled = plimsoll.run(0, "extract", "cancel", id, "--json").json();
    boolean stopped = cancelled.path("state").asText().equals("FAILED");
    plimsoll.run(0, "extract", "retry", id, "--wait", "--timeout=4m");

    assertThat(plimsoll.run(0, "extract", "show", id, "--table=shop.orders").out())
        .as("stopped in the middle: %s", stopped)
        .contains("state        extracted", "200,000");
  }

  private void add(int exitCode, String name, DatabaseAddress address) throws Exception {
    List<String> line = new ArrayList<>(List.of("db", "create", name));
    line.addAll(
        List.of(
            "--host=" + address.host(),
            "--port=" + address.port(),
            "--database=" + address.database(),
            "--user=" + address.user(),
            "--sslmode=disable",
            "--credential=" + address.credential().value()));
    plimsoll.run(exitCode, line.toArray(String[]::new));
  }
}
