package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Encryption of stored passwords by the installation's key, so that stored data is useless without
/// the key file. Each password is bound to its server, database and user: for any other address it
/// is refused and not sent.
///
/// AES-256-GCM with a random 96-bit nonce: `sealed:` and, in base64url, a version byte, the nonce,
/// the cipher text and its 128-bit tag; host, port, database and user are the additional data (NIST
/// SP 800-38D, section 5.2.1.1). A refusal never gives a reason beyond being unreadable.
public final class SealedPassword {
  /// Variable with the key file: 32 bytes in base64url.
  public static final String KEY_FILE = "PLIMSOLL_KEY_FILE";

  private static final String PREFIX = "sealed:";
  // Version 1 was not bound to an address.
  private static final byte VERSION = 2;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SealedPassword(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  ///
  /// @throws PlimsollException CREDENTIAL_UNREADABLE where the environment names no readable key
  public static SealedPassword ofInstallation(Map<String, String> environment) {
    @Nullable String file = environment.get(KEY_FILE);
    if (file == null || file.isEmpty()) {
      throw unreadable(KEY_FILE + " names no key file", null);
    }
    return ofFile(Path.of(file));
  }

  /// @throws PlimsollException CREDENTIAL_UNREADABLE where the file holds no key or is not private
  public static SealedPassword ofFile(Path file) {
    byte[] key;
    try {
      @Nullable PosixFileAttributeView view =
          Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null) {
        requirePrivate(file, view.readAttributes());
      }
      key = Base64.getUrlDecoder().decode(Files.readString(file).strip());
    } catch (IOException e) {
      throw unreadable("the key file " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      // The exception's message would quote the file.
      throw unreadable("the key file " + file + " holds no key of 32 bytes in base64url", null);
    }
    if (key.length != KEY_BYTES) {
      throw unreadable("the key file " + file + " holds no key of 32 bytes in base64url", null);
    }
    return new SealedPassword(key);
  }

  private static void requirePrivate(Path file, PosixFileAttributes attributes) {
    if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
      throw unreadable("the key file " + file + " is open to everybody: chmod 600 it", null);
    }
    String owner = attributes.owner().getName();
    String user = System.getProperty("user.name");
    // Containers have a nameless user ("?"), and mount root's files.
    if (!owner.equals("root") && !owner.equals(user) && !user.equals("?")) {
      throw unreadable(
          "the key file %s belongs to %s, who could read what is sealed with it: chown it to %s"
              .formatted(file, owner, user),
          null);
    }
  }

  /// A reference that contains the encrypted password of an address. Never the same twice.
  public CredentialReference seal(String password, DatabaseAddress address) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("an empty password is none");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, address)
              .doFinal(password.getBytes(StandardCharsets.UTF_8));
      byte[] all =
          ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
              .put(VERSION)
              .put(nonce)
              .put(sealed)
              .array();
      return new CredentialReference(
          PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot do " + CIPHER, e);
    }
  }

  /// The password of an address.
  ///
  /// @throws PlimsollException CREDENTIAL_UNREADABLE for another key or address, or damage
  public String unseal(DatabaseAddress address) {
    CredentialReference reference = address.credential();
    if (!reference.holdsPassword()) {
      throw new IllegalArgumentException("not a sealed password");
    }
    if (reference.hidesPassword()) {
      throw unreadable("it is what an answer shows of a sealed password, not the password", null);
    }
    try {
      ByteBuffer all =
          ByteBuffer.wrap(
              Base64.getUrlDecoder().decode(reference.value().substring(PREFIX.length())));
      if (all.remaining() <= 1 + NONCE_BYTES + TAG_BITS / 8 || all.get() != VERSION) {
        throw unreadable("the sealed password is damaged", null);
      }
      byte[] nonce = new byte[NONCE_BYTES];
      all.get(nonce);
      byte[] sealed = new byte[all.remaining()];
      all.get(sealed);
      return new String(
          cipher(Cipher.DECRYPT_MODE, nonce, address).doFinal(sealed), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable(
          "the sealed password was sealed by another key or for another server, database or user,"
              + " or it is damaged",
          null);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, DatabaseAddress address)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(meantFor(address));
    return cipher;
  }

  // With lengths, so that the division into parts is unambiguous.
  private static byte[] meantFor(DatabaseAddress address) {
    return Stream.of(
            "plimsoll database password",
            address.host(),
            Integer.toString(address.port()),
            address.database(),
            address.user())
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static PlimsollException unreadable(String why, @Nullable Throwable cause) {
    return new PlimsollException(ErrorCode.CREDENTIAL_UNREADABLE, why, cause);
  }
}
