using Heliograph.Console.Running;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Heliograph.Console.Running;

/// <summary>The browser, started once for all tests. Each test opens a <see cref="Visit"/> of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var program = FindProgram();
        SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        // Chromium's sandbox refuses to run as root; the pages are our own.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser that nobody has logged in with, and that speaks English unless told otherwise.</summary>
    public async Task<Visit> VisitAsync(ConsoleBroker broker, ViewportSize? size = null, bool isSecure = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (isSecure ? broker.SecureConsole : broker.Console).ToString(),
            // The certificate of a new instance is signed by itself.
            IgnoreHTTPSErrors = isSecure,
            Locale = "en-US",
            ViewportSize = size ?? new() { Width = 1280, Height = 800 },
        });
        return await Visit.BeginAsync(context);
    }

    private static string FindProgram() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : Tool.Search("chromium") ?? throw new InvalidOperationException(
            "The tests of the console need Chromium, which is not on the PATH. Install the package chromium, "
            + "or put the full path of Chromium, Chrome or Edge into the environment variable CHROMIUM.");
}
