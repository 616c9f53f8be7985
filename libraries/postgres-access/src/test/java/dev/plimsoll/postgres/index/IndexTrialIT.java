package dev.plimsoll.postgres.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What PostgreSQL says to definitions, and which indexes it takes for what was asked for.
final class IndexTrialIT {
  private static final QualifiedName TABLE = new QualifiedName("app", "Odd \"t\"");
  private static final Duration BRIEFLY = Duration.ofMillis(200);

  private static Connection connection;

  @BeforeAll
  static void aTableWithIndexes() throws SQLException {
    connection = Stack.get().createDatabase("index_trial").connect();
    execute(
        """
        CREATE SCHEMA app;
        CREATE FUNCTION app.fold(t text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(t)';
        CREATE OPERATOR CLASS app.my_ops FOR TYPE int4 USING btree AS
          OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
          FUNCTION 1 btint4cmp(int4, int4);
        CREATE SCHEMA other;
        CREATE OPERATOR CLASS app.twice_ops FOR TYPE int4 USING btree AS
          OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
          FUNCTION 1 btint4cmp(int4, int4);
        CREATE OPERATOR CLASS other.twice_ops FOR TYPE int4 USING btree AS
          OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
          FUNCTION 1 btint4cmp(int4, int4);
        CREATE TABLE app."Odd ""t""\" (id int, label text, code text COLLATE "C", doc jsonb,
          raw json, tags text[], spot point, period tstzrange, label_size int
            GENERATED ALWAYS AS (length(label)) STORED);
        CREATE INDEX by_lower ON app."Odd ""t""\" (LOWER( label ), id) WHERE ID > 5 AND code = 'x';
        CREATE INDEX by_lower_c ON app."Odd ""t""\" (lower(label) COLLATE "C");
        CREATE INDEX by_fold ON app."Odd ""t""\" (app.fold(label));
        CREATE INDEX by_pattern ON app."Odd ""t""\" (label text_pattern_ops);
        CREATE INDEX by_own ON app."Odd ""t""\" (id app.my_ops);
        CREATE UNIQUE INDEX by_id ON app."Odd ""t""\" (id) INCLUDE (label, code);
        CREATE INDEX backwards ON app."Odd ""t""\" (code DESC);
        CREATE INDEX tags_gin ON app."Odd ""t""\" USING gin (tags);
        CREATE INDEX size_70 ON app."Odd ""t""\" (label_size) WITH (fillfactor = 70);
        """);
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
  }

  @Test
  void leavesOpenWhatAnEventTriggerKeepsItFromTrying() throws SQLException {
    // given a database where no table may be without a primary key
    execute(
        """
        CREATE FUNCTION app.wants_keys() RETURNS event_trigger LANGUAGE plpgsql AS
          $$BEGIN RAISE EXCEPTION 'every table needs a primary key'; END$$;
        CREATE EVENT TRIGGER wants_keys ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
          EXECUTE FUNCTION app.wants_keys();
        """);
    try {
      assertThat(
              IndexTrial.of(
                  connection, TABLE, new IndexDefinition(Kind.INDEX, List.of("id")), BRIEFLY))
          .isInstanceOf(IndexTrial.Verdict.Untried.class);
    } finally {
      execute("DROP EVENT TRIGGER wants_keys");
    }
  }

  @Test
  void leavesOpenWhatIsOnATableThatItsOwnerMayNotRead() throws SQLException {
    execute(
        """
        CREATE ROLE trial_owner;
        CREATE TABLE app.unreadable (id int);
        ALTER TABLE app.unreadable OWNER TO trial_owner;
        REVOKE ALL ON app.unreadable FROM trial_owner;
        GRANT USAGE ON SCHEMA app TO trial_owner;
        SET ROLE trial_owner
        """);
    try {
      assertThat(
              IndexTrial.of(
                  connection,
                  new QualifiedName("app", "unreadable"),
                  new IndexDefinition(Kind.INDEX, List.of("id")),
                  BRIEFLY))
          .isInstanceOf(IndexTrial.Verdict.Untried.class);
    } finally {
      execute("RESET ROLE; DROP OWNED BY trial_owner; DROP ROLE trial_owner");
    }
  }

