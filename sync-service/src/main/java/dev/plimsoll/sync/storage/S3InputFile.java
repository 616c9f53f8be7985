package dev.plimsoll.sync.storage;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Effects;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// An object as Parquet reads it: its tail once, which holds the footer, then one range a request.
public final class S3InputFile implements InputFile {
  private static final int TAIL_BYTES = 64 << 10;

  private final S3Client s3;
  private final Effects effects;
  private final String bucket;
  private final String key;
  private final long length;

  S3InputFile(S3Client s3, Effects effects, String bucket, String key, long length) {
    this.s3 = s3;
    this.effects = effects;
    this.bucket = bucket;
    this.key = key;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  /// @throws PlimsollException OBJECT_CORRUPT when the object is gone or of another length
  @Override
  public SeekableInputStream newStream() {
    int tailLength = (int) Math.min(length, TAIL_BYTES);
    byte[] tail = new byte[tailLength];
    fetch(length - tailLength, tail, 0, tailLength);
    return new RangeStream(tail);
  }

  private void fetch(long from, byte[] target, int offset, int count) {
    effects.retrying(
        "read " + key,
        () -> {
          try (ResponseInputStream<GetObjectResponse> body =
              s3.getObject(
                  request ->
                      request
                          .bucket(bucket)
                          .key(key)
                          .range("bytes=" + from + "-" + (from + count - 1)))) {
            if (body.readNBytes(target, offset, count) < count) {
              throw new EOFException(key + " ended early");
            }
            requireLength(body.response());
            return count;
          } catch (NoSuchKeyException e) {
            throw new PlimsollException(ErrorCode.OBJECT_CORRUPT, key + " is gone", e);
          }
        });
  }

  private void requireLength(GetObjectResponse response) {
    String range = response.contentRange();
    if (range != null && !range.endsWith("/" + length)) {
      throw new PlimsollException(
          ErrorCode.OBJECT_CORRUPT, key + " has not the announced " + length + " bytes: " + range);
    }
  }

  private final class RangeStream extends SeekableInputStream {
    private final byte[] tail;
    private final long tailStart;
    private long position;

    RangeStream(byte[] tail) {
      this.tail = tail;
      this.tailStart = length - tail.length;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long newPosition) {
      position = newPosition;
    }

    @Override
    public int read() throws IOException {
      if (position >= length) {
        return -1;
      }
      byte[] one = new byte[1];
      readFully(one, 0, 1);
      return one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (position >= length) {
        return -1;
      }
      int available = (int) Math.min(count, length - position);
      readFully(target, offset, available);
      return available;
    }

    @Override
    public void readFully(byte[] target) throws IOException {
      readFully(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int offset, int count) throws IOException {
      if (position + count > length) {
        throw new EOFException(key + " has only " + length + " bytes");
      }
      if (position >= tailStart) {
        System.arraycopy(tail, (int) (position - tailStart), target, offset, count);
      } else if (count > 0) {
        fetch(position, target, offset, count);
      }
      position += count;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (position >= length) {
        return -1;
      }
      int available = (int) Math.min(target.remaining(), length - position);
      byte[] bytes = new byte[available];
      readFully(bytes, 0, available);
      target.put(bytes);
      return available;
    }

    @Override
    public void readFully(ByteBuffer target) throws IOException {
      int count = target.remaining();
      if (target.hasArray()) {
        readFully(target.array(), target.arrayOffset() + target.position(), count);
        target.position(target.position() + count);
      } else {
        byte[] bytes = new byte[count];
        readFully(bytes, 0, count);
        target.put(bytes);
      }
    }
  }
}
