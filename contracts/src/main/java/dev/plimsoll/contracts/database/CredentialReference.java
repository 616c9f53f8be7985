package dev.plimsoll.contracts.database;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.regex.Pattern;

/// A reference to a password, resolved by the process that connects: `pgpass` (PGPASSFILE or
/// `~/.pgpass`), `env:NAME`, `file:/path` (its first line), or `sealed:` with the password
/// encrypted by the installation's key for one server, database and user. Answers show only
/// `sealed`.
public record CredentialReference(@JsonValue @Within(Bound.CREDENTIAL) String value) {
  private static final Pattern FORM =
      Pattern.compile("pgpass|env:[A-Za-z_][A-Za-z0-9_]*|file:/.+|sealed(:[A-Za-z0-9_-]{40,})?");
  private static final String SEALED = "sealed";

  public static final CredentialReference PGPASS = new CredentialReference("pgpass");

  @JsonCreator
  public CredentialReference {
    if (!FORM.matcher(value).matches()) {
      // Not quoted: somebody may have put the password itself here.
      throw new IllegalArgumentException(
          "a credential is 'pgpass', 'env:NAME', 'file:/path' or 'sealed:…', never the password itself");
    }
  }

  public boolean holdsPassword() {
    return value.startsWith(SEALED);
  }

  /// The form for answers, without a sealed password.
  public CredentialReference shown() {
    return holdsPassword() ? new CredentialReference(SEALED) : this;
  }

  /// Whether it is the form of an answer, which cannot be used to connect.
  public boolean hidesPassword() {
    return value.equals(SEALED);
  }
}
