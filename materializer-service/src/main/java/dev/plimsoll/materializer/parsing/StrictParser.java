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
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
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
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Strict parser: nothing is made up for missing, doubled, truncated or mistyped values. Only
/// unknown properties are ignored, so that records can grow.
final class StrictParser {
  private static final ObjectMapper JSON = strict(JsonMapper.builder());
  private static final ObjectMapper CBOR = strict(CBORMapper.builder());
  private static final Map<Class<?>, String> FORMS =
      Map.of(
          int.class, "a whole number below 2^31",
          long.class, "a whole number below 2^63",
          String.class, "a text",
          Instant.class, "a time as 2026-01-02T03:04:05.678Z");

  private StrictParser() {}

  /// @throws MalformedMessageException with a reason that names the property
  static <T> T read(byte[] body, Encoding encoding, Class<T> type) {
    try {
      @Nullable T value =
          switch (encoding) {
            // Jackson would replace malformed UTF-8, or guess another encoding.
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

  private static String reason(JsonProcessingException e) {
    String what = what(e);
    String where = e instanceof JsonMappingException mapping ? path(mapping) : "";
    return where.isEmpty() ? what : where + ": " + what;
  }

  private static String what(JsonProcessingException e) {
    Throwable cause = e.getCause();
    // A record's own check has the better message.
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
    return FORMS.getOrDefault(
        type, Collection.class.isAssignableFrom(type) ? "an array" : "an object");
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

  /// Numbers are refused, since their unit is unknown.
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
          // The answer is below.
        }
      }
      throw MismatchedInputException.from(json, Instant.class, "not a time");
    }
  }
}
