package dev.plimsoll.description;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Needed;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/// Schemas of records, completed by what the scanner omits: required parts of requests and answers,
/// and bounds.
final class RecordSchemas {
  private static final String RECORD = "java.lang.Record";
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Schema> schemas;
  private final Map<String, List<Class<?>>> records;

  RecordSchemas(IndexView index, Map<String, Schema> schemas) {
    this.schemas = schemas;
    this.records =
        index.getKnownClasses().stream()
            .filter(type -> type.superName() != null && type.superName().toString().equals(RECORD))
            .filter(type -> schemas.containsKey(plain(type.simpleName())))
            .collect(
                Collectors.groupingBy(
                    ClassInfo::simpleName,
                    Collectors.mapping(RecordSchemas::load, Collectors.toList())));
  }

  void describe(OpenAPI api) {
    Set<String> asked = new HashSet<>();
    if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
      api.getPaths().getPathItems().values().stream()
          .flatMap(path -> path.getOperations().values().stream())
          .map(Operation::getRequestBody)
          .filter(body -> body != null && body.getContent() != null)
          .forEach(body -> collect(body.getContent(), asked));
    }
    schemas.forEach(
        (name, schema) -> {
          Class<?> record = recordOf(name, schema);
          if (record != null) {
            describe(schema, record, asked.contains(name));
          }
        });
  }

  /// Names of all schemas that operations use, directly or not.
  Set<String> referenced(OpenAPI api) {
    Set<String> referenced = new HashSet<>();
    if (api.getPaths() == null || api.getPaths().getPathItems() == null) {
      return referenced;
    }
    for (PathItem path : api.getPaths().getPathItems().values()) {
      parameters(path.getParameters(), referenced);
      for (Operation operation : path.getOperations().values()) {
        parameters(operation.getParameters(), referenced);
        if (operation.getRequestBody() != null && operation.getRequestBody().getContent() != null) {
          collect(operation.getRequestBody().getContent(), referenced);
        }
        operation.getResponses().getAPIResponses().values().stream()
            .map(APIResponse::getContent)
            .filter(Objects::nonNull)
            .forEach(content -> collect(content, referenced));
      }
    }
    return referenced;
  }

  private void parameters(@Nullable List<Parameter> parameters, Set<String> referenced) {
    if (parameters != null) {
      parameters.forEach(parameter -> collect(parameter.getSchema(), referenced));
    }
  }

  private static void describe(Schema schema, Class<?> record, boolean asked) {
    Map<String, Schema> properties = new HashMap<>(schema.getProperties());
    for (RecordComponent part : record.getRecordComponents()) {
      Schema property = properties.get(Needed.name(part));
      if (property != null) {
        if (part.getType() == OpenEnum.class) {
          property = open(part);
          schema.addProperty(Needed.name(part), property);
        }
        bound(property, part.getAnnotatedType());
        if (Needed.isNullable(part)) {
          schema.addProperty(Needed.name(part), orNull(property));
        }
      }
    }
    List<String> required =
        asked
            ? Needed.of(record)
            : Arrays.stream(record.getRecordComponents())
                .filter(part -> !Needed.isNullable(part) && isAlwaysWritten(part))
                .map(Needed::name)
                .toList();
    List<String> there = required.stream().filter(properties::containsKey).toList();
    schema.setRequired(there.isEmpty() ? null : there);
  }

  private static Schema open(RecordComponent part) {
    AnnotatedParameterizedType type = (AnnotatedParameterizedType) part.getAnnotatedType();
    Class<?> words = (Class<?>) type.getAnnotatedActualTypeArguments()[0].getType();
    return EdgeDescription.extensible(
        Arrays.stream(words.getEnumConstants())
            .map(word -> Json.MAPPER.convertValue(word, String.class))
            .toList());
  }

  /// Absent and null mean the same in requests and answers.
  static Schema orNull(Schema schema) {
    if (schema.getRef() != null) {
      return OASFactory.createSchema()
          .addAnyOf(schema)
          .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
    }
    return schema.getType() == null || schema.getType().contains(SchemaType.NULL)
        ? schema
        : schema.addType(SchemaType.NULL);
  }

  private static boolean isAlwaysWritten(RecordComponent part) {
    AnnotatedElement accessor = part.getAccessor();
    JsonInclude include = accessor.getAnnotation(JsonInclude.class);
    return include == null || include.value() == JsonInclude.Include.ALWAYS;
  }

  private static void bound(Schema schema, AnnotatedType type) {
    Within within = type.getAnnotation(Within.class);
    if (within != null && schema.getRef() == null) {
      bound(schema, within.value(), within.orNone());
    }
    if (type instanceof AnnotatedParameterizedType of
        && of.getAnnotatedActualTypeArguments().length == 1
        && schema.getItems() != null) {
      bound(schema.getItems(), of.getAnnotatedActualTypeArguments()[0]);
    }
  }

  static void bound(Schema schema, Bound bound, boolean orNone) {
    List<SchemaType> types = schema.getType();
    if (types == null) {
      return;
    }
    if (types.contains(SchemaType.STRING) && bound.unit() == Bound.Unit.CHARACTERS) {
      schema.setMinLength(Math.toIntExact(bound.least()));
      schema.setMaxLength(Math.toIntExact(bound.most()));
    } else if (types.contains(SchemaType.ARRAY)) {
      schema.setMinItems(Math.toIntExact(bound.least()));
      schema.setMaxItems(Math.toIntExact(bound.most()));
    } else if (types.contains(SchemaType.OBJECT)) {
      schema.setMaxProperties(Math.toIntExact(bound.most()));
    } else if (types.contains(SchemaType.INTEGER) || types.contains(SchemaType.NUMBER)) {
      schema.setMinimum(BigDecimal.valueOf(orNone ? -1 : bound.least()));
      schema.setMaximum(BigDecimal.valueOf(bound.most()));
    }
  }

  private void collect(Content content, Set<String> asked) {
    content.getMediaTypes().values().forEach(type -> collect(type.getSchema(), asked));
  }

  private void collect(@Nullable Schema schema, Set<String> asked) {
    if (schema == null) {
      return;
    }
    if (schema.getRef() != null && schema.getRef().startsWith(REFERENCE)) {
      String name = schema.getRef().substring(REFERENCE.length());
      if (asked.add(name)) {
        collect(schemas.get(name), asked);
      }
    }
    collect(schema.getItems(), asked);
    for (Collection<Schema> parts :
        Arrays.<Collection<Schema>>asList(
            schema.getProperties() == null ? null : schema.getProperties().values(),
            schema.getAllOf(),
            schema.getAnyOf(),
            schema.getOneOf())) {
      if (parts != null) {
        parts.forEach(part -> collect(part, asked));
      }
    }
  }

  /// The record of a schema; of two with one name, the one with its properties.
  private @Nullable Class<?> recordOf(String name, Schema schema) {
    if (schema.getProperties() == null) {
      return null;
    }
    Set<String> properties = schema.getProperties().keySet();
    return records.getOrDefault(plain(name), List.of()).stream()
        .filter(
            record ->
                Arrays.stream(record.getRecordComponents())
                    .map(Needed::name)
                    .collect(Collectors.toSet())
                    .containsAll(properties))
        .findFirst()
        .orElse(null);
  }

  private static String plain(String name) {
    return name.replaceAll("[0-9]+$", "");
  }

  private static Class<?> load(ClassInfo type) {
    try {
      return Class.forName(
          type.name().toString(), false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(type.name() + " cannot be looked at", e);
    }
  }
}
