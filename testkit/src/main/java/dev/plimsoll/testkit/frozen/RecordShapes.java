package dev.plimsoll.testkit.frozen;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Shapes of records as JSON has them: `record.component` with its type, `?` where it may be
/// absent; and the values of enums. Comparable with those of a former version.
public final class RecordShapes {
  private static final String MAY_BE_ABSENT = "?";
  private static final String ENUM = "enum ";

  private RecordShapes() {}

  /// Shapes of records and enums, and of those that they consist of; other classes have none.
  public static Map<String, String> of(Collection<? extends Class<?>> classes) {
    Set<Class<?>> all = new LinkedHashSet<>();
    classes.forEach(each -> add(each, all));
    Map<String, String> shapes = new TreeMap<>();
    for (Class<?> each : all) {
      if (each.isRecord()) {
        for (RecordComponent component : each.getRecordComponents()) {
          shapes.put(each.getName() + "." + component.getName(), type(component));
        }
      } else if (each.isEnum()) {
        shapes.put(
            ENUM + each.getName(),
            Arrays.stream(each.getEnumConstants())
                .map(value -> ((Enum<?>) value).name())
                .collect(Collectors.joining("|")));
      }
    }
    return shapes;
  }

  /// The classes of a package and of those below it, without tests.
  ///
  /// @param wanted by their names
  public static List<Class<?>> in(String packageName, Predicate<String> wanted) {
    List<Class<?>> classes = new ArrayList<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packageName)) {
      if (wanted.test(each.getName())) {
        classes.add(each.reflect());
      }
    }
    return classes;
  }

  private static void add(Type type, Set<Class<?>> all) {
    switch (type) {
      case ParameterizedType generic -> {
        add(generic.getRawType(), all);
        for (Type argument : generic.getActualTypeArguments()) {
          add(argument, all);
        }
      }
      case Class<?> each when each.isArray() ->
          add(Objects.requireNonNull(each.getComponentType()), all);
      case Class<?> each when (each.isRecord() || each.isEnum()) && all.add(each) -> {
        if (each.isRecord()) {
          for (RecordComponent component : each.getRecordComponents()) {
            add(component.getGenericType(), all);
          }
        }
      }
      default -> {}
    }
  }

  private static String type(RecordComponent component) {
    String type = component.getGenericType().getTypeName();
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        ? type + MAY_BE_ABSENT
        : type;
  }

  /// Why processes of a former version and of this one would not understand each other, in either
  /// direction: both write and read side by side while an update is rolled out.
  ///
  /// @return empty where all of them do
  public static List<String> breaks(Map<String, String> former, Map<String, String> now) {
    List<String> breaks = new ArrayList<>();
    former.forEach(
        (name, shape) -> {
          String today = now.get(name);
          if (today == null) {
            breaks.add(name + " is gone, which the former version writes or reads");
          } else if (name.startsWith(ENUM)) {
            breaks.addAll(breaksOfEnum(name, shape, today));
          } else if (!today.equals(shape)) {
            breaks.add("%s was %s and is %s".formatted(name, shape, today));
          }
        });
    Set<String> records =
        former.keySet().stream().map(RecordShapes::recordOf).collect(Collectors.toSet());
    now.forEach(
        (name, shape) -> {
          if (!former.containsKey(name)
              && !name.startsWith(ENUM)
              && records.contains(recordOf(name))
              && !shape.endsWith(MAY_BE_ABSENT)) {
            breaks.add(name + " is required, which the former version does not write");
          }
        });
    return breaks;
  }

  private static List<String> breaksOfEnum(String name, String former, String now) {
    Set<String> before = new TreeSet<>(List.of(former.split("\\|")));
    Set<String> after = new TreeSet<>(List.of(now.split("\\|")));
    List<String> breaks = new ArrayList<>();
    for (String value : before) {
      if (!after.contains(value)) {
        breaks.add("%s has no %s any more, which the former version writes".formatted(name, value));
      }
    }
    for (String value : after) {
      if (!before.contains(value)) {
        breaks.add("%s has %s, which the former version cannot read".formatted(name, value));
      }
    }
    return breaks;
  }

  private static String recordOf(String component) {
    int dot = component.lastIndexOf('.');
    return dot < 0 ? component : component.substring(0, dot);
  }
}
