using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heliograph.Server.Admin.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Admin.Http;

/// <summary>One request: who asks, what for, and the answer.</summary>
internal sealed class AdminCall(HttpContext http)
{
    public HttpContext Http => http;

    /// <summary>Who asks; null only where no login is needed.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The login of who asks; null only where none is needed.</summary>
    /// <exception cref="ProblemException">A key asks for what only somebody who has logged in can have.</exception>
    public LoginSession? Session => Caller is { Session: null } ? throw LoginNeeded() : Caller?.Session;

    /// <summary>Who they say they are that are not known yet; for the audit log.</summary>
    public string? ClaimedName { get; set; }

    /// <summary>What a change acts on, for the audit log; null while it is not known.</summary>
    public string? Target { get; private set; }

    /// <summary>More of it, in words.</summary>
    public string? Detail { get; private set; }

    /// <summary>Whether a call that could have changed something only looked.</summary>
    public bool HasOnlyLooked { get; private set; }

    public string Address => http.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "unknown";

    public bool IsLoopback => http.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(http.Connection.RemoteIpAddress);

    /// <summary>Says in the audit log what the change acts on. Never a secret, never a payload.</summary>
    public void Concerns(string? target, string? detail = null) => (Target, Detail) = (target, detail);

    /// <summary>It was a preview: nothing for the audit log.</summary>
    public void OnlyLooked() => HasOnlyLooked = true;

    /// <summary>What only somebody who has logged in can do.</summary>
    public static ProblemException LoginNeeded() =>
        new(403, "Not allowed", "this takes a login; an API key cannot do it") { Remedy = "Log in with user name and password" };

    /// <summary>A parameter; null when it is absent or empty.</summary>
    public string? Text(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A parameter that must be there.</summary>
    public string Required(string name) => Text(name) ?? throw ProblemException.BadField(name, null, "any text; it must be given");

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var other => throw ProblemException.BadField(name, other, "true or false"),
    };

    public long Number(string name, long otherwise, long least, long most)
    {
        if (Text(name) is not { } text) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw ProblemException.BadField(name, text, $"a whole number from {least} to {most}");
    }

    /// <summary>Allows a larger body than others may have. Before it is read.</summary>
    public void AllowBody(long bytesMax)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytesMax;
    }

    /// <summary>Reads the body.</summary>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
    {
        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ProblemException(415, "Not JSON", "the body must be JSON") { Remedy = "Send Content-Type: application/json" };
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                ?? throw new ProblemException(400, "Not readable", "the body is null");
        }
        catch (JsonException failure)
        {
            throw new ProblemException(400, "Not readable", "the body is not the JSON that is asked for")
            {
                Field = failure.Path?.TrimStart('$', '.'),
                Remedy = "See /api/v1/openapi.json",
            };
        }
    }

    public Task ReplyAsync<T>(T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    public Task DoneAsync()
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
