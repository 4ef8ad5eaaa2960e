using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Http;

/// <summary>The console's files, which are part of the program. Every other path is a page of the console.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/", Start = "index.html";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary();

    private readonly Assembly _assembly = typeof(ConsoleFiles).Assembly;
    private readonly FrozenSet<string> _names;
    private readonly ConcurrentDictionary<(string Name, bool IsZipped), byte[]> _contents = [];

    public ConsoleFiles() => _names = _assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..])
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether this build has a console.</summary>
    public bool HasConsole => _names.Contains(Start);

    public Task ServeAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            throw new ProblemException(405, "Method not allowed", $"{http.Request.Method} is not possible here");
        var name = http.Request.Path.Value!.TrimStart('/');
        if (_names.Contains(name)) return SendAsync(http, name);
        if (name.StartsWith("assets/", StringComparison.Ordinal)) throw ProblemException.NotFound($"there is no file {name}", "Load the page anew");
        if (HasConsole) return SendAsync(http, Start);
        throw ProblemException.NotFound("this build of Heliograph has no console", "Build it on a machine with Node.js; the REST API is at /api/v1/openapi.json");
    }

    private async Task SendAsync(HttpContext http, string name)
    {
        var isZipped = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        var content = _contents.GetOrAdd((name, isZipped), Read);
        http.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
        http.Response.ContentLength = content.Length;
        if (isZipped) http.Response.Headers.ContentEncoding = "gzip";
        // A name in assets/ has the hash of its content in it.
        if (name.StartsWith("assets/", StringComparison.Ordinal)) http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(content, http.RequestAborted);
    }

    private byte[] Read((string Name, bool IsZipped) file)
    {
        using var source = _assembly.GetManifestResourceStream(Prefix + file.Name)!;
        using var content = new MemoryStream();
        if (file.IsZipped)
        {
            using var zip = new GZipStream(content, CompressionLevel.SmallestSize);
            source.CopyTo(zip);
        }
        else
        {
            source.CopyTo(content);
        }

        return content.ToArray();
    }
}
