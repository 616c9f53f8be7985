package dev.plimsoll.cli.simulate;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.simulation.WhatIf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tables as a file has them.
final class TablesFile {
  private TablesFile() {}

  static WhatIf example() {
    try (InputStream file = WhatIf.class.getResourceAsStream(WhatIf.ELEVEN_TABLES)) {
      if (file == null) {
        throw new IllegalStateException(WhatIf.ELEVEN_TABLES + " is not in the program");
      }
      return Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8), WhatIf.class);
    } catch (IOException e) {
      throw new IllegalStateException(WhatIf.ELEVEN_TABLES + " cannot be read", e);
    }
  }

  /// @throws PlimsollException USAGE, saying what is wrong with the file
  static WhatIf read(Path file) {
    try {
      return Json.read(Files.readString(file), WhatIf.class);
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "the tables in " + file + " cannot be read", e);
    } catch (MalformedMessageException e) {
      throw new PlimsollException(ErrorCode.USAGE, file + ": " + e.getMessage(), e);
    }
  }
}
