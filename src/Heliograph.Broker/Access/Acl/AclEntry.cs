namespace Heliograph.Broker.Access.Acl;

/// <summary>Whom a rule speaks of.</summary>
public enum AclScope : byte
{
    /// <summary>One user: a rule below a user line.</summary>
    User,

    /// <summary>Clients without a user name: a rule above the first section.</summary>
    Anonymous,

    /// <summary>Everybody: a pattern line, or a rule below everyone.</summary>
    Everyone,

    /// <summary>The members of a group: a rule below a group line.</summary>
    Group,
}

/// <summary>A rule as it stands in its text, for people and programs that look.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Scope">Whom it speaks of.</param>
/// <param name="User">The name of the user or of the group; null in the other scopes.</param>
/// <param name="Access">What it grants or forbids, as near as these words say it.</param>
/// <param name="Filter">The topics it speaks of.</param>
public sealed record AclEntry(int Line, AclScope Scope, string? User, AclAccess Access, string Filter)
{
    /// <summary>What it grants or forbids, as it is written, where <see cref="Access"/> does not say it all; else null.</summary>
    public string? Words { get; init; }
}
