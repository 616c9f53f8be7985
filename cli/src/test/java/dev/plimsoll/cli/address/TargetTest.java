package dev.plimsoll.cli.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TargetTest {
  private static final Target.Given NOTHING = new Target.Given(null, null, null, null, null, null);

  private static void assertUsage(Runnable run, String says) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(says);
  }

  @Test
  void optionsComeBeforeTheEnvironment() {
    Map<String, String> environment =
        Map.of("PGHOST", "db.example", "PGPORT", "6543", "PGUSER", "ann", "PGDATABASE", "shop");

    Target fromEnvironment = Target.resolve(NOTHING, environment);
    Target withOptions =
        Target.resolve(
            new Target.Given(null, "other", 7000, "b", null, "verify-full"), environment);

    assertThat(fromEnvironment).hasToString("ann@db.example:6543/shop");
    assertThat(withOptions).hasToString("ann@other:7000/b");
    assertThat(withOptions.address().sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(fromEnvironment.address().credential()).isEqualTo(CredentialReference.PGPASS);
  }

  @Test
  void aPasswordIsReferredToAndNeverShown() {
    Target target = Target.resolve(NOTHING, Map.of("PGPASSWORD", "canary-secret", "PGUSER", "ann"));

    assertThat(target.address().toString()).doesNotContain("canary-secret");
    assertThat(target.toString()).isEqualTo("ann@localhost:5432/ann");
  }

  @Test
  void aServiceThatNoFileHasIsNotFound() {
    assertThatThrownBy(
            () ->
                Target.resolve(
                    new Target.Given("no-such-service", null, null, null, null, null), Map.of()))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no-such-service");
    assertUsage(() -> Target.resolve(NOTHING, Map.of("PGPORT", "many")), "not an address");
  }
}
