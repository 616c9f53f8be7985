package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.connector.storage.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A bucket in this JVM.
final class InMemoryStorage implements ObjectStorage {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  void put(String key, byte[] content) {
    objects.put(key, content);
  }

  @Override
  public String bucket() {
    return "lake";
  }

  @Override
  public Optional<byte[]> content(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public ObjectBytes open(String key, long length) {
    byte[] content = Objects.requireNonNull(objects.get(key), key);
    return new ObjectBytes() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void read(long from, byte[] target, int offset, int count) throws EOFException {
        if (from + count > content.length) {
          throw new EOFException(key + " has only " + content.length + " bytes");
        }
        System.arraycopy(content, (int) from, target, offset, count);
      }
    };
  }

  @Override
  public ObjectWriter upload(String key) {
    return new Upload(key);
  }

  private final class Upload implements ObjectWriter {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final String key;

    Upload(String key) {
      this.key = key;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      content.write(bytes, offset, count);
    }

    @Override
    public long length() {
      return content.size();
    }

    @Override
    public long complete() {
      put(key, content.toByteArray());
      return content.size();
    }

    @Override
    public void close() {}
  }
}
