package dev.plimsoll.systemtests.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The settings that a `@ConfigMapping` interface declares, read from its source, where the
/// documentation stands beside them.
final class ConfigSource {
  private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");
  private static final Pattern DEFAULT = Pattern.compile("\\s*@WithDefault\\(\"([^\"]*)\"\\)");
  private static final Pattern INTERFACE =
      Pattern.compile("\\s*(?:public )?interface (\\w+)(?: extends \\w+)? \\{");
  private static final Pattern METHOD =
      Pattern.compile("\\s*((?:Map<String, )?[\\w<>]+) (\\w+)\\(\\);");

  private static final Pattern BY_NAME = Pattern.compile("Map<String, (\\w+)>");

  /// Of an enum, or of a method that has a body.
  private static final String OTHER_BLOCK = "";

  /// @param defaultValue empty where it must be given or may be absent
  record Setting(String name, String type, String defaultValue, String documentation) {}

  private record Member(String type, String name, String defaultValue, String documentation) {}

  private ConfigSource() {}

  /// The services' and libraries' settings by module, in the order of their names.
  static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith("Config.java"))
          .filter(file -> file.toString().contains("src/main/java"))
          .sorted()
          .toList();
    }
  }

  static List<Setting> settings(Path file) throws IOException {
    String source = Files.readString(file);
    Matcher prefix = PREFIX.matcher(source);
    if (!prefix.find()) {
      return List.of();
    }
    Map<String, List<Member>> interfaces = new HashMap<>();
    String outermost = members(source, interfaces);
    List<Setting> settings = new ArrayList<>();
    collect(prefix.group(1), outermost, interfaces, settings);
    return settings;
  }

  private static String members(String source, Map<String, List<Member>> interfaces) {
    String outermost = "";
    Deque<String> open = new ArrayDeque<>();
    StringBuilder documentation = new StringBuilder();
    String defaultValue = "";
    for (String line : source.lines().toList()) {
      Matcher start = INTERFACE.matcher(line);
      Matcher withDefault = DEFAULT.matcher(line);
      Matcher method = METHOD.matcher(line.replaceAll("<@\\w+\\([^)]*\\) ", "<"));
      if (start.matches()) {
        outermost = outermost.isEmpty() ? start.group(1) : outermost;
        open.push(start.group(1));
        interfaces.put(start.group(1), new ArrayList<>());
        documentation.setLength(0);
      } else if (line.strip().startsWith("}") && !open.isEmpty()) {
        open.pop();
        documentation.setLength(0);
      } else if (line.endsWith("{") && !open.isEmpty()) {
        open.push(OTHER_BLOCK);
        documentation.setLength(0);
      } else if (line.strip().startsWith("///")) {
        documentation.append(line.strip().substring(3).strip()).append(' ');
      } else if (withDefault.matches()) {
        defaultValue = withDefault.group(1);
      } else if (method.matches() && interfaces.containsKey(open.peek())) {
        interfaces
            .get(open.element())
            .add(
                new Member(
                    method.group(1), method.group(2), defaultValue, documentation.toString()));
        documentation.setLength(0);
        defaultValue = "";
      }
    }
    return outermost;
  }

  private static void collect(
      String prefix, String type, Map<String, List<Member>> interfaces, List<Setting> settings) {
    for (Member member : interfaces.get(type)) {
      String name = prefix + "." + kebab(member.name());
      Matcher byName = BY_NAME.matcher(member.type());
      if (byName.matches()) {
        collect(name + ".NAME", byName.group(1), interfaces, settings);
      } else if (interfaces.containsKey(member.type())) {
        collect(name, member.type(), interfaces, settings);
      } else {
        settings.add(
            new Setting(
                name, member.type(), member.defaultValue(), member.documentation().strip()));
      }
    }
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
