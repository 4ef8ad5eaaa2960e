using Heliograph.Server.Configuration;
using Heliograph.Server.Security;

namespace Heliograph.Server.Instance;

/// <summary>What a new instance is to be.</summary>
internal sealed record InstancePlan
{
    /// <summary>The folder to make.</summary>
    public required InstanceLayout Layout { get; init; }

    /// <summary>The full path of the heliograph executable that the start scripts run.</summary>
    public required string Program { get; init; }

    /// <summary>Its listeners, and what is other than by default, are written to the configuration file.</summary>
    public ServerConfiguration Configuration { get; init; } = new();

    /// <summary>The password of the first account.</summary>
    public string AdminPassword { get; init; } = FirstAccount.Password;

    /// <summary>The text of the users file; null begins with the first account.</summary>
    public string? Users { get; init; }

    /// <summary>The text of the ACL file; null begins with the rights of the first account.</summary>
    public string? Acl { get; init; }

    /// <summary>When: the console's certificate is valid from then on.</summary>
    public DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Whether a folder with content is accepted and our files in it are written anew.</summary>
    public bool Force { get; init; }
}
