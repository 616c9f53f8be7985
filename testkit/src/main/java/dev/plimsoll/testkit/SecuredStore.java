package dev.plimsoll.testkit;

import dev.plimsoll.devstack.folder.Ports;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Object store that speaks TLS alone, in a process of its own: the embedded one's, set up as the
/// image of `deploy/images/s3` does it.
public final class SecuredStore implements AutoCloseable {
  public static final String BUCKET = "plimsoll";
  public static final String ACCESS_KEY = "access-key-of-the-tests";
  public static final String SECRET_KEY = "secret-key-of-the-tests";

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);

  /// Ends the command with its own standard input, as with this JVM: the store reads none.
  private static final String UNTIL_INPUT_ENDS =
      "\"$@\" & store=$!; cat >/dev/null; kill -9 $store; wait $store";

  private final int port;
  private final Process process;

  /// Starts it, and returns when it takes connections on the loopback addresses.
  ///
  /// @param folder for objects, settings and a log
  /// @param keys as of [TestAuthority#server]
  public SecuredStore(Path folder, Path keys) {
    port = new Ports(folder.resolve("ports.properties")).choose("s3", 0);
    Path log = folder.resolve("store.log");
    try {
      Path objects = folder.resolve("objects");
      // A bucket is a folder; if others could read it, requests without keys could list it.
      Files.setPosixFilePermissions(
          Files.createDirectories(objects.resolve(BUCKET)),
          PosixFilePermissions.fromString("rwx------"));
      Path settings = folder.resolve("store.properties");
      Files.writeString(settings, settings(objects, keys));
      process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  UNTIL_INPUT_ENDS,
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  // It sends what is printed to its log, which is printed.
                  "-Dorg.slf4j.simpleLogger.cacheOutputStream=true",
                  "-cp",
                  libraries() + "*",
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Awaitility.await("the store takes connections; its log is " + log)
          .atMost(STARTS_WITHIN)
          .pollInterval(Duration.ofMillis(50))
          .until(this::listens);
    } catch (ConditionTimeoutException e) {
      close();
      throw e;
    }
  }

  private static String libraries() {
    return Path.of(System.getProperty("plimsoll.root"), "dev-stack", "target", "lib")
        + File.separator;
  }

  private String settings(Path objects, Path keys) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("s3proxy.secure-endpoint", "https://127.0.0.1:" + port);
    settings.setProperty("s3proxy.keystore-path", keys.toString());
    settings.setProperty("s3proxy.keystore-password", TestAuthority.PASSWORD);
    settings.setProperty("s3proxy.authorization", "aws-v4");
    settings.setProperty("s3proxy.identity", ACCESS_KEY);
    settings.setProperty("s3proxy.credential", SECRET_KEY);
    settings.setProperty("s3proxy.ignore-unknown-headers", "true");
    settings.setProperty("jclouds.provider", "filesystem-nio2");
    settings.setProperty("jclouds.filesystem.basedir", objects.toString());
    StringWriter text = new StringWriter();
    settings.store(text, null);
    return text.toString();
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Its address.
  ///
  /// @param scheme `https`, which it speaks, or another
  /// @param host a name of the loopback address
  public URI endpoint(String scheme, String host) {
    return URI.create(scheme + "://" + host + ":" + port);
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.onExit().join();
  }
}
