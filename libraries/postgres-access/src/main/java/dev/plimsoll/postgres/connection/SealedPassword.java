package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Passwords encrypted at rest by the installation's key, so that what a service stores and
/// answers is of no use without the key file.
///
/// AES-256-GCM with a random nonce of 96 bits: `sealed:` and, in base64url, a version byte, the
/// nonce, the cipher text and its tag of 128 bits. Whatever is wrong, a refusal never says more
/// than that it could not be read.
public final class SealedPassword {
  /// Names the file that holds the key: 32 bytes in base64url.
  public static final String KEY_FILE = "PLIMSOLL_KEY_FILE";

  static final String PREFIX = "sealed:";
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte[] MEANT_FOR =
      "plimsoll database password".getBytes(StandardCharsets.UTF_8);
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SealedPassword(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// With the key of this installation.
  ///
  /// @throws PlimsollException CREDENTIAL_UNREADABLE where the environment names no readable key
  public static SealedPassword ofInstallation(Map<String, String> environment) {
    @Nullable String file = environment.get(KEY_FILE);
    if (file == null || file.isEmpty()) {
      throw unreadable(KEY_FILE + " names no key file", null);
    }
    return ofFile(Path.of(file));
  }

  /// @throws PlimsollException CREDENTIAL_UNREADABLE where the file holds no key or is everybody's
  public static SealedPassword ofFile(Path file) {
    byte[] key;
    try {
      @Nullable PosixFileAttributeView view =
          Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
        throw unreadable("the key file " + file + " is open to everybody: chmod 600 it", null);
      }
      key = Base64.getUrlDecoder().decode(Files.readString(file).strip());
    } catch (IOException e) {
      throw unreadable("the key file " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      // Its message would quote what the file holds.
      throw unreadable("the key file " + file + " holds no key of 32 bytes in base64url", null);
    }
    if (key.length != KEY_BYTES) {
      throw unreadable("the key file " + file + " holds no key of 32 bytes in base64url", null);
    }
    return new SealedPassword(key);
  }

  /// A reference that holds the password itself, unreadable without the key. Never the same twice.
  public CredentialReference seal(String password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("an empty password is none");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(password.getBytes(StandardCharsets.UTF_8));
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

  /// @throws PlimsollException CREDENTIAL_UNREADABLE where it was sealed by another key or changed
  public String unseal(CredentialReference reference) {
    if (!reference.value().startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a sealed password");
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
      return new String(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable("the sealed password was sealed by another key, or it is damaged", null);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(MEANT_FOR);
    return cipher;
  }

  private static PlimsollException unreadable(String why, @Nullable Throwable cause) {
    return new PlimsollException(ErrorCode.CREDENTIAL_UNREADABLE, why, cause);
  }
}
