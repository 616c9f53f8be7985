package dev.plimsoll.query.parser;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.plimsoll.query.wasm.ParserModule;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;

/// Machine that runs byte code made in the build, and interprets what was too large for it.
final class LargeFunctionMachine implements Machine {
  private static final long[] NOTHING = {};

  private final Instance instance;
  private final Machine compiled;
  private final Map<Integer, LargeFunction> large;
  private final int imports;

  LargeFunctionMachine(Instance instance, Map<Integer, LargeFunction> large) {
    this.instance = instance;
    this.large = large;
    compiled = ParserModule.create(instance);
    imports = instance.module().importSection().importCount();
  }

  @Override
  public long[] call(int function, long[] arguments) {
    if (function < imports) {
      return instance.imports().function(function).handle().apply(instance, arguments);
    }
    LargeFunction decoded = large.get(function);
    return decoded == null ? compiled.call(function, arguments) : interpret(decoded, arguments);
  }

  private long[] interpret(LargeFunction function, long[] arguments) {
    long[] frame = Arrays.copyOf(arguments, function.frameSlots);
    int[] operations = function.operations;
    int[] slots = function.slots;
    long[] immediates = function.immediates;
    Memory memory = instance.memory();
    int at = 0;
    while (true) {
      int slot = slots[at];
      long immediate = immediates[at];
      switch (operations[at++]) {
        case 0x00 -> throw new ParserTrap("the parser came where it never comes");
        case LargeFunction.JUMP_IF_ZERO -> {
          if ((int) frame[slot] == 0) {
            at = (int) immediate;
          }
        }
        case 0x0C -> at = (int) immediate; // br
        case 0x0D -> { // br_if
          if ((int) frame[slot] != 0) {
            at = (int) immediate;
          }
        }
        case 0x0E -> { // br_table, whose last target is for everything else
          int[] table = function.tables[at - 1];
          int chosen = (int) frame[slot];
          at = table[chosen >= 0 && chosen < table.length - 1 ? chosen : table.length - 1];
        }
        case 0x0F -> { // return
          return results(function, frame, slot);
        }
        case 0x10 -> callFrom(frame, slot, (int) immediate);
        case 0x11 -> callIndirectFrom(frame, slot, (int) immediate);
        case 0x1A -> {} // drop
        case 0x1B -> frame[slot] = (int) frame[slot + 2] != 0 ? frame[slot] : frame[slot + 1];
        case 0x20 -> frame[slot] = frame[(int) immediate]; // local.get
        case 0x21, 0x22 -> frame[(int) immediate] = frame[slot]; // local.set, local.tee
        case 0x23 -> frame[slot] = instance.global((int) immediate).getValue();
        case 0x24 -> instance.global((int) immediate).setValue(frame[slot]);
        case 0x28 -> frame[slot] = memory.readInt(address(frame[slot], immediate));
        case 0x29, 0x2B -> frame[slot] = memory.readLong(address(frame[slot], immediate));
        case 0x2C -> frame[slot] = memory.read(address(frame[slot], immediate));
        case 0x2D -> frame[slot] = memory.read(address(frame[slot], immediate)) & 0xFF;
        case 0x2E -> frame[slot] = memory.readShort(address(frame[slot], immediate));
        case 0x2F -> frame[slot] = memory.readShort(address(frame[slot], immediate)) & 0xFFFF;
        case 0x36 -> memory.writeI32(address(frame[slot], immediate), (int) frame[slot + 1]);
        case 0x37, 0x39 -> memory.writeLong(address(frame[slot], immediate), frame[slot + 1]);
        case 0x3A -> memory.writeByte(address(frame[slot], immediate), (byte) frame[slot + 1]);
        case 0x3B -> memory.writeShort(address(frame[slot], immediate), (short) frame[slot + 1]);
        case 0x41, 0x42, 0x44 -> frame[slot] = immediate; // constants
        case 0xFC0A -> memory.copy((int) frame[slot], (int) frame[slot + 1], (int) frame[slot + 2]);
        default -> frame[slot] = computed(operations[at - 1], frame[slot], frame[slot + 1]);
      }
    }
  }

