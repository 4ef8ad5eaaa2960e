using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliograph.Server;

namespace Heliograph.Cli.Api;

/// <summary>Someone logged in to the REST API of a running broker, or with a key. Dispose to log out.</summary>
internal sealed class ConsoleSession : IAsyncDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private bool _hasLogin = true;

    private ConsoleSession(Uri url)
    {
        _url = url;
        _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = url, Timeout = WaitMax };
    }

    /// <summary>Logs in.</summary>
    /// <exception cref="OperatorException">Nobody answers there, or the login is refused.</exception>
    public static async Task<ConsoleSession> OpenAsync(Uri url, string user, string password, CancellationToken stop)
    {
        var session = new ConsoleSession(url);
        try
        {
            var credentials = new JsonObject { ["userName"] = user, ["password"] = password };
            var answer = await session.SendAsync(HttpMethod.Post, "/api/v1/login", credentials.ToJsonString(), stop);
            session._http.DefaultRequestHeaders.Add("X-CSRF-Token", answer.GetProperty("csrf").GetString());
            return session;
        }
        catch
        {
            session._http.Dispose();
            throw;
        }
    }

    /// <summary>Asks with an API key, which needs no login.</summary>
    public static ConsoleSession WithKey(Uri url, string key)
    {
        if (key.Any(letter => letter is <= ' ' or > '~')) throw new UsageException("an API key has letters, digits, - and _ only");
        var session = new ConsoleSession(url) { _hasLogin = false };
        session._http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return session;
    }

    /// <summary>Changes something.</summary>
    /// <returns>What is answered; undefined when there is nothing to say.</returns>
    /// <exception cref="OperatorException">It is refused, with the reason.</exception>
    public Task<JsonElement> PostAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), stop);

    /// <summary>Asks for something.</summary>
    /// <exception cref="OperatorException">It is refused, with the reason.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, body: null, stop);

    /// <summary>Changes something.</summary>
    /// <exception cref="OperatorException">It is refused, with the reason.</exception>
    public Task<JsonElement> PostAsync(string path, string body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, stop);

    /// <summary>Saves an answer that is a file, for its owner alone.</summary>
    /// <exception cref="OperatorException">It is refused, or cannot be saved.</exception>
    public async Task DownloadAsync(string path, string file, CancellationToken stop)
    {
        try
        {
            await using var content = await _http.GetStreamAsync(path, stop);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var target = new FileStream(file, options);
            await content.CopyToAsync(target, stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw new OperatorException($"{file} cannot be saved: {failure.Message.TrimEnd('.')}", "Give another file to --write", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_hasLogin) await SendAsync(HttpMethod.Post, "/api/v1/logout", body: null, CancellationToken.None);
        }
        catch (OperatorException)
        {
            // The session ends by itself.
        }

        _http.Dispose();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            await using var content = await answer.Content.ReadAsStreamAsync(stop);
            if (answer.StatusCode == HttpStatusCode.NoContent) return default;
            using var document = await JsonDocument.ParseAsync(content, cancellationToken: stop);
            return answer.IsSuccessStatusCode ? document.RootElement.Clone() : throw Refusal(document.RootElement);
        }
        catch (HttpRequestException failure)
        {
            throw new OperatorException(
                $"no console answers at {_url}: {failure.Message.TrimEnd('.')}", "Start the broker, or give its console's address with --console", failure);
        }
        catch (JsonException failure)
        {
            throw new OperatorException($"what answers at {_url} is not the console of a Heliograph", "Give its address with --console", failure);
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw new OperatorException($"the console at {_url} did not answer within {WaitMax.TotalSeconds} s", "Try again", failure);
        }
    }

    private static OperatorException Refusal(JsonElement problem)
    {
        var remedy = problem.TryGetProperty("remedy", out var text) ? text.GetString() : null;
        return new(problem.GetProperty("detail").GetString() ?? "the console refused", remedy?.TrimEnd('.') ?? "See docs/rest-api.md");
    }
}
