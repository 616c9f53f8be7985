package dev.plimsoll.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Key of seals: HMAC-SHA-256 (RFC 2104) of topic, key, value and all other headers in order, each
/// preceded by its length, so that none can pass for another.
public final class SealKey {
  /// Version of the seal's form; its first byte.
  private static final byte FORM = 1;

  private static final String ALGORITHM = "HmacSHA256";

  // Cloning it is cheaper than a new key setup; it never changes.
  private final Mac begun;

  private SealKey(Mac begun) {
    this.begun = begun;
  }

  public static SealKey of(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return new SealKey(mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /// @return 33 bytes
  byte[] seal(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    Mac mac = mac();
    add(mac, topic.getBytes(StandardCharsets.UTF_8));
    add(mac, key);
    add(mac, value);
    for (Header header : headers) {
      if (!header.key().equals(Seal.HEADER)) {
        add(mac, header.key().getBytes(StandardCharsets.UTF_8));
        add(mac, header.value());
      }
    }
    byte[] code = mac.doFinal();
    byte[] seal = Arrays.copyOf(new byte[] {FORM}, code.length + 1);
    System.arraycopy(code, 0, seal, 1, code.length);
    return seal;
  }

  private static void add(Mac mac, byte @Nullable [] part) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part == null ? -1 : part.length).flip());
    if (part != null) {
      mac.update(part);
    }
  }

  private Mac mac() {
    try {
      return (Mac) begun.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own can be copied", e);
    }
  }
}
