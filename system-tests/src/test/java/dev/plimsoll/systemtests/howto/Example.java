package dev.plimsoll.systemtests.howto;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A block of shell on a page, with what the page says that it answers.
///
/// @param where page and line
/// @param answer documents of the block of JSON that follows; empty where another block does, or
///     none
public record Example(String where, String shell, List<JsonNode> answer) {
  private static final String FENCE = "```";

  private record Block(int line, String language, String text) {}

  /// Of a page in Markdown, in its order.
  public static List<Example> of(Path page) throws IOException {
    List<Block> blocks = blocks(Files.readAllLines(page));
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.language().equals("sh")) {
        boolean answered = i + 1 < blocks.size() && blocks.get(i + 1).language().equals("json");
        examples.add(
            new Example(
                page.getFileName() + ":" + block.line(),
                block.text(),
                answered ? documents(blocks.get(i + 1).text()) : List.of()));
      }
    }
    return examples;
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    int begin = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      if (begin < 0) {
        begin = i;
      } else {
        blocks.add(
            new Block(
                begin + 1,
                lines.get(begin).substring(FENCE.length()).strip(),
                String.join("\n", lines.subList(begin + 1, i)) + "\n"));
        begin = -1;
      }
    }
    return blocks;
  }

  /// One after the other, on a line each or not.
  ///
  /// @throws IOException where it is no JSON
  public static List<JsonNode> documents(String text) throws IOException {
    return Json.MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }
}
