package dev.plimsoll.vectors.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorColumn;
import dev.plimsoll.vectors.table.VectorKind;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTable.Extent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoundSampleTest {
  /// A row of 128 dimensions takes 589 bytes, one of 1536 8,360: 14 to a page and one.
  @ParameterizedTest
  @CsvSource({
    "1000, 72, 10, ",
    "10000, 715, 10, 4",
    "10000, 715, 100, ",
    "100000, 7143, 10, 1",
    "1000000, 71429, 10, 0.4",
    "5000000, 357143, 1000, 2",
    "100000, 102000, 10, ",
    "5000000, 5100000, 10, 0.2",
    "0, 0, 10, ",
  })
  void aSampleIsReadWhereItCostsLessThanItSaves(
      long rows, long pages, int neighbors, @Nullable BigDecimal percent) {
    assertThat(
            BoundSample.percent(
                table(VectorKind.VECTOR, new Extent(1, pages, pages, rows, null)), neighbors))
        .isEqualTo(Optional.ofNullable(percent));
  }

  @Test
  void foreignTablesAndArraysAreNotSampled() {
    assertThat(
            BoundSample.percent(
                table(VectorKind.VECTOR, new Extent(2, 7143, 7143, 100_000, "foreign")), 10))
        .isEmpty();
    assertThat(
            BoundSample.percent(
                table(VectorKind.REAL_ARRAY, new Extent(1, 7143, 7143, 100_000, null)), 10))
        .isEmpty();
  }

  private static VectorTable table(VectorKind kind, Extent extent) {
    return new VectorTable(
        new QualifiedName("public", "items"),
        new VectorColumn("v", kind, 128, "public", "0.8.0"),
        List.of(new KeyColumn("id", "int8", true)),
        extent);
  }
}
