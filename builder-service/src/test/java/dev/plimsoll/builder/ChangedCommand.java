package dev.plimsoll.builder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.message.Json;
import java.util.Map;

/// A command that differs from another one in some parts.
public final class ChangedCommand {
  private ChangedCommand() {}

  /// @param parts by their names in JSON
  public static BuildCommand of(BuildCommand build, Map<String, ?> parts) {
    ObjectNode json = Json.MAPPER.valueToTree(build);
    parts.forEach((name, part) -> json.set(name, Json.MAPPER.valueToTree(part)));
    return Json.MAPPER.convertValue(json, BuildCommand.class);
  }
}
