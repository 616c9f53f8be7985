package dev.plimsoll.cli.job.file;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A part of a YAML or JSON file, which knows its line. JSON is read as the YAML that it is.
public final class FileNode {
  private static final int LARGEST = 64 << 20;

  private final String file;
  private final Node node;

  private FileNode(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /// @param file its name, for messages
  /// @throws PlimsollException USAGE, naming the line
  static FileNode parse(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(LARGEST);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        throw PlimsollException.usage(file + " is empty");
      }
      return new FileNode(file, root);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw PlimsollException.usage("%s, line %d: %s".formatted(file, line, e.getProblem()));
    } catch (YAMLException e) {
      throw PlimsollException.usage(file + " cannot be read: " + e.getMessage());
    }
  }

  int line() {
    return node.getStartMark().getLine() + 1;
  }

  /// USAGE, naming file and line.
  PlimsollException wrong(String what) {
    return PlimsollException.usage("%s, line %d: %s".formatted(file, line(), what));
  }

  /// The entries of a mapping by their keys, each once.
  ///
  /// @param what it is, for messages
  Map<String, FileNode> entries(String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(what + " must be a mapping of names");
    }
    Map<String, FileNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      FileNode key = new FileNode(file, tuple.getKeyNode());
      if (entries.put(key.text("a name"), new FileNode(file, tuple.getValueNode())) != null) {
        throw key.wrong("%s is there twice".formatted(key.text("a name")));
      }
    }
    return entries;
  }

  List<FileNode> elements(String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(what + " must be a list");
    }
    List<FileNode> elements = new ArrayList<>();
    sequence.getValue().forEach(element -> elements.add(new FileNode(file, element)));
    return elements;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  String text(String what) {
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      throw wrong(what + " must be a text");
    }
    return scalar.getValue();
  }

  /// A list of texts; one text stands for a list of one.
  List<String> texts(String what) {
    return isList()
        ? elements(what).stream().map(element -> element.text("each of " + what)).toList()
        : List.of(text(what));
  }

  double number(String what) {
    try {
      return Double.parseDouble(text(what));
    } catch (NumberFormatException e) {
      throw wrong(what + " must be a number");
    }
  }

  int whole(String what) {
    try {
      return Integer.parseInt(text(what));
    } catch (NumberFormatException e) {
      throw wrong(what + " must be a whole number");
    }
  }

  boolean flag(String what) {
    return switch (text(what)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(what + " must be true or false");
    };
  }

  /// As JSON has it: texts, numbers, flags, null, lists, and maps by text. A time is its text.
  @Nullable Object value() {
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode _ -> {
        List<@Nullable Object> values = new ArrayList<>();
        elements("it").forEach(element -> values.add(element.value()));
        yield values;
      }
      case MappingNode _ -> {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        entries("it").forEach((key, value) -> values.put(key, value.value()));
        yield values;
      }
      default -> throw wrong("it is neither a value, a list nor a mapping");
    };
  }

  private @Nullable Object scalar(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.STR)) {
      return scalar.getValue();
    }
    if (!List.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL).contains(tag)) {
      throw wrong("a value of type " + tag.getValue() + " has no form in JSON");
    }
    return new Plain().of(Objects.requireNonNull(scalar));
  }

  private static final class Plain extends SafeConstructor {
    Plain() {
      super(new LoaderOptions());
    }

    @Nullable Object of(Node node) {
      return constructObject(node);
    }
  }
}
