package dev.plimsoll.cli.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A service as far as the supervisor sees one: it becomes ready, never does, or ends at once.
///
/// The variable `PLIMSOLL_FAKE_FAILS` or `PLIMSOLL_FAKE_NEVER_READY` names the service, by the
/// name of its jar's module, that is to misbehave; `PLIMSOLL_FAKE_OTHER_SCHEMA` one that finds its
/// schema to be of another version; `PLIMSOLL_FAKE_NO_BUCKET` one that says it
/// misses a bucket; `PLIMSOLL_FAKE_UNWELL` one that is ready with a task that stands still;
/// `PLIMSOLL_FAKE_STOPS_SLOWLY` one that takes seconds to end. `PLIMSOLL_FAKE_FAILING` is a file
/// that names one that is to end at once, as long as it does.
public final class FakeService {
  private static final String NO_BUCKET =
      """
      {"status": "DOWN", "checks": [
        {"name": "Kafka", "status": "UP"},
        {"name": "S3 bucket", "status": "DOWN",
         "data": {"code": "bucket-not-found", "detail": "there is no bucket gone"}}]}
      """;

  private static final String UNWELL =
      """
      {"status": "DOWN", "checks": [
        {"name": "periodic-work", "status": "DOWN",
         "data": {"tasks": 3, "outbox": "stands still, overdue by 12 s"}}]}
      """;

  private FakeService() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = System.getenv();
    String jar = System.getProperty("java.class.path");
    System.out.println("starting " + List.of(arguments) + " with secrets unseen");
    if (isNamed(environment.get("PLIMSOLL_FAKE_FAILS"), jar)) {
      new IllegalStateException("this service cannot start, on purpose")
          .printStackTrace(System.out);
      System.exit(1);
    }
    if (isNamed(environment.get("PLIMSOLL_FAKE_OTHER_SCHEMA"), jar)) {
      System.out.println(
          "FlywayValidateException: Validate failed: Migrations have failed validation");
      System.out.println("Migration checksum mismatch for migration version 2");
      System.exit(1);
    }
    Path failing = Path.of(environment.getOrDefault("PLIMSOLL_FAKE_FAILING", "/nowhere"));
    if (Files.exists(failing) && isNamed(Files.readString(failing).strip(), jar)) {
      System.out.println("java.io.IOException: Too many open files");
      System.exit(1);
    }
    boolean noBucket = isNamed(environment.get("PLIMSOLL_FAKE_NO_BUCKET"), jar);
    boolean ready = !noBucket && !isNamed(environment.get("PLIMSOLL_FAKE_NEVER_READY"), jar);
    byte[] body = (noBucket ? NO_BUCKET : "{}").getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(environment.getOrDefault("QUARKUS_HTTP_PORT", "0"))),
            0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(ready ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    byte[] unwell = UNWELL.getBytes(StandardCharsets.UTF_8);
    boolean well = !isNamed(environment.get("PLIMSOLL_FAKE_UNWELL"), jar);
    server.createContext(
        "/q/health/well",
        exchange -> {
          exchange.sendResponseHeaders(well ? 200 : 503, unwell.length);
          exchange.getResponseBody().write(unwell);
          exchange.close();
        });
    server.start();
    if (isNamed(environment.get("PLIMSOLL_FAKE_STOPS_SLOWLY"), jar)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopSlowly(server)));
    }
  }

  private static void stopSlowly(HttpServer server) {
    server.stop(0);
    try {
      // Its slowness is what is tested: the commands that follow find it ending.
      Thread.sleep(4_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isNamed(String name, String jar) {
    return name != null && jar.contains(name);
  }
}
