using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Sessions;

namespace Heliograph.Server.Admin.Documentation;

/// <summary>The routes as an OpenAPI 3.1 document.</summary>
internal static class OpenApiDocument
{
    public static JsonObject Of(IEnumerable<AdminRoute> routes)
    {
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var route in routes)
        {
            if (paths[route.Path] is not JsonObject operations) paths[route.Path] = operations = [];
            operations[route.Method.ToLowerInvariant()] = OperationOf(route, schemas);
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Heliograph", ["version"] = HeliographServer.Version },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = SessionCookie.Plain },
                    ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
        };
    }

    private static JsonObject OperationOf(AdminRoute route, JsonObject schemas)
    {
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["tags"] = new JsonArray(TagOf(route)),
        };
        if (route.Parameters.Count > 0) operation["parameters"] = new JsonArray([.. route.Parameters.Select(ParameterOf)]);
        if (route.Body is { } body) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = ContentOf("application/json", body, schemas) };
        operation["responses"] = new JsonObject
        {
            ["2XX"] = AnswerOf(route, schemas),
            ["default"] = new JsonObject
            {
                ["description"] = "Not done: the field, its value and the remedy, RFC 9457",
                ["content"] = ContentOf("application/problem+json", AdminJson.Default.Problem, schemas),
            },
        };
        if (route.Role == Role.None) return operation;
        operation["description"] = $"For the role {route.Role.ToString().ToLowerInvariant()} and those above it.";
        operation["security"] = route.NeedsLogin
            ? new JsonArray(new JsonObject { ["session"] = new JsonArray() })
            : new JsonArray(new JsonObject { ["session"] = new JsonArray() }, new JsonObject { ["key"] = new JsonArray() });
        return operation;
    }

    private static JsonObject AnswerOf(AdminRoute route, JsonObject schemas)
    {
        var answer = new JsonObject { ["description"] = "Done" };
        if (route.Answer is { } type) answer["content"] = ContentOf("application/json", type, schemas);
        else if (route.AnswerContentType is { } content) answer["content"] = new JsonObject { [content] = new JsonObject() };
        return answer;
    }

    private static JsonNode ParameterOf(RouteParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = "query",
        ["required"] = parameter.IsRequired,
        ["description"] = parameter.Help,
        ["schema"] = new JsonObject { ["type"] = parameter.Type },
    };

    private static JsonObject ContentOf(string content, JsonTypeInfo type, JsonObject schemas)
    {
        var name = NameOf(type.Type);
        if (!schemas.ContainsKey(name)) schemas[name] = SchemaOf(type);
        return new() { [content] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } } };
    }

    /// <summary>The JSON Schema of a type.</summary>
    public static JsonNode SchemaOf(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true });

    private static string NameOf(Type type)
    {
        if (!type.IsGenericType) return type.Name;
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}";
    }

    /// <summary>What the path is about, such as retained for /api/v1/retained/tree.</summary>
    public static string TagOf(AdminRoute route) =>
        route.Path.Split('/') is ["", "api", "v1", var resource, ..] ? resource : "server";
}
