using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Admin.Sessions;

namespace Heliograph.Server.Admin.Http;

/// <summary>Who asks: somebody who has logged in, or a program with a key.</summary>
/// <param name="UserName">The user who has logged in, or who made the key.</param>
/// <param name="Role">What they may do.</param>
/// <param name="IsOpen">Whether login or key still is good, for answers that go on for long; that is no use of it.</param>
internal sealed record Caller(string UserName, Role Role, Func<bool> IsOpen)
{
    /// <summary>The login; null for a program.</summary>
    public LoginSession? Session { get; init; }

    /// <summary>The program's key; null for somebody who has logged in.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>For causes that people read.</summary>
    public string Name => Key is null ? UserName : Via;

    /// <summary>The way they come.</summary>
    public string Via => Key is null ? "console" : $"key {Key.Name}";
}
