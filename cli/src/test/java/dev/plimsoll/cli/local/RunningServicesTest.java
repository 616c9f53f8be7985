package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningServicesTest {
  @TempDir Path folder;

  private DataHome running(ProcessMark process) {
    return running(process, 4711);
  }

  private DataHome running(ProcessMark process, int port) {
    DataHome home = new DataHome(folder);
    new SystemState(
            null,
            null,
            "",
            List.of(new SystemState.Part("planner", process, port, "planner.log", null)))
        .write(home);
    return home;
  }

  @Test
  void aServiceIsWhereItWasStarted() {
    DataHome home = running(ProcessMark.of(ProcessHandle.current()));

    assertThat(home.address(ServiceName.PLANNER)).hasToString("http://127.0.0.1:4711");
    assertNotRunning(home, ServiceName.SYNC);
  }

  @Test
  void aProcessThatOnlyHasTheSameIdIsNotTheService() {
    long pid = ProcessHandle.current().pid();

    assertNotRunning(running(new ProcessMark(pid, Instant.EPOCH)), ServiceName.PLANNER);
  }

  @Test
  void whoeverTakesThePortOfAServiceThatHasEndedIsSentNoToken() throws Exception {
    // given a client of a planner that runs
    List<String> sent = new CopyOnWriteArrayList<>();
    HttpServer port =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    port.createContext(
        "/",
        exchange -> {
          sent.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    port.start();
    Process planner = new ProcessBuilder("sleep", "60").start();
    DataHome home = running(ProcessMark.of(planner.toHandle()), port.getAddress().getPort());
    PlannerApi api =
        new PlannerApi(
            new ApiClient(
                ApiClient.http(),
                "planner",
                () -> home.address(ServiceName.PLANNER),
                () -> "a-token"));
    try {
      api.remove("shop", new ControlRequest(null, null));
      assertThat(sent).containsExactly("Bearer a-token");

      // when it has ended, and its port is somebody else's
      planner.destroyForcibly().waitFor();

      // then that one is not called at all
      assertThatThrownBy(() -> api.remove("shop", new ControlRequest(null, null)))
          .isInstanceOfSatisfying(
              PlimsollException.class, e -> assertThat(ApiClient.unavailable(e)).isTrue());
      assertThat(sent).hasSize(1);
    } finally {
      planner.destroyForcibly();
      port.stop(0);
    }
  }

  private static void assertNotRunning(DataHome home, ServiceName service) {
    assertThatThrownBy(() -> home.address(service))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING));
  }
}
