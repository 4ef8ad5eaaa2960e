namespace Heliograph.Broker.Access.Acl;

/// <summary>What a rule grants, or that it forbids.</summary>
[Flags]
public enum AclAccess : byte
{
    /// <summary>Neither reading nor writing, whatever other rules grant.</summary>
    Deny = 0,

    /// <summary>Subscribe and receive.</summary>
    Read = 1,

    /// <summary>Publish.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    ReadWrite = Read | Write,
}
