package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Numerics;
import dev.plimsoll.connector.column.UnsupportedValueException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        out.putInt(4);
        out.putInt(value);
      }
    }
  },
  INT8 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long value = row.getLong(index);
      if (notNull(row, out)) {
        out.putInt(8);
        out.putLong(value);
      }
    }
  },
  FLOAT4 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      float value = row.getFloat(index);
      if (notNull(row, out)) {
        out.putInt(4);
        out.putInt(Float.floatToIntBits(value));
      }
    }
  },
  FLOAT8 {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      double value = row.getDouble(index);
      if (notNull(row, out)) {
        out.putInt(8);
        out.putLong(Double.doubleToLongBits(value));
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

    @Override
    @Nullable String text(ResultSet row, int index) throws SQLException {
      long value = row.getLong(index);
      return row.wasNull() ? null : Long.toUnsignedString(value);
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
        int day = TemporalNumber.date(number);
        out.putInt(4);
        out.putInt(day);
      }
    }

    @Override
    @Nullable String text(ResultSet row, int index) throws SQLException {
      long number = row.getLong(index);
      return row.wasNull() ? null : TemporalNumber.dateText(number);
    }
  },
  TIMESTAMP_NUMBER {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long number = row.getLong(index);
      if (notNull(row, out)) {
        long micros = TemporalNumber.timestamp(number);
        out.putInt(8);
        out.putLong(micros);
      }
    }

    @Override
    @Nullable String text(ResultSet row, int index) throws SQLException {
      long number = row.getLong(index);
      return row.wasNull() ? null : TemporalNumber.timestampText(number);
    }
  },
  TIME_NUMBER {
    @Override
    void copy(ResultSet row, int index, ByteBuilder out) throws SQLException {
      long number = row.getLong(index);
      if (notNull(row, out)) {
        long micros = TemporalNumber.time(number);
        out.putInt(8);
        out.putLong(micros);
      }
    }

    @Override
    @Nullable String text(ResultSet row, int index) throws SQLException {
      long number = row.getLong(index);
      return row.wasNull() ? null : TemporalNumber.timeText(number);
    }
  },
  TIMESTAMP {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      long micros = TemporalText.timestamp(text);
      out.putInt(8);
      out.putLong(micros);
    }
  },
  TIME {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      long micros = TemporalText.time(text);
      out.putInt(8);
      out.putLong(micros);
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
      out.putInt(text.length);
      out.write(text, 0, text.length);
    }
  },
  JSON {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      if (!JsonLexer.isStrict(text)) {
        throw new UnsupportedValueException("JSON that MariaDB takes for valid and PostgreSQL not");
      }
      out.putInt(text.length);
      out.write(text, 0, text.length);
    }
  },
  BYTES {
    @Override
    void copyText(byte[] text, ByteBuilder out) {
      out.putInt(text.length);
      out.write(text, 0, text.length);
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
    return row.getString(index);
  }

  /// Of a value that is not NULL, which the protocol sends as bytes.
  void copyText(byte[] text, ByteBuilder out) {
    throw new IllegalStateException(
        this + " is not read from text: " + new String(text, StandardCharsets.UTF_8));
  }

  private static boolean notNull(ResultSet row, ByteBuilder out) throws SQLException {
    if (row.wasNull()) {
      out.putInt(NULL);
      return false;
    }
    return true;
  }
}
