package dev.plimsoll.sync.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineageEventsTest {
  @ParameterizedTest
  @CsvSource({
    "dwh.abc123xyz789.us-west-2.redshift.amazonaws.com, dwh.us-west-2",
    "wg-1.123456789012.eu-central-1.redshift-serverless.amazonaws.com, wg-1.eu-central-1",
    "dwh.abc123.cn-north-1.redshift.amazonaws.com.cn, dwh.cn-north-1",
    "dwh.example, dwh.example"
  })
  void aRedshiftIsNamedByClusterAndRegion(String host, String name) {
    assertThat(LineageEvents.clusterOf(host)).isEqualTo(name);
  }
}
