package dev.plimsoll.systemtests.howto;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The real addresses, credentials and ids for those that stand on a page. For one thread.
///
/// A page names a server `db.example`, leaves the password to `~/.pgpass` and shows ids of other
/// runs. All else of a command stays as it is written.
public final class StandIns {
  private static final Pattern COMMAND = Pattern.compile("(?:[^\\n\\\\]|\\\\.|\\\\\\n)+");
  private static final Pattern REGISTRATION = Pattern.compile("\\b(db (?:create|edit) \\w+)");
  private static final Pattern EXTRACT =
      Pattern.compile("\\b(?:1f6e0b5c|1f6e|5eed0001)\\b|\\$EXTRACT");
  private static final Pattern PLAN = Pattern.compile("\\b(?:HASH|3f2a9c81d0b4)\\b");
  private static final Pattern WORKFLOW = Pattern.compile("(?<=\\bjob [a-z]{1,10} )7\\b");
  private static final Pattern CREATED = Pattern.compile("\\./plimsoll job show ([0-9]+) --watch");
  private static final Pattern NEXT = Pattern.compile("\\./plimsoll apply ([0-9a-f]+)");

  private final String address;
  private final String credential;
  private final Supplier<String> newestExtract;
  private String extract = "";
  private String plan = "";
  private String workflow = "";

  /// @param credential reference to the password of every role
  /// @param newestExtract id of the extract that was begun last
  public StandIns(String host, int port, String credential, Supplier<String> newestExtract) {
    this.address = "--host %s --port %d".formatted(host, port);
    this.credential = credential;
    this.newestExtract = newestExtract;
  }

  /// Forgets the page before.
  public void beginPage() {
    extract = "";
    plan = "";
    workflow = "";
  }

  /// Learns the ids that later commands of the page mean: its first extract and
  /// workflow, and its last plan.
  public void learn(String shell, String printed) {
    if (extract.isEmpty() && shell.contains("extract run")) {
      extract = newestExtract.get();
    }
    Matcher created = CREATED.matcher(printed);
    if (workflow.isEmpty() && created.find()) {
      workflow = created.group(1);
    }
    Matcher next = NEXT.matcher(printed);
    while (next.find()) {
      plan = next.group(1);
    }
  }

  /// What is run of a block.
  public String in(String shell) {
    String commands =
        COMMAND.matcher(shell).replaceAll(found -> quoted(withCredential(found.group())));
    commands = commands.replace("--host db.example", address);
    commands = commands.replace("--sslmode verify-full", "--sslmode disable");
    if (EXTRACT.matcher(commands).find()) {
      String id = extract.isEmpty() ? newestExtract.get() : extract;
      commands = EXTRACT.matcher(commands).replaceAll(id);
    }
    if (!workflow.isEmpty()) {
      commands = WORKFLOW.matcher(commands).replaceAll(workflow);
    }
    return plan.isEmpty() ? commands : PLAN.matcher(commands).replaceAll(plan);
  }

  private String withCredential(String command) {
    return command.contains("--password-stdin") || command.contains("--credential")
        ? command
        : REGISTRATION.matcher(command).replaceAll("$1 " + quoted("--credential " + credential));
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
