package dev.plimsoll.cli.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// A service as far as the supervisor sees one: it becomes ready, never does, or ends at once.
///
/// The variable `FAKE_FAILS` or `FAKE_NEVER_READY` names the service, by the name of its jar's
/// module, that is to misbehave.
public final class FakeService {
  private FakeService() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = System.getenv();
    String jar = System.getProperty("java.class.path");
    System.out.println("starting " + List.of(arguments) + " with secrets unseen");
    if (isNamed(environment.get("FAKE_FAILS"), jar)) {
      System.out.println("this service cannot start, on purpose");
      System.exit(1);
    }
    int status = isNamed(environment.get("FAKE_NEVER_READY"), jar) ? 503 : 200;
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(environment.getOrDefault("QUARKUS_HTTP_PORT", "0"))),
            0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  private static boolean isNamed(String name, String jar) {
    return name != null && jar.contains(name);
  }
}
