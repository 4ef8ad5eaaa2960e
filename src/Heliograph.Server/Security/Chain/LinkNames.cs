namespace Heliograph.Server.Security.Chain;

/// <summary>The links that a configuration can name.</summary>
internal static class LinkNames
{
    /// <summary>The users of the password file.</summary>
    public const string Password = "password";

    /// <summary>SCRAM-SHA-256 with the users of the password file who have such a line.</summary>
    public const string Scram = "scram";

    /// <summary>Who shows a client certificate.</summary>
    public const string Certificate = "certificate";

    /// <summary>Who sends a JSON Web Token as password.</summary>
    public const string Jwt = "jwt";

    /// <summary>Whom a web service knows.</summary>
    public const string Http = "http";

    /// <summary>Who brings neither user name nor password.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>All.</summary>
    public static IReadOnlyList<string> All { get; } = [Password, Scram, Certificate, Jwt, Http, Anonymous];
}
