package dev.plimsoll.sync.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetSchemasTest {
  private static final QualifiedName ORDERS = new QualifiedName("shop", "orders");
  private static final QualifiedName STAFF = new QualifiedName("hr", "staff");

  @Test
  void aSchemaHasItsOwnPlaceOrThatOfAllOthersOrItsName() {
    TargetSchemas some = TargetSchemas.of(Map.of("shop", "lake"), "dwh");
    TargetSchemas all = TargetSchemas.of(Map.of("shop", "lake", "*", "rest"), "dwh");

    assertThat(some.of(ORDERS)).isEqualTo(new QualifiedName("lake", "orders"));
    assertThat(some.of(STAFF)).isEqualTo(STAFF);
    assertThat(some.schema(STAFF)).isNull();
    assertThat(all.of(STAFF)).isEqualTo(new QualifiedName("rest", "staff"));
    assertThat(TargetSchemas.of(null, null)).isEqualTo(TargetSchemas.SAME);
  }

  @Test
  void aSchemaOfTheSameNameIsNone() {
    assertThat(TargetSchemas.of(Map.of("*", "shop"), "dwh").schema(ORDERS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pg_catalog", "pg_temp_3", "information_schema", "plimsoll", "a\0b"})
  void namesThatAreNotForTablesAreRefused(String schema) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> TargetSchemas.of(Map.of("shop", schema), "dwh"));
  }

  @Test
  void aNameThatPostgresWouldCutOffIsRefused() {
    // given 32 characters of 2 bytes
    String schema = "\u00e4".repeat(32);

    // then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> TargetSchemas.of(Map.of("*", schema), "dwh"))
        .withMessageContaining("63 bytes");
  }

  @Test
  void theyAreOfATarget() {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> TargetSchemas.of(Map.of("*", "lake"), null))
        .withMessageContaining("target");
  }

  @Test
  void twoTablesThatWouldBeOneAreRefused() {
    TargetSchemas schemas = TargetSchemas.of(Map.of("*", "lake"), "dwh");

    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> schemas.requireFit(List.of(ORDERS, new QualifiedName("hr", "orders"))))
        .withMessage("both shop.orders and hr.orders would be lake.orders");
    schemas.requireFit(List.of(ORDERS, STAFF));
  }

  @Test
  void aSchemaThatNoTableIsOfIsASlipOfThePen() {
    TargetSchemas schemas = TargetSchemas.of(Map.of("shpo", "lake"), "dwh");

    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> schemas.requireFit(List.of(ORDERS)))
        .withMessageContaining("\"shpo\"");
  }
}
