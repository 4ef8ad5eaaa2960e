namespace Heliograph.Server.Listeners.Doors;

/// <summary>What a peer speaks, as far as its first bytes tell.</summary>
internal enum Speech : byte
{
    /// <summary>It closed without a word, or said none in time.</summary>
    Nothing,

    /// <summary>A CONNECT packet.</summary>
    Mqtt,

    /// <summary>The hello of TLS.</summary>
    Tls,

    /// <summary>A method of HTTP.</summary>
    Http,

    /// <summary>A PROXY header.</summary>
    Proxy,

    /// <summary>None of these.</summary>
    Unknown,
}
