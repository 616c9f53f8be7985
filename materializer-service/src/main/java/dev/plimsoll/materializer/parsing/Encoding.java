package dev.plimsoll.materializer.parsing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

/// The encoding of an append: the same records in either.
public enum Encoding {
  JSON(new JsonFactory()),
  /// RFC 8949, with the same names: half as long, and read without looking at each letter.
  CBOR(new CBORFactory());

  private final JsonFactory plain;

  Encoding(JsonFactory plain) {
    this.plain = plain;
  }

  JsonFactory plain() {
    return plain;
  }
}
