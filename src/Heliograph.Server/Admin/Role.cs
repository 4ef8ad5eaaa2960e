namespace Heliograph.Server.Admin;

/// <summary>What someone may do on the console and the REST API; each role may do what the ones before it may.</summary>
internal enum Role : byte
{
    /// <summary>Nothing but what needs no login.</summary>
    None,

    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Disconnect clients, end sessions, publish, clear retained messages.</summary>
    Operator,

    /// <summary>Everything.</summary>
    Admin,
}
