package dev.plimsoll.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildEnvironmentTest {
  private static final List<String> SECRETS =
      List.of(
          "PLIMSOLL_S3_SECRET_KEY",
          "PLIMSOLL_PASSWORD_SHOP",
          "PLIMSOLL_PLANNER_PASSWORD",
          "PLIMSOLL_TOKEN",
          "KAFKA_SASL_JAAS_CONFIG",
          "AWS_SESSION_TOKEN",
          "PGPASSWORD",
          "PGDATA",
          "GITHUB_TOKEN",
          "npm_config_password",
          "DATABASE_URL",
          "https_proxy");

  @Test
  void secretsStayAndWhatProgramsNeedGoesOn() {
    Map<String, String> environment = new HashMap<>();
    SECRETS.forEach(name -> environment.put(name, "s3cret"));
    List<String> needed =
        List.of("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "JAVA_HOME", "TZ", "LC_ALL");
    needed.forEach(name -> environment.put(name, "x"));

    ChildEnvironment.keepNeeded(environment);

    assertThat(environment).containsOnlyKeys(needed);
  }

  @Test
  void theStackIsStartedWithoutThem(@TempDir Path folder) {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin"));
    SECRETS.forEach(name -> environment.put(name, "s3cret"));

    ProcessBuilder builder =
        StackProcess.builder(List.of("java"), folder.resolve("log"), environment);

    assertThat(builder.environment()).isEqualTo(Map.of("PATH", "/bin"));
  }
}
