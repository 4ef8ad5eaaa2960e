using System.Text.Json.Nodes;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Sessions;

namespace Heliograph.Server.Admin.Documentation;

/// <summary>The routes as an OpenAPI 3.1 document.</summary>
internal static class OpenApiDocument
{
    public static JsonObject Of(IEnumerable<AdminRoute> routes)
    {
        var paths = new JsonObject();
        foreach (var route in routes)
        {
            if (paths[route.Path] is not JsonObject operations) paths[route.Path] = operations = [];
            operations[route.Method.ToLowerInvariant()] = OperationOf(route);
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Heliograph", ["version"] = HeliographServer.Version },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = SessionCookie.Plain },
                    ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
        };
    }

    private static JsonObject OperationOf(AdminRoute route)
    {
        var operation = new JsonObject
        {
            ["summary"] = route.Summary,
            ["responses"] = new JsonObject
            {
                ["2XX"] = new JsonObject { ["description"] = "Done" },
                ["4XX"] = new JsonObject { ["description"] = "Not done: a problem, RFC 9457, names the field, its value and the remedy" },
            },
        };
        if (route.Role == Role.None) return operation;
        operation["description"] = $"For the role {route.Role.ToString().ToLowerInvariant()} and those above it.";
        operation["security"] = route.NeedsLogin
            ? new JsonArray(new JsonObject { ["session"] = new JsonArray() })
            : new JsonArray(new JsonObject { ["session"] = new JsonArray() }, new JsonObject { ["key"] = new JsonArray() });
        return operation;
    }
}
