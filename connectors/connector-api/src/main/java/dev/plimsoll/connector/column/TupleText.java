package dev.plimsoll.connector.column;

import java.util.List;

/// Digest text of tuples of binary COPY, for a source whose server cannot compute it.
public final class TupleText {
  private static final int NULL = -1;

  private final ColumnCodec[] codecs;
  private final RecordText text = new RecordText();
  private final ByteBuilder value = new ByteBuilder(1024);

  public TupleText(List<Column> columns) {
    codecs = columns.stream().map(ColumnCodec::of).toArray(ColumnCodec[]::new);
  }

  /// The row's text, valid until the next call.
  public ByteBuilder of(byte[] row) {
    text.begin();
    int position = 2;
    for (ColumnCodec codec : codecs) {
      int length = ByteBuilder.int32(row, position);
      position += 4;
      if (length == NULL) {
        text.addNull();
      } else {
        value.clear();
        codec.digestText(row, position, length, value);
        text.add(value);
        position += length;
      }
    }
    return text.end();
  }
}
