package dev.plimsoll.devstack.process;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What a process that needs no secret inherits: not those of this one.
public final class ChildEnvironment {
  // What only services and their clients take, and what is named as secrets usually are. libpq's
  // variables would lead PostgreSQL's own programs elsewhere as well.
  private static final Pattern NOT_THEIRS =
      Pattern.compile(
          "(PLIMSOLL|KAFKA|QUARKUS|AWS|PG|MYSQL|MARIADB)_?.*|.*(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY).*");

  private ChildEnvironment() {}

  /// Takes out of an environment what is a secret, or leads to one.
  public static void withoutSecrets(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(name -> NOT_THEIRS.matcher(name.toUpperCase(Locale.ROOT)).matches());
  }
}