  private static long computed(int operation, long first, long second) {
    int left = (int) first;
    int right = (int) second;
    return switch (operation) {
      case 0x45 -> truth(left == 0);
      case 0x46 -> truth(left == right);
      case 0x47 -> truth(left != right);
      case 0x48 -> truth(left < right);
      case 0x49 -> truth(Integer.compareUnsigned(left, right) < 0);
      case 0x4A -> truth(left > right);
      case 0x4B -> truth(Integer.compareUnsigned(left, right) > 0);
      case 0x4C -> truth(left <= right);
      case 0x4D -> truth(Integer.compareUnsigned(left, right) <= 0);
      case 0x4E -> truth(left >= right);
      case 0x4F -> truth(Integer.compareUnsigned(left, right) >= 0);
      case 0x50 -> truth(first == 0);
      case 0x51 -> truth(first == second);
      case 0x52 -> truth(first != second);
      case 0x6A -> left + right;
      case 0x6B -> left - right;
      case 0x6C -> left * right;
      case 0x71 -> left & right;
      case 0x72 -> left | right;
      case 0x73 -> left ^ right;
      case 0x74 -> left << right;
      case 0x75 -> left >> right;
      case 0x76 -> left >>> right;
      case 0xA7 -> left;
      case 0xAD -> Integer.toUnsignedLong(left);
      case 0xC0 -> (byte) left;
      case 0xC1 -> (short) left;
      default -> computedWide(operation, first, second);
    };
  }

  /// Of 64 bits: a fingerprint's hash, and its tables' sizes.
  private static long computedWide(int operation, long first, long second) {
    double left = Double.longBitsToDouble(first);
    double right = Double.longBitsToDouble(second);
    return switch (operation) {
      case 0x54 -> truth(Long.compareUnsigned(first, second) < 0);
      case 0x56 -> truth(Long.compareUnsigned(first, second) > 0);
      case 0x58 -> truth(Long.compareUnsigned(first, second) <= 0);
      case 0x5A -> truth(Long.compareUnsigned(first, second) >= 0);
      case 0x61 -> truth(left == right);
      case 0x66 -> truth(left >= right);
      case 0x79 -> Long.numberOfLeadingZeros(first);
      case 0x7D -> first - second;
      case 0x83 -> first & second;
      case 0x86 -> first << second;
      case 0xA2 -> Double.doubleToRawLongBits(left * right);
      case 0xA3 -> Double.doubleToRawLongBits(left / right);
      case 0xB8 -> Double.doubleToRawLongBits(Integer.toUnsignedLong((int) first));
      case 0xBA -> Double.doubleToRawLongBits(unsigned(first));
      case 0xFC03 -> Math.clamp((long) left, 0, 0xFFFF_FFFFL);
      default -> throw new ParserTrap("operation " + operation + " was decoded, and is unknown");
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : new BigInteger(Long.toUnsignedString(value)).doubleValue();
  }

  private static long truth(boolean value) {
    return value ? 1 : 0;
  }

  private static int address(long base, long offset) {
    long address = Integer.toUnsignedLong((int) base) + offset;
    if (address > Integer.MAX_VALUE) {
      throw new ParserTrap("the parser reached out of its memory");
    }
    return (int) address;
  }

  private void callFrom(long[] frame, int slot, int function) {
    put(
        frame,
        slot,
        call(
            function,
            slice(frame, slot, instance.type(instance.functionType(function)).params().size())));
  }

  private void callIndirectFrom(long[] frame, int slot, int type) {
    int parameters = instance.type(type).params().size();
    int function = instance.table(0).requiredRef((int) frame[slot + parameters]);
    if (!instance.type(instance.functionType(function)).typesMatch(instance.type(type))) {
      throw new ParserTrap("the parser called a function of another type");
    }
    put(frame, slot, call(function, slice(frame, slot, parameters)));
  }

  private static long[] slice(long[] frame, int slot, int count) {
    return count == 0 ? NOTHING : Arrays.copyOfRange(frame, slot, slot + count);
  }

  private static void put(long[] frame, int slot, long[] results) {
    if (results != null && results.length != 0) {
      frame[slot] = results[0];
    }
  }

  private static long[] results(LargeFunction function, long[] frame, int slot) {
    return function.type.returns().isEmpty() ? NOTHING : new long[] {frame[slot]};
  }

  static {
    // What the cases above take for granted.
    if (OpCode.MEMORY_COPY.opcode() != 0xFC0A || OpCode.BR_TABLE.opcode() != 0x0E) {
      throw new IllegalStateException("operations have other numbers");
    }
  }
}
