using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Sessions;

/// <summary>The cookie that says who is logged in.</summary>
/// <remarks>
/// Browsers do not tell ports apart, and let nothing that came over HTTP replace what came over HTTPS: so each has a name of
/// its own, and that of HTTPS a prefix that keeps other hosts from setting it (RFC 6265bis).
/// </remarks>
internal static class SessionCookie
{
    public const string Plain = "heliograph_session", Secure = "__Host-heliograph_session";

    /// <summary>The token that came with a request; null without one.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    public static void Set(HttpContext http, string token) => http.Response.Cookies.Append(NameFor(http.Request), token, OptionsFor(http.Request));

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(NameFor(http.Request), OptionsFor(http.Request));

    private static string NameFor(HttpRequest request) => request.IsHttps ? Secure : Plain;

    private static CookieOptions OptionsFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
    };
}
