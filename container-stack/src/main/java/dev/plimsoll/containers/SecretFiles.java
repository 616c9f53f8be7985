package dev.plimsoll.containers;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.PrivateFile;
import dev.plimsoll.devstack.folder.Secrets;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/// Passwords, keys and certificates that `deploy/compose/secrets` has made, a file each.
record SecretFiles(Path folder) {
  // Containers run as users of their own; the folder is the owner's alone.
  private static final int READABLE = 0444;

  /// Path of the authority's certificate.
  Path authority() {
    return folder.resolve("ca");
  }

  /// Gives a container the secrets that it may know, where compose has them.
  void give(GenericContainer<?> container, String... names) {
    for (String name : names) {
      container.withCopyFileToContainer(
          MountableFile.forHostPath(folder.resolve(name), READABLE), "/run/secrets/" + name);
    }
  }

  /// Writes what the parent reads, as the embedded stack does.
  Secrets toStack(Path data) {
    try {
      List<String> s3 = Files.readAllLines(folder.resolve("s3-keys"));
      Properties values = new Properties();
      values.setProperty("postgres.superuser", "postgres");
      values.setProperty("postgres.superuser-password", read("postgres-password"));
      for (String role : Secrets.ROLES) {
        String service = role.substring("plimsoll_".length());
        values.setProperty("role." + role, read(service + "-password"));
      }
      values.setProperty("s3.access-key", s3.get(0));
      values.setProperty("s3.secret-key", s3.get(1));
      values.setProperty("mariadb.root-password", read("mariadb-password"));
      values.setProperty("kafka.password", read("kafka-password"));
      StringWriter text = new StringWriter();
      values.store(text, null);
      Files.createDirectories(data);
      Path file = data.resolve("secrets.properties");
      PrivateFile.write(file, text.toString());
      return Secrets.read(file);
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the secrets in " + folder + " cannot be read: " + e, e);
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }
}
