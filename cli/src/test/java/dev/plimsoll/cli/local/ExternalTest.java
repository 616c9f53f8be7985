package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExternalTest {
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "PLIMSOLL_KAFKA", "broker:9092",
              "PLIMSOLL_POSTGRES", "db.example:5432/plimsoll",
              "PLIMSOLL_PLANNER_PASSWORD", "p",
              "PLIMSOLL_SYNC_PASSWORD", "s",
              "PLIMSOLL_MATERIALIZER_PASSWORD", "m",
              "PLIMSOLL_S3_ENDPOINT", "https://s3.example",
              "PLIMSOLL_S3_REGION", "eu-central-1",
              "PLIMSOLL_S3_BUCKET", "bucket",
              "PLIMSOLL_S3_ACCESS_KEY", "key",
              "PLIMSOLL_S3_SECRET_KEY", "secret"));

  @Test
  void withoutAnyVariableEverythingIsEmbedded() {
    assertThat(External.of(Map.of("PATH", "/bin", "PLIMSOLL_KAFKA", ""))).isEmpty();
  }

  @Test
  void eachServiceIsToldOfThemAndOfItsOwnPasswordAlone() {
    Backends backends = External.of(environment).orElseThrow();

    assertThat(backends.environment(ServiceName.SYNC))
        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "broker:9092")
        .containsEntry(
            "QUARKUS_DATASOURCE_JDBC_URL",
            "jdbc:postgresql://db.example:5432/plimsoll?sslmode=require")
        .containsEntry("QUARKUS_DATASOURCE_USERNAME", "plimsoll_sync")
        .containsEntry("QUARKUS_DATASOURCE_PASSWORD", "s")
        .containsEntry("PLIMSOLL_S3_PATH_STYLE", "false");
    for (ServiceName ofNoSchema : List.of(ServiceName.BUILDER, ServiceName.QUERY)) {
      assertThat(backends.environment(ofNoSchema)).containsOnlyKeys("KAFKA_BOOTSTRAP_SERVERS");
    }
    environment.put("PLIMSOLL_S3_CA", "/etc/ssl/s3-ca.pem");
    ServiceEnvironment.of(ServiceName.SYNC, environment);
    assertThat(environment)
        .containsOnlyKeys(
            "PLIMSOLL_KAFKA",
            "PLIMSOLL_POSTGRES",
            "PLIMSOLL_S3_ENDPOINT",
            "PLIMSOLL_S3_REGION",
            "PLIMSOLL_S3_BUCKET",
            "PLIMSOLL_S3_CA");
    assertThat(backends.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @EnumSource
  void loginsOfRegisteredDatabasesGoToThoseWhoConnectToThem(ServiceName service) {
    environment.put("PLIMSOLL_PASSWORD_SHOP", "of-a-registered-database");
    environment.put("AWS_SECRET_ACCESS_KEY", "of-the-store");

    ServiceEnvironment.of(service, environment);

    assertThat(environment.containsKey("PLIMSOLL_PASSWORD_SHOP"))
        .isEqualTo(service != ServiceName.MATERIALIZER);
    assertThat(environment.containsKey("AWS_SECRET_ACCESS_KEY"))
        .isEqualTo(service == ServiceName.SYNC || service == ServiceName.MATERIALIZER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLIMSOLL_KAFKA", "PLIMSOLL_POSTGRES", "PLIMSOLL_S3_BUCKET"})
  void halfOfTheVariablesAreRefused(String missing) {
    environment.remove(missing);
    assertRefused(missing);
  }

  @Test
  void oneVariableAloneIsRefusedToo() {
    environment.keySet().retainAll(Set.of("PLIMSOLL_S3_BUCKET"));
    assertRefused("PLIMSOLL_KAFKA");
  }

  @ParameterizedTest
  @CsvSource({
    "db:5432/plimsoll, jdbc:postgresql://db:5432/plimsoll?sslmode=require",
    "127.0.0.1:5432/plimsoll, jdbc:postgresql://127.0.0.1:5432/plimsoll?sslmode=prefer",
    "[::1]:5432/plimsoll, jdbc:postgresql://[::1]:5432/plimsoll?sslmode=prefer"
  })
  void understandsHostsAndAddresses(String value, String url) {
    environment.put("PLIMSOLL_POSTGRES", value);
    assertThat(External.of(environment).orElseThrow().postgres().jdbcUrl()).isEqualTo(url);
  }

  @Test
  void theDatabaseIsToProveWhoItIsWhereSomebodySaysSo() {
    environment.put("PLIMSOLL_POSTGRES_SSLMODE", "verify-full");
    environment.put("PLIMSOLL_POSTGRES_SSLROOTCERT", "/etc/ssl/our ca.pem");

    assertThat(External.of(environment).orElseThrow().postgres().jdbcUrl())
        .endsWith("/plimsoll?sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Four+ca.pem");

    environment.put("PLIMSOLL_POSTGRES_SSLMODE", "sometimes");
    assertRefused("PLIMSOLL_POSTGRES_SSLMODE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db/plimsoll",
        "db:5432",
        "db:5432/plimsoll?user=x",
        "a,b:5432/plimsoll",
        "jdbc:postgresql://db:5432/plimsoll"
      })
  void refusesWhatIsNoAddress(String value) {
    environment.put("PLIMSOLL_POSTGRES", value);
    assertRefused("HOST:PORT/DATABASE");
  }

  private void assertRefused(String detail) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> External.of(environment))
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }
}
