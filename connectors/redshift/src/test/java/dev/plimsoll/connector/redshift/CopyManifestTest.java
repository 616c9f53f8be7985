package dev.plimsoll.connector.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.loading.LoadableBatch;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CopyManifestTest {
  @Test
  void anEntryHasTheWholeUrlAndTheLengthThatParquetNeeds() {
    List<LoadableBatch> files =
        List.of(
            new LoadableBatch(new UUID(0, 2), 0, "sync/t/b.parquet", 2_000, 10, 5),
            new LoadableBatch(new UUID(0, 1), 0, "sync/t/a.parquet", 1_000, 0, 10));

    assertThat(CopyManifest.of("lake", files).json())
        .isEqualTo(
            "{\"entries\":["
                + "{\"url\":\"s3://lake/sync/t/a.parquet\",\"mandatory\":true,\"meta\":{\"content_length\":1000}},"
                + "{\"url\":\"s3://lake/sync/t/b.parquet\",\"mandatory\":true,\"meta\":{\"content_length\":2000}}]}");
  }
}
