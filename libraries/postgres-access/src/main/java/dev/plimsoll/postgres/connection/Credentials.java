package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Look-up of passwords by reference in this process' environment and files.
///
/// Whoever registers a database chooses the server that receives the password. So a reference
/// reaches only database passwords, and not this process' tokens, keys or other variables.
public final class Credentials {
  /// Variable with the folder of password files; links that leave it are not followed.
  public static final String FOLDER = "PLIMSOLL_CREDENTIALS";

  /// The default of [#FOLDER]: where container platforms put secrets.
  public static final String USUAL_FOLDER = "/run/secrets";

  /// Prefix of variables with passwords.
  public static final String VARIABLE = "PLIMSOLL_PASSWORD_";

  private static final String ENV = "env:";
  private static final String FILE = "file:";
  private static final int MOST_BYTES = 4096;

  private Credentials() {}

  /// The password; null where pgjdbc reads PGPASSFILE or `~/.pgpass` itself.
  ///
  /// @throws PlimsollException CREDENTIAL_MISSING, naming the place; CREDENTIAL_REFUSED for a
  ///     reference to anything but a database password; CREDENTIAL_UNREADABLE for a sealed one
  public static @Nullable String resolve(DatabaseAddress address, Map<String, String> environment) {
    CredentialReference reference = address.credential();
    String value = reference.value();
    if (value.startsWith(ENV)) {
      return variable(value.substring(ENV.length()), environment);
    }
    if (value.startsWith(FILE)) {
      String folder = environment.getOrDefault(FOLDER, "");
      return firstLine(
          path(value.substring(FILE.length())), path(folder.isEmpty() ? USUAL_FOLDER : folder));
    }
    if (reference.holdsPassword()) {
      return SealedPassword.ofInstallation(environment).unseal(address);
    }
    return null;
  }

  private static String variable(String name, Map<String, String> environment) {
    if (!name.startsWith(VARIABLE)) {
      throw refused("the environment variable " + name + " does not begin with " + VARIABLE);
    }
    String password = environment.get(name);
    if (password == null) {
      throw missing("the environment variable " + name + " is not set", null);
    }
    return password;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw missing("not a path: " + e.getReason(), e);
    }
  }

  private static String firstLine(Path file, Path folder) {
    // Checked first, so that the answer does not reveal which files exist elsewhere.
    if (!file.normalize().startsWith(folder.normalize())) {
      throw outside(file, folder);
    }
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath()) || !Files.isRegularFile(real)) {
        throw outside(file, folder);
      }
      if (Files.size(real) > MOST_BYTES) {
        throw refused("the file " + file + " has more than 4 KiB, which is no password");
      }
      if (!isOfItsOwner(real, folder)) {
        throw refused(
            "the file %s belongs neither to this service's user nor to root, or everybody may write to it"
                .formatted(file));
      }
      List<String> lines = Files.readAllLines(real);
      if (lines.isEmpty()) {
        throw missing("the file " + file + " is empty", null);
      }
      return lines.getFirst();
    } catch (IOException e) {
      throw missing("the file " + file + " cannot be read", e);
    }
  }

  private static boolean isOfItsOwner(Path file, Path folder) throws IOException {
    @Nullable PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return true; // a file system that knows no owners
    }
    PosixFileAttributes attributes = view.readAttributes();
    String owner = attributes.owner().getName();
    return !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
        && (owner.equals("root")
            || owner.equals(System.getProperty("user.name"))
            || owner.equals(Files.getOwner(folder).getName()));
  }

  private static PlimsollException outside(Path file, Path folder) {
    return refused(
        "the file " + file + " is no file in " + folder + ", which " + FOLDER + " names");
  }

  private static PlimsollException refused(String why) {
    return new PlimsollException(ErrorCode.CREDENTIAL_REFUSED, why);
  }

  private static PlimsollException missing(String where, @Nullable Throwable cause) {
    return new PlimsollException(ErrorCode.CREDENTIAL_MISSING, where, cause);
  }
}
