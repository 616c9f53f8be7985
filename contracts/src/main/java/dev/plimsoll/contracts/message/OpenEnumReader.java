package dev.plimsoll.contracts.message;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.util.Converter;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reader of an [OpenEnum], whose enum follows from the property's type.
final class OpenEnumReader extends StdDelegatingDeserializer<OpenEnum<?>> {
  private static final long serialVersionUID = 1L;

  /// For Jackson, which then asks it for one of a property.
  OpenEnumReader() {
    super(new Word(null));
  }

  private OpenEnumReader(
      Converter<Object, OpenEnum<?>> word, JavaType text, JsonDeserializer<?> reader) {
    super(word, text, reader);
  }

  @Override
  public JsonDeserializer<?> createContextual(
      DeserializationContext context, @Nullable BeanProperty property) throws JsonMappingException {
    JavaType asked = context.getContextualType();
    JavaType place = asked == null && property != null ? property.getType() : asked;
    JavaType text = context.constructType(String.class);
    return new OpenEnumReader(
        new Word(place.containedType(0).getRawClass()),
        text,
        context.findContextualValueDeserializer(text, property));
  }

  private static final class Word extends StdConverter<Object, OpenEnum<?>> {
    private final @Nullable Class<?> type;

    private Word(@Nullable Class<?> type) {
      this.type = type;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public OpenEnum<?> convert(Object text) {
      return OpenEnum.of(
          (String) text, (Class) Objects.requireNonNull(type).asSubclass(Enum.class));
    }
  }
}
