package dev.plimsoll.connector.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers in network order, as binary COPY has them.
public final class BigEndian {
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  public static short int16(byte[] source, int offset) {
    return (short) SHORT.get(source, offset);
  }

  public static int int32(byte[] source, int offset) {
    return (int) INT.get(source, offset);
  }

  public static long int64(byte[] source, int offset) {
    return (long) LONG.get(source, offset);
  }
}
