package dev.plimsoll.sync.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.postgres.loading.PostgresTarget;
import dev.plimsoll.connector.postgres.loading.TargetCheck;
import dev.plimsoll.connector.postgres.loading.TargetTypes;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a source calls a type becomes part of a statement at the target: whatever it says, it is a
/// type's name there, or the table is refused.
@ExtendWith(StackExtension.class)
final class TargetTypesIT {
  private TestDatabase target;

  @BeforeEach
  void makeTarget(Stack stack) throws SQLException {
    target = stack.createDatabase("typed");
    TestTables.execute(
        target,
        "CREATE TABLE public.kept ()",
        "CREATE TYPE public.\"odd -- /* type\" AS ENUM ('a')",
        "CREATE FUNCTION public.called() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "integer); DROP TABLE public.kept; --",
        "integer; DROP TABLE public.kept",
        "integer DEFAULT public.called()",
        "integer CHECK (public.called() > 0)",
        "integer REFERENCES public.kept",
        "integer, more integer",
        "integer) INHERITS (public.kept",
        "integer --",
        "integer /*",
        "integer /* */",
        "",
        "no_such_type"
      })
  void whatIsNoNameOfATypeIsRefused(String declared) throws SQLException {
    for (PgType type : List.of(PgType.INT4, PgType.LITERAL)) {
      try (Connection connection = open()) {
        List<Column> columns = List.of(new Column("a", type, -1, declared, null, false, 0, null));

        assertThatThrownBy(() -> TargetCheck.requireTypes(connection, columns))
            .isInstanceOfSatisfying(
                PlimsollException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_MISMATCH));
        assertThatThrownBy(() -> TargetTypes.at(connection, columns))
            .isInstanceOf(PlimsollException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "integer",
        "numeric(12,2)",
        "character varying(20)[]",
        "timestamp(3) with time zone",
        "interval day to second(3)",
        "bit varying(5)",
        "\"char\"",
        "public.\"odd -- /* type\"",
        "\"elsewhere\".\"odd -- /* type\""
      })
  void aNameOfATypeMakesAColumn(String declared) throws SQLException {
    try (Connection connection = open()) {
      List<Column> columns =
          TargetTypes.at(
              connection,
              List.of(new Column("a", PgType.LITERAL, -1, declared, null, false, 0, null)));

      TestTables.execute(
          target,
          "CREATE TABLE public.made (" + PostgresTarget.columnDefinition(columns.getFirst()) + ")");
    }
  }

  private Connection open() {
    return new PostgresConnections(System.getenv()).pinned().open(target.address(), "test");
  }
}
