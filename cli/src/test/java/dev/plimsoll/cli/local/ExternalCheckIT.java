package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.cli.local.Backends.Postgres;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.testkit.Stack;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ExternalCheckIT {
  private static Backends right;

  @BeforeAll
  static void startStack() {
    Stack stack = Stack.get();
    right = Backends.of(stack.description(), stack.secrets());
  }

  @Test
  void passesWhatTheServicesCanUse() {
    assertThatCode(() -> External.check(right)).doesNotThrowAnyException();
    String several = "127.0.0.1:1, " + right.kafka().bootstrap();
    assertThatCode(() -> External.check(with(several))).doesNotThrowAnyException();
  }

  @Test
  void saysWhatIsWrongWithKafka() {
    assertRefused(with("127.0.0.1:1"), ErrorCode.KAFKA_UNREACHABLE, "127.0.0.1:1");
    assertRefused(with("no-such-host.invalid:9092"), ErrorCode.KAFKA_UNREACHABLE, "no-such-host");
    assertRefused(with("broker"), ErrorCode.USAGE, "broker");
    assertRefused(with("broker:99999"), ErrorCode.USAGE, "99999");
  }

  @Test
  void saysWhatIsWrongWithPostgres() {
    StackDescription stack = Stack.get().description();
    Map<String, String> wrong = new HashMap<>(right.passwords());
    wrong.put("plimsoll_sync", "canary");
    assertRefused(
        new Backends(right.kafka(), right.postgres(), wrong, right.s3()),
        ErrorCode.AUTHENTICATION_FAILED,
        "plimsoll_sync");
    assertRefused(
        with(postgres(stack, 1, stack.postgres().database())),
        ErrorCode.DATABASE_UNREACHABLE,
        "127.0.0.1:1");
    assertRefused(
        with(postgres(stack, stack.postgres().port(), "absent")),
        ErrorCode.DATABASE_NOT_FOUND,
        "absent");
    // a database that nobody has prepared
    assertRefused(
        with(postgres(stack, stack.postgres().port(), "postgres")),
        ErrorCode.INSUFFICIENT_PRIVILEGE,
        "schema planner");
  }

  private static Postgres postgres(StackDescription stack, int port, String database) {
    return new Postgres(stack.postgres().host(), port, database, SslMode.PREFER, null);
  }

  private static Backends with(String kafka) {
    return new Backends(
        new Backends.Kafka(kafka, Map.of()), right.postgres(), right.passwords(), right.s3());
  }

  private static Backends with(Postgres postgres) {
    return new Backends(right.kafka(), postgres, right.passwords(), right.s3());
  }

  private static void assertRefused(Backends backends, ErrorCode code, String detail) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> External.check(backends))
        .withMessageContaining(detail)
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).doesNotContain("canary");
            });
  }
}
