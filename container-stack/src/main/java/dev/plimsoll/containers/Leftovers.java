package dev.plimsoll.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/// Containers and networks of stacks whose process was killed.
final class Leftovers {
  /// Label of everything that a stack makes; its value is the process id.
  static final String LABEL = "dev.plimsoll.stack";

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  static void remove() {
    DockerClient docker = DockerClientFactory.lazyClient();
    docker.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec().stream()
        .filter(container -> isLeft(container.getLabels()))
        .forEach(
            container ->
                quietly(
                    () ->
                        docker
                            .removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec()));
    docker.listNetworksCmd().exec().stream()
        .filter(network -> isLeft(network.getLabels()))
        .forEach(network -> quietly(() -> docker.removeNetworkCmd(network.getId()).exec()));
  }

  private static boolean isLeft(Map<String, String> labels) {
    String pid = labels.getOrDefault(LABEL, "");
    return pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  /// Another stack may be removing the same.
  private static void quietly(Runnable removal) {
    try {
      removal.run();
    } catch (DockerException e) {
      LOG.info("a leftover could not be removed: {}", e.toString());
    }
  }
}
