package dev.plimsoll.query.parser;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;

/// What the parser's module asks of its host, which Emscripten's JavaScript is elsewhere. The
/// names of imports and exports are one letter each, given by the linker: they belong to the one
/// file whose SHA-256 the build requires.
final class ParserImports {
  static final String INITIALIZE = "A";
  static final String MALLOC = "C";
  static final String FREE = "E";
  static final String PARSE = "F";
  static final String FREE_PARSED = "G";
  static final String FINGERPRINT = "I";
  static final String NORMALIZE = "J";
  static final String SCAN = "M";
  static final String FREE_TEXT = "N";

  private static final String SET_THREW = "P";
  private static final String STACK_RESTORE = "Q";
  private static final String STACK_CURRENT = "R";
  private static final long[] NOTHING = {};
  private static final long[] NULL = {0};
  private static final long[] BAD_DESCRIPTOR = {8};
  private static final long[] NOT_SEEKABLE = {70};

  private ParserImports() {}

  static ImportValues of(WasmModule module) {
    ImportValues.Builder values = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      FunctionImport wanted = (FunctionImport) module.importSection().getImport(i);
      FunctionType type = module.typeSection().getType(wanted.typeIndex());
      values.addFunction(
          new HostFunction(wanted.module(), wanted.name(), type, handle(wanted.name(), type)));
    }
    return values.build();
  }

  private static WasmFunctionHandle handle(String name, FunctionType type) {
    return switch (name) {
      case "c" -> ended("an assertion of the parser failed");
      case "m", "v" -> ended("the parser exited");
      case "x" -> ended("the parser aborted");
      case "o" -> (instance, args) -> NULL; // setitimer
      case "p" ->
          (instance, args) -> {
            throw new LongJump();
          };
      case "q" -> ParserImports::growMemory;
      case "r" -> (instance, args) -> BAD_DESCRIPTOR; // fd_read
      case "s" -> (instance, args) -> NOT_SEEKABLE; // fd_seek
      case "t" -> ParserImports::discardOutput;
      case "u" -> (instance, args) -> NULL; // fd_close
      case "w" -> (instance, args) -> NOTHING; // emscripten_runtime_keepalive_clear
      default -> trampoline(type.returns().size());
    };
  }

  private static WasmFunctionHandle ended(String message) {
    return (instance, args) -> {
      throw new ParserTrap(message);
    };
  }

  /// `invoke_…`: calls a function of the table (the first argument) and is where a longjmp
  /// lands.
  private static WasmFunctionHandle trampoline(int results) {
    return (instance, args) -> {
      long[] stack = instance.export(STACK_CURRENT).apply();
      long[] rest = new long[args.length - 1];
      System.arraycopy(args, 1, rest, 0, rest.length);
      int function = instance.table(0).requiredRef((int) args[0]);
      try {
        return instance.getMachine().call(function, rest);
      } catch (LongJump landed) {
        instance.export(STACK_RESTORE).apply(stack);
        instance.export(SET_THREW).apply(1, 0);
        return new long[results];
      }
    };
  }

  private static long[] growMemory(Instance instance, long[] args) {
    Memory memory = instance.memory();
    long wanted = Integer.toUnsignedLong((int) args[0]);
    long missing = Math.ceilDiv(wanted, Memory.PAGE_SIZE) - memory.pages();
    if (missing <= 0) {
      return new long[] {1};
    }
    int left = memory.maximumPages() - memory.pages();
    if (missing > left) {
      return NULL; // malloc fails, which the parser reports or ends for
    }
    // By a quarter at least: each time, all of it is copied.
    int more = (int) Math.min(left, Math.max(missing, memory.pages() / 4));
    return new long[] {memory.grow(more) < 0 ? 0 : 1};
  }

  /// `fd_write`: warnings about statements, which repeat their text, go nowhere.
  private static long[] discardOutput(Instance instance, long[] args) {
    Memory memory = instance.memory();
    int written = 0;
    for (int i = 0; i < (int) args[2]; i++) {
      written += memory.readInt((int) args[1] + 8 * i + 4);
    }
    memory.writeI32((int) args[3], written);
    return NULL;
  }
}
