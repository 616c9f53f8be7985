package dev.plimsoll.devstack.tls;

import java.nio.file.Path;

/// Key and certificate of a server.
///
/// @param store file of both (PKCS #12)
/// @param password of the file
/// @param certificate in PEM
/// @param key in PEM (PKCS #8), without a password
public record ServerKeys(Path store, String password, String certificate, String key) {
  @Override
  public String toString() {
    return "ServerKeys[" + store + "]";
  }
}
