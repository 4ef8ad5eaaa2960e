using Heliograph.Server.Files;
using Heliograph.Server.Security.Web;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Makes the keys that a configuration asks for. Dispose when no token is checked any more.</summary>
internal sealed class TokenKeys : IDisposable
{
    private readonly HttpClient? _client;

    /// <exception cref="OperatorException">A file that is named cannot be used.</exception>
    public TokenKeys(TokenOptions options, TimeProvider time, ILogger log)
    {
        var sources = new List<ITokenKeys>();
        if (options.Secret.Length > 0) sources.Add(FixedKeys.OfSecret(options.Secret));
        if (options.KeyFile.Length > 0) sources.Add(FixedKeys.OfFile(options.KeyFile));
        if (options.KeySet.Length > 0)
        {
            var isWeb = IsWeb(options.KeySet);
            if (isWeb) _client = WebClients.Create("access.jwt.key_set_ca", options.KeySetAuthority, KeySet.BytesMax, connectionsMax: 2);
            sources.Add(new RotatingKeys(
                isWeb ? stop => FetchAsync(_client!, options.KeySet, stop) : _ => Task.FromResult(Read(options.KeySet)),
                options.KeySetRefresh, options.KeySet, time, log));
        }

        Keys = sources is [var only] ? only : new AllKeys(sources);
    }

    public ITokenKeys Keys { get; }

    /// <summary>Whether a key set is fetched from a web server.</summary>
    public static bool IsWeb(string keySet) => Uri.TryCreate(keySet, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    public void Dispose() => _client?.Dispose();

    private static async Task<string> FetchAsync(HttpClient client, string address, CancellationToken stop)
    {
        using var answer = await client.GetAsync(new Uri(address), stop);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(stop)
            : throw new HttpRequestException($"it answered {(int)answer.StatusCode}");
    }

    private static string Read(string path) =>
        TextFile.TryRead(path, KeySet.BytesMax, out var fault) ?? throw new IOException(fault.Problem);
}
