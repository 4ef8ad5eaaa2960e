using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Http;

/// <summary>The console's files, which are part of the program. Every other path is a page of the console.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
    }.ToFrozenDictionary();

    private readonly Assembly _assembly = typeof(ConsoleFiles).Assembly;
    private readonly FrozenSet<string> _names;

    public ConsoleFiles() => _names = _assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..].Replace('\\', '/')).ToFrozenSet(StringComparer.Ordinal);

    public async Task ServeAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            throw new ProblemException(405, "Method not allowed", $"{http.Request.Method} is not possible here");
        var name = http.Request.Path.Value!.TrimStart('/');
        if (_names.Contains(name)) await SendAsync(http, name, isImmutable: name.StartsWith("assets/", StringComparison.Ordinal));
        else if (Path.HasExtension(name)) throw ProblemException.NotFound($"there is no file {name}", "Go to /");
        else if (_names.Contains("index.html")) await SendAsync(http, "index.html", isImmutable: false);
        else await http.Response.WriteAsync("This build of Heliograph has no console. The REST API is at /api/v1/openapi.json");
    }

    private async Task SendAsync(HttpContext http, string name, bool isImmutable)
    {
        http.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
        if (isImmutable) http.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // its name has the hash of its content
        var zipped = $"{name}.gz";
        var isZipped = _names.Contains(zipped) && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (isZipped) http.Response.Headers.ContentEncoding = "gzip";
        await using var content = _assembly.GetManifestResourceStream(Prefix + (isZipped ? zipped : name))!;
        http.Response.ContentLength = content.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
