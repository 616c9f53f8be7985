package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Numerics;
import dev.plimsoll.connector.column.UnsupportedValueException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Turns a field of a result row into one of binary COPY: its length and its value as PostgreSQL
/// sends it; -1 for NULL. Binary where the protocol is, else from the bytes of its text: no string
/// is made.
enum FieldReader {
  BOOL {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      int value = row.getInt(index);
      if (notNull(row, out)) {
        out.putInt(1);
        out.putByte(value == 0 ? 0 : 1);
      }
    }
  },
  INT2 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      int value = row.getInt(index);
      if (notNull(row, out)) {
        out.putInt(2);
        out.putShort(value);
      }
    }
  },
  INT4 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      int value = row.getInt(index);
      if (notNull(row, out)) {
        putInt(value, out);
      }
    }
  },
  INT8 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long value = row.getLong(index);
      if (notNull(row, out)) {
        putLong(value, out);
      }
    }
  },
  FLOAT4 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      float value = row.getFloat(index);
      if (notNull(row, out)) {
        putInt(Float.floatToIntBits(value), out);
      }
    }
  },
  FLOAT8 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      double value = row.getDouble(index);
      if (notNull(row, out)) {
        putLong(Double.doubleToLongBits(value), out);
      }
    }
  },
  /// A number of 64 bits without a sign, cast to one with it.
  UNSIGNED {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long value = row.getLong(index);
      if (notNull(row, out)) {
        Numerics.putUnsigned(value, out);
      }
    }
  },
  NUMERIC {
    // Digits, which the driver hands out as bytes of columns of text only.
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      @Nullable String digits = row.getString(index);
      if (digits == null) {
        out.putInt(NULL);
      } else {
        copyText(digits.getBytes(StandardCharsets.ISO_8859_1), out);
      }
    }

    @Override
    void copyText(byte[] text, ByteBuilder out) {
      int from = 0;
      // ZEROFILL fills up with them.
      while (from < text.length - 1 && text[from] == '0' && text[from + 1] != '.') {
        from++;
      }
      Numerics.putText(text, from, text.length - from, out);
    }
  },
  /// A date as a number, and so on.
  DATE_NUMBER {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long number = row.getLong(index);
      if (notNull(row, out)) {
        putInt(TemporalNumber.date(number), out);
      }
    }
  },
  TIMESTAMP_NUMBER {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long number = row.getLong(index);
      if (notNull(row, out)) {
        putLong(TemporalNumber.timestamp(number), out);
      }
    }
  },
  TIME_NUMBER {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long number = row.getLong(index);
      if (notNull(row, out)) {
        putLong(TemporalNumber.time(number), out);
      }
    }
  },
  TIMESTAMP {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      putLong(TemporalText.timestamp(text), out);
    }
  },
  TIME {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      putLong(TemporalText.time(text), out);
    }
  },
  UUID {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      out.putInt(16);
      for (int i = 0; i < text.length; ) {
        if (text[i] == '-') {
          i++;
        } else {
          out.putByte(Character.digit(text[i], 16) << 4 | Character.digit(text[i + 1], 16));
          i += 2;
        }
      }
    }
  },
  TEXT {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      for (byte b : text) {
        if (b == 0) {
          throw new UnsupportedValueException("a NUL character, which PostgreSQL's text cannot");
        }
      }
      putBytes(text, out);
    }
  },
  JSON {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      if (!JsonLexer.isStrict(text)) {
        throw new UnsupportedValueException("JSON that MariaDB takes for valid and PostgreSQL not");
      }
      putBytes(text, out);
    }
  },
  BYTES {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      putBytes(text, out);
    }
  };

  private static final int NULL = -1;

  /// Appends one field.
  ///
  /// @throws UnsupportedValueException for a value that PostgreSQL's type does not have; its
  ///     message goes on after "holds"
  void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
    byte @Nullable [] text = row.getBytes(index);
    if (text == null) {
      out.putInt(NULL);
    } else {
      copyText(text, out);
    }
  }

  /// What a person reads of a value, in messages; null for NULL.
  @Nullable String text(ResultSet row, int index) throws SQLException {
    return switch (this) {
      case UNSIGNED -> text(row, index, Long::toUnsignedString);
      case DATE_NUMBER -> text(row, index, TemporalNumber::dateText);
      case TIMESTAMP_NUMBER -> text(row, index, TemporalNumber::timestampText);
      case TIME_NUMBER -> text(row, index, TemporalNumber::timeText);
      default -> row.getString(index);
    };
  }

  private static @Nullable String text(ResultSet row, int index, LongFunction<String> text)
      throws SQLException {
    long number = row.getLong(index);
    return row.wasNull() ? null : text.apply(number);
  }

  /// Of a value that is not NULL, which the protocol sends as bytes.
  void copyText(byte[] text, ByteBuilder out) {
    throw new IllegalStateException(
        this + " is not read from text: " + new String(text, StandardCharsets.UTF_8));
  }

  private static void putInt(int value, ByteBuilder out) {
    out.putInt(Integer.BYTES);
    out.putInt(value);
  }

  private static void putLong(long value, ByteBuilder out) {
    out.putInt(Long.BYTES);
    out.putLong(value);
  }

  private static void putBytes(byte[] value, ByteBuilder out) {
    out.putInt(value.length);
    out.write(value, 0, value.length);
  }

  private static boolean notNull(ResultSet row, ByteBuilder out) throws SQLException {
    if (row.wasNull()) {
      out.putInt(NULL);
      return false;
    }
    return true;
  }
}
