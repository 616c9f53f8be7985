package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IcebergConfigTest {
  private static IcebergConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .withMapping(IcebergConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(IcebergConfig.class);
  }

  @Test
  void restCatalogsHaveNamesAndOnlyAnAddressIsNeeded() {
    IcebergConfig config =
        config(
            Map.of(
                "plimsoll.iceberg.rest.polaris.uri", "https://polaris.example/api/catalog",
                "plimsoll.iceberg.rest.polaris.warehouse", "shop",
                "plimsoll.iceberg.rest.polaris.credential", "id:secret",
                "plimsoll.iceberg.rest.other.uri", "http://127.0.0.1:8181"));

    assertThat(config.rest()).containsOnlyKeys("polaris", "other");
    IcebergConfig.Rest polaris = config.rest().get("polaris");
    assertThat(polaris.uri()).isEqualTo(URI.create("https://polaris.example/api/catalog"));
    assertThat(polaris.warehouse()).contains("shop");
    assertThat(polaris.credential()).contains("id:secret");
    assertThat(config.rest().get("other").token()).isEmpty();
  }

  @Test
  void withoutAnyThereIsTheOneInADatabase() {
    IcebergConfig config = config(Map.of());

    assertThat(config.rest()).isEmpty();
    assertThat(config.catalogName()).isEqualTo("plimsoll");
    assertThat(config.warehouse()).isEqualTo("iceberg/");
  }
}
