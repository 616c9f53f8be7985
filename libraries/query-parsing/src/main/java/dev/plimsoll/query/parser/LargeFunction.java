package dev.plimsoll.query.parser;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/// Function that is too large for a Java method (64 KiB of byte code), decoded for
/// [LargeFunctionMachine]: jumps have their targets, and every operand its slot in the frame.
/// The grammar's function is 2,067 blocks around one switch; an interpreter that enters each of
/// them takes 30 µs for each rule that is reduced.
final class LargeFunction {
  /// Beside WebAssembly's own: a jump where the operand is zero.
  static final int JUMP_IF_ZERO = 0x01;

  private static final int[] NO_TABLE = {};

  final FunctionType type;

  /// Parameters, locals, then operands.
  final int frameSlots;

  final int[] operations;

  /// The slot of the lowest operand, which is also the result's.
  final int[] slots;

  /// A constant, an index, an offset in memory, or a jump's target.
  final long[] immediates;

  final int[][] tables;

  private LargeFunction(FunctionType type, Decoder decoder) {
    this.type = type;
    frameSlots = decoder.highestSlot;
    operations = decoder.operations;
    slots = decoder.slots;
    immediates = decoder.immediates;
    tables = decoder.tables;
  }

  /// @throws UnsupportedOperationException for what this interpreter does not know
  static LargeFunction decode(WasmModule module, int function) {
    int imports = module.importSection().importCount();
    FunctionType type =
        module.functionSection().getFunctionType(function - imports, module.typeSection());
    FunctionBody body = module.codeSection().getFunctionBody(function - imports);
    Decoder decoder = new Decoder(module, type, body);
    decoder.decode();
    return new LargeFunction(type, decoder);
  }

  private static final class Decoder {
    private final List<AnnotatedInstruction> instructions;
    private final Deque<Label> labels = new ArrayDeque<>();
    private final IntFunction<FunctionType> functionTypes;
    private final IntFunction<FunctionType> types;
    private final int[] operations;
    private final int[] slots;
    private final long[] immediates;
    private final int[][] tables;
    private final int firstOperand;
    private int top; // the first free slot
    private int highestSlot;
    private int written;
    private boolean reachable = true;

    Decoder(WasmModule module, FunctionType type, FunctionBody body) {
      instructions = body.instructions();
      int size = 3 * instructions.size() + 1; // at most three for one
      operations = new int[size];
      slots = new int[size];
      immediates = new long[size];
      tables = new int[size][];
      Arrays.fill(tables, NO_TABLE);
      int imports = module.importSection().importCount();
      types = module.typeSection()::getType;
      functionTypes =
          function ->
              function < imports
                  ? ImportedTypes.of(module, function)
                  : module
                      .functionSection()
                      .getFunctionType(function - imports, module.typeSection());
      top = type.params().size() + body.localTypes().size();
      firstOperand = top;
      highestSlot = top + 1;
      labels.push(new Label(top, type.returns().size(), false, true));
    }

    void decode() {
      int[] places = new int[instructions.size() + 1];
      for (int i = 0; i < instructions.size(); i++) {
        places[i] = written;
        instruction(instructions.get(i));
      }
      places[instructions.size()] = written;
      operations[written] = OpCode.RETURN.opcode();
      slots[written] = firstOperand;
      for (int i = 0; i <= written; i++) {
        int operation = operations[i];
        if (operation == JUMP_IF_ZERO
            || operation == OpCode.BR.opcode()
            || operation == OpCode.BR_IF.opcode()) {
          immediates[i] = places[(int) immediates[i]];
        }
        int[] table = tables[i];
        for (int j = 0; j < table.length; j++) {
          table[j] = places[table[j]];
        }
      }
    }

    private void instruction(AnnotatedInstruction instruction) {
      OpCode code = instruction.opcode();
      switch (code) {
        case BLOCK, LOOP -> enter(code, (int) instruction.operand(0), 0);
        case IF -> {
          if (reachable) {
            write(JUMP_IF_ZERO, top - 1, instruction.labelFalse());
          }
          enter(code, (int) instruction.operand(0), reachable ? 1 : 0);
        }
        case ELSE -> {
          Label label = labels.element();
          if (reachable) {
            write(OpCode.BR.opcode(), 0, instruction.labelTrue());
          }
          top = label.height();
          reachable = label.reachable();
        }
        case END -> {
          Label label = labels.pop();
          top = label.height() + label.results();
          reachable = label.reachable();
        }
        default -> {
          if (reachable) {
            plain(instruction);
          }
        }
      }
      highestSlot = Math.max(highestSlot, top + 1);
    }

    private void enter(OpCode code, int blockType, int taken) {
      top -= taken;
      int results =
          switch (blockType) {
            case 0x40 -> 0;
            case 0x7F, 0x7E, 0x7D, 0x7C -> 1;
            default -> throw new UnsupportedOperationException("a block of type " + blockType);
          };
      labels.push(new Label(top, results, code == OpCode.LOOP, reachable));
    }

    private void plain(AnnotatedInstruction instruction) {
      OpCode code = instruction.opcode();
      long operand = instruction.operandCount() == 0 ? 0 : instruction.operand(0);
      switch (code) {
        case BR -> {
          carry(label((int) operand));
          write(code.opcode(), 0, instruction.labelTrue());
          reachable = false;
        }
        case BR_IF -> {
          Label label = label((int) operand);
          top--;
          if (moves(label)) {
            write(JUMP_IF_ZERO, top, instruction.labelFalse());
            carry(label);
            write(OpCode.BR.opcode(), 0, instruction.labelTrue());
          } else {
            write(code.opcode(), top, instruction.labelTrue());
          }
        }
        case BR_TABLE -> {
          top--;
          for (int i = 0; i < instruction.operandCount(); i++) {
            if (moves(label((int) instruction.operand(i)))) {
              throw new UnsupportedOperationException("a table of jumps that move operands");
            }
          }
          tables[written] = instruction.labelTable().stream().mapToInt(Integer::intValue).toArray();
          write(code.opcode(), top, 0);
          reachable = false;
        }
        case RETURN -> {
          top -= labels.getLast().results();
          write(code.opcode(), top, 0);
          reachable = false;
        }
        case UNREACHABLE -> {
          write(code.opcode(), 0, 0);
          reachable = false;
        }
        case CALL -> called(code, functionTypes.apply((int) operand), operand, 0);
        case CALL_INDIRECT -> called(code, types.apply((int) operand), operand, 1);
        default -> {
          StackEffect effect = StackEffect.of(code);
          top -= effect.taken();
          long immediate =
              effect.inMemory() ? instruction.operand(1) : operand; // behind the alignment
          write(code.opcode(), top, immediate);
          top += effect.given();
        }
      }
    }

    private void called(OpCode code, FunctionType callee, long operand, int more) {
      top -= callee.params().size() + more;
      write(code.opcode(), top, operand);
      top += callee.returns().size();
    }

    /// A jump leaves behind what stands above its label's height, but for the one it carries.
    private boolean moves(Label label) {
      return label.carried() != 0 && top != label.height() + label.carried();
    }

    private void carry(Label label) {
      if (moves(label)) {
        write(OpCode.LOCAL_GET.opcode(), label.height(), top - 1);
      }
    }

    private Label label(int depth) {
      return labels.stream().skip(depth).findFirst().orElseThrow();
    }

    private void write(int operation, int slot, long immediate) {
      operations[written] = operation;
      slots[written] = slot;
      immediates[written++] = immediate;
    }
  }

  private record Label(int height, int results, boolean loop, boolean reachable) {
    int carried() {
      return loop ? 0 : results;
    }
  }
}
