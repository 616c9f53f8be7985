package dev.plimsoll.connector.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyStatementsTest {
  private static final QualifiedName TABLE = new QualifiedName("shop", "or'ders");
  private static final String ROLE = "arn:aws:iam::123456789012:role/loader";
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", PgType.INT8, -1, "bigint", null, true, 0, null),
          new Column(
              "paid", PgType.NUMERIC, (9 << 16 | 2) + 4, "numeric(9,2)", null, false, 0, null),
          new Column("na\"me", PgType.VARCHAR, 44, "character varying(40)", null, false, 0, null));

  @Test
  void copyHasWhatColumnarFormatsTakeAndNothingElse() {
    assertThat(CopyStatements.copy(TABLE, "s3://lake/t/redshift.manifest", new IamRole(ROLE)))
        .isEqualTo(
            """
            COPY "shop"."or'ders"
            FROM 's3://lake/t/redshift.manifest'
            IAM_ROLE 'arn:aws:iam::123456789012:role/loader'
            FORMAT AS PARQUET
            MANIFEST""");
    assertThat(CopyStatements.copy(TABLE, "s3://lake/m", new IamRole(null)))
        .contains("\nIAM_ROLE default\n");
  }

  @Test
  void aTableHasTheColumnsOfTheFilesInTheirOrder() {
    assertThat(CopyStatements.createTable(TABLE, COLUMNS))
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS \"shop\".\"or'ders\" (\"id\" bigint NOT NULL, \"paid\""
                + " numeric(9,2), \"na\"\"me\" varchar(160))");
  }

  @Test
  void whatRedshiftDoesNotTakeHasNoType() {
    assertThat(RedshiftType.of(new Column("u", PgType.UUID, -1, "uuid", null, false, 0, null)))
        .isEmpty();
    assertThat(RedshiftType.of(new Column("t", PgType.TIME, -1, "time", null, false, 0, null)))
        .isEmpty();
    assertThat(
            RedshiftType.of(new Column("n", PgType.NUMERIC, -1, "numeric", null, false, 0, null)))
        .contains("varchar(65535)");
  }

  @Test
  void aRoleIsAReferenceAndNothingElse() {
    assertThatThrownBy(() -> new IamRole("AKIAEXAMPLE' FORMAT CSV"))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("arn:aws:iam::");
    assertThat(new IamRole(ROLE + "," + ROLE).clause()).contains(ROLE + "," + ROLE);
    assertThatThrownBy(() -> CopyStatements.literal("a\\'; DROP TABLE t; --"))
        .isInstanceOf(PlimsollException.class);
  }
}
