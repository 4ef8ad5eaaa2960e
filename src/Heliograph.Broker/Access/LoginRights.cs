namespace Heliograph.Broker.Access;

/// <summary>What a login brought along besides the name, such as the claims of a token. Immutable; one object for each login.</summary>
/// <param name="groups">Groups of the access control list that the client belongs to besides those that the list puts it in.</param>
/// <param name="rules">Rules of its own; null for none.</param>
public sealed class LoginRights(IReadOnlyList<string> groups, IAuthorizationLink? rules)
{
    public IReadOnlyList<string> Groups { get; } = groups;

    public IAuthorizationLink? Rules { get; } = rules;
}
