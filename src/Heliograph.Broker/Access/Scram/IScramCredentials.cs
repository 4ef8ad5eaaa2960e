using System.Diagnostics.CodeAnalysis;

namespace Heliograph.Broker.Access.Scram;

/// <summary>Where the SCRAM exchange finds what is kept of users' passwords. Called by many threads; must not block.</summary>
public interface IScramCredentials
{
    /// <summary>The credential of a user, when there is one made for SCRAM-SHA-256.</summary>
    /// <param name="user">The user name, prepared with <see cref="SaslPrep"/>.</param>
    /// <param name="credential">The credential, when there is one.</param>
    bool TryFind(string user, [NotNullWhen(true)] out ScramCredential? credential);
}
