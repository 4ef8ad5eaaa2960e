using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Heliograph.Server.Admin.Http;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Documentation;

/// <summary>The routes as a page for people: what each does, who may ask it, what it takes and answers. Without script.</summary>
internal static class ApiPage
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color-scheme: light dark; }
        h2 { margin-top: 2.5rem; text-transform: capitalize; }
        section { border-top: 1px solid #8886; padding: 1rem 0; }
        code, pre { font: 14px/1.5 ui-monospace, monospace; }
        pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: 6px; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }
        .role { opacity: .75; }
        """;

    public static Task ReplyAsync(AdminCall call, IEnumerable<AdminRoute> routes)
    {
        call.Http.Response.ContentType = "text/html; charset=utf-8";
        return call.Http.Response.WriteAsync(Render(routes), call.Http.RequestAborted);
    }

    public static Task ReplyStyleAsync(AdminCall call)
    {
        call.Http.Response.ContentType = "text/css; charset=utf-8";
        return call.Http.Response.WriteAsync(Style, call.Http.RequestAborted);
    }

    private static string Render(IEnumerable<AdminRoute> routes)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Heliograph: REST API</title>")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/api/style.css\"></head><body><main><h1>Heliograph: REST API</h1>")
            .Append("<p>Log in with <code>POST /api/v1/login</code> and send its <code>csrf</code> as <code>X-CSRF-Token</code> with every POST, or send ")
            .Append("<code>Authorization: Bearer</code> with an API key. For programs: <a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a>.</p>");
        foreach (var group in routes.GroupBy(OpenApiDocument.TagOf))
        {
            page.Append("<h2>").Append(Text(group.Key)).Append("</h2>");
            foreach (var route in group) Append(page, route);
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static void Append(StringBuilder page, AdminRoute route)
    {
        page.Append("<section><h3><code>").Append(Text($"{route.Method} {route.Path}")).Append("</code></h3><p>").Append(Text(route.Summary))
            .Append(" <span class=\"role\">").Append(route.Role == Role.None ? "Without login." : $"For {route.Role.ToString().ToLowerInvariant()}s and above.").Append("</span></p>");
        if (route.Parameters.Count > 0)
        {
            page.Append("<table><tr><th>Parameter</th><th>Kind</th><th>What it is</th></tr>");
            foreach (var parameter in route.Parameters)
            {
                page.Append("<tr><td><code>").Append(Text(parameter.Name)).Append("</code></td><td>").Append(Text(parameter.Type))
                    .Append(parameter.IsRequired ? ", must be given" : "").Append("</td><td>").Append(Text(parameter.Help)).Append("</td></tr>");
            }

            page.Append("</table>");
        }

        AppendShape(page, "Body", route.Body);
        AppendShape(page, "Answer", route.Answer);
        page.Append("</section>");
    }

    private static void AppendShape(StringBuilder page, string title, JsonTypeInfo? type)
    {
        if (type is null) return;
        page.Append("<p>").Append(title).Append("</p><pre>").Append(Text(Shape(OpenApiDocument.SchemaOf(type), "  "))).Append("</pre>");
    }

    // A schema as the JSON it describes, with kinds in the place of values.
    private static string Shape(JsonNode? schema, string indent)
    {
        if (schema is not JsonObject described) return "any";
        if (described["properties"] is JsonObject properties)
        {
            var lines = properties.Select(property => $"{indent}{property.Key}: {Shape(property.Value, indent + "  ")}");
            return $"{{\n{string.Join(",\n", lines)}\n{indent[2..]}}}";
        }

        if (described["items"] is { } items) return $"[{Shape(items, indent)}]";
        if (described["enum"] is JsonArray choices) return string.Join(" | ", choices.Select(choice => choice?.ToString() ?? "null"));
        return described["type"] switch
        {
            JsonArray kinds => string.Join(" | ", kinds.Select(kind => kind?.ToString())),
            { } kind => kind.ToString(),
            _ => "any",
        };
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
