package dev.plimsoll.query.parser;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.alloc.ExactMemAllocStrategy;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.plimsoll.query.wasm.ParserModule;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Instance of the parser with a memory of its own: 34 MiB at first, 32 of them its C stack,
/// growing to what it was allowed. For one thread at a time. Whatever a method throws ends the
/// instance: its memory may be half written.
final class ParserInstance {
  private static final int FIRST_PAGES = 544; // its data and stack end within page 527
  private static final WasmModule MODULE = ParserModule.load();
  private static final ImportValues IMPORTS = ParserImports.of(MODULE);

  /// The grammar, and what writes a tree as JSON and its fingerprint, by their numbers in the
  /// module.
  private static final Map<Integer, LargeFunction> LARGE =
      Stream.of(140, 37, 36)
          .collect(toUnmodifiableMap(n -> n, n -> LargeFunction.decode(MODULE, n)));

  private final Memory memory;
  private final ExportFunction malloc;
  private final ExportFunction free;
  private final ExportFunction parse;
  private final ExportFunction freeParsed;
  private final ExportFunction fingerprint;
  private final ExportFunction normalize;
  private final ExportFunction scan;
  private final ExportFunction freeText;

  ParserInstance(long memoryLimitBytes) {
    this(memoryLimitBytes, created -> new LargeFunctionMachine(created, LARGE));
  }

  ParserInstance(long memoryLimitBytes, Function<Instance, Machine> machine) {
    int pages = (int) Math.max(FIRST_PAGES, memoryLimitBytes / Memory.PAGE_SIZE);
    Instance instance =
        Instance.builder(MODULE)
            .withMachineFactory(machine)
            .withImportValues(IMPORTS)
            .withMemoryLimits(new MemoryLimits(FIRST_PAGES, pages))
            .withMemoryFactory(limits -> new ByteArrayMemory(limits, new ExactMemAllocStrategy()))
            .build();
    memory = instance.memory();
    malloc = instance.export(ParserImports.MALLOC);
    free = instance.export(ParserImports.FREE);
    parse = instance.export(ParserImports.PARSE);
    freeParsed = instance.export(ParserImports.FREE_PARSED);
    fingerprint = instance.export(ParserImports.FINGERPRINT);
    normalize = instance.export(ParserImports.NORMALIZE);
    scan = instance.export(ParserImports.SCAN);
    freeText = instance.export(ParserImports.FREE_TEXT);
    instance.export(ParserImports.INITIALIZE).apply();
  }

  /// Bytes that it has taken so far; they never become fewer.
  long memoryBytes() {
    return (long) memory.pages() * Memory.PAGE_SIZE;
  }

  /// A parse tree as JSON, or the error that PostgreSQL raised.
  RawParse parse(byte[] sql) {
    int text = allocate(sql);
    int result = (int) parse.apply(text)[0];
    if (result == 0) {
      throw new ParserTrap("the parser had no memory for its result");
    }
    int error = memory.readInt(result + 8);
    RawParse parsed;
    if (error != 0) {
      String message = textAt(memory.readInt(error));
      parsed =
          new RawParse(null, message == null ? "unknown" : message, memory.readInt(error + 16));
    } else {
      parsed = new RawParse(bytesAt(memory.readInt(result)), null, 0);
    }
    freeParsed.apply(result);
    free.apply(text);
    return parsed;
  }

  /// Of what [#parse] has accepted: 16 hexadecimal digits, equal for statements that differ in
  /// their constants, aliases and lengths of lists alone.
  String fingerprint(byte[] sql) {
    return called(fingerprint, sql);
  }

  /// Of what [#parse] has accepted: the text with `$1`, `$2`, … for its constants.
  String normalize(byte[] sql) {
    return called(normalize, sql);
  }

  /// Tokens as JSON, or the message of an error.
  String scan(byte[] sql) {
    return called(scan, sql);
  }

  private String called(ExportFunction function, byte[] sql) {
    int text = allocate(sql);
    int result = (int) function.apply(text)[0];
    String answer = textAt(result);
    if (answer == null) {
      throw new ParserTrap("the parser had no memory for its answer");
    }
    freeText.apply(result);
    free.apply(text);
    return answer;
  }

  private int allocate(byte[] sql) {
    int address = (int) malloc.apply(sql.length + 1)[0];
    if (address == 0) {
      throw new ParserTrap("the parser had no memory for the statement");
    }
    memory.write(address, sql);
    memory.writeByte(address + sql.length, (byte) 0);
    return address;
  }

  private @Nullable String textAt(int address) {
    byte[] bytes = bytesAt(address);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private byte @Nullable [] bytesAt(int address) {
    if (address == 0) {
      return null;
    }
    int end = address;
    while (memory.read(end) != 0) {
      end++;
    }
    return memory.readBytes(address, end - address);
  }

  /// Either a tree or an error with its position, in characters from 1, or 0 where it has none.
  record RawParse(byte @Nullable [] tree, @Nullable String error, int position) {}
}
