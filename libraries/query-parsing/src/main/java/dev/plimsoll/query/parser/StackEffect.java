package dev.plimsoll.query.parser;

import com.dylibso.chicory.wasm.types.OpCode;

/// Operands that an instruction takes from the stack and puts there.
///
/// @param inMemory whether it has an alignment and an offset in front of anything else
record StackEffect(int taken, int given, boolean inMemory) {
  static StackEffect of(OpCode code) {
    return switch (code) {
      case LOCAL_GET, GLOBAL_GET, I32_CONST, I64_CONST, F64_CONST -> new StackEffect(0, 1, false);
      case LOCAL_SET, GLOBAL_SET, DROP -> new StackEffect(1, 0, false);
      case LOCAL_TEE,
          I32_EQZ,
          I32_EXTEND_8_S,
          I32_EXTEND_16_S,
          I32_WRAP_I64,
          I64_EXTEND_I32_U,
          I64_CLZ,
          F64_CONVERT_I32_U,
          F64_CONVERT_I64_U,
          I32_TRUNC_SAT_F64_U,
          I64_EQZ ->
          new StackEffect(1, 1, false);
      case I32_ADD,
          I32_SUB,
          I32_MUL,
          I32_AND,
          I32_OR,
          I32_XOR,
          I32_SHL,
          I32_SHR_S,
          I32_SHR_U,
          I32_EQ,
          I32_NE,
          I32_LT_S,
          I32_LT_U,
          I32_GT_S,
          I32_GT_U,
          I32_LE_S,
          I32_LE_U,
          I32_GE_S,
          I32_GE_U,
          I64_EQ,
          I64_NE,
          I64_LT_U,
          I64_GT_U,
          I64_LE_U,
          I64_GE_U,
          I64_SUB,
          I64_AND,
          I64_SHL,
          F64_EQ,
          F64_GE,
          F64_MUL,
          F64_DIV ->
          new StackEffect(2, 1, false);
      case SELECT -> new StackEffect(3, 1, false);
      case MEMORY_COPY -> new StackEffect(3, 0, false);
      case I32_LOAD, I32_LOAD8_S, I32_LOAD8_U, I32_LOAD16_S, I32_LOAD16_U, I64_LOAD, F64_LOAD ->
          new StackEffect(1, 1, true);
      case I32_STORE, I32_STORE8, I32_STORE16, I64_STORE, F64_STORE -> new StackEffect(2, 0, true);
      default -> throw new UnsupportedOperationException(code.name());
    };
  }
}
