package dev.plimsoll.materializer.parsing;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What others write as it stands there: nothing that is missing, doubled, cut off or of another
/// type is made into something. Only properties that are not known here are passed over, so
/// that records can grow.
final class StrictParser {
  private static final ObjectMapper JSON = strict(JsonMapper.builder());
  private static final ObjectMapper CBOR = strict(CBORMapper.builder());

  private StrictParser() {}

  /// @throws MalformedMessageException with a reason that names the property
  static <T> T read(byte[] body, Encoding encoding, Class<T> type) {
    try {
      @Nullable T value =
          switch (encoding) {
            // Jackson would replace what is not UTF-8, or take it for another encoding.
            case JSON ->
                JSON.readValue(
                    new InputStreamReader(
                        new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder()),
                    type);
            case CBOR -> CBOR.readValue(body, type);
          };
      if (value == null) {
        throw new MalformedMessageException("null is not " + form(type), null);
      }
      return value;
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new MalformedMessageException("it is not UTF-8", e);
      }
      throw new MalformedMessageException(reason(e), e);
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("it is not UTF-8", e);
    } catch (IOException e) {
      throw new MalformedMessageException("it cannot be read: " + e.getMessage(), e);
    }
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M strict(B builder) {
    builder
        .addModule(new SimpleModule().addDeserializer(Instant.class, new TextInstant()))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(
            DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    builder.withConfigOverride(
        List.class, to -> to.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
    return builder.build();
  }

  /// For people: which property, and what is wrong with it.
  private static String reason(JsonProcessingException e) {
    String what = what(e);
    String where = e instanceof JsonMappingException mapping ? path(mapping) : "";
    return where.isEmpty() ? what : where + ": " + what;
  }

  private static String what(JsonProcessingException e) {
    Throwable cause = e.getCause();
    // A record's own check says what is wrong better than the mapper around it does.
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return cause.getMessage();
    }
    if (e instanceof InvalidNullException) {
      return "must not be null";
    }
    if (e instanceof MismatchedInputException mismatch) {
      String message = String.valueOf(e.getOriginalMessage());
      if (message.startsWith("Missing ") && message.contains("creator property")) {
        return "is missing";
      }
      if (message.startsWith("Null value for creator property")
          || message.startsWith("Cannot map `null`")) {
        return "must not be null";
      }
      return "must be " + form(mismatch.getTargetType());
    }
    return String.valueOf(e.getOriginalMessage());
  }

  private static String form(@Nullable Class<?> type) {
    if (type == null) {
      return "JSON of another form";
    }
    if (type == int.class) {
      return "a whole number below 2^31";
    }
    if (type == long.class) {
      return "a whole number below 2^63";
    }
    if (type == String.class) {
      return "a text";
    }
    if (type == Instant.class) {
      return "a time as 2026-01-02T03:04:05.678Z";
    }
    return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  /// No numbers: nobody could tell their unit.
  private static final class TextInstant extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    TextInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        try {
          return OffsetDateTime.parse(json.getText()).toInstant();
        } catch (DateTimeException _) {
          // Falls through to the same answer as another type.
        }
      }
      throw MismatchedInputException.from(json, Instant.class, "not a time");
    }
  }
}
