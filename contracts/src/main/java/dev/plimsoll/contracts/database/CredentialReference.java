package dev.plimsoll.contracts.database;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// Where a password is to be found, by the process that connects: `pgpass` (PGPASSFILE or
/// `~/.pgpass`), `env:NAME`, or `file:/path` (its first line). Never the password.
public record CredentialReference(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("pgpass|env:[A-Za-z_][A-Za-z0-9_]*|file:/.+");

  public static final CredentialReference PGPASS = new CredentialReference("pgpass");

  @JsonCreator
  public CredentialReference {
    if (!FORM.matcher(value).matches()) {
      // Not quoted: somebody may have put the password itself here.
      throw new IllegalArgumentException(
          "a credential is 'pgpass', 'env:NAME' or 'file:/path', never the password itself");
    }
  }
}
