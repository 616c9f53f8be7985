package dev.plimsoll.benchmarks.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.testkit.page.DocumentationPages;
import dev.plimsoll.testkit.page.MarkdownPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Every `./plimsoll …` in README, CONTRIBUTING and the pages under `docs` is one that the command
/// line takes: its commands, options and parameters are there. Nothing is run.
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));

  private final CommandLine commandLine =
      Main.commandLine(new Terminal(System.out, System.err, false, false), Map.of());

  @Test
  void everyCommandOfThePagesIsTaken() throws IOException {
    List<String> refused = new ArrayList<>();
    int read = 0;
    for (MarkdownPage page : DocumentationPages.all(ROOT)) {
      for (DocumentedCommand command : DocumentedCommand.of(page)) {
        String refusal = refusal(command);
        if (!refusal.isEmpty()) {
          refused.add(command + "\n    " + refusal);
        }
        read++;
      }
    }
    assertThat(refused).isEmpty();
    assertThat(read).as("commands that were found").isGreaterThan(150);
  }

  @Test
  void aCommandLineThatIsNotThereIsRefused() {
    assertThat(refusal("./plimsoll plan --service mydb --window 4h")).isEmpty();
    assertThat(refusal("./plimsoll plan --servise mydb")).contains("--servise");
    assertThat(refusal("./plimsoll plann mydb")).contains("plann");
    assertThat(refusal("./plimsoll extract cancel 1f6e --tabel shop.orders")).contains("--tabel");
    assertThat(refusal("./plimsoll bench extract --rows many")).contains("many");
    assertThat(refusal("./plimsoll receipt create 1f6e twice")).contains("twice");
    assertThat(refusal("./plimsoll topic fetch clicks --partition 3 > out.txt # so")).isEmpty();
  }

  @Test
  void aParameterMayBeLeftOutOnlyWhereThePageSaysSo() {
    assertThat(refusal("./plimsoll load run 1f6e")).contains("--into");
    assertThat(refusal("./plimsoll load run 1f6e ...")).isEmpty();
    assertThat(refusal("./plimsoll extract run ... --increment changed_at")).isEmpty();
    assertThat(refusal("./plimsoll extract run ... --incremental changed_at")).isNotEmpty();
    assertThat(refusal("./plimsoll extract run")).as("a command by its name").isEmpty();
  }

  private String refusal(String line) {
    List<String> words = DocumentedCommand.words(line);
    return refusal(new DocumentedCommand("here", words.subList(1, words.size())));
  }

  /// @return empty where it is taken
  private String refusal(DocumentedCommand command) {
    try {
      commandLine.parseArgs(command.arguments());
      return "";
    } catch (CommandLine.MissingParameterException e) {
      boolean mayLack = command.isShortened() || isName(command.words());
      return mayLack && knowsOptions(e.getCommandLine(), command.words()) ? "" : e.getMessage();
    } catch (CommandLine.ParameterException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// What is missing is refused before what is unknown.
  private static boolean knowsOptions(CommandLine command, List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.replaceFirst("=.*", ""))
        .allMatch(command.getCommandSpec().optionsMap()::containsKey);
  }

  private boolean isName(List<String> words) {
    CommandLine command = commandLine;
    for (String word : words) {
      if (!command.getSubcommands().containsKey(word)) {
        return false;
      }
      command = command.getSubcommands().get(word);
    }
    return true;
  }
}
