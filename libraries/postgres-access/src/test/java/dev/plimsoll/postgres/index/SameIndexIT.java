package dev.plimsoll.postgres.index;

import static dev.plimsoll.contracts.build.IndexDefinition.Order.ASC;
import static dev.plimsoll.contracts.build.IndexDefinition.Order.ASC_NULLS_FIRST;
import static dev.plimsoll.contracts.build.IndexDefinition.Order.DESC;
import static dev.plimsoll.contracts.build.IndexDefinition.Order.DESC_NULLS_LAST;
import static dev.plimsoll.postgres.index.SameIndexIT.Is.NEITHER;
import static dev.plimsoll.postgres.index.SameIndexIT.Is.SAME;
import static dev.plimsoll.postgres.index.SameIndexIT.Is.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which index is what a definition asks for, which one makes it needless, and which does neither:
/// each made in a real database and read back from its catalog.
final class SameIndexIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "t");
  private static final IndexDefinition A = index("a");
  private static final IndexDefinition A_B = index("a", "b");
  private static final IndexDefinition C = index("c");
  private static final IndexDefinition UNIQUE_A = new IndexDefinition(Kind.UNIQUE, List.of("a"));
  private static final IndexDefinition UNIQUE_A_B =
      new IndexDefinition(Kind.UNIQUE, List.of("a", "b"));
  private static final IndexDefinition UNIQUE_C = new IndexDefinition(Kind.UNIQUE, List.of("c"));
  private static final IndexDefinition UNIQUE_C_AND_NULL =
      new IndexDefinition(
          Kind.UNIQUE,
          List.of("c"),
          "btree",
          List.of(),
          List.of(),
          "",
          List.of(),
          0,
          List.of(),
          true,
          "",
          Map.of());
  private static final IndexDefinition UNIQUE_N = new IndexDefinition(Kind.UNIQUE, List.of("n"));
  private static final IndexDefinition KEY_A = new IndexDefinition(Kind.PRIMARY_KEY, List.of("a"));
  private static final IndexDefinition KEY_A_B =
      new IndexDefinition(Kind.PRIMARY_KEY, List.of("a", "b"));

  private static Connection connection;

  enum Is {
    /// It is this index: a partition's could be attached.
    SAME,
    /// It makes another one needless.
    SERVES,
    NEITHER
  }

  @BeforeAll
  static void aTable() throws SQLException {
    connection = Stack.get().createDatabase("same_index").connect();
    execute(
        """
        CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE COLLATION german (provider = icu, locale = 'de');
        CREATE FUNCTION fold(t text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(t)';
        CREATE TABLE t (a int NOT NULL, b int NOT NULL, c text, d text COLLATE "C",
          n text COLLATE folded, v varchar(20), s text[], p point)
        """);
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
  }

  private static IndexDefinition index(String... columns) {
    return new IndexDefinition(Kind.INDEX, List.of(columns));
  }

  private static IndexDefinition ordered(IndexDefinition definition, Order... orders) {
    return definition.withOrders(List.of(orders));
  }

  private static Arguments row(String made, IndexDefinition wanted, Is is) {
    return Arguments.of(made, wanted, is);
  }

  static Stream<Arguments> plain() {
    return Stream.of(
        row("INDEX i ON t (a)", A, SAME),
        row("INDEX i ON t (a) WITH (fillfactor = 70)", A, SAME),
        row("INDEX i ON t (a, b)", A, SERVES),
        row("INDEX i ON t (b, a)", A, NEITHER),
        row("INDEX i ON t (a)", A_B, NEITHER),
        row("INDEX i ON t (b, a)", A_B, NEITHER),
        row("UNIQUE INDEX i ON t (a)", A, SERVES),
        row("INDEX i ON t (a) INCLUDE (b)", A, SERVES),
        row("INDEX i ON t (a) INCLUDE (b)", A.withIncluded(List.of("b")), SAME),
        row("INDEX i ON t (a, b)", A.withIncluded(List.of("b")), SERVES),
        row("INDEX i ON t (a) INCLUDE (b, c)", A.withIncluded(List.of("c")), SERVES),
        row("INDEX i ON t (a) INCLUDE (b, c)", A.withIncluded(List.of("c", "b")), SERVES),
        row("INDEX i ON t (a)", A.withIncluded(List.of("b")), NEITHER),
        row("INDEX i ON t USING hash (a)", A, NEITHER),
        row("INDEX i ON t USING hash (a)", A.withMethod("hash"), SAME),
        row("INDEX i ON t USING brin (a, b)", A.withMethod("brin"), NEITHER),
        row("INDEX i ON t USING gin (s)", index("s").withMethod("gin"), SAME),
        row("INDEX i ON t USING gist (p)", index("p").withMethod("gist"), SAME),
        row("INDEX i ON t USING gist (p) INCLUDE (a)", index("p").withMethod("gist"), SERVES));
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        row("INDEX i ON t (a DESC)", A, NEITHER),
        row("INDEX i ON t (a NULLS FIRST)", A, NEITHER),
        row("INDEX i ON t (a DESC NULLS LAST)", A, NEITHER),
        row("INDEX i ON t (a DESC)", ordered(A, DESC), SAME),
        row("INDEX i ON t (a)", ordered(A, DESC), NEITHER),
        row("INDEX i ON t (a)", ordered(A, DESC_NULLS_LAST), NEITHER),
        row("INDEX i ON t (a NULLS FIRST)", ordered(A, DESC_NULLS_LAST), NEITHER),
        row("INDEX i ON t (a NULLS FIRST)", ordered(A, ASC_NULLS_FIRST), SAME),
        row("INDEX i ON t (a DESC, b)", A_B, NEITHER),
        row("INDEX i ON t (a DESC, b DESC)", A_B, NEITHER),
        row("INDEX i ON t (a DESC, b)", ordered(A_B, DESC, ASC), SAME),
        row("INDEX i ON t (a, b DESC)", ordered(A_B, DESC, ASC), NEITHER),
        row("INDEX i ON t (a DESC, b)", ordered(A, DESC), SERVES));
  }

  static Stream<Arguments> collationsAndClasses() {
    return Stream.of(
        row("INDEX i ON t (c COLLATE \"C\")", C, NEITHER),
        row("INDEX i ON t (c COLLATE german)", C, NEITHER),
        row("INDEX i ON t (c COLLATE \"default\")", C, SAME),
        row("INDEX i ON t (d)", index("d"), SAME),
        row("INDEX i ON t (d COLLATE \"default\")", index("d"), NEITHER),
        row("INDEX i ON t (c text_pattern_ops)", C, NEITHER),
        row("INDEX i ON t (c)", C.withOperatorClasses(List.of("text_pattern_ops")), NEITHER),
        row(
            "INDEX i ON t (c text_pattern_ops)",
            C.withOperatorClasses(List.of("text_pattern_ops")),
            SAME),
        row(
            "INDEX i ON t (c text_pattern_ops)",
            C.withOperatorClasses(List.of("pg_catalog.text_pattern_ops")),
            SAME),
        row("INDEX i ON t (c)", C.withOperatorClasses(List.of("text_ops")), SAME),
        row("INDEX i ON t (v varchar_pattern_ops)", index("v"), NEITHER),
        row("INDEX i ON t (v)", index("v"), SAME));
  }

  /// Only equal bytes are equal under deterministic collations, whatever they sort by.
  static Stream<Arguments> uniqueness() {
    return Stream.of(
        row("UNIQUE INDEX i ON t (a)", UNIQUE_A, SAME),
        row("INDEX i ON t (a)", UNIQUE_A, NEITHER),
        row("UNIQUE INDEX i ON t (a DESC)", UNIQUE_A, SERVES),
        row("UNIQUE INDEX i ON t (a NULLS FIRST)", UNIQUE_A, SERVES),
        row("UNIQUE INDEX i ON t (a NULLS FIRST)", ordered(UNIQUE_A, DESC), NEITHER),
        row("UNIQUE INDEX i ON t (b, a)", UNIQUE_A_B, SERVES),
        row("UNIQUE INDEX i ON t (b, a)", ordered(UNIQUE_A_B, DESC, ASC), NEITHER),
        row("UNIQUE INDEX i ON t (a)", UNIQUE_A_B, NEITHER),
        row("UNIQUE INDEX i ON t (a, b)", UNIQUE_A, NEITHER),
        row("UNIQUE INDEX i ON t (a) WHERE b > 0", UNIQUE_A, NEITHER),
        row("UNIQUE INDEX i ON t (a) INCLUDE (b)", UNIQUE_A, SERVES),
        row("UNIQUE INDEX i ON t (c) NULLS NOT DISTINCT", UNIQUE_C, SERVES),
        row("UNIQUE INDEX i ON t (c) NULLS NOT DISTINCT", UNIQUE_C_AND_NULL, SAME),
        row("UNIQUE INDEX i ON t (c)", UNIQUE_C_AND_NULL, NEITHER),
        row("UNIQUE INDEX i ON t (c COLLATE \"C\")", UNIQUE_C, SERVES),
        row("UNIQUE INDEX i ON t (c COLLATE german)", UNIQUE_C, SERVES),
        row("UNIQUE INDEX i ON t (c COLLATE folded)", UNIQUE_C, NEITHER),
        row("UNIQUE INDEX i ON t (n)", UNIQUE_N, SAME),
        row("UNIQUE INDEX i ON t (n COLLATE \"C\")", UNIQUE_N, NEITHER),
        row("UNIQUE INDEX i ON t (c text_pattern_ops)", UNIQUE_C, NEITHER),
        row("UNIQUE INDEX i ON t (lower(c))", UNIQUE_C, NEITHER));
  }

  static Stream<Arguments> expressions() {
    IndexDefinition lower = new IndexDefinition(Kind.INDEX, List.of(""), "LOWER( c )");
    IndexDefinition fold = new IndexDefinition(Kind.INDEX, List.of(""), "public.fold(c)");
    return Stream.of(
        row("INDEX i ON t (lower(c))", lower, SAME),
        row("INDEX i ON t (lower(c), a)", lower, SERVES),
        row("INDEX i ON t (upper(c))", lower, NEITHER),
        row("INDEX i ON t (lower(c) COLLATE \"C\")", lower, NEITHER),
        row("INDEX i ON t (lower(c) text_pattern_ops)", lower, NEITHER),
        row("INDEX i ON t (fold(c))", fold, SAME),
        row("INDEX i ON t (a) WHERE b > 5", A.withPredicate("(B>5)"), SAME),
        row("INDEX i ON t (a) WHERE c = 'x'", A.withPredicate("c = 'x'::text"), SAME),
        row("INDEX i ON t (a) WHERE v = 'x'", A.withPredicate("v = 'x'"), SAME),
        row("INDEX i ON t (a) WHERE v = 'x'", A.withPredicate("v = 'X'"), NEITHER),
        row("INDEX i ON t (a) WHERE b > 5", A.withPredicate("b > 6"), NEITHER),
        row("INDEX i ON t (a) WHERE b > 5", A, NEITHER),
        row("INDEX i ON t (a)", A.withPredicate("b > 5"), NEITHER),
        row("INDEX i ON t (a DESC) WHERE b > 5", ordered(A, DESC).withPredicate("b > 5"), SAME),
        row("INDEX i ON t (a, b) WHERE b > 5", A.withPredicate("b > 5"), SERVES));
  }

  static Stream<Arguments> constraints() {
    return Stream.of(
        row("TABLE t ADD PRIMARY KEY (a)", KEY_A, SAME),
        row("TABLE t ADD PRIMARY KEY (a)", UNIQUE_A, SAME),
        row("TABLE t ADD PRIMARY KEY (a)", A, SERVES),
        row("TABLE t ADD PRIMARY KEY (a) INCLUDE (b)", KEY_A, SERVES),
        row("TABLE t ADD PRIMARY KEY (a, b)", KEY_A_B, SAME),
        row("TABLE t ADD PRIMARY KEY (b, a)", KEY_A_B, NEITHER),
        row("TABLE t ADD PRIMARY KEY (b, a)", UNIQUE_A_B, SERVES),
        row("TABLE t ADD PRIMARY KEY (a) DEFERRABLE", KEY_A, NEITHER),
        row("TABLE t ADD UNIQUE (a)", KEY_A, NEITHER),
        row("TABLE t ADD UNIQUE (a)", UNIQUE_A, SAME),
        row("TABLE t ADD UNIQUE (a) DEFERRABLE", UNIQUE_A, NEITHER),
        row("TABLE t ADD UNIQUE (a) DEFERRABLE", A, SERVES),
        row("TABLE t ADD EXCLUDE USING gist (p WITH ~=)", index("p").withMethod("gist"), SERVES),
        row("TABLE t ADD EXCLUDE (a WITH =)", UNIQUE_A, NEITHER));
  }

  @ParameterizedTest(name = "{0} is {2} where {1} is asked for")
  @MethodSource({
    "plain",
    "orders",
    "collationsAndClasses",
    "uniqueness",
    "expressions",
    "constraints"
  })
  void isTheSameOrServes(String made, IndexDefinition wanted, Is expected) throws SQLException {
    IndexShape meaning =
        ((IndexTrial.Verdict.Possible)
                IndexTrial.of(connection, TABLE, wanted, Duration.ofSeconds(5)))
            .shape();
    connection.setAutoCommit(false);
    try {
      execute("SET search_path = public");
      execute((made.startsWith("TABLE") ? "ALTER " : "CREATE ") + made);
      IndexFacts index =
          CatalogReader.read(connection, CatalogScope.ALL).indexesOf(TABLE).getFirst();

      assertThat(is(index, meaning)).as(index.definition()).isEqualTo(expected);
      // Of columns alone, the words say as much as a trial.
      if (!wanted.isUnsafePeer()) {
        assertThat(is(index, IndexShape.asWritten(wanted))).as("as written").isEqualTo(expected);
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Is is(IndexFacts index, IndexShape wanted) {
    IndexShape shape = index.shape();
    boolean there =
        wanted.storage().tablespace().isEmpty()
            || shape.storage().tablespace().equals(wanted.storage().tablespace());
    if (there && shape.isAttachableAs(wanted)) {
      assertThat(index.serves(wanted)).as("the same serves").isTrue();
      return SAME;
    }
    return index.serves(wanted) ? SERVES : NEITHER;
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
