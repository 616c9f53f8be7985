package dev.plimsoll.query.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.query.Statements;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.Parse.Reason;
import dev.plimsoll.query.parser.Parse.Refused;
import dev.plimsoll.query.wasm.ParserModule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class SqlParserTest {
  private final SqlParser parser = Statements.PARSER;

  @Test
  void aStatementHasATree() {
    assertThat(parser.parse("SELECT a FROM t WHERE b = $1"))
        .isInstanceOfSatisfying(
            Parsed.class,
            parsed ->
                assertThat(parsed.tree().at("/SelectStmt/fromClause/0/RangeVar/relname").asText())
                    .isEqualTo("t"));
  }

  @Test
  void anErrorIsToldWithItsPlaceInCharacters() {
    // Given characters of two, three and four bytes before the error
    assertThat(parser.parse("SELECT 'é€😀' FROM FROM t"))
        .isEqualTo(new Refused(Reason.SYNTAX, 19, "syntax error at or near \"FROM\""));
    assertThat(parser.parse("SELECT 'open"))
        .isEqualTo(
            new Refused(Reason.SYNTAX, 8, "unterminated quoted string at or near \"'open\""));
  }

  @Test
  void whatIsNotOneStatementIsRefused() {
    assertThat(reason("")).isEqualTo(Reason.EMPTY);
    assertThat(reason(" -- nothing\n;")).isEqualTo(Reason.EMPTY);
    assertThat(reason("SELECT 1; SELECT 2")).isEqualTo(Reason.SEVERAL_STATEMENTS);
    assertThat(reason("SELECT '\0'")).isEqualTo(Reason.SYNTAX);
    assertThat(reason("SELECT * FROM t WHERE a = ?")).isEqualTo(Reason.SYNTAX);
    assertThat(reason("x".repeat(SqlParser.MAX_TEXT_BYTES + 1))).isEqualTo(Reason.TOO_LARGE);
    assertThat(reason("'" + "é".repeat(SqlParser.MAX_TEXT_BYTES / 2))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void fingerprintsAreOfTheShape() {
    String fingerprint = parser.fingerprint("SELECT a FROM t WHERE b = 1").orElseThrow();
    assertThat(fingerprint).matches("[0-9a-f]{16}");
    assertThat(parser.fingerprint("select a from t where b=$1")).contains(fingerprint);
    assertThat(parser.fingerprint("SELECT a FROM t WHERE c = 1"))
        .isPresent()
        .get()
        .isNotEqualTo(fingerprint);
    assertThat(parser.fingerprint("SELECT FROM WHERE")).isEmpty();
    // As libpg_query's own documentation has it.
    assertThat(parser.fingerprint("SELECT 1")).contains("50fde20626009aba");
  }

  @Test
  void constantsAreNormalized() {
    assertThat(parser.normalize("SELECT a FROM t WHERE b = 'x' AND c IN (1, 2) LIMIT 5"))
        .contains("SELECT a FROM t WHERE b = $1 AND c IN ($2, $3) LIMIT $4");
    assertThat(parser.normalize("SELECT FROM WHERE")).isEmpty();
  }

  /// Functions that are too large for byte code: Chicory's own interpreter is what ours is held
  /// against.
  @Test
  void largeFunctionsDoAsTheInterpreterDoes() {
    ParserInstance ours = new ParserInstance(128 << 20);
    ParserInstance theirs = new ParserInstance(128 << 20, ParserModule::create);
    Statements.of("hard").entrySet().stream()
        .limit(15)
        .forEach(
            statement -> {
              String name = statement.getKey();
              String sql = statement.getValue();
              byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
              assertThat(ours.parse(bytes).tree()).as(name).isEqualTo(theirs.parse(bytes).tree());
              assertThat(ours.fingerprint(bytes)).as(name).isEqualTo(theirs.fingerprint(bytes));
            });
  }

  @Test
  void aLongStatementIsRead() {
    // Given what ORMs write
    String list = "(" + "123456, ".repeat(10_000) + "1)";
    assertThat(parser.parse("SELECT a FROM t WHERE b IN " + list)).isInstanceOf(Parsed.class);
  }

  @Test
  void whatIsTooDeepIsRefusedAndTheNextIsRead() {
    for (String deep :
        List.of(
            "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000),
            "SELECT " + "(SELECT ".repeat(5_000) + "1" + ")".repeat(5_000),
            "SELECT " + "1 + ".repeat(3_000) + "1",
            "SELECT " + "NOT ".repeat(3_000) + "true",
            "SELECT 1" + " UNION SELECT 1".repeat(3_000))) {
      assertThat(reason(deep)).as(deep.substring(0, 30)).isEqualTo(Reason.TOO_DEEP);
      assertThat(parser.parse("SELECT 1")).isInstanceOf(Parsed.class);
    }
  }

  @Test
  void aTrapEndsTheInstanceAndNotTheParser() {
    // Given an instance that may not grow
    ParserInstance small = new ParserInstance(0);
    byte[] large = ("SELECT " + "1,".repeat(20_000) + "1").getBytes(StandardCharsets.UTF_8);
    Throwable thrown = catchThrowable(() -> small.parse(large));
    // Then it is the parser's own end, or an error that it told
    assertThat(thrown).isInstanceOf(RuntimeException.class);
  }

  @Test
  void manyThreadsReadAtOnce() throws ExecutionException, InterruptedException {
    Map<String, String> statements = Statements.of("hard");
    List<String> expected = trees(statements);
    List<Future<List<String>>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> trees(statements)));
      }
    }
    for (Future<List<String>> one : all) {
      assertThat(one.get()).isEqualTo(expected);
    }
  }

  @Test
  void aClosedParserBeginsAnew() {
    try (SqlParser own = new SqlParser()) {
      assertThat(own.parse("SELECT 1")).isInstanceOf(Parsed.class);
      own.close();
      assertThat(own.parse("SELECT 1")).isInstanceOf(Parsed.class);
    }
  }

  private List<String> trees(Map<String, String> statements) {
    return statements.values().stream().map(sql -> parser.parse(sql).toString()).toList();
  }

  private Reason reason(String text) {
    return parser.parse(text) instanceof Refused refused ? refused.reason() : fail("parsed");
  }
}
