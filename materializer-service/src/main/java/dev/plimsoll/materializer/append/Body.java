package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.entry.StrictJson;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body of JSON, read no further than it may be long.
final class Body {
  private Body() {}

  /// @throws PlimsollException INVALID_REQUEST, or REQUEST_TOO_LARGE
  /// @throws IOException the client went away
  static <T> T read(InputStream in, long maxBytes, Class<T> type) throws IOException {
    Limited limited = new Limited(in, maxBytes);
    try {
      return StrictJson.read(limited, type);
    } catch (IOException | MalformedMessageException e) {
      if (limited.left < 0) {
        throw tooLarge(maxBytes);
      }
      if (e instanceof MalformedMessageException malformed) {
        throw invalid(malformed);
      }
      throw e;
    }
  }

  static PlimsollException tooLarge(long maxBytes) {
    return new PlimsollException(
        ErrorCode.REQUEST_TOO_LARGE, "at most " + maxBytes + " bytes are taken at once");
  }

  static PlimsollException invalid(MalformedMessageException e) {
    return new PlimsollException(
        ErrorCode.INVALID_REQUEST, e.getMessage() == null ? "not readable" : e.getMessage(), e);
  }

  /// Ends by an exception where there is more than may be read.
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long maxBytes) {
      super(in);
      left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int octet = super.read();
      if (octet >= 0) {
        taken(1);
      }
      return octet;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = super.read(to, offset, length);
      if (read > 0) {
        taken(read);
      }
      return read;
    }

    private void taken(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("too large");
      }
    }
  }
}
