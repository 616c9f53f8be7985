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

/// Finds the password that a reference points to, in this process' environment and files.
///
/// Who may register a database says where its server is, and is sent the password: so a reference
/// reaches only what was put there to be a database's password. Everything else that this process
/// can read, its token, its keys and its environment, stays out of reach.
public final class Credentials {
  /// Names the folder that files with passwords are in; links that lead out of it are not followed.
  public static final String FOLDER = "PLIMSOLL_CREDENTIALS";

  /// Where container platforms put secrets; counts where [#FOLDER] is not set.
  public static final String USUAL_FOLDER = "/run/secrets";

  /// What names of variables with passwords begin with.
  public static final String VARIABLE = "PLIMSOLL_PASSWORD_";

  private static final String ENV = "env:";
  private static final String FILE = "file:";
  private static final int MOST_BYTES = 4096;

  private Credentials() {}

  /// The password; null where pgjdbc itself is to look into PGPASSFILE or `~/.pgpass`.
  ///
  /// @throws PlimsollException CREDENTIAL_MISSING, saying where it was looked for;
  ///     CREDENTIAL_REFUSED of a reference to anything else than a database's password;
  ///     CREDENTIAL_UNREADABLE of a sealed one
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
    // Before anything is looked at: what lies elsewhere is not even said to be there.
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
            "the file "
                + file
                + " belongs neither to this service's user nor to root, or everybody may"
                + " write to it");
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
