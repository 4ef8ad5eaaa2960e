namespace Heliograph.Broker.Access;

/// <summary>Starts exchanges of MQTT 5.0 enhanced authentication (section 4.12).</summary>
public interface IEnhancedAuthenticator
{
    /// <summary>Starts an exchange.</summary>
    /// <param name="method">The Authentication Method of CONNECT or AUTH.</param>
    /// <param name="request">Who asks; its password is not used.</param>
    /// <returns>Null when the method is not offered, which answers 0x8C [MQTT-4.12.0-1].</returns>
    IAuthenticationExchange? TryStart(string method, AuthenticationRequest request);
}

/// <summary>One running exchange; used by one thread at a time, synchronous, cheap per step.</summary>
public interface IAuthenticationExchange
{
    /// <summary>The user that it is about, as soon as the client has said so; null before, and where the method has none.</summary>
    string? UserName => null;

    /// <summary>Takes the client's Authentication Data (empty when absent) and gives the next step.</summary>
    AuthenticationStep Step(ReadOnlySpan<byte> data);
}

/// <summary>What follows a step of an exchange.</summary>
/// <param name="Result">Null to continue with AUTH 0x18; else how the exchange ended.</param>
/// <param name="Data">The Authentication Data to send with the answer; null for none.</param>
public readonly record struct AuthenticationStep(AuthenticationResult? Result, byte[]? Data);
