package dev.plimsoll.testkit;

import dev.plimsoll.devstack.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// [Authority] for tests without a dependency on dev-stack.
public final class TestAuthority {
  /// Of all keys and files.
  public static final String PASSWORD = "password-of-the-tests";

  private final Authority authority;

  /// @param folder to put its files into
  /// @param name of its certificate and files
  public TestAuthority(Path folder, String name) {
    try {
      authority = new Authority(folder, name, PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// File of its certificate, in PEM.
  public Path certificate() {
    try {
      return authority.certificate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// File of a server's key and certificates (PKCS #12, with [#PASSWORD]).
  ///
  /// @param names subject alternative names, for example `ip:127.0.0.1,dns:s3`
  public Path server(String names) {
    try {
      return authority.server(names).store();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
