package dev.plimsoll.contracts.database;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// libpq's `sslmode` values.
public enum SslMode {
  DISABLE,
  PREFER,
  REQUIRE,
  VERIFY_CA,
  VERIFY_FULL;

  /// Whether the server's certificate is verified.
  public boolean verifies() {
    return this == VERIFY_CA || this == VERIFY_FULL;
  }

  /// The default: encrypted, but for this machine.
  public static SslMode usual(String host) {
    boolean loopback =
        host.equals("localhost")
            || host.matches("127(\\.[0-9]{1,3}){3}")
            || host.equals("::1")
            || host.equals("[::1]");
    return loopback ? PREFER : REQUIRE;
  }

  /// As libpq and pgjdbc spell it, for example `verify-full`.
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @JsonCreator
  public static SslMode of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
