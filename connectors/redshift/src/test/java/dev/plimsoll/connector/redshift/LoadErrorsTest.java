package dev.plimsoll.connector.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// By the names and texts that the documentation has.
final class LoadErrorsTest {
  private static final DatabaseAddress ADDRESS =
      new DatabaseAddress(
          "c.example", 5439, "dev", "loader", SslMode.REQUIRE, CredentialReference.PGPASS);

  @Test
  void anErrorIsToldByTheNamesOfEitherViewAndWithoutTheRowsValues() {
    Map<String, String> ofSys =
        Map.of(
            "file_name", "s3://lake/a.parquet",
            "line_number", "3",
            "column_name", "name",
            "column_type", "varchar",
            "error_code", "1204",
            "error_message", "String length exceeds DDL length");
    Map<String, String> ofStl =
        Map.of(
            "filename", "s3://lake/a.parquet",
            "line_number", "3",
            "colname", "name",
            "type", "varchar",
            "err_code", "1204",
            "err_reason", "String length exceeds DDL length",
            "raw_line", "7|canary",
            "raw_field_value", "canary");

    assertThat(LoadErrors.text(ofSys))
        .isEqualTo(
            "String length exceeds DDL length, code 1204, column name, of type varchar, row 3,"
                + " file s3://lake/a.parquet")
        .isEqualTo(LoadErrors.text(ofStl));
    assertThat(LoadErrors.text(Map.of("error_message", "x".repeat(999)))).hasSize(300);
    assertThat(LoadErrors.text(Map.of())).isEmpty();
  }

  @Test
  void anotherInTheWayMayPassAndARefusalDoesNot() {
    SQLException conflict =
        new SQLException(
            "ERROR: 1023\n  Detail: Serializable isolation violation on table in Redshift",
            "XX000");
    SQLException refusal =
        new SQLException(
            "ERROR: Load into table 'orders' failed.  Check 'sys_load_error_detail' system table",
            "XX000");

    assertThat(RedshiftTarget.mayPass(conflict)).isTrue();
    assertThat(RedshiftTarget.mayPass(new SQLException("gone", "08006"))).isTrue();
    assertThat(RedshiftTarget.mayPass(refusal)).isFalse();
    assertThat((Throwable) RedshiftTarget.meaning(refusal)).isSameAs(refusal);
    assertThatThrownBy(() -> RedshiftTarget.meaning(conflict))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIALIZATION_FAILED));
  }

  @Test
  void onlyARedshiftIsTakenForOne() {
    assertThatCode(
            () ->
                RedshiftConnections.requireRedshift(
                    ADDRESS,
                    "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2"
                        + " 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.12103"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                RedshiftConnections.requireRedshift(
                    ADDRESS, "PostgreSQL 18.1 on x86_64-pc-linux-gnu"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER))
        .hasMessageContaining("c.example:5439");
  }
}
