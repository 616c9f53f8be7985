package dev.plimsoll.query.parser;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;

/// Types of a module's imports, all of which are functions.
final class ImportedTypes {
  private ImportedTypes() {}

  static FunctionType of(WasmModule module, int function) {
    FunctionImport imported = (FunctionImport) module.importSection().getImport(function);
    return module.typeSection().getType(imported.typeIndex());
  }
}
