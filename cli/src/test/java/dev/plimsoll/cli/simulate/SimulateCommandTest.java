package dev.plimsoll.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.sizing.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulateCommandTest {
  private CommandRun last = new CommandRun(0, "", "");

  private int run(String... arguments) {
    last =
        CommandRun.of(
            Map.of(),
            Stream.concat(Stream.of("simulate"), Stream.of(arguments)).toArray(String[]::new));
    return last.exitCode();
  }

  private String out() {
    return last.out();
  }

  private String err() {
    return last.err();
  }

  @Test
  void comparesTheStrategiesOnEachMachineAndDrawsTheLast() {
    assertThat(run("--cores", "2,8", "--memory", "64GB")).isZero();

    assertThat(out())
        .contains("11 tables, 9,400,000,000 rows")
        .contains("2 cores, 64.0 GiB for builds, 2 workers: not below")
        .contains("(CPU: 8 cores)")
        .contains("moldable", "hybrid", "adaptive-aggressive", "pgcopydb", "all-at-once")
        .contains("moldable on 8 cores, start to end:")
        .contains("|====");
    assertThat(err()).startsWith("next: plimsoll plan");
  }

  @Test
  void oneDocumentWithIntegersWhenJsonIsAsked() throws IOException {
    assertThat(run("--cores", "4", "--strategy", "hybrid", "--json")).isZero();

    JsonNode answer = Json.MAPPER.readTree(out());
    assertThat(answer.path("rows").asLong()).isEqualTo(9_400_000_000L);
    assertThat(answer.path("strategy").asText()).isEqualTo("hybrid");
    JsonNode machine = answer.path("machines").path(0);
    assertThat(machine.path("lowerBound").path("by").asText()).isEqualTo("CPU");
    assertThat(machine.path("strategies")).hasSize(8);
    assertThat(machine.path("builds")).hasSize(11);
    assertThat(machine.path("builds").path(0).path("lane").asText()).isEqualTo("large");
    assertThat(machine.path("builds").path(0).path("endMillis").isIntegralNumber()).isTrue();
    assertThat(err()).isEmpty();
  }

  @Test
  void aWindowThatIsTooShortIsSaidByTheExitCodeToo() {
    assertThat(run("--cores", "8", "--window", "1h")).isZero();
    assertThat(out()).contains("FITS").containsPattern("hybrid +\\d+ h \\d+ min +[\\d.]+ +no");

    assertThat(run("--cores", "8", "--window", "10m")).isEqualTo(7);
    assertThat(out()).contains("No strategy could make it in 10 min 0 s.");
  }

  @Test
  void aSlowDiskDecides() {
    assertThat(run("--cores", "16", "--disk", "500")).isZero();
    assertThat(out()).contains("500 MB/s", "The disk decides: every strategy takes about as long.");
  }

  @Test
  void tablesAndTheirCollationAreYourOwn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tables.json");
    Files.writeString(
        file,
        """
        {"tables": [{"table": "shop.orders", "rows": 50000000, "bytes": 8000000000,
          "key": "text-c", "keyBytes": 37}]}
        """);

    assertThat(run("--cores", "4", "--tables-file", file.toString(), "--json")).isZero();
    long asBytes = lowerBound();
    assertThat(
            run("--cores", "4", "--tables-file", file.toString(), "--collation", "libc", "--json"))
        .isZero();
    assertThat(lowerBound()).isGreaterThan(asBytes * 3 / 2);
  }

  private long lowerBound() throws IOException {
    return Json.MAPPER
        .readTree(out())
        .path("machines")
        .path(0)
        .path("lowerBound")
        .path("millis")
        .asLong();
  }

  @Test
  void whatCannotBeReadIsAMistakeOfUsage(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tables.json");
    Files.writeString(file, "{\"tables\": [{\"table\": \"orders\", \"key\": \"text-c\"}]}");

    assertThat(run("--tables-file", file.toString())).isEqualTo(2);
    assertThat(err()).contains("'orders' is not schema.table");
    assertThat(run("--tables-file", folder.resolve("absent").toString())).isEqualTo(2);
    Files.writeString(file, "{}");
    assertThat(run("--tables-file", file.toString())).isEqualTo(2);
    assertThat(run("--strategy", "fastest")).isEqualTo(2);
    assertThat(err()).contains("there is no strategy 'fastest'; there are moldable, default");
    assertThat(run("--cores", "0")).isEqualTo(2);
    assertThat(run("--jobs", "0")).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(run("--cores", "many", "--json")).isEqualTo(2);
    assertThat(out()).contains("\"code\":\"usage\"");
  }

  @Test
  void collationsReadAsPeopleSayThem() {
    assertThat(SimulateCommand.kind("C.UTF-8")).isEqualTo(KeyKind.TEXT_LIBC_C);
    assertThatThrownBy(() -> SimulateCommand.kind("klingon"))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    assertThat(run("--window", "soon")).isEqualTo(2);
  }
}
