package dev.plimsoll.contracts.database;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.regex.Pattern;

/// Where a password is to be found, by the process that connects: `pgpass` (PGPASSFILE or
/// `~/.pgpass`), `env:NAME`, `file:/path` (its first line), or `sealed:` with the password
/// encrypted by the installation's key. Never the password itself.
public record CredentialReference(@JsonValue @Within(Bound.CREDENTIAL) String value) {
  private static final Pattern FORM =
      Pattern.compile("pgpass|env:[A-Za-z_][A-Za-z0-9_]*|file:/.+|sealed:[A-Za-z0-9_-]{40,}");

  public static final CredentialReference PGPASS = new CredentialReference("pgpass");

  @JsonCreator
  public CredentialReference {
    if (!FORM.matcher(value).matches()) {
      // Not quoted: somebody may have put the password itself here.
      throw new IllegalArgumentException(
          "a credential is 'pgpass', 'env:NAME', 'file:/path' or 'sealed:…', never the password itself");
    }
  }
}
