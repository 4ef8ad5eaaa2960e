namespace Heliograph.Broker.Access.Acl;

/// <summary>Whom a rule speaks of.</summary>
public enum AclScope : byte
{
    /// <summary>One user: a topic line below a user line.</summary>
    User,

    /// <summary>Clients without a user name: a topic line above the first user line.</summary>
    Anonymous,

    /// <summary>Everybody: a pattern line.</summary>
    Everyone,
}

/// <summary>A rule as it stands in its text, for people and programs that look.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Scope">Whom it speaks of.</param>
/// <param name="User">The user's name; null in the other scopes.</param>
/// <param name="Access">What it grants or forbids.</param>
/// <param name="Filter">The topics it speaks of.</param>
public sealed record AclEntry(int Line, AclScope Scope, string? User, AclAccess Access, string Filter);