  @Test
  void findsTheSameExpressionHoweverItIsWritten() throws SQLException {
    IndexDefinition lower = new IndexDefinition(Kind.INDEX, List.of(""), "lower (label::text)");
    assertThat(satisfying(lower)).isEmpty();
    IndexDefinition both =
        new IndexDefinition(
            Kind.INDEX,
            List.of("", "id"),
            "btree",
            List.of(),
            List.of("pg_catalog.lower(\"label\")"),
            "(id>5) and code::text = 'x'::text",
            List.of(),
            0,
            List.of(),
            false,
            "",
            Map.of());
    assertThat(satisfying(both)).containsExactly("by_lower");
    assertThat(satisfying(new IndexDefinition(Kind.INDEX, List.of(""), "app.fold(label)")))
        .containsExactly("by_fold");
    assertThat(satisfying(both.withPredicate("id > 6 AND code = 'x'"))).isEmpty();
  }

  @Test
  void tellsOperatorClassesDirectionsAndMethodsApart() throws SQLException {
    IndexDefinition label = new IndexDefinition(Kind.INDEX, List.of("label"));
    assertThat(satisfying(label)).isEmpty();
    assertThat(satisfying(label.withOperatorClasses(List.of("text_pattern_ops"))))
        .containsExactly("by_pattern");
    IndexDefinition id = new IndexDefinition(Kind.INDEX, List.of("id"));
    assertThat(satisfying(id)).containsExactly("by_id");
    assertThat(satisfying(id.withOperatorClasses(List.of("app.my_ops")))).containsExactly("by_own");
    // Without its schema it is found in the catalog, as an extension's would be.
    assertThat(satisfying(id.withOperatorClasses(List.of("my_ops")))).containsExactly("by_own");
    assertThat(satisfying(new IndexDefinition(Kind.UNIQUE, List.of("id"))))
        .containsExactly("by_id");
    assertThat(satisfying(id.withIncluded(List.of("code")))).containsExactly("by_id");
    assertThat(satisfying(id.withIncluded(List.of("doc")))).isEmpty();
    assertThat(satisfying(new IndexDefinition(Kind.INDEX, List.of("code")))).isEmpty();
    assertThat(satisfying(new IndexDefinition(Kind.INDEX, List.of("tags")).withMethod("gin")))
        .containsExactly("tags_gin");
    assertThat(satisfying(new IndexDefinition(Kind.INDEX, List.of("label_size"))))
        .containsExactly("size_70");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "raw    | btree | ''          | ''         | 0  | no default operator class",
        "label  | gin   | ''          | ''         | 0  | no default operator class",
        "label  | btree | none_ops    | ''         | 0  | operator class \"none_ops\" does not"
            + " exist",
        "id     | btree | twice_ops   | ''         | 0  | with its schema, one of app, other",
        "id     | btree | text_ops    | ''         | 0  | does not accept data type integer",
        "tags   | gin   | ''          | ''         | 70 | unrecognized parameter \"fillfactor\"",
        "id     | hnsw  | ''          | ''         | 0  | access method \"hnsw\" does not exist",
        "id     | btree | ''          | now() > to_timestamp(id) | 0 | must be marked IMMUTABLE",
        "id     | btree | ''          | id + 5     | 0  | must be type boolean",
        "id     | btree | ''          | fold(label) = 'x' | 0 | is written with its schema",
        "id     | btree | ''          | id > > 5   | 0  | syntax error",
      })
  void refusesWhatPostgresCannotBuild(
      String column,
      String method,
      String operatorClass,
      String predicate,
      int fillfactor,
      String why)
      throws SQLException {
    IndexDefinition definition =
        new IndexDefinition(
            Kind.INDEX,
            List.of(column),
            method,
            List.of(),
            List.of(),
            predicate,
            operatorClass.isEmpty() ? List.of() : List.of(operatorClass),
            fillfactor,
            List.of(),
            false,
            "",
            Map.of());

    assertThat(IndexTrial.of(connection, TABLE, definition, BRIEFLY))
        .isInstanceOfSatisfying(
            IndexTrial.Verdict.Refused.class,
            it -> {
              assertThat(it.code()).isIn(ErrorCode.UNSUPPORTED_INDEX, ErrorCode.COLUMN_NOT_FOUND);
              assertThat(it.reason()).contains(why);
            });
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "btree, m, 16, unrecognized parameter",
    "brin, pages_per_range, 0, out of bounds",
    "brin, autosummarize, perhaps, invalid value for boolean option"
  })
  void refusesStorageParametersThatPostgresDoesNotTake(
      String method, String name, String value, String why) throws SQLException {
    IndexDefinition definition =
        new IndexDefinition(Kind.INDEX, List.of("id"))
            .withMethod(method)
            .withParameters(Map.of(name, value));

    assertThat(IndexTrial.of(connection, TABLE, definition, BRIEFLY))
        .isInstanceOfSatisfying(
            IndexTrial.Verdict.Refused.class,
            it -> {
              assertThat(it.code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
              assertThat(it.reason()).contains(why);
            });
  }

  @Test
  void aTableNamedAsItsTrialIsTriedAsAnyOther() throws SQLException {
    execute("CREATE TABLE app.plimsoll_trial (id int)");
    QualifiedName named = new QualifiedName("app", "plimsoll_trial");
    IndexDefinition hash = new IndexDefinition(Kind.INDEX, List.of("id")).withMethod("hash");

    assertThat(IndexTrial.of(connection, named, hash, BRIEFLY))
        .isInstanceOf(IndexTrial.Verdict.Possible.class);
  }

  @Test
  void takesWhatPostgresCanBuildAndLeavesNothing() throws SQLException {
    for (IndexDefinition definition :
        List.of(
            new IndexDefinition(Kind.INDEX, List.of("id")).withMethod("brin"),
            new IndexDefinition(Kind.INDEX, List.of("doc"))
                .withMethod("gin")
                .withOperatorClasses(List.of("jsonb_path_ops")),
            new IndexDefinition(Kind.INDEX, List.of("spot")).withMethod("gist"),
            new IndexDefinition(Kind.INDEX, List.of("period")).withMethod("gist"),
            new IndexDefinition(Kind.INDEX, List.of("label")).withMethod("hash"),
            new IndexDefinition(Kind.PRIMARY_KEY, List.of("id", "code")).withFillfactor(90))) {
      assertThat(IndexTrial.of(connection, TABLE, definition, BRIEFLY))
          .as("%s", definition)
          .isInstanceOf(IndexTrial.Verdict.Possible.class);
    }
    IndexDefinition absent = new IndexDefinition(Kind.INDEX, List.of("absent"));
    assertThat(IndexTrial.of(connection, TABLE, absent, BRIEFLY))
        .isInstanceOfSatisfying(
            IndexTrial.Verdict.Refused.class,
            it -> assertThat(it.code()).isEqualTo(ErrorCode.COLUMN_NOT_FOUND));
    assertThat(CatalogReader.read(connection, CatalogScope.ALL).tables()).containsOnlyKeys(TABLE);
  }

  @Test
  void waitsOnlyBrieflyAndTriesNothingWhereItMayNot() throws SQLException {
    IndexDefinition definition = new IndexDefinition(Kind.INDEX, List.of("id"));
    try (Connection other = Stack.get().connect("index_trial");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE app.\"Odd \"\"t\"\"\" IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> IndexTrial.of(connection, TABLE, definition, BRIEFLY))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
      other.rollback();
    }
    execute("SET default_transaction_read_only = on");
    assertThat(IndexTrial.of(connection, TABLE, definition, BRIEFLY))
        .isInstanceOf(IndexTrial.Verdict.Untried.class);
    execute("SET default_transaction_read_only = off");
  }

  private static List<String> satisfying(IndexDefinition definition) throws SQLException {
    List<IndexFacts> indexes = CatalogReader.read(connection, CatalogScope.ALL).indexesOf(TABLE);
    IndexShape wanted =
        ((IndexTrial.Verdict.Possible) IndexTrial.of(connection, TABLE, definition, BRIEFLY))
            .shape();
    return indexes.stream().filter(index -> index.serves(wanted)).map(IndexFacts::name).toList();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
