package dev.plimsoll.cli.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ResolvedAddressTest {
  private static ResolvedAddress resolve(Map<String, String> environment, String... options) {
    return CommandLine.populateCommand(new AddressOptions(), options).resolve(environment);
  }

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

    ResolvedAddress fromEnvironment = resolve(environment);
    ResolvedAddress withOptions =
        resolve(
            environment, "--host=other", "--port=7000", "--database=b", "--sslmode=verify-full");

    assertThat(fromEnvironment).hasToString("ann@db.example:6543/shop");
    assertThat(withOptions).hasToString("ann@other:7000/b");
    assertThat(withOptions.address().sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(fromEnvironment.address().credential()).isEqualTo(CredentialReference.PGPASS);
  }

  @Test
  void aPasswordIsReferredToAndNeverShown() {
    ResolvedAddress target = resolve(Map.of("PGPASSWORD", "canary-secret", "PGUSER", "ann"));

    assertThat(target.address().toString()).doesNotContain("canary-secret");
    assertThat(target.toString()).isEqualTo("ann@localhost:5432/ann");
  }

  @Test
  void aServiceThatNoFileHasIsNotFound() {
    assertThatThrownBy(() -> resolve(Map.of(), "--service=no-such-service"))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no-such-service");
    assertUsage(() -> resolve(Map.of("PGPORT", "many")), "not an address");
  }
}
