namespace Heliograph.Server.Admin;

/// <summary>The console and the REST API: where they are, and who may do what there.</summary>
internal sealed record AdminOptions
{
    /// <summary>Whether there are any.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The address to bind. Anything but this machine's own lets others try to log in.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The TCP port for HTTP; 0 takes any free one. One that is taken costs the console, not the broker.</summary>
    public int Port { get; init; } = 61680;

    /// <summary>The TCP port for HTTPS; 0 takes any free one, null has none.</summary>
    public int? HttpsPort { get; init; } = 61681;

    /// <summary>The file with certificate and key for HTTPS in PEM; relative to the instance folder unless absolute.</summary>
    public string Certificate { get; init; } = "etc/console.pem";

    /// <summary>Host names it answers to besides those of the machine.</summary>
    public NameList HostNames { get; init; } = new();

    /// <summary>User names that may do everything.</summary>
    public NameList Admins { get; init; } = new("admin");

    /// <summary>User names that may look, and disconnect clients, publish and clear.</summary>
    public NameList Operators { get; init; } = new();

    /// <summary>User names that may look.</summary>
    public NameList Viewers { get; init; } = new();

    /// <summary>The highest role of a user; None for one who has no business here.</summary>
    public Role RoleOf(string userName) =>
        Admins.Contains(userName) ? Role.Admin
        : Operators.Contains(userName) ? Role.Operator
        : Viewers.Contains(userName) ? Role.Viewer
        : Role.None;
}
