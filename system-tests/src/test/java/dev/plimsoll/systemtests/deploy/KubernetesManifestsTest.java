package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `deploy/kubernetes`: files as they lie, and the production overlay as `kubectl` renders it,
// where
/// that is installed.
final class KubernetesManifestsTest {
  private static final String FOLDER = "deploy/kubernetes";

  @Test
  void everyFileParsesAndHasNoSecretInIt() throws IOException {
    List<Path> files = Yaml.files(FOLDER);
    assertThat(files).hasSizeGreaterThan(30);
    for (Path file : files) {
      for (JsonNode document : Yaml.documents(file)) {
        assertThat(document.path("kind").asText("")).as("%s", file).isNotEqualTo("Secret");
        Yaml.elements(document.path("secretGenerator"))
            .forEach(secret -> assertThat(secret.has("literals")).as("%s", file).isFalse());
      }
      assertThat(Files.readString(file)).as("%s", file).doesNotContain(":latest", "changeme");
    }
  }

  @Test
  void topicsAreThoseOfTheServicesWithTheirPartitions() throws IOException {
    Map<String, Integer> topics = new TreeMap<>();
    for (Path file : Yaml.files(FOLDER + "/components/strimzi")) {
      for (JsonNode document : Yaml.documents(file)) {
        if (document.path("kind").asText().equals("KafkaTopic")) {
          topics.put(
              document.at("/spec/topicName").asText(document.at("/metadata/name").asText()),
              document.at("/spec/partitions").asInt());
        }
      }
    }
    assertThat(topics)
        .isEqualTo(
            Stream.of(Topic.values())
                .collect(Collectors.toMap(topic -> topic.name("plimsoll."), Topic::partitions)));
  }

  @Test
  void thePlannerHasTheTokenOfThoseThatItAsks() throws IOException {
    String planner = read("base/planner-service/deployment.yaml");
    for (ServiceName asked : List.of(ServiceName.SYNC, ServiceName.QUERY)) {
      String token = asked.value() + "-token";
      assertThat(planner)
          .contains(
              "PLIMSOLL_PLANNER_SERVICES_" + asked.name() + "_TOKEN_FILE",
              "/etc/plimsoll/secrets/" + token);
      // wherever its secret comes from
      assertThat(read("overlays/dev/kustomization.yaml")).contains(token + "=secrets.d/token");
      assertThat(read("components/external-secrets/secrets/services.yaml"))
          .contains(token + ": \"{{ .token }}\"");
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Yaml.ROOT.resolve(FOLDER).resolve(file));
  }

  @Test
  void productionIsConfined() throws Exception {
    List<JsonNode> rendered = rendered("overlays/production");
    List<JsonNode> pods =
        rendered.stream()
            .filter(one -> one.path("kind").asText().matches("Deployment|StatefulSet|Job"))
            .toList();
    assertThat(pods).hasSizeGreaterThanOrEqualTo(4);
    for (JsonNode pod : pods) {
      String name = pod.path("kind").asText() + " " + pod.at("/metadata/name").asText();
      JsonNode spec = pod.at("/spec/template/spec");
      assertThat(spec.at("/automountServiceAccountToken").asBoolean(true)).as(name).isFalse();
      assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).as(name).isTrue();
      assertThat(spec.at("/securityContext/seccompProfile/type").asText())
          .as(name)
          .isEqualTo("RuntimeDefault");
      assertThat(spec.path("hostNetwork").asBoolean()).as(name).isFalse();
      for (JsonNode container : spec.path("containers")) {
        assertThat(container.path("image").asText()).as(name).matches(".+:[0-9][^:]*");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
            .as(name)
            .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
            .as(name)
            .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop").toString())
            .as(name)
            .isEqualTo("[\"ALL\"]");
        assertThat(container.at("/resources/limits/memory").asText()).as(name).isNotEmpty();
        assertThat(container.at("/resources/requests/cpu").asText()).as(name).isNotEmpty();
        for (JsonNode variable : container.path("env")) {
          if (variable.path("name").asText().matches(".*(PASSWORD|SECRET|TOKEN|KEY).*")) {
            assertThat(variable.path("value").asText())
                .as(name + " " + variable)
                .startsWith("/etc/plimsoll/");
          }
        }
        if (pod.path("kind").asText().equals("Deployment")) {
          for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.has(probe)).as(name + " " + probe).isTrue();
          }
        }
      }
    }
    assertThat(rendered.stream().map(one -> one.path("kind").asText()))
        .contains(
            "NetworkPolicy", "PodDisruptionBudget", "ScaledObject", "ServiceMonitor", "Ingress")
        .doesNotContain("Secret", "ClusterRole");
  }

  @Test
  void eachServiceOfProductionReachesAndIsReachedByWhomItNeeds() throws Exception {
    // given
    List<JsonNode> rendered = rendered("overlays/production");
    Map<String, JsonNode> deployments =
        rendered.stream()
            .filter(one -> one.path("kind").asText().equals("Deployment"))
            .collect(Collectors.toMap(one -> one.at("/metadata/name").asText(), one -> one));

    // then each has a deployment with its image
    assertThat(deployments)
        .containsOnlyKeys(
            Stream.of(ServiceName.values()).map(ServiceName::module).toArray(String[]::new));
    deployments.forEach(
        (name, deployment) -> {
          JsonNode pod = deployment.at("/spec/template");
          assertThat(pod.at("/spec/containers/0/image").asText())
              .startsWith("plimsoll/" + name + ":");
          // and all but the materializer may log in at registered databases
          assertThat(pod.at("/metadata/labels").has("access.plimsoll.dev/databases"))
              .as(name)
              .isEqualTo(!name.equals("materializer-service"));
          // and none but those with a schema to the services' own
          assertThat(pod.at("/metadata/labels").has("access.plimsoll.dev/postgresql"))
              .as(name)
              .isEqualTo(!Set.of("builder-service", "query-service").contains(name));
        });

    // and the planner asks each of the others
    for (ServiceName other : ServiceName.values()) {
      if (other != ServiceName.PLANNER) {
        assertThat(policy(rendered, "services-from-planner")).contains(other.module());
        assertThat(deployments.get("planner-service").toString())
            .contains("\"http://" + other.module() + ":8080\"");
      }
    }

    // and what the Ingress leads to may be reached from there, by the host name of the site
    List<String> led =
        rendered.stream()
            .filter(one -> one.path("kind").asText().equals("Ingress"))
            .flatMap(one -> one.findValuesAsText("name").stream())
            .filter(name -> name.endsWith("-service"))
            .distinct()
            .toList();
    assertThat(led)
        .containsExactlyInAnyOrder(
            "planner-service", "sync-service", "materializer-service", "query-service");
    for (String name : led) {
      assertThat(policy(rendered, "ingress-to-services")).contains(name);
      assertThat(deployments.get(name).toString()).contains("\"" + name + ",plimsoll.example\"");
    }
  }

  private static String policy(List<JsonNode> rendered, String name) {
    return rendered.stream()
        .filter(one -> one.path("kind").asText().equals("NetworkPolicy"))
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private static boolean isKubectlThere() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static List<JsonNode> rendered(String overlay) throws Exception {
    MachineRequirement.of("kubectl", isKubectlThere(), overlay + " is not rendered");
    Path out = Files.createTempFile("plimsoll-rendered", ".yaml");
    Process process =
        new ProcessBuilder(
                "kubectl", "kustomize", Yaml.ROOT.resolve(FOLDER).resolve(overlay).toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<JsonNode> documents = new ArrayList<>(Yaml.documents(out));
    Files.delete(out);
    return documents;
  }
}
