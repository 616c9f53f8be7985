package dev.plimsoll.materializer.parsing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parser of files and batches for every ingress. [BatchRules] are not checked.
public final class AppendParser {
  private AppendParser() {}

  /// @throws MalformedMessageException with a reason that names the property
  public static FileAppended file(byte[] body, Encoding encoding) {
    return read(body, encoding, DirectParser::file, FileAppended.class);
  }

  /// @throws MalformedMessageException with a reason that names the property
  public static BatchAppended batch(byte[] body, Encoding encoding) {
    return read(body, encoding, DirectParser::batch, BatchAppended.class);
  }

  /// A fast parser for usual messages. The strict one judges all others, and words the errors.
  private static <T> T read(
      byte[] body, Encoding encoding, Function<DirectParser, @Nullable T> direct, Class<T> type) {
    @Nullable T usual = DirectParser.of(body, encoding, direct);
    return usual == null ? StrictParser.read(body, encoding, type) : usual;
  }

  /// The encoding of an append; both have the same properties.
  public enum Encoding {
    JSON(new JsonFactory()),
    /// RFC 8949, with the same names: half the size, and faster to parse.
    CBOR(new CBORFactory());

    private final JsonFactory plain;

    Encoding(JsonFactory plain) {
      this.plain = plain;
    }

    JsonFactory plain() {
      return plain;
    }
  }
}
