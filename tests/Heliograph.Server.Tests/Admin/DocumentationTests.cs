using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Heliograph.Server.Tests.Admin;

/// <summary>What the API says of itself is true.</summary>
public sealed class DocumentationTests
{
    // Streams, files and texts: what they answer with is no JSON.
    private static readonly string[] OtherAnswers = ["/api/v1/live", "/api/v1/openapi.json", "/metrics", "/mqtt", "/api/v1/traces/live", "/api/v1/traces/download"];

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_says_what_it_takes_and_answers()
    {
        var (paths, schemas) = await ReadAsync();
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("2XX", out var answer));
                if (operation.Name == "get" && !OtherAnswers.Contains(path.Name))
                    Assert.True(answer.TryGetProperty("content", out _), $"{path.Name} does not say what it answers");
            }
        }

        Assert.True(schemas.GetProperty("PageOfClientRow").GetProperty("properties").GetProperty("items").GetProperty("items").GetProperty("properties").TryGetProperty("clientId", out _));
    }

    [Fact]
    public async Task The_page_for_people_shows_every_route_with_its_parameters_and_fields()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var page = await browser.GetStringAsync("/api", Stop);
        foreach (var path in (await ReadAsync()).Paths.EnumerateObject()) Assert.Contains($" {path.Name}</code>", page, StringComparison.Ordinal);
        Assert.Contains("<code>olderThan</code>", page, StringComparison.Ordinal);
        Assert.Contains("clientId: string", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var document = await browser.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);
        foreach (var reference in ReferencesIn(document))
            Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty(reference["#/components/schemas/".Length..], out _), reference);
        Assert.Contains("#/components/schemas/Problem", ReferencesIn(document));
    }

    [Fact]
    public async Task An_answer_has_the_fields_that_its_schema_names()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var document = await browser.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);
        foreach (var path in new[] { "/api/v1/overview", "/api/v1/clients", "/api/v1/session", "/api/v1/configuration", "/api/v1/listeners" })
        {
            var reference = document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("2XX")
                .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!;
            var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference["#/components/schemas/".Length..]);
            var answer = await browser.GetFromJsonAsync<JsonElement>(path, Stop);
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal),
                answer.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_parameter_that_is_not_documented_is_refused_by_its_name()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        var answer = await browser.GetAsync("/api/v1/clients?txt=a", Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await ConsoleUnderTest.ReadAsync(answer);
        Assert.Equal("txt", problem.GetProperty("field").GetString());
        Assert.Contains("text", problem.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.NameEquals("$ref") ? [property.Value.GetString()!] : ReferencesIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };

    private static async Task<(JsonElement Paths, JsonElement Schemas)> ReadAsync()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var document = await browser.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);
        return (document.GetProperty("paths"), document.GetProperty("components").GetProperty("schemas"));
    }
}
