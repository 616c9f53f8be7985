package dev.plimsoll.description;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Needed;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.http.problem.ProblemMappers;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jspecify.annotations.Nullable;

/// OpenAPI filter that adds the edge's share to every operation, token and problem answer, and what
/// the scanner ignores of a method: its status and the bounds of its parameters.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class EdgeDescription implements OASFilter {
  private static final DotName STATUS =
      DotName.createSimple("org.jboss.resteasy.reactive.ResponseStatus");
  private static final DotName PATH = DotName.createSimple("jakarta.ws.rs.Path");
  private static final DotName WITHIN = DotName.createSimple(Within.class);
  private static final List<DotName> PARAMETERS =
      Stream.of("QueryParam", "HeaderParam", "PathParam")
          .map(name -> DotName.createSimple("jakarta.ws.rs." + name))
          .toList();
  private static final String TOKEN = "token";
  private static final String PROBLEM = "Problem";
  private static final String CODE = "ErrorCode";
  private static final String OK = "200";
  private static final int NO_CONTENT = 204;

  private record Call(HttpMethod method, String path) {}

  private final IndexView index;

  public EdgeDescription(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI api) {
    Components components =
        api.getComponents() == null ? OASFactory.createComponents() : api.getComponents();
    components.addSecurityScheme(
        TOKEN,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description("The API's token; `./plimsoll status` says where it is."));
    // Extensible, since a strict client would refuse a newer version's codes.
    components.addSchema(
        CODE, extensible(ErrorCode.values().stream().map(ErrorCode::value).toList()));
    components.addSchema(PROBLEM, problemSchema());
    RecordSchemas records = new RecordSchemas(index, components.getSchemas());
    records.describe(api);
    // The scanner takes extensible words for objects, and leaves their unused enumerations.
    Set<String> referenced = records.referenced(api);
    components.getSchemas().entrySet().stream()
        .filter(
            schema ->
                schema.getKey().startsWith(OpenEnum.class.getSimpleName())
                    || schema.getValue().getEnumeration() != null)
        .map(Map.Entry::getKey)
        .filter(name -> !referenced.contains(name))
        .toList()
        .forEach(components::removeSchema);
    api.setComponents(components);
    api.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(TOKEN)));
    Map<Call, MethodInfo> methods = methods();
    if (api.getPaths() == null || api.getPaths().getPathItems() == null) {
      return;
    }
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .forEach(
                        (verb, operation) ->
                            describe(operation, methods.get(new Call(verb, path)))));
  }

  private static void describe(Operation operation, @Nullable MethodInfo method) {
    if (method != null) {
      bound(operation, method);
    }
    describe(operation, method == null ? null : method.annotation(STATUS));
  }

  private static void bound(Operation operation, MethodInfo method) {
    for (MethodParameterInfo declared : method.parameters()) {
      AnnotationInstance within = declared.type().annotation(WITHIN);
      if (within != null) {
        boolean orNone = within.value("orNone") != null && within.value("orNone").asBoolean();
        operation.getParameters().stream()
            .filter(parameter -> parameter.getName().equals(name(declared)))
            .forEach(
                parameter ->
                    RecordSchemas.bound(
                        parameter.getSchema(), Bound.valueOf(within.value().asEnum()), orNone));
      }
    }
  }

  private static @Nullable String name(MethodParameterInfo declared) {
    return PARAMETERS.stream()
        .map(declared::declaredAnnotation)
        .filter(Objects::nonNull)
        .map(annotation -> annotation.value().asString())
        .findFirst()
        .orElse(null);
  }

  private static void describe(Operation operation, @Nullable AnnotationInstance said) {
    @Nullable Integer status = said == null ? null : said.value().asInt();
    APIResponses responses =
        operation.getResponses() == null
            ? OASFactory.createAPIResponses()
            : operation.getResponses();
    if (status != null) {
      APIResponse answer = responses.getAPIResponse(OK);
      if (answer == null) {
        answer = responses.getAPIResponse("204");
      }
      if (answer != null) {
        responses.removeAPIResponse(OK);
        responses.removeAPIResponse("204");
        responses.addAPIResponse(Integer.toString(status), as(status, answer));
      }
    }
    responses
        .getAPIResponses()
        .forEach(
            (code, answer) -> {
              boolean refusal = code.startsWith("4") || code.startsWith("5");
              if (refusal && answer.getContent() == null) {
                answer.setContent(problem());
              }
            });
    responses.setDefaultValue(
        OASFactory.createAPIResponse()
            .description("A problem (RFC 9457): `code` says which, `fix` what to do.")
            .content(problem()));
    operation.setResponses(responses);
  }

  private static Content problem() {
    return OASFactory.createContent()
        .addMediaType(
            ProblemMappers.MEDIA_TYPE,
            OASFactory.createMediaType().schema(OASFactory.createSchema().ref(PROBLEM)));
  }

  private static APIResponse as(int status, APIResponse answer) {
    APIResponse response =
        answer.description(
            switch (status) {
              case 201 -> "Created";
              case 202 -> "Accepted";
              case NO_CONTENT -> "Done";
              default -> "OK";
            });
    return status == NO_CONTENT ? response.content(null) : response;
  }

  static Schema extensible(List<String> known) {
    return OASFactory.createSchema()
        .addType(SchemaType.STRING)
        .description("One of x-extensible-enum; newer versions may have others.")
        .addExtension("x-extensible-enum", known);
  }

  private static Schema problemSchema() {
    Schema schema =
        OASFactory.createSchema()
            .addType(SchemaType.OBJECT)
            .description("RFC 9457: `code` says which, `detail` what happened, `fix` what to do.");
    List<String> required = new ArrayList<>();
    for (RecordComponent part : Problem.class.getRecordComponents()) {
      Schema property = OASFactory.createSchema();
      if (part.getType() == ErrorCode.class) {
        property.ref(CODE);
      } else if (part.getType() == int.class) {
        property.addType(SchemaType.INTEGER).format("int32");
      } else {
        property.addType(SchemaType.STRING);
      }
      boolean nullable = Needed.isNullable(part);
      schema.addProperty(part.getName(), nullable ? RecordSchemas.orNull(property) : property);
      if (!nullable) {
        required.add(part.getName());
      }
    }
    return schema.required(required);
  }

  private Map<Call, MethodInfo> methods() {
    Map<Call, MethodInfo> methods = new HashMap<>();
    for (HttpMethod verb : HttpMethod.values()) {
      DotName annotation = DotName.createSimple("jakarta.ws.rs." + verb.name());
      for (AnnotationInstance said : index.getAnnotations(annotation)) {
        MethodInfo method = said.target().asMethod();
        String path =
            text(method.declaringClass().declaredAnnotation(PATH)) + text(method.annotation(PATH));
        methods.put(new Call(verb, path), method);
      }
    }
    return methods;
  }

  /// With one leading slash, no trailing one, and without patterns of parameters.
  private static String text(@Nullable AnnotationInstance path) {
    if (path == null) {
      return "";
    }
    String text = path.value().asString().replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
    String inner = text.replaceAll("^/+|/+$", "");
    return inner.isEmpty() ? "" : "/" + inner;
  }
}
