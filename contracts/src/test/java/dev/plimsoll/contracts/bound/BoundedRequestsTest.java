package dev.plimsoll.contracts.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a request can hold is bounded, and what is beyond is refused by name.
final class BoundedRequestsTest {
  private static final Pattern REQUEST = Pattern.compile("\\w*(Request|Patch|Put|Registration)");

  /// What nothing can be too much of, or its type bounds; a server's figures are in answers alone.
  private static final Set<Class<?>> BOUNDED_BY_TYPE =
      Set.of(
          boolean.class,
          Boolean.class,
          UUID.class,
          java.time.LocalTime.class,
          java.time.ZoneId.class,
          ServerView.class);

  private static final Set<Class<?>> COMMANDS =
      Set.of(
          BuildCommand.class,
          BuildControl.Cancel.class,
          BuildControl.Release.class,
          BuildControl.Begun.class,
          DatabaseEvent.Registered.class,
          DatabaseEvent.Removed.class,
          ReadCommand.class,
          BatchAppended.class,
          FileAppended.class);

  record Field(String name, AnnotatedType type) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Collection<Field> fields() throws URISyntaxException {
    Set<Class<?>> requests = new LinkedHashSet<>(COMMANDS);
    Path classes = Path.of(Bound.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> load(file.replace(".class", "").replace('/', '.')))
          .filter(type -> type.isRecord() && REQUEST.matcher(type.getSimpleName()).matches())
          .forEach(requests::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(requests).contains(ExtractRequest.class, DatabaseRegistration.class);
    Set<Field> fields = new LinkedHashSet<>();
    Set<Class<?>> seen = new LinkedHashSet<>();
    requests.forEach(request -> collect(request, seen, fields));
    return fields;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Bound.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(Class<?> record, Set<Class<?>> seen, Set<Field> fields) {
    if (!seen.add(record)) {
      return;
    }
    for (RecordComponent component : record.getRecordComponents()) {
      collect(
          record.getSimpleName() + "." + component.getName(),
          component.getAnnotatedType(),
          seen,
          fields);
    }
  }

  private static void collect(
      String name, AnnotatedType type, Set<Class<?>> seen, Set<Field> fields) {
    Class<?> raw = Bounds.raw(type);
    if (BOUNDED_BY_TYPE.contains(raw) || raw.isEnum()) {
      return;
    }
    if (raw.isRecord()) {
      collect(raw, seen, fields);
      return;
    }
    fields.add(new Field(name, type));
    if (Collection.class.isAssignableFrom(raw)) {
      collect(name + "[]", Bounds.elementType(type), seen, fields);
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldHasABound(Field field) {
    assertThat(field.type().getAnnotation(Within.class)).as("%s has no @Within", field).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void itsBoundIsOfItsKind(Field field) {
    Within within = field.type().getAnnotation(Within.class);
    Class<?> raw = Bounds.raw(field.type());
    Bound.Unit unit = within.value().unit();
    if (raw == String.class) {
      assertThat(unit).isEqualTo(Bound.Unit.CHARACTERS);
    } else if (Collection.class.isAssignableFrom(raw) || raw == Map.class) {
      assertThat(unit).isEqualTo(Bound.Unit.ELEMENTS);
    } else if (raw == java.time.Instant.class) {
      assertThat(unit).isEqualTo(Bound.Unit.SECONDS_AHEAD);
    } else if (raw == int.class || raw == Integer.class) {
      assertThat(within.value().most()).isLessThanOrEqualTo(Integer.MAX_VALUE);
    } else {
      assertThat(unit).isNotIn(Bound.Unit.CHARACTERS, Bound.Unit.ELEMENTS);
    }
  }

  @Test
  void whatIsWithinPasses() {
    ExtractRequest request =
        new ExtractRequest(
            "shop",
            List.of("\"a\nb\".*"),
            null,
            null,
            new ReadingRequest(null, null, 64),
            new FilesRequest(new FileSize(1L << 20, null), null, null, null),
            null,
            null,
            null);
    assertThatCode(() -> Bounds.check(request)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                Bounds.check(
                    registration(new Capacity(1, 1, -1, 1, 1L << 56, CapacityLimits.NONE), "shop")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsBeyondIsNamed() {
    refused(new PlanRequest(null, Long.MAX_VALUE, List.of()), "windowMillis must be at most");
    refused(
        new PlanRequest(null, 1L, Collections.nCopies(1_000_000, "a.b")),
        "tables must be at most 10000, and there are 1000000");
    refused(
        new PlanRequest(null, 1L, List.of("a.b", "a.\u0000")),
        "tables[1] must not hold control characters");
    refused(
        ExtractRequest.of("shop", List.of("x".repeat(10_000_000)), null),
        "tables[0] must have 1 to 300 characters");
    refused(
        new ScheduleRequest(
            "often",
            Duration.ofSeconds(Long.MAX_VALUE),
            ExtractRequest.of("shop", List.of("*.*"), null),
            null,
            null,
            null,
            null),
        "every must be PT10S to PT8784H");
    refused(
        registration(new Capacity(1, Long.MAX_VALUE, -1, 1, 1, CapacityLimits.NONE), "shop"),
        "builds.capacity.memoryBytes must be at most");
    refused(
        registration(new Capacity(1, 1, -1, 1, 1, CapacityLimits.NONE), "x".repeat(300)),
        "address.database must have 1 to 255 characters");
  }

  @Test
  void nothingInAListIsMissing() {
    refused(
        ExtractRequest.of("shop", Collections.singletonList(null), null),
        "tables[0] must not be null");
  }

  private static DatabaseRegistration registration(Capacity capacity, String database) {
    DatabaseAddress address =
        new DatabaseAddress(
            "localhost", 5432, database, "me", SslMode.PREFER, CredentialReference.PGPASS);
    return DatabaseRegistration.postgres(
        "shop", address, BuildSettings.of(capacity, List.of(), false));
  }

  private static void refused(Record request, String beginning) {
    assertThatThrownBy(() -> Bounds.check(request))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessageStartingWith(beginning);
  }
}
