package dev.plimsoll.systemtests.howto;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.page.MarkdownPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A block of shell on a page, with the output that the page shows of it.
///
/// @param where page and line
/// @param answer documents of the block of JSON that follows; empty where another block does, or
///     none
/// @param output lines of the block of text that follows; empty where another block does, or none
public record Example(String where, String shell, List<JsonNode> answer, List<String> output) {
  /// Of a page in Markdown, in its order.
  public static List<Example> of(Path page) throws IOException {
    List<MarkdownPage.Block> blocks = MarkdownPage.read(page).blocks();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      MarkdownPage.Block block = blocks.get(i);
      if (block.language().equals("sh")) {
        MarkdownPage.Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
        examples.add(
            new Example(
                page.getFileName() + ":" + block.line(),
                block.text(),
                next.language().equals("json") ? documents(next.text()) : List.of(),
                next.language().equals("text") ? next.text().lines().toList() : List.of()));
      }
    }
    return examples;
  }

  /// One after the other, on a line each or not.
  ///
  /// @throws IOException where it is no JSON
  public static List<JsonNode> documents(String text) throws IOException {
    return Json.MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }
}
