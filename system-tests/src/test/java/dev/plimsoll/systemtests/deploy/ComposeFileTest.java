package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.local.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docker-compose.yml`: nothing runs with more than it needs, and no password is in it.
final class ComposeFileTest {
  private static final List<String> OURS =
      Stream.of(ServiceName.values()).map(ServiceName::module).toList();

  private static JsonNode file;
  private static Map<String, JsonNode> services;

  @BeforeAll
  static void read() throws IOException {
    file = Yaml.read("docker-compose.yml");
    services = new TreeMap<>();
    Yaml.fields(file.get("services"))
        .forEach(service -> services.put(service.getKey(), service.getValue()));
  }

  // Jackson reads a merge key as a key of its own; the merged mappings come as their anchors.
  private static JsonNode value(JsonNode service, String key) {
    JsonNode own = service.get(key);
    if (own != null) {
      return own;
    }
    JsonNode merged = service.path("<<");
    List<JsonNode> sources = merged.isArray() ? Yaml.elements(merged).toList() : List.of(merged);
    return sources.stream()
        .map(source -> source.isTextual() ? file.get("x-" + source.asText()) : source)
        .filter(source -> source != null && !source.isMissingNode())
        .map(source -> value(source, key))
        .filter(found -> !found.isMissingNode())
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  @Test
  void everyContainerIsConfined() {
    assertThat(services).containsKeys(OURS.toArray(String[]::new));
    services.forEach(
        (name, service) -> {
          assertThat(value(service, "read_only").asBoolean()).as(name + " read_only").isTrue();
          assertThat(value(service, "cap_drop").toString()).as(name).isEqualTo("[\"ALL\"]");
          assertThat(value(service, "security_opt").toString())
              .as(name)
              .contains("no-new-privileges:true");
          assertThat(service.path("privileged").asBoolean(false)).as(name).isFalse();
          assertThat(service.path("network_mode").asText("")).as(name).isEmpty();
        });
    OURS.forEach(
        name -> assertThat(value(services.get(name), "mem_limit").asText()).as(name).isNotEmpty());
  }

  @Test
  void everyImageHasAVersion() {
    services.forEach(
        (name, service) ->
            assertThat(value(service, "image").asText())
                .as(name)
                .matches("[^:]*(:[^:]*)*:[^:]*[0-9][^:]*")
                .doesNotContain("latest"));
  }

  @Test
  void nothingListensBeyondThisMachineUnlessAsked() {
    services.forEach(
        (name, service) ->
            Yaml.elements(value(service, "ports"))
                .forEach(
                    port ->
                        assertThat(port.asText())
                            .as(name)
                            .matches("\\$\\{PLIMSOLL_\\w+:-127\\.0\\.0\\.1:[0-9-]+}:\\d+")));
  }

  @Test
  void secretsAreFilesAndNeverVariables() throws IOException {
    String script = Files.readString(Yaml.ROOT.resolve("deploy/compose/secrets"));
    Yaml.fields(file.get("secrets"))
        .forEach(
            secret ->
                assertThat(secret.getValue().path("file").asText())
                    .as(secret.getKey())
                    .startsWith("./deploy/compose/secrets.d/"));
    assertThat(script).contains("chmod 700", "openssl rand").doesNotContain("changeme");
    services.forEach(
        (name, service) ->
            Yaml.fields(value(service, "environment"))
                .filter(variable -> variable.getKey().matches(".*(PASSWORD|SECRET|TOKEN|KEY).*"))
                .forEach(
                    variable ->
                        assertThat(variable.getValue().asText())
                            .as(name + " " + variable.getKey())
                            .startsWith("/run/secrets/")));
  }

  @Test
  void whatASecretIsMountedForIsThere() {
    List<String> known =
        Yaml.fields(file.get("secrets")).map(Map.Entry::getKey).collect(Collectors.toList());
    services.forEach(
        (name, service) ->
            Yaml.elements(value(service, "secrets"))
                .map(secret -> secret.isTextual() ? secret.asText() : secret.get("source").asText())
                .forEach(secret -> assertThat(known).as(name).contains(secret)));
  }

  @Test
  void onlyTheServicesThatNeedThemKnowTheKeysOfOthers() {
    assertThat(secretsOf("builder-service")).doesNotContain("token", "s3-keys");
    assertThat(secretsOf("query-service"))
        .containsExactlyInAnyOrder("ca", "token-sha256", "messages-key", "key", "query-properties");
    assertThat(secretsOf("planner-service")).doesNotContain("sync-properties", "s3-keys");
    assertThat(secretsOf("s3")).containsExactly("s3-keys", "s3-tls-key", "s3-tls-certificate");
    assertThat(secretsOf("kafka-1")).doesNotContain("messages-key", "key", "token");
    assertThat(secretsOf("postgres")).doesNotContain("messages-key", "key", "token", "s3-keys");
  }

  @Test
  void thePlannerHasTheTokenOfThoseThatItAsks() {
    assertThat(secretsOf("planner-service")).contains("token");
    for (ServiceName asked : List.of(ServiceName.SYNC, ServiceName.QUERY)) {
      assertThat(
              services
                  .get("planner-service")
                  .path("environment")
                  .path("PLIMSOLL_PLANNER_SERVICES_" + asked.name() + "_TOKEN_FILE")
                  .asText())
          .isEqualTo("/run/secrets/token");
    }
  }

  private static List<String> secretsOf(String service) {
    return Yaml.elements(value(services.get(service), "secrets"))
        .map(secret -> secret.isTextual() ? secret.asText() : secret.get("source").asText())
        .toList();
  }
}
